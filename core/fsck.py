"""`mado fsck`: every byte of the desk is looked at; what is damaged is named, what can be computed anew is.

Three kinds of things stand on the disk. Views (tickets, messages, texts, customers, the search index) follow
from raw mail and log and are mended here. Raw mail is kept once: what is damaged of it is taken off the list of
what has been fetched, so that the next sync brings it back if the server still has it. The log, drafts and the
outbox are nowhere else: what is damaged there is lost, and said so until a backup is restored.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, Literal

from tinydb import where

from config.errors import MadoError
from config.home import Home
from config.languages import translator
from core.ledger import Ledger
from core.rebuild import rebuild
from core.store import Store
from core.store.counts import mend_counts
from core.store.repair import check_raw, index_is_sound, mend_columns, reindex, structure
from core.store.stamp import is_altered, keep

_ = translator("core")
Progress = Callable[[int, int], None]
VIEWS = frozenset({"tickets", "messages", "texts", "customers"})
MINOR = frozenset({"sync", "read"})
"""Tables whose rows may go: a folder is read once more, a ticket is unread once more."""


class Broken(MadoError):
    """The database's pages contradict each other; what can be read has to go into a new one."""

    code = "broken"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something damaged: `what` (raw, event, draft, message, index …), `text` in words, what became of it."""

    what: str
    text: str
    state: Literal["repaired", "lost"]
    ticket: str | None = None
    message_id: str | None = None


@dataclass(frozen=True, slots=True)
class Checked:
    """What was looked at, and what was found."""

    documents: int
    raw: int
    findings: tuple[Finding, ...]

    @property
    def lost(self) -> int:
        """How much is still missing."""
        return sum(f.state == "lost" for f in self.findings)


def fsck(ledger: Ledger, home: Home, progress: Progress = lambda _done, _total: None) -> Checked:
    """Look at everything and mend what can be mended. Raises MadoError where the database itself is broken."""
    store = ledger.store
    findings: list[Finding] = []
    said = _structure(store)
    raw = check_raw(store)
    damaged = store.damage()
    findings += [_of_document(store, name, number) for name, number in damaged]
    mended = mend_columns(store)
    findings += [_index_of_document(store, name, number) for name, number in mended]
    if said:
        text = _("The indexes of the database contradicted its rows: {reason}.").format(reason=said)
        findings.append(Finding("database", text, "repaired"))
    search = index_is_sound(store)
    if not search:
        findings.append(Finding("index", _("The search index was damaged."), "repaired"))
    if raw.mended:
        text = _("{n} entries of the index of raw mail were wrong.").format(n=raw.mended)
        findings.append(Finding("raw index", text, "repaired"))
    findings += _words(store)
    findings += _kept(store)
    _forget_minor(store, damaged)
    if not search or any(name in VIEWS for name, _number in damaged):
        findings = _rebuilt(ledger, home, findings, progress)
    findings += _raw_findings(store)
    return Checked(sum(store.table(n).total() for n in store.db.tables()), raw.whole, tuple(findings))


def _structure(store: Store) -> str:
    """What SQLite says against the file, where making its indexes anew mends it. Raises Broken where it does not."""
    said = structure(store.engine.session)
    if not said:
        return ""
    with suppress(MadoError):
        mend_columns(store)
        reindex(store)
    if structure(store.engine.session):
        raise Broken(said[0])
    return said[0]


def _words(store: Store) -> Iterator[Finding]:
    """Words beside the tables that were altered: written as they were, where anything tells."""
    with store.transaction() as session:
        found = store.words.mend(session)
    for key, said in sorted(found.items()):
        if said is None:
            yield Finding("word", _("What is kept under {key!r} was altered, and is lost.").format(key=key), "lost")
        else:
            text = _("What is kept under {key!r} was altered.").format(key=key)
            yield Finding("word", text, "repaired")


def _kept(store: Store) -> Iterator[Finding]:
    """What is noted with each commit, and counts that are kept: made anew of what is there."""
    with store.transaction() as session:
        altered, wrong = is_altered(session), mend_counts(session)
        if altered:
            keep(session, store.engine.moment())
    if altered:
        yield Finding("stamp", _("What is noted with each change was altered."), "repaired")
    for name in wrong:
        text = _("The counts of {table} that are kept were wrong.").format(table=name)
        yield Finding("counts", text, "repaired")


def _of_document(store: Store, name: str, number: int) -> Finding:
    """A damaged document, named by what its columns still say."""
    columns = {"events": "ticket", "messages": "ticket", "tickets": "code", "drafts": "ticket", "outbox": "ticket"}
    ticket = _column(store, name, columns[name], number) if name in columns else None
    message_id = _column(store, name, "message_id", number) if name in ("messages", "outbox") else None
    if name == "texts":
        ticket, message_id = (
            _column(store, "messages", "ticket", number),
            _column(store, "messages", "message_id", number),
        )
    kind = _column(store, "events", "kind", number) if name == "events" else None
    by = _column(store, "events", "by", number) if name == "events" else None
    what = name.removesuffix("s") if name != "aside" else "set aside"
    text = _("Document {number} of {table} was damaged.").format(number=number, table=name)
    if name == "events":
        text = _("Event {number} of the log is damaged: {kind} by {by}.").format(number=number, kind=kind, by=by)
    state: Literal["repaired", "lost"] = "repaired" if name in MINOR else "lost"
    return Finding(what, text, state, ticket, message_id)


def _column(store: Store, table: str, column: str, number: int) -> str | None:
    rows = store.engine.session.rows(f'SELECT "c_{column}" FROM d_{table} WHERE id = ?', (number,))
    return rows[0][0] if rows and isinstance(rows[0][0], str) else None


def _index_of_document(store: Store, name: str, number: int) -> Finding:
    doc: Any = store.table(name).get(doc_id=number) or {}
    text = _("What is indexed of document {number} of {table} was wrong.").format(number=number, table=name)
    return Finding("index", text, "repaired", doc.get("code") or doc.get("ticket"), doc.get("message_id"))


def _forget_minor(store: Store, damaged: list[tuple[str, int]]) -> None:
    with store.transaction():
        for name, number in damaged:
            if name in MINOR:
                store.table(name).rows.remove([number])


def _rebuilt(ledger: Ledger, home: Home, findings: list[Finding], progress: Progress) -> list[Finding]:
    """Compute the views anew; what of them can be read then is repaired."""
    rebuild(ledger, home, verify=False, progress=progress)
    left = set(ledger.store.damage())
    views = {name.removesuffix("s") for name in VIEWS}
    broken = {name.removesuffix("s") for name, _number in left}
    return [replace(f, state="repaired") if f.what in views - broken else f for f in findings]


def _raw_findings(store: Store) -> Iterator[Finding]:
    """Raw mail that is not there: of messages, of the outbox, of what was set aside."""
    for table, what in (("messages", "raw"), ("outbox", "outbox"), ("aside", "set aside")):
        for doc in store.table(table):
            sha = doc.get("raw")
            if not sha or store.raw.contains(sha) or (table == "outbox" and doc["state"] in ("sent", "cancelled")):
                continue
            again = table == "messages" and _fetch_again(store, doc["places"])
            text = _("The raw copy of a message is damaged.")
            if again:
                text += " " + _("The next sync fetches it again if the server still has it.")
            elif table == "messages":
                text += " " + _("Importing the file it came from brings it back.")
            yield Finding(what, text, "lost", doc.get("ticket"), doc.get("message_id"))


def _fetch_again(store: Store, places: list[str]) -> bool:
    """Take a message off the list of what its folder has given us; False where no folder is known."""
    again = False
    for place in places:
        box, folder, validity, uid = place.split("\n")
        state = store.table("sync").get(where("key") == f"{box}\n{folder}")
        if state is not None and state["uidvalidity"] == int(validity):
            again = True
            left = without(state["done"], int(uid))
            if left != state["done"]:
                store.table("sync").put(state.doc_id, {**state, "done": left})
    return again


def without(done: str, uid: int) -> str:
    """An IMAP sequence set ("1:900,902") without one number."""
    parts: list[str] = []
    for part in filter(None, done.split(",")):
        low, _colon, high = part.partition(":")
        first, last = int(low), int(high or low)
        if not first <= uid <= last:
            parts.append(part)
            continue
        for a, b in ((first, uid - 1), (uid + 1, last)):
            if a <= b:
                parts.append(str(a) if a == b else f"{a}:{b}")
    return ",".join(parts)

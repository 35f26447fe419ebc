"""`mado customer erase`: nothing of a person stays in any file of this desk, and nothing brings it back.

What goes: their tickets with every message, note and event in them; in other tickets every message they wrote
or got, and every message and note that names one of their addresses; where they took part, also what calls them by
name; notes that point to a ticket of theirs; drafts and replies to them; what is known of them as a customer. Packs
of raw mail and the database are written anew. What stays is one event that holds no word of them: names (hashes) of
the erased messages and keyed marks of their addresses. By it a sync, an import, a rebuild or a colleague's replica
knows what not to take in.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson
from tinydb import where

from config.errors import NothingMatched, Refused
from config.home import Home
from config.languages import translator
from core.attachments import forget_copies
from core.erase_files import by_hand, clean_files, copies_made, left_by_hand
from core.erase_names import called_by
from core.erasures import ERASED, KNOWN, marks
from core.events import FILED, RULE
from core.export import messages_of
from core.ledger import Ledger
from core.note_search import forget_notes
from core.searchable import searchable_text
from core.store.erase import rewrite_packs, scrub_database
from core.store.generation import FOLDER as REBUILDING
from core.store.packs import RawDamaged
from core.store.records import Record, unpack_record
from core.store.repair import pack_files, scan_pack
from core.store.salvage import DAMAGED
from core.store.salvage import FOLDER as SALVAGING
from core.team_erase import forget_in_batches

_ = translator("core")
_MAY_LEAVE = ("queued", "sending", "unknown")
_COPIES = (REBUILDING, SALVAGING, DAMAGED, "store.sqlite3.before")


@dataclass(slots=True)
class Plan:
    """What an erasure takes: whole `tickets`, single `messages` of other tickets (`shared`: codes), and the rest.

    `mentions` and `noted` are tickets with mail and with notes that name them, `others` who else takes part.
    What it does not take: files `by_hand` of a person that name them, and `copies` (backups, exports) made before.
    """

    addresses: list[str]
    tickets: set[str] = field(default_factory=set)
    codes: set[str] = field(default_factory=set)
    messages: dict[int, Any] = field(default_factory=dict)
    shared: set[str] = field(default_factory=set)
    mentions: set[str] = field(default_factory=set)
    others: set[str] = field(default_factory=set)
    events: list[int] = field(default_factory=list)
    noted: set[str] = field(default_factory=set)
    drafts: list[int] = field(default_factory=list)
    outbox: list[int] = field(default_factory=list)
    aside: list[int] = field(default_factory=list)
    raw: set[str] = field(default_factory=set)
    called: set[str] = field(default_factory=set)
    draft_ids: list[str] = field(default_factory=list)
    by_hand: list[Path] = field(default_factory=list)
    copies: list[Path] = field(default_factory=list)

    def named_in(self, text: bytes) -> bool:
        """Whether one of the addresses stands in this text (lower case), not as a part of a longer one."""
        return any(
            re.search(rb"(?<![\w.+-])" + re.escape(a.encode("utf-8", "replace")) + rb"(?![\w-]|\.\w)", text)
            for a in self.addresses
            if a
        )

    def named_or_called_in(self, text: bytes) -> bool:
        """The same, or their whole name."""
        return self.named_in(text) or called_by(frozenset(self.called)).whole_in(text.decode("utf-8", "replace"))

    def written_about(self, doc: Mapping[str, Any]) -> bool:
        """Whether a colleague's words (an event, a draft) are about them: they name an address; they call them by
        name where they took part; or they are a note that points to a ticket of theirs."""
        said = orjson.dumps(doc).decode()
        if self.named_in(said.lower().encode()):
            return True
        if doc.get("kind") == "note" and any(code in said for code in self.codes):
            return True
        return doc["ticket"] in self.shared and called_by(frozenset(self.called)).stands_in(said)


def plan_erasure(ledger: Ledger, home: Home, address: str, *, mentions: bool = True) -> Plan:
    """Look what would go; nothing is changed. Without `mentions`, others' mail that names them stays.

    Raises NothingMatched, Refused (a reply to them has not left)."""
    if address.lower() in ledger.own:
        raise Refused(_("{address} is an address of this desk.").format(address=address), code="own_address")
    person = ledger.people.find(address.lower())
    if person is None:
        said = _("No customer {address}.").format(address=address)
        raise NothingMatched(said, hint=_("`mado customers` lists them."), code="no_customer")
    plan = Plan(sorted(person["addresses"]))
    theirs = set(plan.addresses)
    store = ledger.store
    for doc in store.table("tickets").search(where("customer") == person.doc_id):
        plan.tickets.add(doc["code"])
        plan.codes |= {doc["code"], *doc["aliases"]}
        plan.others |= set(doc["addresses"]) - theirs
        for message in store.table("messages").search(where("ticket") == doc["code"]):
            plan.messages[message.doc_id] = message
    for message in messages_of(store, theirs):
        if message.doc_id not in plan.messages:
            plan.messages[message.doc_id] = message
            plan.shared.add(message["ticket"])
    plan.called = _names_of(person, plan)
    if mentions:
        _mentions(ledger, plan)
    _rest(ledger, plan)
    plan.by_hand = by_hand(home, plan.named_in)
    plan.copies = [path for path, _at in copies_made(store)]
    return plan


def _names_of(person: Mapping[str, Any], plan: Plan) -> set[str]:
    """What they are called: by their record, and as they signed their own mail."""
    signed = [doc["from"] for doc in plan.messages.values() if doc["from"]]
    return {person["name"] or "", *(name for name, address in signed if address.lower() in plan.addresses)}


def _mentions(ledger: Ledger, plan: Plan) -> None:
    """Messages of others in which one of the addresses stands, in their text or anywhere in their bytes."""
    store = ledger.store
    for record, doc in store.table("messages").rows.each():
        if record in plan.messages:
            continue
        text = store.table("texts").rows.some([record])
        seen = orjson.dumps([doc, text[0][1] if text else {}]).lower()
        with suppress(KeyError, RawDamaged):
            seen += store.raw.get(doc["raw"]).lower()
        called = doc["ticket"] in plan.shared and called_by(frozenset(plan.called)).whole_in(
            seen.decode("utf-8", "replace")
        )
        if called or plan.named_in(seen):
            plan.messages[record] = doc
            plan.mentions.add(doc["ticket"])


def _rest(ledger: Ledger, plan: Plan) -> None:
    store = ledger.store
    theirs = set(plan.addresses)
    for number, doc in store.table("outbox").rows.each():
        if doc["ticket"] in plan.codes or theirs & {a.lower() for a in (*doc["to"], *doc["cc"], *doc["bcc"])}:
            if doc["state"] in _MAY_LEAVE:
                raise Refused(
                    _("A reply to them is still in the outbox ({id}).").format(id=doc["id"]),
                    hint=_("Let it leave, or take it back with `mado outbox cancel`; then erase."),
                    code="outbox_state",
                )
            plan.outbox.append(number)
            plan.raw.add(doc["raw"])
    for number, doc in store.table("drafts").rows.each():
        people = {pair[1].lower() for pair in (*doc["to"], *doc["cc"], *doc["bcc"])}
        if doc["ticket"] in plan.codes or theirs & people or plan.written_about(doc):
            plan.drafts.append(number)
            plan.draft_ids.append(doc["id"])
    for number, doc in store.table("aside").rows.each():
        with suppress(KeyError, RawDamaged):
            raw = store.raw.get(doc["raw"]).lower() if doc["raw"] else b""
            if _names(doc, plan) or plan.named_in(raw):
                plan.aside.append(number)
                plan.raw |= {doc["raw"]} if doc["raw"] else set()
    for position, doc in store.table("events").rows.each():
        if doc["ticket"] in plan.codes or (doc["kind"] not in (FILED, ERASED) and plan.written_about(doc)):
            plan.events.append(position)
            plan.noted |= {doc["ticket"]} if doc["ticket"] else set()
    plan.raw |= {doc["raw"] for doc in plan.messages.values()}


def _orphans(ledger: Ledger, plan: Plan) -> set[str]:
    """Raw copies that nothing refers to, of or about them: a process was killed, a reply was made and not sent."""
    store = ledger.store
    needed = {bytes.fromhex(r) for r in _still_needed(ledger)}
    found = set()
    for path in pack_files(store.raw.folder).values():
        with path.open("rb") as file:
            for record in scan_pack(path):
                if isinstance(record, Record) and record.sha not in needed:
                    raw = unpack_record(os.pread(file.fileno(), record.size, record.place), record.sha)
                    if raw is not None and plan.named_in(raw.lower()):
                        found.add(record.sha.hex())
    return found


def _names(doc: Any, plan: Plan) -> bool:
    return plan.named_in(orjson.dumps(doc).lower())


def erase(ledger: Ledger, home: Home, plan: Plan, *, told: bool = False) -> None:
    """Carry a plan out; `told` where a colleague's tombstone stands in the log already.

    A crash leaves the tombstone, and the next `scrub` finishes. Raises MadoError, TryLater."""
    store = ledger.store
    plan.raw |= _orphans(ledger, plan)
    with store.transaction():
        if not told:
            ledger.append(ERASED, None, _tombstone(ledger, plan), by=ledger.agent)
        _remove_messages(ledger, plan)
        forget_notes(store, ledger.search, plan.events)
        for name, numbers in (
            ("events", plan.events),
            ("drafts", plan.drafts),
            ("outbox", plan.outbox),
            ("aside", plan.aside),
        ):
            store.table(name).rows.remove(numbers)
        _unfile(ledger, plan)
        for code in plan.codes:
            store.table("read").remove(where("ticket") == code)
        touched = {d["ticket"] for d in plan.messages.values()} | plan.tickets | plan.noted
        for code in sorted({ledger.resolve(c) for c in touched}):
            ledger.refold(code)
        persons = [ledger.people.find(address) for address in plan.addresses]
        store.table("customers").rows.remove({p.doc_id for p in persons if p is not None})
        store.set_meta("erasing", " ".join(sorted(plan.raw)) or "-")
        store.set_meta(KNOWN, ledger.new_event_id())
        forget_in_batches(ledger)
    forget_copies()
    clean_files(home, plan.named_in, plan.named_or_called_in, plan.draft_ids)
    plan.by_hand = left_by_hand(home, plan.named_in)
    scrub(ledger, home)


def _tombstone(ledger: Ledger, plan: Plan) -> dict[str, Any]:
    names = sorted(doc["name"] for doc in plan.messages.values())
    events = [doc for _number, doc in ledger.store.table("events").rows.some(plan.events)]
    elsewhere = [doc["id"] for doc in events if doc["ticket"] not in plan.codes]
    return {
        "people": marks(plan.addresses, ledger.key),
        "messages": names,
        "tickets": sorted(plan.codes),
        "events": sorted(elsewhere),
    }


def _remove_messages(ledger: Ledger, plan: Plan) -> None:
    store = ledger.store
    for record, doc in plan.messages.items():
        text = store.table("texts").get(doc_id=record) or {}
        ledger.search.remove(record, searchable_text(doc, text))
    store.table("messages").rows.remove(plan.messages)
    store.table("texts").rows.remove(plan.messages)


def _unfile(ledger: Ledger, plan: Plan) -> None:
    """The erased messages' lines in the log's lists of which message is in which ticket."""
    events = ledger.store.table("events")
    gone = {doc["name"] for doc in plan.messages.values()}
    for doc in events.search((where("kind") == FILED) & (where("by") == RULE)):
        left = [line for line in doc["data"]["messages"] if line[0] not in gone]
        if len(left) == len(doc["data"]["messages"]):
            continue
        if left:
            events.put(doc.doc_id, {**doc, "data": {"messages": left}})
        else:
            events.rows.remove([doc.doc_id])


def scrub(ledger: Ledger, home: Home) -> None:
    """Take the erased bytes off the disk; also what an interrupted erasure left."""
    store = ledger.store
    names = [bytes.fromhex(n) for n in (store.meta("erasing") or "").split() if len(n) == 64]
    needed = {bytes.fromhex(r) for r in _still_needed(ledger)}
    rewrite_packs(store, [n for n in names if n not in needed])
    for left in _COPIES:
        path = home.root / left
        shutil.rmtree(path, ignore_errors=True)
        with suppress(OSError):
            path.unlink()
    for path in home.root.glob("store.sqlite3.before*"):
        path.unlink()
    store.drop_meta("erasing")
    scrub_database(store)


def _still_needed(ledger: Ledger) -> Iterator[str]:
    """The same bytes may be a message of another mailbox, which was not erased."""
    for name in ("messages", "outbox", "aside"):
        for _number, doc in ledger.store.table(name).rows.each():
            if doc.get("raw"):
                yield doc["raw"]


def unfinished(ledger: Ledger) -> bool:
    """Whether an erasure was interrupted before its bytes were off the disk."""
    return ledger.store.meta("erasing") is not None

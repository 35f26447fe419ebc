"""`mado rebuild`: every view anew from raw mail and log, compared with what stands there, and put in its place.

The new generation is made in a store of its own (core/store/generation.py), so that people go on working
meanwhile; what differs is then written in one transaction, and tickets that were changed meanwhile are
folded once more in it. A crash at any time leaves the store as it was before or as it is after.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import orjson

from config.errors import TryLater
from config.home import Home
from config.languages import translator
from core import read_by
from core.fold_step import TOLD_BY_MAIL
from core.ledger import Ledger
from core.read_by import ReadBy
from core.rebuild_views import Builder, Progress
from core.records import own_words
from core.store import Store
from core.store.generation import attached, generation, index_differs, replace_index

_ = translator("core")
_COPIED = ("d_events", "d_read", "meta")
Key = str | int


@dataclass(frozen=True, slots=True)
class Difference:
    """A document that is not what raw mail and log say: `fields` differ, or it is `missing` or `extra`.

    `what` is ticket, message, text, customer or index; `which` its code, id or addresses.
    """

    what: str
    which: str
    how: str
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What a rebuild found. `unreadable` are messages (ticket, Message-ID) whose raw copy could not be read.

    `settings_changed`: own addresses, forms or the receiving server's name are not what all mail was read by.
    """

    messages: int
    tickets: int
    events: int
    differences: tuple[Difference, ...]
    unreadable: tuple[tuple[str, str], ...]
    recovered: int
    settings_changed: bool = False


def rebuild(
    ledger: Ledger,
    home: Home,
    *,
    verify: bool,
    by_today: bool = False,
    progress: Progress = lambda _done, _total: None,
) -> Rebuilt:
    """Compute every view anew; unless `verify`, put right what differs. Raises TryLater, MadoError (disk).

    `by_today` reads all mail by today's settings instead of those that were in force when it came.
    """
    old = ledger.store
    old.damage()
    said = read_by.known(old)
    now = read_by.today(ledger.settings)
    changed = any(replace(one, first=0) != now for one in said)
    with generation(home, old.raw) as new:
        stamp = _copy(old, new)
        fresh = Ledger(new, ledger.settings)
        builder = Builder(old, fresh, () if by_today else said)
        builder.build(progress)
        views = _Compared(old, new, stamp, builder, _Folding(fresh, () if by_today else said))
        found = list(views.differences())
        index = (old.stamp() == stamp or not found) and index_differs(old.engine, new)
        if not verify and found:
            _write(ledger, new, stamp, builder, found)
        if not verify and index:
            replace_index(old.engine, new, old.stamp())
        if not verify and by_today and (changed or not said):
            _read_anew(ledger)
        told = [*found, *([Difference("index", "search", "differs")] if index and old.stamp() >= stamp else [])]
        return Rebuilt(
            messages=new.table("messages").total(),
            tickets=new.table("tickets").total(),
            events=new.table("events").total(),
            differences=tuple(told),
            unreadable=tuple((d.get("ticket", ""), d.get("message_id") or d["name"]) for _i, d in builder.kept),
            recovered=len(builder.recovered),
            settings_changed=changed,
        )


def _read_anew(ledger: Ledger) -> None:
    with ledger.store.transaction():
        read_by.start_anew(ledger.store, ledger.settings)


class _Folding:
    """How else a ticket may have been folded: by own addresses that were in force once."""

    def __init__(self, fresh: Ledger, said: Sequence[ReadBy]) -> None:
        self._fresh = fresh
        self._others = {one.own for one in said} - {fresh.own}

    def as_once(self, code: str, wanted: bytes) -> bool:
        """Whether one of those folds it to what stands there; it is folded so from then on."""
        if not self._others:
            return False
        now = self._fresh.own
        try:
            for own in self._others:
                self._fresh.own = own
                self._fresh.refold(code)
                doc = self._fresh.ticket_doc(code)
                if doc is not None and _digest({**doc, "customer": self._person(doc["customer"])}) == wanted:
                    return True
        finally:
            self._fresh.own = now
        self._fresh.refold(code)
        return False

    def _person(self, number: int) -> str | None:
        doc = self._fresh.store.table("customers").get(doc_id=number)
        return " ".join(sorted(doc["addresses"])) if doc else None


def _copy(old: Store, new: Store) -> int:
    """The log, read marks and the key, as they stand now; returns the stamp of this moment."""
    stamp = old.stamp()
    with attached(new.engine.session, old.engine.path) as session, new.transaction():
        for name in _COPIED:
            session.run(f"INSERT OR REPLACE INTO main.{name} SELECT * FROM new.{name}")
    return stamp


class _Compared:
    """The views of two stores, document by document. What was changed since `stamp` is left out: others saw to it."""

    def __init__(self, old: Store, new: Store, stamp: int, builder: Builder, folding: _Folding) -> None:
        self._old, self._new, self._stamp, self._builder, self._folding = old, new, stamp, builder, folding

    def differences(self) -> Iterator[Difference]:
        for what in ("message", "text", "ticket", "customer"):
            yield from self._compare(what)

    def _compare(self, what: str) -> Iterator[Difference]:
        wanted = {key: _digest(doc) for key, doc in _documents(self._new, what)}
        damaged = self._old.engine.damaged
        for key, doc in _documents(self._old, what):
            if what in ("message", "text") and isinstance(key, int) and key > self._builder.last_message:
                continue
            there = wanted.pop(key, None)
            if there == _digest(doc) or (what == "text" and there == _digest_of_history(doc)):
                continue
            if self._is_newer(what, doc):
                continue
            if what == "ticket" and there is not None and self._is_of_an_older_version(str(key), doc):
                continue
            if what == "ticket" and there is not None and self._folding.as_once(str(key), _digest(doc)):
                continue
            if there is None:
                yield Difference(what, str(key), "extra")
            else:
                yield Difference(what, str(key), "differs", self._fields(what, key, doc))
        for key in wanted:
            yield Difference(what, str(key), "damaged" if _is_damaged(damaged, what, key) else "missing")

    def _is_of_an_older_version(self, code: str, doc: Mapping[str, Any]) -> bool:
        """Whether all that a ticket's document says is right, and it only says less than one that is folded today."""
        fresh = self._new.table("tickets").only("code", code)
        missing = [field for field in TOLD_BY_MAIL if field not in doc]
        if fresh is None or not missing:
            return False
        wanted = {key: value for key, value in fresh.items() if key not in (*missing, "customer")}
        return _digest(wanted) == _digest({key: value for key, value in doc.items() if key != "customer"})

    def _is_newer(self, what: str, doc: Mapping[str, Any]) -> bool:
        return self._old.stamp() != self._stamp and (what != "ticket" or doc["rev"] > self._stamp)

    def _fields(self, what: str, key: Key, doc: Mapping[str, Any]) -> tuple[str, ...]:
        other = next((d for k, d in _documents(self._new, what) if k == key), {})
        return tuple(sorted(f for f in doc.keys() | other.keys() if f != "rev" and doc.get(f) != other.get(f)))


def _is_damaged(damaged: set[tuple[str, int]], what: str, key: Key) -> bool:
    return (f"{what}s", key) in damaged


def _documents(store: Store, what: str) -> Iterator[tuple[Key, Mapping[str, Any]]]:
    """(name, document) of a view; ids that are local to one generation are replaced by what they stand for."""
    if what == "customer":
        for _number, doc in store.table("customers").rows.each():
            yield " ".join(sorted(doc["addresses"])), doc
        return
    if what != "ticket":
        yield from store.table(f"{what}s").rows.each()
        return
    people = {i: " ".join(sorted(d["addresses"])) for i, d in store.table("customers").rows.each()}
    for _number, doc in store.table("tickets").rows.each():
        yield doc["code"], {**doc, "customer": people.get(doc["customer"])}


def _digest(doc: Mapping[str, Any]) -> bytes:
    kept = {k: v for k, v in doc.items() if k != "rev"}
    return hashlib.blake2b(orjson.dumps(kept, option=orjson.OPT_SORT_KEYS), digest_size=16).digest()


def _write(ledger: Ledger, new: Store, stamp: int, builder: Builder, found: list[Difference]) -> None:
    """Put right what differs, in one transaction; then fold what others changed meanwhile, on the new ground."""
    old = ledger.store
    with old.transaction():
        if builder.recovered and old.stamp() != stamp:
            raise TryLater(_("Others wrote while the views were rebuilt."), hint=_("Run it again."), code="locked")
        changed = {d["code"] for d in old.table("tickets") if d["rev"] > stamp}
        kinds = {f.what for f in found}
        for name in ("messages", "texts"):
            if kinds & {"message", "text"}:
                _take_over(old, new, name, upto=builder.last_message)
        if "customer" in kinds or "ticket" in kinds:
            _take_over(old, new, "customers")
            _take_over_tickets(old, new, changed)
        for code in sorted(changed):
            ledger.refold(code)


def _digest_of_history(doc: Mapping[str, Any]) -> bytes | None:
    """As which history's text counts that an older program kept: with what follows from it anyhow."""
    kept = doc.get("reply_text")
    return _digest({"text": doc["text"]}) if kept is not None and kept == own_words({"text": doc["text"]}) else None


def _take_over(old: Store, new: Store, name: str, upto: int | None = None) -> None:
    table = old.table(name)
    there = dict(new.table(name).rows.each()) if name == "customers" else None
    for record, doc in new.table(name).rows.each():
        current = table.rows.some([record])
        if not current or current[0][1] != doc:
            table.put(record, doc)
    kept = set(there) if there is not None else {i for i, _d in new.table(name).rows.each()}
    ids = [i for (i,) in old.engine.session.rows(f"SELECT id FROM d_{name}")]
    gone = [i for i in ids if i not in kept and (upto is None or i <= upto)]
    table.rows.remove(gone)


def _take_over_tickets(old: Store, new: Store, changed: set[str]) -> None:
    table = old.table("tickets")
    ids = {code: i for i, code in old.engine.session.rows("SELECT id, c_code FROM d_tickets")}
    for _number, doc in new.table("tickets").rows.each():
        if doc["code"] in changed:
            ids.pop(doc["code"], None)
            continue
        number = ids.pop(doc["code"], None)
        current = table.rows.some([number]) if number is not None else []
        if current and {**current[0][1], "rev": 0} == {**doc, "rev": 0}:
            continue
        table.put(number if number is not None else table.next_id(), {**doc, "rev": old.stamp() + 1})
    table.rows.remove([i for code, i in ids.items() if code not in changed])

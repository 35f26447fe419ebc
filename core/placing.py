"""Putting the log's batches where they belong: the events of all replicas in one order, and the views that follow.

A local position is made of the place in the team's log, so the order is the same everywhere:
era (6 bits) · uid (32) · a slot by the batch's name (8) · number in the batch (16). Events that the log has
not shown yet stand behind all others. A batch that comes late is put into its place all the same, and every
ticket it touches is folded anew.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from tinydb import where

from core.erasures import ERASED, KNOWN
from core.events import FILED, PENDING, Event, Placed
from core.ledger import Ledger, event_doc, event_of
from core.lineage import Lineage, kept_and_gone
from core.log import Position
from core.log_batch import Batch
from core.note_search import forget_notes
from core.persons import PERSON_KINDS
from core.splits import EVER_SPLIT, SPLIT
from core.store.row_writes import insert_new, known_values
from core.team_state import TeamBook

ERA_BITS, UID_BITS, SLOT_BITS = 56, 24, 16
SETTLED = "sending settled"
"""The place in the log up to which every mail that was said to be leaving was said to have left (core/sending.py)."""
_MERGES = frozenset({"merge", "undo"})
_FAR_REACHING = frozenset({*_MERGES, *PERSON_KINDS, "sending", FILED, SPLIT, ERASED})
"""Kinds of events that change more than the ticket they are about."""


@dataclass(slots=True)
class Touched:
    """What a set of batches has changed: tickets by code, messages by name; `kinds` of events, `late` ones."""

    codes: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)
    merged: set[str] = field(default_factory=set)
    kinds: set[str] = field(default_factory=set)
    people: set[str] = field(default_factory=set)
    split: set[str] = field(default_factory=set)
    late: int = 0


class Placing:
    """Places batches in one store; everything inside the caller's transaction."""

    def __init__(self, ledger: Ledger, book: TeamBook, eras: list[int]) -> None:
        self._ledger = ledger
        self._store = ledger.store
        self._book = book
        self._eras = eras
        self._newest = ledger.team_mark()
        self._known: set[str] = set()
        self._new: dict[int, dict[str, Any]] = {}

    # positions -----------------------------------------------------------------------------
    def begin_era(self, era: int) -> None:
        """Make room for an era that was not known; later ones, if there are, move behind it."""
        if era == 0 or era in self._eras:
            return
        behind = sorted([i + 1 for i, e in enumerate(self._eras) if e > era], reverse=True)
        moved = 0
        for index in behind:
            low, high = index << ERA_BITS, (index + 1) << ERA_BITS
            numbers = self._store.engine.session.rows("SELECT id FROM d_events WHERE id >= ? AND id < ?", (low, high))
            forget_notes(self._store, self._ledger.search, [n for (n,) in numbers])
            moved += len(numbers)
            with self._store.engine.transaction() as session:
                sql = "SET {0} = {0} + ? WHERE {0} >= ? AND {0} < ?"
                session.run(f"UPDATE d_events {sql.format('id')}", (1 << ERA_BITS, low, high))
                session.run(f"UPDATE team_filed {sql.format('place')}", (1 << ERA_BITS, low, high))
        self._eras.append(era)
        self._eras.sort()
        if moved:
            for doc in self._store.table("events").search(where("kind") == "note"):
                self._ledger.refold(self._ledger.resolve(doc["ticket"]))

    def _low(self, batch: Batch, at: Position, number: int) -> int:
        slot = zlib.crc32(f"{batch.replica}:{batch.seq}".encode()) & 0xFF
        return at.uid << UID_BITS | slot << SLOT_BITS | number

    # placing -------------------------------------------------------------------------------
    def expect(self, ids: Iterable[str]) -> None:
        """The ids of the events that will be placed: those that the store does not have need not be looked for."""
        wanted = list(dict.fromkeys(ids))
        self._known = known_values(self._store.table("events").rows, "id", wanted)

    def write(self) -> None:
        """Write the new events down, so that whoever asks for events finds them."""
        new, self._new = self._new, {}
        if new:
            insert_new(self._store.table("events").rows, new)

    def place(self, batch: Batch, at: Position, time: int, touched: Touched) -> None:
        """Put a batch's events into their places; an event that stands at a lower one stays there."""
        index = 0 if batch.founding else self._eras.index(at.era) + 1
        first = self._low(batch, at, 0)
        for number, event in enumerate(batch.events):
            if batch.founding:
                self._put(event, batch.founding[number], None, touched)
                continue
            low = first | number
            ago = batch.ages[number] if batch.ages else max(0, batch.now - int(_epoch(event.at)))
            team = Placed(batch.replica, at.era, low, time, ago)
            self._put(event, index << ERA_BITS | low, team, touched)
        if batch.events and not batch.founding:
            newest = (at.era, first | len(batch.events))
            touched.late += newest < self._newest
            self._newest = max(self._newest, newest)

    def unplace(self, batch: Batch, touched: Touched) -> None:
        """Take out the events of a batch whose name another one has, at a lower place."""
        self.write()
        events = self._store.table("events")
        for event in batch.events:
            for old in events.having("id", event.id):
                if old.get("team", [""])[0] == batch.replica:
                    forget_notes(self._store, self._ledger.search, [old.doc_id])
                    events.rows.remove([old.doc_id])
                    self._note(event, event.position, touched)

    def _put(self, event: Event, position: int, team: Placed | None, touched: Touched) -> None:
        doc = event_doc(event, team)
        if event.id not in self._known:
            self._known.add(event.id)
            self._new[position] = doc
        elif not self._put_again(event, position, doc):
            return
        self._note(event, position, touched)

    def _put_again(self, event: Event, position: int, doc: dict[str, Any]) -> bool:
        """An event that stands in the store goes where its lowest place is; whether this one is it."""
        self.write()
        events = self._store.table("events")
        for old in events.having("id", event.id):
            if old.doc_id < position:
                return False
            if old.doc_id == position:
                break
            if old["kind"] == "note":
                forget_notes(self._store, self._ledger.search, [old.doc_id])
            events.rows.remove([old.doc_id])
        events.put(position, doc)
        return True

    def _note(self, event: Event, position: int, touched: Touched) -> None:
        touched.kinds.add(event.kind)
        if event.ticket:
            touched.codes.add(event.ticket)
        if event.kind in _FAR_REACHING:
            self._note_far(event, position, touched)

    def _note_far(self, event: Event, position: int, touched: Touched) -> None:
        """What else follows from an event than that its ticket is to be folded."""
        if event.kind == "undo":
            self.write()
        if event.kind == "sending" and position <= int(self._store.meta(SETTLED) or 0):
            self._store.set_meta(SETTLED, "0")
        if event.kind == FILED:
            for name, code, *maybe in event.data["messages"]:
                self._book.file(name, position, code, maybe)
                touched.names.add(name)
        elif event.kind == SPLIT:
            touched.split |= {name for name, _was in event.data["messages"]}
            touched.codes.add(event.data["into"])
            self._store.set_meta(EVER_SPLIT, "1")
        elif event.kind == "undo" and event.data["kind"] == SPLIT:
            for doc in self._store.table("events").having("id", event.data["event"]):
                touched.split |= {name for name, _was in doc["data"]["messages"]}
        elif event.kind == "merge":
            touched.merged |= set(kept_and_gone(event))
        elif event.kind == "undo" and event.data["kind"] == "merge":
            for doc in self._store.table("events").having("id", event.data["event"]):
                touched.merged |= set(kept_and_gone(event_of(doc, doc.doc_id)))
        elif event.kind == ERASED:
            self._store.set_meta(KNOWN, event.id)
        if event.kind in PERSON_KINDS or (event.kind == "undo" and event.data["kind"] in PERSON_KINDS):
            touched.people.add(str(event.data.get("address", "")))

    # the views -----------------------------------------------------------------------------
    def settle(self, touched: Touched) -> frozenset[str]:
        """Bring the views up to what the log says now; the codes of the tickets that were folded."""
        self.write()
        self._book.set_mark(*self._newest)
        if touched.split:
            self._ledger.forget_splits()
        codes = self._refile(touched.names | touched.split) | touched.codes
        if touched.merged:
            codes |= self._relink(touched.merged)
        if touched.people:
            codes |= self._people()
        if "history" in touched.kinds:
            self._ledger.aged_before.clear()
        roots = self._standing(codes)
        self._store.table("events").remember("ticket", roots)
        for code in sorted(roots):
            self._ledger.refold(code)
        return frozenset(roots)

    def _standing(self, codes: set[str]) -> set[str]:
        """By which codes these go now, without those of which no mail is here yet: there is nothing to fold."""
        tickets, wanted = self._store.table("tickets"), sorted(codes)
        found = {d["code"] for d in tickets.having("code", *wanted)}
        found |= {d["ticket"] for d in self._store.table("messages").having("ticket", *wanted)}
        tickets.remember("aliases", codes)
        return found | {d["code"] for d in tickets.search(where("aliases").any(wanted))}

    def _refile(self, names: Iterable[str]) -> set[str]:
        """Messages stand under the ticket that the first event about them says, or into which they were split off."""
        messages, splits = self._store.table("messages"), self._ledger.splits()
        moved = set()
        wanted = list(names)
        for start in range(0, len(wanted), 400):
            for doc in messages.having("name", *wanted[start : start + 400]):
                found = self._book.filed(doc["name"])
                if found is not None:
                    found = (splits.home(doc["name"], found[0]), found[1])
                if found is None or (doc["home"] == found[0] and doc["maybe"] == found[1]):
                    continue
                moved |= {doc["ticket"], found[0]}
                moved |= self._move(doc, self._ledger.resolve(found[0]), home=found[0], maybe=found[1])
        return moved

    def _move(self, doc: Any, ticket: str, **fields: Any) -> set[str]:
        self._store.table("messages").put(doc.doc_id, {**doc, **fields, "ticket": ticket})
        if doc["ticket"] == ticket:
            return {ticket}
        self._ledger.search.assign(doc.doc_id, ticket)
        return {doc["ticket"], ticket}

    def _relink(self, merged: set[str]) -> set[str]:
        """Merges were added, or put in between others: who goes by which code follows from all of them."""
        found = self._store.table("events").search(where("kind").one_of(sorted(_MERGES)))
        about = [event_of(d, d.doc_id) for d in found if d["kind"] == "merge" or d["data"]["kind"] == "merge"]
        lineage = Lineage(about)
        codes = {self._ledger.resolve(c) for c in merged} | {lineage.root(c) for c in merged}
        for code in list(codes):
            for doc in self._store.table("messages").having("ticket", code):
                codes |= self._move(doc, lineage.root(doc["home"]))
        for code in sorted(codes, key=lambda c: lineage.root(c) == c):
            self._ledger.refold(code, lineage.aliases(code))
        return {c for c in codes if lineage.root(c) == c}

    def _people(self) -> set[str]:
        """Persons are what the events about them say, one after the other: all are said once more."""
        people, table = self._ledger.people, self._store.table("customers")
        said = [d for _number, d in table.rows.each() if d["said"]]
        ids = [n for n, d in table.rows.each() if d["said"]]
        people.known_ids = {a: n for n, d in table.rows.each() for a in d["addresses"]}
        found = self._store.table("events").search(where("kind").one_of([*sorted(PERSON_KINDS), "undo"]))
        events = [event_of(d, d.doc_id) for d in found]
        table.rows.remove(ids)
        people.say([e for e in events if e.kind != "undo" or e.data["kind"] in PERSON_KINDS])
        addresses = sorted({a for d in said for a in d["addresses"]})
        people.known_ids = {}
        after = {a for _n, d in table.rows.each() if d["said"] for a in d["addresses"]}
        tickets = self._store.table("tickets").search(where("addresses").any(sorted({*addresses, *after})))
        return {d["code"] for d in tickets}


def pending_events(ledger: Ledger, besides: Sequence[str] = (), most: int | None = None) -> list[Event]:
    """Events that no batch has carried yet, oldest first, without those of these ids."""
    left = set(besides)
    sql = "SELECT id FROM d_events WHERE id >= ? ORDER BY id"
    numbers = [n for (n,) in ledger.store.engine.session.rows(sql, (PENDING,))]
    found = [event_of(doc, n) for n, doc in ledger.store.table("events").rows.some(numbers)]
    return [e for e in found if e.id not in left][:most]


def _epoch(at: str) -> float:
    from datetime import datetime

    return datetime.fromisoformat(at).timestamp()

"""The ground the domain stands on: the store, the log's tail, and the ticket documents folded from it.

Every write of a ticket document in the product is `Ledger.refold`.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from tinydb import where

from config.settings import Settings
from core.care.risk import is_moved, is_risk, matters
from core.erasures import KNOWN, Erasures
from core.events import PENDING, Event, Placed, Seen
from core.fold import Record, fold_ticket, newest_names
from core.fold_step import step
from core.grams import Tokens, tokens
from core.identity import new_key
from core.lineage import Lineage
from core.note_search import add_note, settle_notes
from core.pace import Pace
from core.persons import Persons
from core.search import SearchIndex
from core.searchable import searchable_text
from core.splits import EVER_SPLIT, SPLIT, Splits, about_splits
from core.store import Store
from core.store.row_writes import known_values
from core.store.troubles import damaged_word
from core.times import stored

_CLOCK = "latest event"
"""The word beside the tables that says when the first event happened: a desk has written here."""
TEAM_MARK = "team mark"
UNSEEN = Seen()
_NO_SPLITS = Splits()


@dataclass(frozen=True, slots=True)
class Filed:
    """Under which ticket a message was filed, by which code that goes now, and where it might belong besides."""

    home: str
    code: str
    maybe: frozenset[str]


class Ledger:
    """Log and views of one desk. All methods that write expect, or open, a transaction of the store."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self.store = store
        self.settings = settings
        self.search = SearchIndex(store)
        self.own = settings.own_addresses()
        self.agent = settings.agent.name
        self.aged_before: dict[str, str] = {}
        self.histories: tuple[int, list[Mapping[str, Any]]] = (0, [])
        self.people = Persons(store)
        self.pace = Pace()
        self._lineage: tuple[int, Lineage] | None = None
        self._splits: tuple[int, Splits] | None = None
        self.key = self._key()
        self._erasures = ("", Erasures())

    def _key(self) -> bytes:
        kept = self.store.meta("key")
        if kept is None:
            with self.store.transaction():
                kept = self.store.meta("key")
                if kept is None:
                    if self.store.meta(_CLOCK) is not None:  # a desk has written here, and desks have keys
                        raise damaged_word(self.store.engine.path, "key")  # a new one would know no old reply
                    kept = new_key().hex()
                    self.store.set_meta("key", kept)
        return bytes.fromhex(kept)

    # the log -------------------------------------------------------------------------------
    def new_event_id(self) -> str:
        """A name no other event will ever have."""
        return os.urandom(10).hex()

    def append(
        self, kind: str, ticket: str | None, data: Mapping[str, Any], *, by: str, seen: Seen = UNSEEN
    ) -> Event:
        """Make an event that happens now and append it; its position is given out under the write lock."""
        with self.store.transaction():
            seen = Seen(seen.position, seen.messages, self.team_mark())
            position = self.store.table("events").next_id()
            return self._placed(Event(self.new_event_id(), kind, ticket, data, by, self.now(), seen, position))

    def append_event(self, event: Event) -> Event:
        """Append an event that happened at its own time."""
        with self.store.transaction():
            seen = replace(event.seen, placed=self.team_mark())
            return self._placed(replace(event, seen=seen, position=self.store.table("events").next_id()))

    def _placed(self, placed: Event) -> Event:
        """Store an event under its new position, in the transaction that gave it out."""
        self.store.table("events").add(placed.position, event_doc(placed))
        if placed.kind in (SPLIT, "undo"):
            self.forget_splits()
        latest = self.store.clock()
        if placed.at > latest:
            if not latest:
                self.store.set_meta(_CLOCK, placed.at)
            self.store.advance_clock(placed.at)
        return placed

    def put_off(self, events: Iterable[Event]) -> None:
        """Events that turn out not to stand in the team's log: they wait again behind everything that does."""
        table = self.store.table("events")
        for event in events:
            number = table.next_id()
            table.put(number, event_doc(replace(event, position=number, team=None)))

    def now(self) -> str:
        """The clock, but never before the newest event: a clock set back does not turn the log's order round."""
        return max(stored(datetime.now(UTC)), self.store.clock())

    def team_mark(self) -> tuple[int, int]:
        """The newest place of the team's log that this store has read; (0, 0) without a team."""
        era, _space, low = (self.store.meta(TEAM_MARK) or "0 0").partition(" ")
        return int(era), int(low)

    def position(self) -> int:
        """The log's newest position; in a team, of what the team's log has shown."""
        newest = self.store.newest_event()
        if 0 < newest < PENDING:
            return newest
        self.store.table("events").rows.flush()  # a long write has them in memory until they are asked for
        sql = "SELECT max(id) FROM d_events WHERE id < ?"
        return int(self.store.engine.session.rows(sql, (PENDING,))[0][0] or 0)

    def events_of(self, codes: Iterable[str]) -> list[Event]:
        """The events about a ticket (under all its codes), in log order."""
        docs = self.store.table("events").having("ticket", *codes)
        return sorted((event_of(d, d.doc_id) for d in docs), key=lambda e: e.position)

    def erasures(self) -> Erasures:
        """Whom and what the log says to be erased."""
        known = self.store.meta(KNOWN) or ""
        if self._erasures[0] != known:
            self._erasures = (known, Erasures.read(self.store))
        return self._erasures[1]

    # tickets -------------------------------------------------------------------------------
    def ticket_doc(self, code: str) -> Any:
        """The folded document of exactly this code, or None."""
        return self.store.table("tickets").only("code", code)

    def exists(self, code: str) -> bool:
        """Whether a ticket has this very code."""
        return self.store.table("tickets").has("code", code)

    def resolve(self, code: str) -> str:
        """The code a ticket goes by after merges; unknown codes stay as they are."""
        if self.exists(code):
            return code
        doc = next(iter(self.store.table("tickets").having("aliases", code)), None)
        return str(doc["code"]) if doc else code

    def resolve_all(self, codes: Collection[str]) -> frozenset[str]:
        """`resolve` for many at once."""
        there = known_values(self.store.table("tickets").rows, "code", sorted(codes))
        return frozenset(code if code in there else self.resolve(code) for code in codes)

    def aliases(self, code: str) -> list[str]:
        """Every other code that leads to a ticket."""
        doc = self.ticket_doc(code)
        return list(doc["aliases"]) if doc else []

    def seen(self, code: str, upto: int | None = None) -> Seen:
        """What somebody has seen who sees this ticket now, or who saw its messages up to that record id."""
        return self.seen_in(code, self.ticket_doc(code), upto)

    def seen_in(self, code: str, doc: Any, upto: int | None = None) -> Seen:
        """As `seen`, where the ticket's document was read already; None where there is none."""
        if doc is None:
            return Seen(self.position())
        if upto is None or upto >= doc["last_message"]:
            return Seen(self.position(), tuple(doc["newest"]))
        docs = self.store.table("messages").search(where("ticket") == code)
        return Seen(self.position(), tuple(newest_names(Record(d.doc_id, d) for d in docs if d.doc_id <= upto)))

    def refold(self, code: str, aliases: Sequence[str] | None = None) -> None:
        """Compute a ticket's document anew from its messages and events; a ticket without messages goes.

        `aliases` are the codes that lead to it, where they have changed.
        """
        tickets = self.store.table("tickets")
        old = self.ticket_doc(code)
        if aliases is None:
            aliases = list(old["aliases"]) if old else self.lineage().aliases(code)
        docs = self.store.table("messages").having("ticket", code)
        if not docs:
            settle_notes(self.store, self.search, code, ())
            if old:
                tickets.remove(doc_ids=[old.doc_id])
                self.people.weigh(old["customer"])
                self.people.settle(old["customer"])
            return
        records = [Record(d.doc_id, d) for d in docs]
        events = self.events_of([code, *aliases])
        if (old and old["notes"]) or any(e.kind == "note" for e in events):
            settle_notes(self.store, self.search, code, events)
        doc = fold_ticket(code, records, events, self.own)
        doc["aliases"] = list(aliases)
        person = self.people.ensure(doc["customer_address"], doc["customer_name"], old["customer"] if old else None)
        doc["customer"] = person.doc_id
        doc["unread"] = self._unread(code, records)
        doc["rev"] = self.store.stamp() + 1
        if old and old["customer"] == doc["customer"]:
            doc["flags"] += [f for f in old["flags"] if is_risk(f)]
        tickets.put(old.doc_id if old else tickets.next_id(), doc)
        if matters(doc, old):
            self.people.weigh(doc["customer"], bears_only=not (old or doc["facts"] or doc["first_in"]))
            if old and old["customer"] != doc["customer"]:
                self.people.weigh(old["customer"])
        if not self.people.is_settled(doc, old, person):
            self.people.settle(doc["customer"])
        if old and old["customer"] != doc["customer"]:
            self.people.settle(old["customer"])

    def carry_on(self, event: Event, old: Any) -> None:
        """A decision was just appended: its ticket's document after it, by one step where that can be told.

        `old` is the document as it stands.
        """
        code = event.ticket or ""
        doc = step(old, event)
        person = self.people.find(doc["customer_address"], doc["customer"]) if doc is not None else None
        if doc is None or person is None or person.doc_id != doc["customer"]:
            with self.store.remembering():
                self.refold(code)
            return
        doc["rev"] = self.store.stamp() + 1
        self.store.table("tickets").change(old, doc)
        if event.kind == "note":
            add_note(self.search, code, event)
        if is_moved(doc, old):
            self.people.weigh(person.doc_id)
        if not self.people.is_settled(doc, old, person):
            self.people.settle(person.doc_id)

    def _unread(self, code: str, records: list[Record]) -> bool:
        new = [r.id for r in records if r.doc["direction"] == "in" and not r.doc.get("read")]
        if not new:
            return False
        mark = next(iter(self.store.table("read").having("ticket", code)), None)
        return mark is None or max(new) > mark["upto"]

    def lineage(self) -> Lineage:
        """Who goes by which code, by the team's log: a colleague may have merged what is not here yet."""
        if self.store.meta(TEAM_MARK) is None:
            return Lineage(())
        if self._lineage is None or self._lineage[0] != self.store.stamp():
            found = self.store.table("events").search(where("kind").one_of(["merge", "undo"]))
            about = [event_of(d, d.doc_id) for d in found if d["kind"] == "merge" or d["data"]["kind"] == "merge"]
            self._lineage = (self.store.stamp(), Lineage(about))
        return self._lineage[1]

    def forget_splits(self) -> None:
        """Events about splits came or went in this transaction: the next look reads them again."""
        self._splits = None

    def splits(self) -> Splits:
        """Which messages were split off, by the whole log."""
        if self.store.meta(EVER_SPLIT) is None:
            return _NO_SPLITS
        if self._splits is None or self._splits[0] != self.store.stamp():
            docs = self.store.table("events").search(where("kind").one_of([SPLIT, "undo"]))
            events = [event_of(d, d.doc_id) for d in about_splits(docs)]
            self._splits = (self.store.stamp(), Splits(sorted(events, key=lambda e: e.position)))
        return self._splits[1]

    def filed(self, name: str) -> Filed | None:
        """Where the team's log has filed a message; None for any other, and without a team."""
        if self.store.meta("team") is None:
            return None
        sql = "SELECT code, maybe FROM team_filed WHERE name = ?"
        for home, maybe in self.store.engine.session.rows(sql, (name,)):
            home = self.splits().home(name, home)
            return Filed(home, self.resolve(self.lineage().root(home)), frozenset(maybe.split()))
        return None

    def older(self, one: str, other: str) -> str:
        """The code that a merge of two tickets keeps; to be written into its event, because dates may change."""
        found = self._older_first(one, other)
        return str(found[0]["code"]) if found else other

    def _older_first(self, one: str, other: str) -> list[Any]:
        docs = {d["code"]: d for d in (self.ticket_doc(one), self.ticket_doc(other)) if d is not None}
        return sorted(docs.values(), key=lambda d: (d["created"], d["code"]))

    def merge(self, one: str, other: str) -> str:
        """Make two tickets one and return the code kept: the older one's; the other becomes its alias."""
        found = self._older_first(one, other)
        if len(found) < 2:
            return str(found[0]["code"]) if found else other
        kept, gone = found
        messages = self.store.table("messages")
        for doc in messages.search(where("ticket") == gone["code"]):
            messages.put(doc.doc_id, {**doc, "ticket": kept["code"]})
        tickets = self.store.table("tickets")
        tickets.remove(doc_ids=[gone.doc_id])
        self.search.move(gone["code"], kept["code"])
        self.refold(kept["code"], sorted([*kept["aliases"], gone["code"], *gone["aliases"]]))
        self.people.weigh(gone["customer"])
        self.people.settle(gone["customer"])
        return str(kept["code"])

    def make_findable(
        self, record: int, doc: Mapping[str, Any], text: Mapping[str, Any], kept: Tokens | None = None
    ) -> None:
        """Put a message into the search index, in the transaction that stores it; `kept` are its tokens, if known."""
        when = int(datetime.fromisoformat(doc["at"]).timestamp())
        self.search.add(record, doc["ticket"], when, kept or tokens(searchable_text(doc, text)))

    def unmerge(self, kept: str, gone: str) -> None:
        """A merge was taken back: the alias is a ticket again, with what was filed under it and its own aliases."""
        messages = self.store.table("messages")
        old = self.ticket_doc(kept)
        if old is None or gone not in old["aliases"]:
            return
        lineage = Lineage(self.events_of([kept, *old["aliases"]]))
        back = [gone, *lineage.aliases(gone)]
        for doc in messages.search((where("ticket") == kept) & where("home").one_of(back)):
            messages.put(doc.doc_id, {**doc, "ticket": gone})
            self.search.assign(doc.doc_id, gone)
        self.refold(kept, lineage.aliases(kept))
        self.refold(gone, lineage.aliases(gone))

    # people --------------------------------------------------------------------------------
    def persons(self, addresses: set[str]) -> set[str]:
        """These addresses and every other address of the same persons."""
        return self.people.addresses_of(addresses)


def event_doc(event: Event, team: Placed | None = None) -> dict[str, Any]:
    """An event as the store keeps it; `team` is its place in the team's log where the event does not say it."""
    seen: dict[str, Any] = {"position": event.seen.position, "messages": list(event.seen.messages)}
    if event.seen.placed != (0, 0):
        seen["placed"] = list(event.seen.placed)
    team = team or event.team
    placed = {"team": [team.origin, team.era, team.low, team.time, team.age]} if team else {}
    return {
        "id": event.id,
        "kind": event.kind,
        "ticket": event.ticket,
        "data": dict(event.data),
        "by": event.by,
        "at": event.at,
        "seen": seen,
        **placed,
    }


def event_of(doc: Mapping[str, Any], position: int) -> Event:
    """An event out of the store."""
    era, low = doc["seen"].get("placed", (0, 0))
    seen = Seen(doc["seen"]["position"], tuple(doc["seen"]["messages"]), (era, low))
    team = Placed(*doc["team"]) if "team" in doc else None
    return Event(doc["id"], doc["kind"], doc["ticket"], doc["data"], doc["by"], doc["at"], seen, position, team)

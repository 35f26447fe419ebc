"""Looking: windows of tickets, one ticket with its entries, one customer with their history."""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import reduce
from operator import and_
from typing import TYPE_CHECKING, Any

from tinydb import where

from config.errors import NothingMatched, UsageError
from config.languages import translator
from core.care.facts import BROKEN, PRAISE, counted
from core.care.overdue import overdue
from core.care.promised import MADE, fold_promises
from core.care.risk import clearings, is_risk
from core.events import Event
from core.fold import BOUNCED, claimed_at, in_force
from core.grams import lookup
from core.identity import canonical_code
from core.ledger import Ledger
from core.made_entries import MadeEntries
from core.query import TicketQuery, parse_query
from core.query_fields import CareLookups
from core.staleness import stale_ids
from core.store.row_writes import ids_by
from core.tickets import Claim, CustomerRef, Flag, Ticket
from core.times import read

if TYPE_CHECKING:  # a list is looked at before any of the others is
    from core.customers import Customer
    from core.entries import Entry, MessageEntry
    from core.search import Fits
    from core.snippets import Snippet

_ = translator("core")

STATUSES = ("open", "pending", "solved", "closed", "spam")
_SOME = 5_000
_LOOKED_INTO = 30
_UNSEEN = frozenset({"open", "sending"})
_FREE_MAIL = frozenset(
    {"gmail.com", "outlook.com", "hotmail.com", "live.com", "yahoo.com", "yahoo.co.jp", "icloud.com", "me.com"}
    | {"aol.com", "gmx.de", "gmx.net", "web.de", "proton.me", "fastmail.com", "nifty.com", "biglobe.ne.jp"}
    | {"docomo.ne.jp", "ezweb.ne.jp", "au.com", "softbank.ne.jp", "i.softbank.jp"}
)


def _bounced(docs: Iterable[Mapping[str, Any]]) -> set[str]:
    """The addresses from which mail came back."""
    flags = (f for doc in docs for f in doc["flags"] if f.get("code") == BOUNCED)
    return {f["about"].lower() for f in flags}


def flag_of(flag: Mapping[str, str]) -> Flag:
    """A flag of a document."""
    return Flag(flag["level"], flag["reason"], flag.get("code", ""), flag.get("about", ""))


def _held(claim: Mapping[str, str]) -> Claim:
    since = datetime.fromisoformat(claim.get("since") or claimed_at(claim))
    return Claim(claim["by"], datetime.fromisoformat(claim["until"]), since)


def ticket_of(doc: Mapping[str, Any], now: datetime) -> Ticket:
    """The snapshot of a ticket's document; an expired claim and a past snooze are not shown."""
    claim, snoozed = doc["claim"], read(doc["snoozed_until"])
    held = _held(claim) if claim else None
    return Ticket(
        code=doc["code"],
        subject=doc["subject"],
        status=doc["status"],
        assignee=doc["assignee"],
        priority=doc["priority"],
        tags=tuple(doc["tags"]),
        customer=CustomerRef(doc["customer"], doc["customer_name"], doc["customer_address"]),
        mailbox=doc["mailbox"],
        created=datetime.fromisoformat(doc["created"]),
        updated=datetime.fromisoformat(doc["updated"]),
        waiting_since=read(doc["waiting_since"]),
        snoozed_until=snoozed if snoozed and snoozed > now else None,
        messages=doc["messages"],
        notes=doc["notes"],
        unread=doc["unread"],
        may_belong_to=tuple(doc["may_belong_to"]),
        flags=tuple(flag_of(f) for f in doc["flags"]),
        claim=held if held and held.until > now else None,
        last_message=doc["last_message"],
        last_direction=doc["last_direction"],
        due=read(doc.get("due")),
        rev=doc["rev"],
    )


class Look:
    """Everything that reads; it changes nothing."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._store = ledger.store
        self._letters = MadeEntries(ledger.store)
        self.care: CareLookups | None = None

    def count(self, query: str) -> int:
        """How many tickets a query finds."""
        wanted = self._parsed(query)
        return self._store.table("tickets").total(self._condition(wanted))

    def rows(self, query: str, start: int, stop: int | None, without: Collection[str] = ()) -> Sequence[Ticket]:
        """A window of what a query finds, newest change first; without the tickets of some codes."""
        now = datetime.now(UTC)
        condition = self._condition(self._parsed(query))
        if without:
            others = ~where("code").one_of(list(without))
            condition = others if condition is None else condition & others
        docs = self._store.table("tickets").window(condition, order_by="updated", start=start, stop=stop)
        return [ticket_of(d, now) for d in docs]

    def found(self, query: str, stop: int | None, *, relevance: bool = False) -> list[str]:
        """Codes of what a query finds: where its words were said last comes first, or what is most about them."""
        wanted = self._parsed(query)
        if not any(lookup(w) for w in wanted.words):
            return list(self.codes(query, 0, stop))
        fits = self._fitting(wanted)
        if relevance:
            from core.relevance import ranked

            return ranked(self._ledger.search, wanted.words, stop, fits)
        return self._ledger.search.tickets(wanted.words, stop, fits)

    def _fitting(self, wanted: TicketQuery) -> Fits | None:
        """Which tickets of some fulfil a query but for its words; None where every one does."""
        rest = [*self._mixed(wanted), *([wanted.condition] if wanted.condition is not None else [])]
        if not rest:
            return None
        condition, table = reduce(and_, rest), self._store.table("tickets")
        if table.counted(condition) and table.total(condition) <= _SOME:
            wanted_ids = frozenset(table.rows.ids(condition) or ())
            return lambda codes: [c for c, i in ids_by(table.rows, "code", codes).items() if i in wanted_ids]
        return lambda codes: table.values("code", condition & where("code").one_of(list(codes)))

    def snippets(self, query: str, codes: Sequence[str]) -> list[Snippet | None]:
        """For each ticket the place where the words of a query were said last; None where only its fields matched."""
        from core.snippets import snippet

        search = self._ledger.search
        terms = self._parsed(query).terms
        shown = []
        for code in codes:
            places = (snippet(text, terms) for text in search.texts(code, _LOOKED_INTO))
            shown.append(next((place for place in places if place is not None), None))
        return shown

    def tickets(self, codes: Sequence[str]) -> list[Ticket]:
        """The tickets of these codes, in that order."""
        now = datetime.now(UTC)
        docs = {d["code"]: d for d in self._store.table("tickets").search(where("code").one_of(list(codes)))}
        return [ticket_of(docs[c], now) for c in codes if c in docs]

    def _mixed(self, wanted: TicketQuery) -> list[Any]:
        condition = replace(wanted, words=(), condition=None).narrowed(self._ledger.search)
        return [condition] if condition is not None else []

    def codes(self, query: str, start: int, stop: int | None) -> Sequence[str]:
        """The codes of a window, newest change first, no ticket being loaded."""
        condition = self._condition(self._parsed(query))
        return self._store.table("tickets").values("code", condition, order_by="updated", start=start, stop=stop)

    def among(self, query: str, codes: Sequence[str]) -> Sequence[str]:
        """Those of some tickets that a query finds."""
        these = where("code").one_of(list(codes))
        condition = self._condition(self._parsed(query))
        return self._store.table("tickets").values("code", these if condition is None else condition & these)

    def check(self, query: str) -> None:
        """Raises UsageError for a query nobody can read; asks no store."""
        parse_query(query, me=self._ledger.agent, now=datetime.now(UTC))

    def _parsed(self, query: str) -> TicketQuery:
        return parse_query(query, me=self._ledger.agent, now=datetime.now(UTC), care=self.care)

    def _condition(self, wanted: TicketQuery) -> Any:
        return wanted.narrowed(self._ledger.search)

    def code(self, typed: str) -> str:
        """The full code of what a person typed: any case, hyphen or not, alias, or unique prefix."""
        code = canonical_code(typed)
        if self._ledger.exists(code):
            return code
        known = self._ledger.resolve(code)
        if self._ledger.exists(known):
            return known
        tickets = self._store.table("tickets")
        below = code + "\uffff"
        found = tickets.window((where("code") >= code) & (where("code") < below), order_by="code", start=0, stop=6)
        if not code or not found:
            raise NothingMatched(
                _("No ticket {code}.").format(code=typed), hint=_("`mado tickets` lists the codes."), code="no_ticket"
            )
        if len(found) > 1:
            some = ", ".join(sorted(d["code"] for d in found)[:5])
            raise UsageError(
                _("{code} is not unique: {some}.").format(code=typed, some=some),
                hint=_("Type more of the code."),
                code="not_unique",
            )
        return str(found[0]["code"])

    def ticket(self, typed: str) -> Ticket:
        """One ticket by what a person typed."""
        return ticket_of(self._ledger.ticket_doc(self.code(typed)), datetime.now(UTC))

    def entries(self, typed: str) -> Sequence[Entry]:
        """Messages, notes and events, oldest first."""
        code = self.code(typed)
        doc = self._ledger.ticket_doc(code)
        found: list[tuple[datetime, bool, str, int, Entry]] = [
            (one.at, False, one.name, one.id, one) for one in self._letters.of(code)
        ]
        events = self._ledger.events_of([code, *doc["aliases"]])
        events += self._ledger.splits().into(code)
        undone = {e.data["event"] for e in events if e.kind == "undo"}
        stale = stale_ids(in_force(events))
        for event in events:
            shown = _shown(event, undone, stale)
            if shown is not None:
                found.append((shown.at, True, "", event.position, shown))
        return [one for *_order, one in sorted(found, key=lambda f: f[:4])]

    def messages(self, typed: str) -> Sequence[MessageEntry]:
        """The mail alone, in the order of `entries`."""
        return sorted(self._letters.of(self.code(typed)), key=lambda m: (m.at, m.name, m.id))

    def customer(self, who: str | int, limit: int) -> Customer:
        """A person by any address or by id."""
        from core.customers import Customer, CustomerNote

        table = self._store.table("customers")
        doc = table.get(doc_id=who) if isinstance(who, int) else self._ledger.people.find(who)
        if doc is None:
            raise NothingMatched(
                _("No customer {who}.").format(who=who), hint=_("`mado customers` lists them."), code="no_customer"
            )
        now = datetime.now(UTC)
        mine = where("customer") == doc.doc_id
        tickets = self._store.table("tickets")
        newest = tickets.window(mine, order_by="updated", start=0, stop=limit)
        oldest = tickets.window(mine, order_by="created", descending=False, start=0, stop=1)
        counts = {s: n for s in STATUSES if (n := tickets.total(mine & (where("status") == s)))}
        notes = [CustomerNote(n["id"], datetime.fromisoformat(n["at"]), n["by"], n["text"]) for n in doc["notes"]]
        return Customer(
            id=doc.doc_id,
            name=doc["name"],
            addresses=tuple(doc["addresses"]),
            organisation=organisation(doc["addresses"]),
            first_contact=datetime.fromisoformat(oldest[0]["created"]) if oldest else None,
            last_contact=datetime.fromisoformat(newest[0]["updated"]) if newest else None,
            last_agent=self._last_agent(newest),
            counts=counts,
            messages=sum(tickets.values("messages", mine)),
            expectation=doc["expectation"],
            notes=tuple(notes),
            tickets=tuple(ticket_of(d, now) for d in newest),
            flags=tuple(flag_of(f) for f in (newest[0]["flags"] if newest else ()) if is_risk(f)),
            cleared=clearings(doc),
            praise=sum(f[0] == PRAISE for d in newest for f in counted(d)),
            promises_kept=self._promises_kept(newest),
            promises_late=sum(f[0] == BROKEN for d in newest for f in counted(d)),
            bounced=tuple(sorted(_bounced(newest) & set(doc["addresses"]))),
            last_contact_how=(newest[0]["last_direction"] or "in", newest[0]["status"]) if newest else None,
        )

    def _promises_kept(self, newest: Sequence[Mapping[str, Any]]) -> int:
        """How many promises on these tickets were kept in time."""
        names = {name: d["code"] for d in newest for name in (d["code"], *d["aliases"])}
        made = self._store.table("events").search((where("kind") == MADE) & where("ticket").one_of(list(names)))
        kept = 0
        for doc in (d for d in newest if d["code"] in {names[e["ticket"]] for e in made}):
            promised = fold_promises(in_force(self._ledger.events_of([doc["code"], *doc["aliases"]])))
            kept += sum(p.state == "kept" and not p.broken for p in promised)
        return kept

    def _last_agent(self, newest: Sequence[Mapping[str, Any]]) -> str | None:
        for doc in newest[:5]:
            for event in reversed(self._ledger.events_of([doc["code"], *doc["aliases"]])):
                if event.kind == "sent":
                    return event.by
        return None

    def customers(self, words: str, start: int, stop: int | None) -> Sequence[Mapping[str, Any]]:
        """Customers whose name or address holds every word; documents with their ids under "id"."""
        wanted = words.casefold().split()
        found = []
        for doc in self._store.table("customers").all():
            text = " ".join((doc["name"], *doc["addresses"])).casefold()
            if all(w in text for w in wanted):
                found.append({**doc, "id": doc.doc_id})
        return found[start:stop]

    def next_ticket(self) -> tuple[Ticket, str] | None:
        """The open ticket that most needs us, with the reason as English words."""
        base = "status:open -is:snoozed (assignee:me OR assignee:none)"
        tickets = self._store.table("tickets")
        if over := overdue(self._store, datetime.now(UTC)):
            return ticket_of(over[0], datetime.now(UTC)), "a promise is over its time"
        for query, order, why in (
            (f"{base} is:red", "waiting_since", "the customer is at risk"),
            (f"{base} priority:high", "waiting_since", "high priority, waiting longest"),
            (base, "waiting_since", "waiting longest"),
            (base, "updated", "open longest"),
        ):
            condition = self._condition(self._parsed(query)) & (where(order) != None)  # noqa: E711 (TinyDB query)
            found = tickets.window(condition, order_by=order, descending=False, start=0, stop=1)
            if found:
                return ticket_of(found[0], datetime.now(UTC)), why
        return None

    def changed_since(self, stamp: int) -> tuple[int, Sequence[str]]:
        """(new stamp, codes of the tickets changed since)."""
        tickets = self._store.table("tickets")
        with self._store.snapshot():
            now, changed = self._store.tickets_since(stamp)
            if changed is None:
                return now, tickets.values("code", where("rev") > stamp)
            return now, [d["code"] for d in tickets.get(doc_ids=changed)]


def _shown(event: Event, undone: set[str], stale: Container[str]) -> Entry | None:
    from core.entries import EventEntry, NoteEntry

    at = datetime.fromisoformat(event.at)
    if event.kind == "note":
        return NoteEntry(event.id, at, event.by, event.data["text"]) if event.id not in undone else None
    if event.id in stale:
        # Decided offline, and overtaken meanwhile: shown, never silently dropped.
        return EventEntry(event.id, at, event.by, "conflict", {**event.data, "kind": event.kind})
    return EventEntry(event.id, at, event.by, event.kind, event.data) if event.kind not in _UNSEEN else None


def organisation(addresses: Sequence[str]) -> str:
    """The domain of a person's address where it is not a mail provider's."""
    domains = [a.partition("@")[2] for a in addresses]
    return next((d for d in domains if d and d not in _FREE_MAIL), "")

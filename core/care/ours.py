"""Care over one desk: its calendar, the promises its replies make, what is promised and when it falls due."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, tzinfo
from functools import cached_property
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tinydb import where

from config.charter import FILE, Charter, load_charter
from config.errors import ConfigError, MadoError
from config.languages import translator
from config.team_checks import TeamCheck, load_checks
from core.care.calendar import Calendar, calendar_of
from core.care.promised import MADE, Promised, fold_promises
from core.fold import in_force
from core.ledger import Ledger, event_of
from core.records import own_words
from core.staleness import without_stale
from core.times import stored

if TYPE_CHECKING:
    from core.care.clocks import Clocks
    from core.care.faq.often import Asked
    from core.care.handover import Note
    from core.care.stars import Star
    from core.care.voice import Topic
    from core.desk import Desk
    from core.grams import Term

_ = translator("core")


class Care:
    """What the desk knows of keeping its word."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.starred: tuple[int, dict[str, tuple[str, str]]] | None = None
        """The starred reply of each ticket, and at which stamp of the store (core/care/suggest.py)."""
        self.fared: tuple[int, dict[str, tuple[int, int]]] | None = None
        """How canned responses fared, and at which stamp of the store that was counted (core/care/suggest.py)."""

        self.weights: dict[Term, int] = {}
        """In how many messages frequent words stand, and up to which message that was counted (as above)."""
        self.weighed_to = 0

    @cached_property
    def charter(self) -> Charter:
        """The team's charter. Raises ConfigError."""
        return load_charter(self._desk.home.root)

    @cached_property
    def calendar(self) -> Calendar:
        """The business calendar of the charter. Raises ConfigError, UsageError."""
        return calendar_in(self.charter)

    @cached_property
    def clocks(self) -> Clocks:
        """The charter's targets on its calendar. Raises ConfigError, UsageError."""
        from core.care.clocks import Clocks

        return Clocks(self.calendar, self.charter.targets)

    def topics(self) -> Sequence[Topic]:
        """What customers say, by topic, the most said first."""
        from core.care.voice import CLIP, TOPIC, fold_voice

        table = self._desk.store.table("events")
        docs = table.search(where("kind").one_of([CLIP, TOPIC, "undo"]))
        events = sorted((event_of(d, d.doc_id) for d in docs), key=lambda e: e.position)
        return fold_voice(in_force(events))

    def said(self, topic: str) -> Sequence[str]:
        """The codes of the tickets in which something was clipped under a topic, in that order."""
        from core.care.voice import topic_name

        wanted = topic_name(topic).casefold()
        found = next((t for t in self.topics() if t.name.casefold() == wanted), None)
        return list(dict.fromkeys(self._desk.ledger.resolve(c.ticket) for c in found.clips)) if found else []

    @property
    def calendar_or_usual(self) -> Calendar:
        """The charter's calendar; the usual one where it cannot be read, so that no reply waits for it."""
        try:
            return self.calendar
        except MadoError:
            return Calendar(_zone(None))

    @property
    def never_said(self) -> tuple[str, ...]:
        """The words that the team does not use; none where the charter cannot be read."""
        try:
            return self.charter.never
        except MadoError:
            return ()

    @property
    def team_checks(self) -> tuple[TeamCheck, ...]:
        """The team's own rules (HOME/checks.toml); none where the file cannot be read, so that no reply waits."""
        try:
            return load_checks(self._desk.home.root)
        except MadoError:
            return ()

    def stars(self) -> Sequence[Star]:
        """Every starred reply, the newest star first."""
        from core.care.stars import stars

        return stars(self._desk)

    def handover_note(self) -> Note | None:
        """The note that the last shift left; None where none stands."""
        from core.care.handover import last_note

        return last_note(self._desk)

    def promised(self, code: str) -> Sequence[Promised]:
        """The promises of one ticket, in the order they were made."""
        doc = self._desk.ledger.ticket_doc(self._desk.code(code))
        return _of(self._desk.ledger, doc["code"], doc["aliases"])

    def all_promised(self) -> Sequence[Promised]:
        """Every promise on a ticket there is; the open ones first by their due time, those without one last."""
        table = self._desk.store.table("events")
        codes = {self._desk.ledger.resolve(d["ticket"]) for d in table.search(where("kind") == MADE)}
        found = [p for code in sorted(codes) for p in self._of_ticket(code)]
        return sorted(found, key=lambda p: (p.state != "open", p.due is None, p.due or p.made))

    def promised_to(self, customer: int) -> Sequence[Promised]:
        """The open promises on one person's tickets, the next due first."""
        store = self._desk.store
        codes = list(store.table("tickets").values("code", where("customer") == customer))
        sql = "SELECT value FROM m_tickets_aliases WHERE id IN (SELECT id FROM d_tickets WHERE c_customer = ?)"
        codes += [alias for (alias,) in store.engine.session.rows(sql, (customer,))]
        made = store.table("events").search((where("kind") == MADE) & where("ticket").one_of(codes))
        tickets = sorted({self._desk.ledger.resolve(d["ticket"]) for d in made})
        found = [p for code in tickets for p in self._of_ticket(code) if p.state == "open"]
        return sorted(found, key=lambda p: (p.due is None, p.due or p.made))

    def _of_ticket(self, code: str) -> Iterator[Promised]:
        doc = self._desk.ledger.ticket_doc(code)
        if doc is not None:
            yield from _of(self._desk.ledger, code, doc["aliases"])

    def promises_of(self, doc: Mapping[str, Any], own: str) -> Sequence[Mapping[str, Any]]:
        """What a message of ours (its document and its own words) promises, as the data of the events that say so.

        A charter that cannot be read stops no reply: the usual calendar counts then.
        """
        from core.care.promises import promises_in  # their expressions take a tenth of a second to compile

        made = promises_in(own, datetime.fromisoformat(doc["at"]), self.calendar_or_usual)
        return [
            {"text": one.text, "due": stored(one.due) if one.due else None, "message": doc["name"]} for one in made
        ]

    def often_asked(self, since: datetime, *, least: int = 2) -> Sequence[Asked]:
        """What customers ask often (core/care/faq/often.py), in mail since a time."""
        from core.care.faq.answers import public_answers
        from core.care.faq.often import often_asked

        return often_asked(self._mails(since), public_answers(self._desk.canned.all()), least=least)

    def _mails(self, since: datetime) -> Iterator[tuple[str, int, str]]:
        """(ticket, customer, new text) of customers' mail since a time, newest first."""
        store = self._desk.store
        found = store.table("messages").window(
            where("arrived") >= stored(since), order_by="arrived", start=0, stop=None
        )
        mails = [d for d in found if d["direction"] == "in" and not d["auto"]]
        customers = {
            d["code"]: d["customer"] for d in store.table("tickets").search(where("updated") >= stored(since))
        }
        for doc in mails:
            for _record, text in store.table("texts").rows.some([doc.doc_id]):
                yield doc["ticket"], customers.get(doc["ticket"], 0), own_words(text) or text["text"]


def calendar_in(charter: Charter) -> Calendar:
    """The business calendar that a charter describes. Raises ConfigError, UsageError."""
    return calendar_of(
        hours=charter.hours,
        days=charter.days,
        holidays=charter.holidays,
        zone=_zone(charter.zone),
        special=charter.special,
    )


def _of(ledger: Ledger, code: str, aliases: Sequence[str]) -> list[Promised]:
    return fold_promises(without_stale(in_force(ledger.events_of([code, *aliases]))))


def _zone(name: str | None) -> tzinfo:
    if name is None:
        return datetime.now().astimezone().tzinfo or ZoneInfo("UTC")
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        raise ConfigError(
            _("{file}: there is no time zone {zone!r}.").format(file=FILE, zone=name),
            hint=_("For example Asia/Tokyo."),
        ) from None

"""Clocks: how long customers may wait, on the business calendar, and who waits too long.

Targets are the charter's: for the first and the next answer, and "no silence longer than"; the first rule that fits a
ticket's mailbox, priority and customer counts. Nothing is stored: whether a ticket is late follows from the clock.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import reduce
from operator import and_, or_
from typing import Any

from tinydb import where
from tinydb.queries import QueryInstance

from config.charter import Target
from core.care.calendar import Calendar
from core.query_fields import ends
from core.times import stored

LATE = ("answer", "promise", "silence", "any")
"""What `late:` may ask for."""
_OPEN = ("open",)
_UNSETTLED = ("open", "pending")


@dataclass(frozen=True, slots=True)
class Clocks:
    """The targets on a calendar. `rules` in order; the last one fits every ticket where the charter says so."""

    calendar: Calendar
    rules: tuple[Target, ...] = ()

    def rule(self, doc: Mapping[str, Any]) -> Target | None:
        """The target that counts for a ticket's document; None where none fits."""
        return next((r for r in self.rules if _fits(r, doc)), None)

    def work(self, minutes: int, days: int) -> timedelta:
        """A span of working time; a day is as long as the longest business day of the week."""
        return timedelta(minutes=minutes) + days * self.day

    @property
    def day(self) -> timedelta:
        """The longest business day of the week."""
        start = datetime(2001, 1, 1)
        lengths = [
            sum((datetime.combine(start, b) - datetime.combine(start, a) for a, b in spans), timedelta())
            for spans in self.calendar.week
        ]
        return max(lengths, default=timedelta())

    def deadline(self, doc: Mapping[str, Any]) -> datetime | None:
        """When the customer of a ticket should have our answer at the latest; None where nobody waits."""
        rule = self.rule(doc)
        if rule is None or not doc["waiting_since"]:
            return None
        span = rule.next if doc.get("first_out") else rule.first
        return self.calendar.after(_time(doc["waiting_since"]), self.work(*span)) if span else None

    def late(self, what: str, now: datetime) -> QueryInstance:
        """The tickets that are late (one of LATE) at a moment, as a condition over ticket documents."""
        parts = {
            "answer": self._late_answers,
            "silence": self._silent,
            "promise": _late_promises,
        }
        chosen = parts.values() if what == "any" else [parts[what]]
        return reduce(or_, [part(now) for part in chosen])

    def _late_answers(self, now: datetime) -> QueryInstance:
        waiting: QueryInstance = where("status").one_of(list(_OPEN)) & (where("waiting_since") != None)  # noqa: E711 (a TinyDB query)
        found, latest = [], ""
        for fits, rule in self._apart():
            for span, answered in ((rule.first, False), (rule.next, True)):
                if span is None:
                    continue
                limit = self.calendar.before(now, self.work(*span))
                latest = max(latest, stored(limit))
                before = where("first_out") != None if answered else where("first_out") == None  # noqa: E711 (the same)
                found.append(fits & before & (where("waiting_since") < stored(limit)))
        # None of them waits for less long than this, which an index tells at once.
        waiting &= where("waiting_since") < latest
        found_any: QueryInstance = waiting & (reduce(or_, found) if found else _nothing())
        return found_any

    def _silent(self, now: datetime) -> QueryInstance:
        """Unsettled tickets whose customer wrote last, or has our promise, and has not heard of us for too long."""
        found = []
        for fits, rule in self._apart():
            if rule.silence is not None:
                limit = stored(self.calendar.before(now, self.work(*rule.silence)))
                found.append(fits & (_before("last_out", limit) | (_never_answered() & _before("first_in", limit))))
        waiting: QueryInstance = where("status").one_of(list(_OPEN))
        found_any: QueryInstance = waiting & (reduce(or_, found) if found else _nothing())
        return found_any

    def _apart(self) -> list[tuple[QueryInstance, Target]]:
        """Each rule with the condition that it is the first one that fits."""
        told: list[QueryInstance] = []
        found = []
        for rule in self.rules:
            mine = _condition(rule)
            found.append((reduce(and_, [mine, *(~other for other in told)]), rule))
            told.append(mine)
        return found


def _late_promises(now: datetime) -> QueryInstance:
    found: QueryInstance = where("status").one_of([*_UNSETTLED, "solved"]) & _before("due", stored(now))
    return found


def _before(field: str, limit: str) -> QueryInstance:
    """A moment that is known and lies before another."""
    found: QueryInstance = (where(field) != None) & (where(field) < limit)  # noqa: E711 (a TinyDB query)
    return found


def _never_answered() -> QueryInstance:
    never: QueryInstance = where("last_out") == None  # noqa: E711 (a TinyDB query)
    return never


def _nothing() -> QueryInstance:
    return where("code").one_of([])


def _fits(rule: Target, doc: Mapping[str, Any]) -> bool:
    address = str(doc["customer_address"]).lower()
    return (
        (not rule.mailbox or doc["mailbox"] == rule.mailbox)
        and (not rule.priority or doc["priority"] == rule.priority)
        and (not rule.customer or address == rule.customer or _in_domain(address, rule.customer))
    )


def _in_domain(address: str, said: str) -> bool:
    return said.startswith("@") and address.endswith(said)


def _condition(rule: Target) -> QueryInstance:
    parts: list[QueryInstance] = []
    if rule.mailbox:
        parts.append(where("mailbox") == rule.mailbox)
    if rule.priority:
        parts.append(where("priority") == rule.priority)
    if rule.customer:
        parts.append(_customer(rule.customer))
    return reduce(and_, parts) if parts else where("code") != ""


def _customer(said: str) -> QueryInstance:
    address: QueryInstance = where("customer_address") == said
    return address | ends("customer_address", said) if said.startswith("@") else address


def _time(at: str) -> datetime:
    return datetime.fromisoformat(at)

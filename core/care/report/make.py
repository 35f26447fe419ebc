"""Making a report of a desk: its period, the one before, how things stand now, and what customers say."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from tinydb import where

from core.care.came_back import COME_BACK
from core.care.report.figures import Figures, Source, figures
from core.care.report.period import Period
from core.text import clean
from core.times import stored

if TYPE_CHECKING:
    from core.desk import Desk

_ADDRESS = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")
_EVENTS = ["status", "sent", "customer.clear", "voice.clip"]
_QUOTES = 3
_EARLIER = timedelta(days=90)
"""How much longer ago a wait may have begun that ends within a period, and what a risk may come from."""


@dataclass(frozen=True, slots=True)
class Quote:
    """A topic of the customers' voice with what was said lately; no address stands in it."""

    topic: str
    kind: str
    state: str
    said: int
    quotes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """A period, the figures of it and of the one before, how things stand now (`now`), and what customers say."""

    period: Period
    made: datetime
    figures: Figures
    earlier: Figures
    now: Mapping[str, int]
    voice: tuple[Quote, ...]

    def as_json(self) -> dict[str, Any]:
        """The public shape (docs/command-line.md). No customer's address or name stands in it."""
        return {
            "from": self.period.begin.isoformat(),
            "to": self.period.end.isoformat(),
            "made": self.made.isoformat(),
            **_shape(self.figures),
            "now": dict(self.now),
            "voice": [asdict(q) | {"quotes": list(q.quotes)} for q in self.voice],
            "before": {
                "from": self.period.before().begin.isoformat(),
                "to": self.period.before().end.isoformat(),
                **_shape(self.earlier),
            },
        }


def _shape(f: Figures) -> dict[str, Any]:
    return {
        "messages": {"received": f.received, "answered": f.answered, "tickets": f.tickets, "customers": f.customers},
        "by_hour": {"received": f.in_by_hour, "answered": f.out_by_hour},
        "by_weekday": {"received": f.in_by_weekday, "answered": f.out_by_weekday},
        "first_answer": asdict(f.first_answer),
        "next_answer": asdict(f.next_answer),
        "targets": {"answers": f.targeted, "within": f.in_target},
        "status": {"solved": f.solved, "closed": f.closed, "came_back": f.came_back},
        "promises": dict(f.promises),
        "moods": dict(f.moods),
        "risk": {**f.facts, "cleared": f.cleared, "came_in": f.risk_in, "went_out": f.risk_out},
        "checks": {"checked": f.checked, "passed": f.passed, "found": dict(f.found)},
        "topics": [{"topic": without_addresses(t), "said": n} for t, n in f.topics.items()],
        "tags": [{"tag": without_addresses(t), "tickets": n} for t, n in f.tags.items()],
        "canned": [{"name": u.name, "used": u.used, "came_back": u.came_back} for u in f.canned],
        "failing": [{"name": u.name, "used": u.used, "came_back": u.came_back} for u in f.failing],
    }


def without_addresses(text: str) -> str:
    """A text in which every address is hidden."""
    return _ADDRESS.sub("…@…", clean(text, one_line=True))


def make_report(desk: Desk, period: Period) -> Report:
    """The report of a period. Raises ConfigError (charter)."""
    source = _source(desk, period.before().begin, period.end)
    count = desk.count
    now = {
        "open": count("status:open"),
        "pending": count("status:pending"),
        "waiting": count("status:open is:waiting"),
        "late": count("is:late"),
        "red": count("risk:red -status:spam"),
        "amber": count("risk:amber -status:spam"),
        "promises_open": count("is:promised"),
    }
    return Report(
        period,
        datetime.now(UTC).astimezone(period.begin.tzinfo),
        figures(source, period),
        figures(source, period.before()),
        now,
        _voice(desk, period),
    )


def _source(desk: Desk, begin: datetime, end: datetime) -> Source:
    store = desk.store
    since = stored(begin - _EARLIER)
    tickets = {d["code"]: d for d in store.table("tickets").search(where("updated") >= since)}
    until = stored(end + COME_BACK)
    messages = [
        doc
        for doc in store.table("messages").search(where("arrived") >= since)
        if doc["ticket"] in tickets and since <= doc["at"] < until
    ]
    undone = {d["data"]["event"] for d in store.table("events").search(where("kind") == "undo")}
    events = [
        d
        for d in store.table("events").search(where("kind").one_of(_EVENTS))
        if d["id"] not in undone and d["at"] >= since
    ]
    aliases = {a: code for code, d in tickets.items() for a in d["aliases"]}
    return Source(messages, tickets, events, desk.care.all_promised(), aliases, desk.care.calendar, desk.care.clocks)


def _voice(desk: Desk, period: Period) -> tuple[Quote, ...]:
    found = []
    for topic in desk.care.topics():
        clips = [c for c in topic.clips if period.holds(c.at)]
        changed = topic.changed is not None and period.holds(topic.changed)
        if clips or changed:
            quotes = tuple(without_addresses(c.text) for c in clips[-_QUOTES:])
            found.append(Quote(without_addresses(topic.name), topic.kind, topic.state, len(clips), quotes))
    return tuple(sorted(found, key=lambda q: (-q.said, q.topic)))

"""The figures of a report, counted from messages, tickets and events of a period. Never a figure per person.

Programs' mail and spam do not count. Waiting times are between their first unanswered mail and our answer, in hours
that pass and in hours of business; imported history counts too, since it is looked back at and nobody is warned.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import Any

from core.care.calendar import Calendar
from core.care.came_back import COME_BACK
from core.care.clocks import Clocks
from core.care.report.period import Period
from core.care.report.risk_flow import risk_flow
from core.problems import OPEN_QUESTION

_THANKS = ("thanks_only", "praise")
_TELLING = 2
"""What was used only once tells nothing of how it fares."""
Doc = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Wait:
    """Waiting times: how many, median and ninetieth percentile in hours that pass and in business hours."""

    count: int = 0
    median_hours: float | None = None
    p90_hours: float | None = None
    median_business_hours: float | None = None
    p90_business_hours: float | None = None


@dataclass(frozen=True, slots=True)
class Used:
    """How often something was used, and after how many of those the customer had to write again."""

    name: str
    used: int
    came_back: int


@dataclass(slots=True)
class Figures:
    """What happened in a period. Hours are 0 to 23, weekdays Monday to Sunday, of the calendar's zone."""

    received: int = 0
    answered: int = 0
    tickets: int = 0
    customers: int = 0
    in_by_hour: list[int] = field(default_factory=lambda: [0] * 24)
    out_by_hour: list[int] = field(default_factory=lambda: [0] * 24)
    in_by_weekday: list[int] = field(default_factory=lambda: [0] * 7)
    out_by_weekday: list[int] = field(default_factory=lambda: [0] * 7)
    first_answer: Wait = Wait()
    next_answer: Wait = Wait()
    targeted: int = 0
    in_target: int = 0
    solved: int = 0
    closed: int = 0
    came_back: int = 0
    moods: dict[str, int] = field(default_factory=dict)
    facts: dict[str, int] = field(default_factory=dict)
    cleared: int = 0
    promises: dict[str, int] = field(default_factory=dict)
    tags: dict[str, int] = field(default_factory=dict)
    topics: dict[str, int] = field(default_factory=dict)
    canned: list[Used] = field(default_factory=list)
    risk_in: int = 0
    risk_out: int = 0
    checked: int = 0
    passed: int = 0
    found: dict[str, int] = field(default_factory=dict)

    @property
    def target_percent(self) -> float | None:
        """Of the answers for which the charter has a target, how many met it; None where there was none."""
        return round(100 * self.in_target / self.targeted, 1) if self.targeted else None

    @property
    def passed_percent(self) -> float | None:
        """Of the replies that were checked, how many had nothing to stop or warn of; None where none was."""
        return round(100 * self.passed / self.checked, 1) if self.checked else None

    @property
    def failing(self) -> list[Used]:
        """Canned responses after which customers had to write again, those that fail most often first."""
        failed = [u for u in self.canned if u.came_back and u.used >= _TELLING]
        return sorted(failed, key=lambda u: (-u.came_back / u.used, -u.used, u.name))


@dataclass(frozen=True, slots=True)
class Source:
    """What is counted: documents of messages (by date) and tickets by code, events, the calendar."""

    messages: Sequence[Doc]
    tickets: Mapping[str, Doc]
    events: Sequence[Doc]
    promised: Sequence[Any]
    aliases: Mapping[str, str]
    calendar: Calendar
    clocks: Clocks | None = None

    @property
    def zone(self) -> tzinfo:
        """The zone in which hours are meant."""
        return self.calendar.zone


def figures(source: Source, period: Period) -> Figures:
    """Count a period."""
    found = Figures()
    threads: dict[str, list[tuple[datetime, Doc]]] = defaultdict(list)
    for doc in source.messages:
        ticket = source.tickets.get(doc["ticket"])
        if ticket is None or ticket["status"] == "spam" or doc["auto"] or doc["bounce"]:
            continue
        threads[doc["ticket"]].append((datetime.fromisoformat(doc["at"]), doc))
    _count_mail(threads, source, period, found)
    _count_waits(threads, source, period, found)
    _count_decisions(threads, source, period, found)
    _count_facts(source, period, found)
    found.risk_in, found.risk_out = risk_flow(source.tickets.values(), source.events, period)
    _count_promises(source, period, found)
    return found


def _count_mail(threads: Mapping[str, Any], source: Source, period: Period, found: Figures) -> None:
    people = set()
    moods: Counter[str] = Counter()
    for code, thread in threads.items():
        for at, doc in thread:
            if not period.holds(at):
                continue
            here = at.astimezone(source.zone)
            incoming = doc["direction"] == "in"
            (found.in_by_hour if incoming else found.out_by_hour)[here.hour] += 1
            (found.in_by_weekday if incoming else found.out_by_weekday)[here.weekday()] += 1
            found.received += incoming
            found.answered += not incoming
            if incoming:
                people.add(source.tickets[code]["customer"])
                moods[doc.get("mood") or "calm"] += 1
    found.customers = len(people)
    found.moods = {word: moods[word] for word in ("unhappy", "angry", "leaving", "praise")}
    begun = [t for t in source.tickets.values() if t["status"] != "spam" and _within(t["created"], period)]
    found.tickets = len(begun)
    tags = Counter(tag for t in begun for tag in t["tags"])
    found.tags = dict(tags.most_common(30))


def _count_waits(threads: Mapping[str, Any], source: Source, period: Period, found: Figures) -> None:
    first: list[tuple[datetime, datetime]] = []
    later: list[tuple[datetime, datetime]] = []
    for code, thread in threads.items():
        waiting: datetime | None = None
        answered = False
        for at, doc in sorted(thread, key=lambda pair: pair[0]):
            if doc["direction"] == "in":
                if doc.get("mood") != "thanks_only":
                    waiting = waiting or at
            elif waiting is not None:
                if period.holds(at):
                    (later if answered else first).append((waiting, at))
                    _count_target(source, source.tickets[code], (waiting, at), found, answered=answered)
                answered, waiting = True, None
            else:
                answered = True
    found.first_answer, found.next_answer = _wait(first, source.calendar), _wait(later, source.calendar)


def _count_target(
    source: Source, ticket: Doc, span: tuple[datetime, datetime], found: Figures, *, answered: bool
) -> None:
    """Whether an answer came within the charter's target for its ticket."""
    rule = source.clocks.rule(ticket) if source.clocks else None
    target = (rule.next if answered else rule.first) if rule else None
    if source.clocks is not None and target is not None:
        found.targeted += 1
        found.in_target += source.calendar.worked(*span) <= source.clocks.work(*target)


def _wait(spans: Sequence[tuple[datetime, datetime]], calendar: Calendar) -> Wait:
    if not spans:
        return Wait()
    passed = sorted((b - a).total_seconds() / 3600 for a, b in spans)
    business = sorted(calendar.worked(a, b).total_seconds() / 3600 for a, b in spans)
    return Wait(len(spans), _at(passed, 0.5), _at(passed, 0.9), _at(business, 0.5), _at(business, 0.9))


def _at(ascending: Sequence[float], share: float) -> float:
    """A percentile by the nearest rank."""
    place = max(0, -(-int(share * 1000) * len(ascending) // 1000) - 1)
    return round(ascending[min(place, len(ascending) - 1)], 2)


def _count_decisions(threads: Mapping[str, Any], source: Source, period: Period, found: Figures) -> None:
    used: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    topics: Counter[str] = Counter()
    problems: Counter[str] = Counter()
    for event in source.events:
        at = datetime.fromisoformat(event["at"])
        if not period.holds(at):
            continue
        kind, data = event["kind"], event["data"]
        code = source.aliases.get(event["ticket"] or "", event["ticket"] or "")
        back = kind in ("status", "sent") and _came_back(threads.get(code, ()), at)
        status = data.get("status") if kind in ("status", "sent") else None
        found.solved += status == "solved"
        found.closed += status == "closed"
        found.came_back += status == "solved" and back
        found.cleared += kind == "customer.clear"
        if kind == "voice.clip":
            topics[str(data["topic"])] += 1
        if kind == "sent" and isinstance(data.get("checks"), list):
            found.checked += 1
            warned = [str(code) for code in data["checks"] if code != OPEN_QUESTION]
            found.passed += not warned
            problems.update(warned)
        for name in data.get("canned") or () if kind == "sent" else ():
            used[str(name)][0] += 1
            used[str(name)][1] += back
    found.topics = dict(topics.most_common(30))
    found.found = dict(problems.most_common(30))
    ordered = sorted(used.items(), key=lambda item: (-item[1][0], item[0]))
    found.canned = [Used(name, times, back) for name, (times, back) in ordered]


def _came_back(thread: Iterable[tuple[datetime, Doc]], at: datetime) -> bool:
    return any(
        at < when <= at + COME_BACK and doc["direction"] == "in" and doc.get("mood") not in _THANKS
        for when, doc in thread
    )


def _count_facts(source: Source, period: Period, found: Figures) -> None:
    facts = Counter(f[0] for t in source.tickets.values() for f in t.get("facts") or () if _within(f[1], period))
    found.facts = {kind: facts[kind] for kind in ("mood", "late", "broken", "reopened", "chased", "unanswered")}


def _count_promises(source: Source, period: Period, found: Figures) -> None:
    made = [p for p in source.promised if p.state != "dropped"]
    closed = [p for p in made if p.closed is not None and period.holds(p.closed)]
    due = [p for p in made if p.due is not None and period.holds(p.due)]
    found.promises = {
        "made": sum(period.holds(p.made) for p in made),
        "kept": sum(not p.broken for p in closed),
        "kept_late": sum(p.broken for p in closed),
        "due": len(due),
        "due_unkept": sum(p.state == "open" for p in due),
    }


def _within(at: str, period: Period) -> bool:
    return period.holds(datetime.fromisoformat(at))

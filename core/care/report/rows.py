"""A report as rows of figures with names: what the text, the CSV and the page show."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from config.languages import translator
from core.care.report.figures import Figures
from core.care.report.make import Report

_ = translator("core")
Value = int | float | None


@dataclass(frozen=True, slots=True)
class Row:
    """One figure: `key` stays, `name` is in the language in force; `good` says which way is better (1, -1, 0)."""

    key: str
    name: str
    value: Value
    before: Value
    good: int = 0


@dataclass(frozen=True, slots=True)
class Block:
    """Rows that belong together."""

    title: str
    rows: tuple[Row, ...]


def blocks(report: Report) -> list[Block]:
    """All figures of a report in order."""
    now, old = report.figures, report.earlier
    return [
        Block(_("Mail"), tuple(_mail(now, old))),
        Block(_("Waiting (hours of business)"), tuple(_waits(now, old))),
        Block(_("Solved"), tuple(_solved(now, old))),
        Block(_("Promises"), tuple(_promises(now, old))),
        Block(_("Checks before sending"), tuple(_checks(now, old))),
        Block(_("How customers fared"), tuple(_care(now, old))),
        Block(_("As it stands now"), tuple(_standing(report))),
    ]


def _mail(now: Figures, old: Figures) -> Iterator[Row]:
    yield Row("received", _("mails received"), now.received, old.received)
    yield Row("answered", _("answers sent"), now.answered, old.answered)
    yield Row("tickets", _("new tickets"), now.tickets, old.tickets)
    yield Row("customers", _("customers who wrote"), now.customers, old.customers)


def _waits(now: Figures, old: Figures) -> Iterator[Row]:
    waits = (
        (
            "first",
            now.first_answer,
            old.first_answer,
            _("first answers"),
            _("first answer, median"),
            _("first answer, p90"),
        ),
        (
            "next",
            now.next_answer,
            old.next_answer,
            _("later answers"),
            _("later answer, median"),
            _("later answer, p90"),
        ),
    )
    for key, new, was, count, median, p90 in waits:
        yield Row(f"{key}_answers", count, new.count, was.count)
        yield Row(f"{key}_median", median, new.median_business_hours, was.median_business_hours, good=-1)
        yield Row(f"{key}_p90", p90, new.p90_business_hours, was.p90_business_hours, good=-1)
    within = _("answers within our targets, percent")
    yield Row("targets_percent", within, now.target_percent, old.target_percent, good=1)


def _solved(now: Figures, old: Figures) -> Iterator[Row]:
    yield Row("solved", _("solved"), now.solved, old.solved)
    yield Row("closed", _("closed without an answer"), now.closed, old.closed)
    yield Row("came_back", _("came back within two weeks"), now.came_back, old.came_back, good=-1)


def _promises(now: Figures, old: Figures) -> Iterator[Row]:
    names = {
        "made": (_("promised"), 0),
        "kept": (_("kept in time"), 1),
        "kept_late": (_("kept late"), -1),
        "due_unkept": (_("over and still open"), -1),
    }
    for key, (name, good) in names.items():
        yield Row(f"promises_{key}", name, now.promises.get(key, 0), old.promises.get(key, 0), good)


def _checks(now: Figures, old: Figures) -> Iterator[Row]:
    yield Row("checked", _("replies checked"), now.checked, old.checked)
    name = _("of these without a warning, percent")
    yield Row("checks_passed_percent", name, now.passed_percent, old.passed_percent, good=1)


def _care(now: Figures, old: Figures) -> Iterator[Row]:
    moods = {"unhappy": _("unhappy mails"), "angry": _("angry mails"), "leaving": _("mails of leaving")}
    for key, name in moods.items():
        yield Row(f"mood_{key}", name, now.moods.get(key, 0), old.moods.get(key, 0), good=-1)
    yield Row("mood_praise", _("praise"), now.moods.get("praise", 0), old.moods.get("praise", 0), good=1)
    facts = {
        "late": _("first answers after more than three days"),
        "reopened": _("wrote again after it was solved"),
        "chased": _("had to ask again"),
        "unanswered": _("solved with a question unanswered"),
    }
    for key, name in facts.items():
        yield Row(f"fact_{key}", name, now.facts.get(key, 0), old.facts.get(key, 0), good=-1)
    yield Row("risk_in", _("customers who came to be at risk"), now.risk_in, old.risk_in, good=-1)
    yield Row("risk_out", _("customers no longer at risk"), now.risk_out, old.risk_out, good=1)


def _standing(report: Report) -> Iterator[Row]:
    names = {
        "open": _("open tickets"),
        "late": _("late"),
        "red": _("tickets of customers at high risk"),
        "amber": _("tickets of customers at risk"),
        "promises_open": _("tickets with an open promise"),
    }
    for key, name in names.items():
        yield Row(f"now_{key}", name, report.now[key], None)


def told(value: Value) -> str:
    """A figure as people read it; – where there is none."""
    if value is None:
        return "–"
    return f"{value:.1f}" if isinstance(value, float) else str(value)

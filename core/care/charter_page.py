"""The service charter as a page: what the team promises of itself, and how the last thirty days kept it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from config.charter import Charter, Span, Target
from config.languages import translator

if TYPE_CHECKING:
    from core.care.report.figures import Figures
    from core.desk import Desk

_ = translator("core")
DAYS = 30


@dataclass(frozen=True, slots=True)
class Kept:
    """A charter and the figures of the last thirty days."""

    charter: Charter
    figures: Figures

    def as_json(self) -> dict[str, Any]:
        """The public shape: hours and targets as they are written, and what was kept of them."""
        c, f = self.charter, self.figures
        return {
            "hours": c.hours,
            "days": c.days,
            "holidays": c.holidays,
            "targets": [
                {
                    "mailbox": t.mailbox or None,
                    "priority": t.priority or None,
                    "customer": t.customer or None,
                    "first": written(t.first),
                    "next": written(t.next),
                    "silence": written(t.silence),
                }
                for t in c.targets
            ],
            "do": list(c.do),
            "dont": list(c.dont),
            "never": list(c.never),
            "last_days": {
                "days": DAYS,
                "answers": f.targeted,
                "within_target": f.in_target,
                "promises_kept": f.promises.get("kept", 0),
                "promises_kept_late": f.promises.get("kept_late", 0),
                "replies_checked": f.checked,
                "replies_passed": f.passed,
            },
        }


def kept_of(desk: Desk, now: datetime) -> Kept:
    """The desk's charter and how it was kept. Raises ConfigError (charter)."""
    from core.care.report.make import make_report
    from core.care.report.period import period_of

    period = period_of(now.astimezone(desk.care.calendar.zone), days=DAYS)
    return Kept(desk.care.charter, make_report(desk, period).figures)


def charter_text(kept: Kept) -> str:
    """The page as Markdown, in the language in force."""
    return "\n".join(_lines(kept.charter, kept.figures)) + "\n"


def _lines(charter: Charter, figures: Figures) -> Iterator[str]:
    yield "# " + _("What we promise of ourselves")
    yield ""
    hours = _("Open {days}, {hours}").format(days=charter.days, hours=charter.hours)
    yield f"- {hours}" + (f", {charter.holidays}" if charter.holidays else "")
    for target in charter.targets:
        yield f"- {_of_target(target)}"
    for heading, words in (
        (_("We do"), charter.do),
        (_("We do not"), charter.dont),
        (_("We never say"), charter.never),
    ):
        if words:
            yield from ("", f"## {heading}", "", *(f"- {word}" for word in words))
    yield from ("", "## " + _("The last {days} days").format(days=DAYS), "")
    if figures.targeted:
        said = _("Answers within these targets: {count} of {n}")
        yield "- " + said.format(count=figures.in_target, n=figures.targeted)
    kept, late = figures.promises.get("kept", 0), figures.promises.get("kept_late", 0)
    yield "- " + _("Promises: {kept} kept in time, {late} late").format(kept=kept, late=late)
    if figures.checked:
        said = _("Replies without a warning of the checks: {count} of {n}")
        yield "- " + said.format(count=figures.passed, n=figures.checked)


def _of_target(target: Target) -> str:
    ranks = {"high": _("high"), "normal": _("normal"), "low": _("low")}
    rank = ranks.get(target.priority, target.priority)
    who = ", ".join(filter(None, (target.customer, rank, target.mailbox))) or _("everybody")
    names = (
        (_("first answer within {span}"), target.first),
        (_("every later answer within {span}"), target.next),
        (_("no silence longer than {span}"), target.silence),
    )
    said = [name.format(span=_said(span)) for name, span in names if span]
    return f"{who}: " + ", ".join(said)


def _said(span: Span) -> str:
    minutes, days = span
    if days:
        return _("a business day") if days == 1 else _("{n} business days").format(n=days)
    return _("{n} min").format(n=minutes) if minutes % 60 else _("{n} h").format(n=minutes // 60)


def written(span: Span | None) -> str | None:
    """A span as the charter's file writes it: 30min, 4h, 2d; None where there is none."""
    if span is None:
        return None
    minutes, days = span
    if days:
        return f"{days}d"
    return f"{minutes // 60}h" if minutes % 60 == 0 else f"{minutes}min"

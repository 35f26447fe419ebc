"""The time a report is about, and the one it is compared with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from config.errors import UsageError
from config.languages import translator

_ = translator("core")


@dataclass(frozen=True, slots=True)
class Period:
    """From `begin` up to, not including, `end`; aware, in the zone in which days and hours are meant."""

    begin: datetime
    end: datetime

    def holds(self, moment: datetime) -> bool:
        """Whether a moment is within."""
        return self.begin <= moment < self.end

    @property
    def last(self) -> date:
        """The last day that counts."""
        return (self.end - timedelta(seconds=1)).date()

    def before(self) -> Period:
        """The period to compare with: the month before a whole month, else one as long, just before."""
        if self.begin.day == 1 and self.end == _next_month(self.begin) and self.begin.time() == self.end.time():
            return Period(_next_month(self.begin - timedelta(days=40)), self.begin)
        days = (self.end.date() - self.begin.date()).days
        return Period(_at(self.begin.date() - timedelta(days=max(1, days)), self.begin.tzinfo), self.begin)


def period_of(
    now: datetime, *, month: str | None = None, begin: date | None = None, end: date | None = None, days: int = 30
) -> Period:
    """A month `2026-11`, days from `begin` to `end` (both counting), or the last `days` days, today counting.

    Raises UsageError where the words name no time.
    """
    if month is not None:
        try:
            first = _at(date.fromisoformat(f"{month}-01"), now.tzinfo)
        except ValueError:
            raise UsageError(_("Not a month: {month}.").format(month=month), hint=_("For example 2026-11.")) from None
        return Period(first, _next_month(first))
    last = end or now.date()
    first_day = begin or last - timedelta(days=days - 1)
    if first_day > last:
        raise UsageError(_("The first day is later than the last one."), hint=_("Name them the other way round."))
    return Period(_at(first_day, now.tzinfo), _at(last + timedelta(days=1), now.tzinfo))


def _at(day: date, zone: tzinfo | None) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=zone)


def _next_month(first: datetime) -> datetime:
    later = (first.replace(day=1) + timedelta(days=32)).replace(day=1)
    return _at(later.date(), first.tzinfo)

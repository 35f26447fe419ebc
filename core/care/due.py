"""When something falls due: what the time expressions of both languages come to on the business calendar.

A day without a time is due at the end of business; "N working days" is the N-th working day after sending, other
spans are calendar days; a range is its later end; weeks begin on Monday; the end of a week or month is its last
working day. A vague time comes to nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from re import Match, Pattern

from core.care.calendar import Calendar


@dataclass(frozen=True, slots=True)
class Now:
    """What times are counted from: the moment of sending, in the calendar's zone."""

    moment: datetime
    calendar: Calendar

    def __hash__(self) -> int:
        """The calendar is nearly always the same one, and has many holidays."""
        return hash(self.moment)

    @property
    def today(self) -> date:
        """The day of sending."""
        return self.moment.date()

    @property
    def monday(self) -> date:
        """The first day of this week."""
        return self.today - timedelta(days=self.today.weekday())

    def in_days(self, number: int) -> date:
        """A calendar day after today."""
        return self.today + timedelta(days=min(number, 3_000))

    def in_months(self, number: int) -> date:
        """The same day some months later, or that month's last day."""
        return day_of_month(self.today, number, self.today.day)

    def weekday(self, number: int, week: int | None = None) -> date:
        """A weekday (Monday is 0) of this week (0), the next one (1) …; None: its next one, today counting."""
        if week is not None:
            return self.monday + timedelta(days=7 * week + number)
        return self.today + timedelta(days=(number - self.today.weekday()) % 7)

    def dated(self, month: int, day: int, year: int | None = None) -> date | None:
        """A date as people write it; without a year the nearest one, looking ahead from a month back."""
        for candidate in [year] if year else [self.today.year, self.today.year + 1]:
            try:
                found = date(candidate, month, day)
            except ValueError:
                return None
            if year or found >= self.today - timedelta(days=183):
                return found
        return None

    def day_ahead(self, day: int) -> date | None:
        """The next time a month has its `day`-th, today counting."""
        if not 1 <= day <= 31:
            return None
        for months in range(3):
            try:
                found = (self.today.replace(day=1) + timedelta(days=31 * months)).replace(day=day)
            except ValueError:
                continue
            if found >= self.today:
                return found
        return None


def day_of_month(today: date, months: int, day: int) -> date:
    """A day of the month that is `months` after today's; its last day where it has no such day."""
    total = today.year * 12 + today.month - 1 + min(months, 240)
    first = date(total // 12, total % 12 + 1, 1)
    last = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    return min(first + timedelta(days=day - 1), last)


@dataclass(frozen=True, slots=True)
class Found:
    """A time expression in a sentence: its place, and when it is due; None where it is vague."""

    start: int
    end: int
    due: datetime | None


Day = date | datetime | None
"""What a rule comes to: a day, a moment, or nothing."""
Rule = tuple[Pattern[str], Callable[[Match[str], Now], Day]]


def scan(text: str, rules: Sequence[Rule], now: Now) -> list[tuple[int, int, Day]]:
    """Every expression of the rules, the earlier rule and the earlier place first, none inside another."""
    found: list[tuple[int, int, Day]] = []
    for pattern, means in rules:
        for hit in pattern.finditer(text):
            if not any(start < hit.end() and hit.start() < end for start, end, _day in found):
                found.append((hit.start(), hit.end(), means(hit, now)))
    return sorted(found, key=lambda f: f[0])


def at(day: date, clock: time | None, now: Now) -> datetime:
    """A day with its time, or its end of business."""
    if clock is None:
        return now.calendar.end_of(day)
    return datetime.combine(day, clock, now.calendar.zone)

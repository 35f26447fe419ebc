"""The business calendar: which days are worked, from when to when, and how far a working time reaches.

A pure value. Times of day are of the calendar's zone; holidays come from the `holidays` library by country
code (loaded when the first day is asked for), and a team's own closed or opened dates go before them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import cache
from itertools import count
from typing import Protocol

from config.errors import UsageError
from config.languages import translator

_ = translator("core")
Span = tuple[time, time]
Moments = tuple[datetime, datetime]
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SPAN = re.compile(r"(\d{1,2}):(\d{2}) ?- ?(\d{1,2}):(\d{2})")
_LONGEST_SEARCH = 3_700
"""Days looked ahead for a worked one: a calendar without any is a mistake, not an endless loop."""


class _Holidays(Protocol):
    def __contains__(self, key: object) -> bool: ...


@cache
def _holidays(country: str) -> _Holidays:
    from holidays import country_holidays

    return country_holidays(country)


@dataclass(frozen=True, slots=True)
class Calendar:
    """`week` holds the spans of Monday to Sunday (empty: not worked), `own` the dates with spans of their own."""

    zone: tzinfo = UTC
    week: tuple[tuple[Span, ...], ...] = (((time(9), time(18)),),) * 5 + ((),) * 2
    country: str | None = None
    own: tuple[tuple[date, tuple[Span, ...]], ...] = ()
    _own: dict[date, tuple[Span, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_own", dict(self.own))

    def spans(self, day: date) -> tuple[Span, ...]:
        """When that day is worked, in order; empty where it is not."""
        if day in self._own:
            return self._own[day]
        usual = self.week[day.weekday()]
        if usual and self.country and day in _holidays(self.country):
            return ()
        return usual

    def works(self, day: date) -> bool:
        """Whether a day is a working day."""
        return bool(self.spans(day))

    def end_of(self, day: date) -> datetime:
        """The end of business on a day; on a day that is not worked, when business would usually end."""
        spans = self.spans(day) or self.week[day.weekday()] or next(filter(None, self.week), ())
        return datetime.combine(day, spans[-1][1] if spans else time(18), self.zone)

    def workday_after(self, day: date, number: int = 1) -> date:
        """The `number`-th working day after a day; 0 is the day itself, or the next one that is worked."""
        if number <= 0:
            return next(self._workdays(day), day)
        days = self._workdays(day + timedelta(days=1))
        found = day
        for _number in range(number):
            found = next(days, found)
        return found

    def workday_before(self, day: date) -> date:
        """The last working day that is not after a day."""
        for back in range(_LONGEST_SEARCH):
            if self.works(day - timedelta(days=back)):
                return day - timedelta(days=back)
        return day

    def last_of_week(self, day: date) -> date:
        """The last working day of the week (Monday to Sunday) that holds a day; its Friday where none is worked."""
        monday = day - timedelta(days=day.weekday())
        worked = [monday + timedelta(days=n) for n in range(7) if self.works(monday + timedelta(days=n))]
        return worked[-1] if worked else monday + timedelta(days=4)

    def first_of_week(self, day: date) -> date:
        """The first working day of the week that holds a day."""
        return self.workday_after(day - timedelta(days=day.weekday()), 0)

    def last_of_month(self, day: date) -> date:
        """The last working day of the month that holds a day."""
        following = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
        return self.workday_before(following - timedelta(days=1))

    def worked(self, start: datetime, end: datetime) -> timedelta:
        """How much working time lies between two moments; zero where `end` is not later."""
        total = timedelta()
        if end <= start:
            return total
        first, last = start.astimezone(self.zone), end.astimezone(self.zone)
        for number in range((last.date() - first.date()).days + 1):
            for opens, closes in self._moments(first.date() + timedelta(days=number)):
                total += max(timedelta(), min(closes, end) - max(opens, start))
        return total

    def after(self, start: datetime, work: timedelta) -> datetime:
        """The moment at which `work` of working time has passed since `start`."""
        left = work
        for day in self._workdays(start.astimezone(self.zone).date()):
            for opens, closes in self._moments(day):
                begin = max(opens, start)
                if closes <= begin:
                    continue
                if closes - begin >= left:
                    return (begin + left).astimezone(self.zone)
                left -= closes - begin
        return start + work

    def before(self, end: datetime, work: timedelta) -> datetime:
        """The latest moment from which `work` of working time has passed until `end`."""
        left = work
        day = end.astimezone(self.zone).date()
        for back in range(_LONGEST_SEARCH):
            for opens, closes in reversed(list(self._moments(day - timedelta(days=back)))):
                until = min(closes, end)
                if until <= opens:
                    continue
                if until - opens >= left:
                    return (until - left).astimezone(self.zone)
                left -= until - opens
        return end - work

    def _moments(self, day: date) -> Iterator[Moments]:
        """A day's spans as moments in UTC, so that differences are times that pass."""
        for opens, closes in self.spans(day):
            begin = datetime.combine(day, opens, self.zone).astimezone(UTC)
            yield begin, datetime.combine(day, closes, self.zone).astimezone(UTC)

    def _workdays(self, start: date) -> Iterator[date]:
        for number in count():
            if number > _LONGEST_SEARCH:
                return
            if self.works(start + timedelta(days=number)):
                yield start + timedelta(days=number)


def calendar_of(
    *,
    hours: str = "09:00-18:00",
    days: str = "mon-fri",
    holidays: str | None = None,
    zone: tzinfo = UTC,
    special: Iterable[tuple[str, str]] = (),
) -> Calendar:
    """A calendar from what people write: `09:00-12:00, 13:00-18:00`, `mon-fri, sun`, `JP`.

    `special` are pairs of a weekday, a date, or dates `2026-12-29..2027-01-03`, with hours (empty: closed).
    Raises UsageError naming the word that is wrong.
    """
    usual = _spans(hours)
    worked = _days(days)
    week = [usual if number in worked else () for number in range(7)]
    own: dict[date, tuple[Span, ...]] = {}
    for what, when in special:
        if what.casefold() in WEEKDAYS:
            week[WEEKDAYS.index(what.casefold())] = _spans(when)
        else:
            own.update(dict.fromkeys(_dates(what), _spans(when)))
    calendar = Calendar(zone, tuple(week), holidays.upper() if holidays else None, tuple(sorted(own.items())))
    return _known_country(calendar)


def _known_country(calendar: Calendar) -> Calendar:
    if calendar.country is None:
        return calendar
    try:
        _holidays(calendar.country)
    except NotImplementedError:
        raise UsageError(
            _("No holidays are known for {country!r}.").format(country=calendar.country),
            hint=_("Write a country's code, for example JP, US or DE."),
        ) from None
    return replace(calendar)


def _spans(words: str) -> tuple[Span, ...]:
    found: list[Span] = []
    for piece in filter(None, (p.strip() for p in re.split("[,、]", words))):
        hit = _SPAN.fullmatch(piece)
        span = _span(*map(int, hit.groups())) if hit else None
        if span is None or (found and span[0] < found[-1][1]):
            raise UsageError(
                _("Not working hours: {words!r}.").format(words=words),
                hint=_("For example 09:00-12:00, 13:00-18:00."),
            )
        found.append(span)
    return tuple(found)


def _span(hour: int, minute: int, until: int, until_minute: int) -> Span | None:
    last = time.max if (until, until_minute) == (24, 0) else None
    if hour > 23 or minute > 59 or until_minute > 59 or (until > 23 and last is None):
        return None
    span = time(hour, minute), last or time(until, until_minute)
    return span if span[0] < span[1] else None


def _days(words: str) -> frozenset[int]:
    found: set[int] = set()
    for piece in filter(None, re.split("[,、 ]+", words.casefold())):
        first, dash, last = piece.partition("-")
        names = [first[:3], (last if dash else first)[:3]]
        if not set(names) <= set(WEEKDAYS):
            raise UsageError(
                _("Not days of the week: {words!r}.").format(words=words),
                hint=_("For example mon-fri, or mon-wed, sat."),
            )
        begin, end = map(WEEKDAYS.index, names)
        found |= {(begin + n) % 7 for n in range((end - begin) % 7 + 1)}
    return frozenset(found)


def _dates(words: str) -> list[date]:
    first, dots, last = words.partition("..")
    try:
        begin = date.fromisoformat(first.strip())
        end = date.fromisoformat(last.strip()) if dots else begin
    except ValueError:
        raise UsageError(
            _("Not a day: {words!r}.").format(words=words),
            hint=_("For example sat, 2026-12-29 or 2026-12-29..2027-01-03."),
        ) from None
    return [begin + timedelta(days=n) for n in range(min((end - begin).days, 366) + 1)]

"""Times as people type them: `3d`, `2h`, `fri 10`, `tomorrow 9`, `明日 9:00`, `mon 9:00`, ISO 8601.

A pure function of the words, the present and the zone; nothing is read from the machine.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from config.errors import UsageError
from config.languages import translator

_ = translator("core")
MORNING = 9
_LONGEST_SEARCH = 3_700
_UNITS = {
    **dict.fromkeys(("m", "min", "mins", "minute", "minutes", "分", "分後"), timedelta(minutes=1)),
    **dict.fromkeys(("h", "hour", "hours", "時間", "時間後"), timedelta(hours=1)),
    **dict.fromkeys(("d", "day", "days", "日", "日後"), timedelta(days=1)),
    **dict.fromkeys(("w", "week", "weeks", "週間", "週間後"), timedelta(weeks=1)),
}
_SPAN = re.compile(r"(?:in )?(\d{1,4}) ?([a-z分時間日後週]+)")
_BUSINESS = re.compile(
    r"(?:next (?:business|working) ?(?:day)?|in (?P<n>\d{1,3}) (?:business|working) days?|翌営業日|次の?営業日"
    r"|(?P<m>\d{1,3})営業日後)の?(?P<clock>.*)"
)
_PARTS_OF_DAY = {
    **dict.fromkeys(("morning", "in the morning", "朝", "午前", "午前中", "朝一"), time(MORNING)),
    **dict.fromkeys(("noon", "昼", "正午", "お昼"), time(12)),
    **dict.fromkeys(("afternoon", "in the afternoon", "午後"), time(13)),
    **dict.fromkeys(("evening", "in the evening", "夕方"), time(17)),
}
_CLOCK = re.compile(r"(?:at )?(\d{1,2})(?:(?::(\d{2}))?(?: ?(am|pm))?|時(?:(\d{1,2})分|(半))?)")
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MONTH_DAY = re.compile(r"(\d{1,2})(?:/|月)(\d{1,2})日?")
_DAYS = {
    **dict.fromkeys(("today", "今日", "本日"), 0),
    **dict.fromkeys(("tomorrow", "tom", "明日", "あした", "あす"), 1),
    **dict.fromkeys(("明後日", "あさって"), 2),
}
_ENGLISH = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_JAPANESE = "月火水木金土日"
_TONIGHT = {"tonight": "today 19:00", "this evening": "today evening", "今夜": "今日 19:00", "今晩": "今日 19:00"}
_NEXT_WEEK = re.compile(r"(?:来週の?|next week (?:on )?)(?P<after>.+)|(?P<before>.+) next week")
_HALVES = {"午前": "am", "午後": "pm"}


def weekdays(day: date) -> bool:
    """The business days of whoever has no calendar: Monday to Friday."""
    return day.weekday() < 5


def parse_when(text: str, now: datetime, zone: tzinfo, works: Callable[[date], bool] = weekdays) -> datetime:
    """The time meant, aware, in `zone`, always after `now` (aware). Raises UsageError.

    `works` says which days are business days.

    A span counts from now, its days by the calendar (`1d` is this time tomorrow, summer time or not). A day
    without a time means 9:00; a time without a day means its next one; a weekday means its next one, today
    only while its time is still to come.
    """
    words = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    words = _TONIGHT.get(words, words)
    here = now.astimezone(zone)
    found = _span(words, here) or _iso(words, zone) or _business(words, here, works) or _day_and_clock(words, here)
    if found is None:
        raise UsageError(
            _("Not a time: {text!r}.").format(text=text),
            hint=_("For example 2h, 3d, tomorrow 9, fri 10:30, next business morning or 2026-11-30T09:00."),
        )
    if found <= now:
        raise UsageError(_("{text!r} is in the past.").format(text=text))
    return found


def is_when(text: str, now: datetime, zone: tzinfo) -> bool:
    """Whether `parse_when` understands a text."""
    try:
        parse_when(text, now, zone)
    except UsageError:
        return False
    return True


def _span(words: str, here: datetime) -> datetime | None:
    found = _SPAN.fullmatch(words)
    unit = _UNITS.get(found[2]) if found else None
    if found is None or unit is None:
        return None
    return _added(here, int(found[1]) * unit, by_calendar=unit >= timedelta(days=1))


def _added(here: datetime, span: timedelta, *, by_calendar: bool) -> datetime | None:
    """Hours are hours that pass; days are days of the calendar."""
    try:
        if not by_calendar:
            return (here.astimezone(UTC) + span).astimezone(here.tzinfo)
        return _local(here.date() + span, here.time(), here.tzinfo)
    except OverflowError:
        return None


def _iso(words: str, zone: tzinfo) -> datetime | None:
    if not _ISO_DAY.match(words):
        return None
    try:
        moment = datetime.fromisoformat(words.upper())
    except ValueError:
        return None
    if _ISO_DAY.fullmatch(words):
        moment = datetime.combine(moment.date(), time(MORNING))
    return moment.astimezone(zone) if moment.tzinfo else _local(moment.date(), moment.time(), zone)


def _business(words: str, here: datetime, works: Callable[[date], bool]) -> datetime | None:
    """`next business morning`, `翌営業日 朝`, `3営業日後 15時`."""
    found = _BUSINESS.fullmatch(words)
    if found is None:
        return None
    count = int(found["n"] or found["m"] or 1)
    if not 0 < count < 400:
        return None
    clock_word = found["clock"].strip()
    clock = _PARTS_OF_DAY.get(clock_word) or (_clock(clock_word) if clock_word else time(MORNING))
    day = here.date()
    for _ahead in range(_LONGEST_SEARCH):
        day += timedelta(days=1)
        count -= works(day)
        if not count:
            break
    return _local(day, clock, here.tzinfo) if clock else None


def _day_and_clock(words: str, here: datetime) -> datetime | None:
    for day_word, clock_word in _splits(words):
        clock = (_PARTS_OF_DAY.get(clock_word) or _clock(clock_word)) if clock_word else None
        if clock_word and clock is None:
            continue
        if not day_word:
            return _next_such(here, [here.date() + timedelta(days=n) for n in (0, 1)], clock)
        days = _days(day_word, here.date())
        if days:
            return _next_such(here, days, clock or time(MORNING))
    return None


def _splits(words: str) -> Iterator[tuple[str, str]]:
    """(day, clock) in every way a text may fall apart; `明日9時` has no space between them."""
    yield words, ""
    yield "", words
    for i in range(1, len(words)):
        if words[i] == " " or words[i].isdigit() or words[i] in "午朝夕昼":
            yield words[:i].strip().removesuffix("の"), words[i:].strip()


def _next_such(here: datetime, days: list[date], clock: time | None) -> datetime | None:
    """The first of some days on which the time is still to come; else the last (which is then past)."""
    if clock is None:
        return None
    moments = [_local(day, clock, here.tzinfo) for day in days]
    return next((m for m in moments if m > here), moments[-1])


def _clock(words: str) -> time | None:
    half = _HALVES.get(words[:2], "")
    found = _CLOCK.fullmatch(words[2:].strip() if half else {"noon": "12", "正午": "12"}.get(words, words))
    if found is None:
        return None
    hour, half = int(found[1]), half or found[3] or ""
    minute = int(found[2] or found[4] or (30 if found[5] else 0))
    if half:
        if not 0 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "pm" else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def _days(word: str, today: date) -> list[date]:
    """The days a word may mean, the nearest first; none where it names no day."""
    if word in _DAYS:
        return [today + timedelta(days=_DAYS[word])]
    weekday = _weekday(word)
    if weekday is not None:
        ahead = (weekday - today.weekday()) % 7
        return [today + timedelta(days=ahead), today + timedelta(days=ahead + 7)]
    try:
        if _ISO_DAY.fullmatch(word):
            return [date.fromisoformat(word)]
        if found := _MONTH_DAY.fullmatch(word):
            return _this_year_or_next(today, int(found[1]), int(found[2]))
    except ValueError:
        return []
    monday = today + timedelta(days=7 - today.weekday())
    if word in ("next week", "来週"):
        return [monday]
    found_week = _NEXT_WEEK.fullmatch(word)
    named = _weekday((found_week["after"] or found_week["before"]).strip()) if found_week else None
    return [monday + timedelta(days=named)] if named is not None else []


def _this_year_or_next(today: date, month: int, day: int) -> list[date]:
    found = []
    for year in range(today.year, today.year + 9):
        try:
            found.append(date(year, month, day))
        except ValueError:
            continue  # 29 February waits for its year.
    return found[:2]


def _weekday(word: str) -> int | None:
    word = word.removeprefix("next ").removeprefix("on ")
    if len(word) >= 3:
        for number, name in enumerate(_ENGLISH):
            if name.startswith(word):
                return number
    if word[:1] and word[:1] in _JAPANESE and word[1:] in ("曜", "曜日"):
        return _JAPANESE.index(word[0])
    return None


def _local(day: date, clock: time, zone: tzinfo | None) -> datetime:
    """A wall-clock time in a zone; one that summer time skips is moved past the gap."""
    moment = datetime.combine(day, clock, zone)
    return moment.astimezone(UTC).astimezone(zone)

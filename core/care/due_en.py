"""English time expressions: by Friday, within 5 business days, tomorrow at noon, by the 15th, Dec 5 …"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from re import Match

from core.care.due import Day, Found, Now, Rule, at, scan

_ONES = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_WORDS = {
    **{word: n for n, word in enumerate(_ONES, 1)},
    "a": 1,
    "an": 1,
    "another": 1,
    "couple": 2,
    "a couple": 2,
    "a couple of": 2,
    "couple of": 2,
    "the next couple of": 2,
    **{word: n for n, word in enumerate(("thirteen", "fourteen", "fifteen", "sixteen", "seventeen"), 13)},
    "eighteen": 18,
    "twenty": 20,
    "twenty-four": 24,
    "thirty": 30,
    "forty": 40,
    "forty-eight": 48,
    "sixty": 60,
    "seventy-two": 72,
    "ninety": 90,
    "half an": 0,
}
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_N = r"(\d{1,4}(?:\.\d)?|" + "|".join(sorted(_WORDS, key=len, reverse=True)) + ")"
_RANGE = rf"{_N}(?:\s?(?:-|–|—|to|or|and)\s?{_N})?"
_MORE = r"(?:\s(?:full|more|further|short))?"
_DAYNAME = (
    r"(mon(?:day)?|tues?(?:day)?|wed(?:nesday|s)?|thu(?:rs?(?:day)?)?|fri(?:day)?|"
    r"sat(?:urday)?|sun(?:day)?)\b(?!\s(?:to|-|through)\s(?:mon|tue|wed|thu|fri|sat|sun))"
)
_MONTH = (
    r"(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_SUFFIX = r"(?:st|nd|rd|th)"
_CLOCK = re.compile(
    r"(?:\s|,|\(|at|by|around|about|before|no later than|between|from|until|till|-)*?"
    r"(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2}))?\s?(?P<half>[ap]\.?\s?m\b\.?|"
    r"o'clock)?(?:\s?(?:-|–|and|"
    r"to)\s?(?P<later>\d{1,2}|noon|midday)(?:[:.](?P<later_minute>\d{2}))?\s?(?P<later_half>[ap]\.?m\b"
    r"\.?)?)?",
    re.IGNORECASE,
)
_BARE_CLOCK = re.compile(
    r"\b(?:by|at|before|until|till|"
    r"around)\s(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2}))?\s?(?P<half>[ap]\.?m\b\.?)?(?P<l"
    r"ater>)(?P<later_minute>)(?P<later_half>)(?![\d/%]|\s?(?:business|working|days?|"
    r"weeks?|hours?|percent))",
    re.IGNORECASE,
)
_NAMED = (
    (
        re.compile(r"(?:\s|,|at|by|before|in the|around)*\b(?:noon|midday|lunch(?:time)?|morning)\b", re.IGNORECASE),
        time(12),
    ),
    (
        re.compile(
            r"(?:\s|,|at|by|before|in the|around|the)*\b(?:end of (?:the )?(?:business )?day|"
            r"close of (?:business|play)|eod|cob|afternoon|evening|night)\b",
            re.IGNORECASE,
        ),
        None,
    ),
)


def number(word: str) -> float:
    """A number in digits or words."""
    return _WORDS[word] if word in _WORDS else float(word)


def _last(hit: Match[str]) -> int:
    return int(number(hit[2] or hit[1]))


def _workdays(hit: Match[str], now: Now) -> Day:
    return now.calendar.workday_after(now.today, _last(hit))


def _hours(hit: Match[str], now: Now) -> Day:
    many = min(number(hit[2] or hit[1]), 10_000)
    minutes = hit[3].startswith("min")
    if hit[1] == "half an":
        many, minutes = 30, True
    return now.moment + (timedelta(minutes=many) if minutes else timedelta(hours=many))


def _days(hit: Match[str], now: Now) -> Day:
    return now.in_days(_last(hit))


def _weeks(hit: Match[str], now: Now) -> Day:
    return now.in_days(7 * _last(hit))


def _months(hit: Match[str], now: Now) -> Day:
    return now.in_months(_last(hit))


def _month_first(hit: Match[str], now: Now) -> Day:
    day = hit[3] or hit[2]
    return now.dated(MONTHS.index(hit[1][:3]) + 1, int(day), int(hit[4]) if hit[4] else None)


def _day_first(hit: Match[str], now: Now) -> Day:
    return now.dated(MONTHS.index(hit[3][:3]) + 1, int(hit[2] or hit[1]), int(hit[4]) if hit[4] else None)


def _iso(hit: Match[str], now: Now) -> Day:
    return now.dated(int(hit[2]), int(hit[3]), int(hit[1]))


def _slashed(hit: Match[str], now: Now) -> Day:
    first, second = int(hit[1]), int(hit[2])
    return now.dated(second, first) if first > 12 else now.dated(first, second)


def _ordinal(hit: Match[str], now: Now) -> Day:
    return now.day_ahead(int(hit[2] or hit[1]))


def _part_of_week(hit: Match[str], now: Now) -> Day:
    week = now.monday + timedelta(days=7 * _week(hit[2]))
    part = hit[1].split()[0] if hit[1] else ""
    if part in ("early", "beginning", "start"):
        return now.calendar.first_of_week(week)
    if part in ("mid", "middle", "mid-"):
        return week + timedelta(days=2)
    return now.calendar.last_of_week(week)


def _week(words: str) -> int:
    if "after next" in words:
        return 2
    return 1 if re.search("next|following|coming", words) else 0


def _end_of_week(_hit: Match[str], now: Now) -> Day:
    return now.calendar.last_of_week(now.today)


def _weekday(hit: Match[str], now: Now) -> Day:
    wanted = _WEEKDAYS.index(hit[2][:3])
    word = (hit[1] or "").strip()
    if word == "next":
        return now.weekday(wanted, 1)
    if word == "this":
        return now.weekday(wanted, 0)
    found = now.weekday(wanted)
    return found if found > now.today else found + timedelta(days=7)


def _weekday_of_next_week(hit: Match[str], now: Now) -> Day:
    return now.weekday(_WEEKDAYS.index(hit[1][:3]), _week(hit[0]))


def _part_of_month(hit: Match[str], now: Now) -> Day:
    word = hit[2]
    first = now.today.replace(day=1)
    if "next" in word:
        first = (first + timedelta(days=32)).replace(day=1)
    elif word[:3] in MONTHS:
        found = now.dated(MONTHS.index(word[:3]) + 1, 28)
        first = found.replace(day=1) if found else first
        if first < now.today.replace(day=1):
            first = first.replace(year=first.year + 1)
    part = hit[1].split()[0] if hit[1] else ""
    if part in ("early", "beginning", "start"):
        return now.calendar.workday_after(first, 0)
    if part in ("mid", "mid-", "middle"):
        return first.replace(day=15)
    return now.calendar.last_of_month(first)


def _year_end(_hit: Match[str], now: Now) -> Day:
    return now.calendar.workday_before(date(now.today.year, 12, 31))


def _next_workday(_hit: Match[str], now: Now) -> Day:
    return now.calendar.workday_after(now.today)


def _tomorrow(_hit: Match[str], now: Now) -> Day:
    return now.in_days(1)


def _today(_hit: Match[str], now: Now) -> Day:
    return now.today


def _end_today(_hit: Match[str], now: Now) -> Day:
    return now.calendar.end_of(now.today)


def _noon_today(_hit: Match[str], now: Now) -> Day:
    return at(now.today, time(12), now)


def _vague(_hit: Match[str], _now: Now) -> Day:
    """A span counted from something else than now."""
    return None


def _rule(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w]){pattern}", re.IGNORECASE)


_PART = (
    r"(?:(early|mid-?|middle of|late|by the end of|the end of|end of|beginning of|"
    r"the beginning of|the start of|start of|later|sometime|some time)\s)?"
)
_RULES: tuple[Rule, ...] = (
    (
        _rule(
            rf"{_RANGE}{_MORE}\s(?:business |working |calendar )?(?:days?|weeks?|hours?|months?)\s(?:before|"
            rf"prior to|"
            r"ahead of|after|following)\b"
        ),
        _vague,
    ),
    (_rule(rf"{_RANGE}{_MORE}\s?-?(?:business|working|work|week)\s?-?days?\b"), _workdays),
    (_rule(rf"{_RANGE}{_MORE}\s?-?(hours?|hrs?|h|minutes?|mins?)\b(?!\s(?:a day|ago|earlier|late))"), _hours),
    (_rule(r"(?:the|this|an)(?: next)? hour\b"), lambda _h, n: n.moment + timedelta(hours=1)),
    (
        _rule(
            rf"{_RANGE}{_MORE}\s(?:calendar\s)?days?\b(?!\s(?:ago|earlier|late|off|of\b(?! (?:today|now|"
            rf"this))|a\s|per\s))"
        ),
        _days,
    ),
    (_rule(rf"{_RANGE}{_MORE}\s?weeks?\b(?!\s(?:ago|earlier|late|of\b|from\s(?:mon|tue|wed|thu|fri)))"), _weeks),
    (_rule(rf"{_RANGE}{_MORE}\smonths?\b(?!\s(?:ago|earlier|late|of\b))"), _months),
    (_rule(r"fortnight\b"), lambda _h, n: n.in_days(14)),
    (_rule(r"(\d{4})-(\d{2})-(\d{2})\b"), _iso),
    (
        _rule(
            rf"{_MONTH}\s(?:the\s)?(\d{{1,2}}){_SUFFIX}?(?:\s?(?:-|–|to|"
            rf"and)\s?(\d{{1,2}}){_SUFFIX}?)?(?:,?\s(\d{{4}}))?\b(?!:)"
        ),
        _month_first,
    ),
    (
        _rule(
            rf"(?:the\s)?(\d{{1,2}}){_SUFFIX}?(?:\s?(?:-|–|to|"
            rf"and)\s?(\d{{1,2}}){_SUFFIX}?)?\s(?:of\s)?{_MONTH}(?:,?\s(\d{{4}}))?\b"
        ),
        _day_first,
    ),
    (_rule(r"(\d{1,2})/(\d{1,2})(?:/\d{2,4})?\b(?!/)"), _slashed),
    (
        _rule(rf"{_DAYNAME}(?:\sof)?\s((?:the\s)?(?:next|following|coming|this) week|(?:the )?week after next)\b"),
        _weekday_of_next_week,
    ),
    (_rule(rf"(?:next|this|following) week,?\s(?:on\s)?{_DAYNAME}"), _weekday_of_next_week),
    (
        _rule(
            rf"{_PART}(the week after next|(?:the\s)?(?:next|this|following|coming) (?:working |business )?week)\b"
        ),
        _part_of_week,
    ),
    (
        _rule(r"(?:the |this )?(?:end of (?:the )?(?:working |business )?week|weekend|eow)\b"),
        _end_of_week,
    ),
    (_rule(rf"((?:next|this|this coming|the coming|coming|the following)\s)?{_DAYNAME}"), _weekday),
    (_rule(rf"{_PART}((?:the|this|next)\smonth)\b(?!'s)"), _part_of_month),
    (_rule(r"(month[ -]end|end of month|eom)()\b"), lambda _h, n: n.calendar.last_of_month(n.today)),
    (
        _rule(
            rf"(early|mid-?(?=\s?[a-z])|middle of|late|by the end of|the end of|end of|beginning of|"
            rf"the beginning of|by|in|during)\s?{_MONTH}(?!\s?\d)\b"
        ),
        _part_of_month,
    ),
    (
        _rule(
            r"(?:the )?end of (?:the|this) year|year[- ]end\b|(?<=before )(?:the )?new year\b|before the year "
            r"is out"
        ),
        _year_end,
    ),
    (_rule(r"(?:the )?(?:next|following) (?:business|working) day\b"), _next_workday),
    (_rule(r"(?:the )?day after tomorrow\b"), lambda _h, n: n.in_days(2)),
    (_rule(r"(?:tomorrow|tmrw|tmr|tomorow|tommorow|tommorrow)\b|(?:the )?next day\b"), _tomorrow),
    (_rule(r"(?<!tomorrow )in the morning\b"), lambda _h, n: at(n.in_days(1), time(12), n)),
    (_rule(r"(?:later |earlier )?today\b|tonight\b|this (?:afternoon|evening)\b"), _today),
    (
        _rule(
            r"this morning\b|(?<=by )(?:noon|midday|lunch(?:time)?)\b(?!\s(?:on\s)?(?:tomorrow|"
            r"mon|tue|wed|thu|fri|sat|sun|the\s|next|dec|nov|jan))"
        ),
        _noon_today,
    ),
    (
        _rule(
            r"(?:the )?(?:end of (?:the |this |my )?(?:business |working |work )?day|"
            r"close of (?:business|play)|eod|cob)\b"
        ),
        _end_today,
    ),
    (_rule(rf"the\s(\d{{1,2}}){_SUFFIX}(?:\s?(?:-|or|to)\s?(?:the\s)?(\d{{1,2}}){_SUFFIX})?\b"), _ordinal),
)


_SPOKEN = re.compile(
    r"\b(?:(half past|quarter past|quarter to)\s)?(" + "|".join(_ONES) + r"|\d{1,2})(?(1)|\s(?=o'clock|"
    r"[ap]\.?m\b|today\b|tomorrow\b|tonight\b|this (?:afternoon|evening)|on (?:mon|tues|wednes|"
    r"thurs|fri|satur|sun)day))",
    re.IGNORECASE,
)


def clocks_in_digits(text: str) -> str:
    """`half past four` as 4:30, `six o'clock` as 6:00: what the rest of the reading works on."""
    return _SPOKEN.sub(_in_digits, text)


def _in_digits(hit: Match[str]) -> str:
    part = (hit[1] or "").lower()
    hour = int(hit[2]) if hit[2].isdigit() else _ONES.index(hit[2].lower()) + 1
    if not part:
        return f"{hour} "
    hour, minute = (hour - 1 or 12, 45) if part.endswith("to") else (hour, 30 if part.startswith("half") else 15)
    return f"{hour}:{minute}"


def times_en(text: str, now: Now) -> list[Found]:
    """Every time expression of an English sentence (lower case, as `Sentence.plain` gives it)."""
    text = text.lower()
    found: list[Found] = []
    hits = scan(text, _RULES, now)
    for place, (start, end, day) in enumerate(hits):
        if found and start < found[-1].end:
            continue
        if isinstance(day, datetime) or day is None:
            found.append(Found(start, end, day))
            continue
        beyond = hits[place + 1][0] if place + 1 < len(hits) else len(text)
        clock, until = _clock_after(text, end, beyond)
        if clock is None:
            clock = _clock_before(text, start)
        found.append(Found(start, until, at(day, clock, now)))
    for hit in _BARE_CLOCK.finditer(text):
        if any(f.start - 14 < hit.end() and hit.start() < f.end for f in found):
            continue
        if (clock := _clock_of(hit)) is not None and (hit["half"] or hit["minute"] or clock.hour >= 8):
            moment = at(_day_before(found, hit.start(), now), clock, now)
            found.append(
                Found(hit.start("hour"), hit.end(), moment if moment > now.moment else moment + timedelta(days=1))
            )
    return _without_repeats(text, sorted(found, key=lambda f: f.start))


def _day_before(found: list[Found], place: int, now: Now) -> date:
    """The day that a time of day without one goes with: the last one named before it, else today."""
    named = [f.due.date() for f in found if f.due is not None and f.end <= place]
    return named[-1] if named else now.today


def _without_repeats(text: str, found: list[Found]) -> list[Found]:
    """`Friday, December 5` and `tomorrow, Wednesday` are one time, and so is `end of day tomorrow`."""
    kept: list[Found] = []
    for one in found:
        before = kept[-1] if kept else None
        gap = text[before.end : one.start].strip(" ,(-–") if before else "x"
        if before and before.due and one.due and gap in ("", "on", "the", "by") and not gap:
            same = before.due.date() == one.due.date()
            weekday_first = bool(re.match(r"(?:\w+\s)?" + _DAYNAME, text[before.start : before.end]))
            day_end = bool(re.search(r"end of|close of|eod|cob", text[before.start : before.end]))
            if same or weekday_first or day_end:
                due = one.due if day_end or weekday_first or one.due.time() != now_end(before) else before.due
                if same:
                    due = min(before.due, one.due)
                kept[-1] = Found(before.start, one.end, due)
                continue
        kept.append(one)
    return kept


def now_end(found: Found) -> time | None:
    """The time of day of a moment."""
    return found.due.time() if found.due else None


def _clock_after(text: str, end: int, beyond: int) -> tuple[time | None, int]:
    for pattern, clock in _NAMED:
        if (named := pattern.match(text, end)) and named.end() <= max(beyond, named.end()):
            return clock, named.end()
    hit = _CLOCK.match(text, end)
    if (
        hit
        and hit.end() <= beyond
        and (hit["half"] or hit["minute"] or hit["later_half"] or re.search(r"\b(?:at|by|before|between)\b", hit[0]))
    ):
        return _clock_of(hit), hit.end()
    return None, end


def _clock_before(text: str, start: int) -> time | None:
    """The time of day in `by noon on Friday`, `at 3 pm tomorrow`, `the morning of the 5th`."""
    head = text[max(0, start - 28) : start]
    hit = re.search(
        r"\b(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2}))?\s?(?P<half>[ap]\.?m\b\.?)?(?P<later>)("
        r"?P<later_minute>)(?P<later_half>)\s(?:on\s|o'clock\s)?(?:the\s)?$",
        head,
    )
    if hit and (hit["half"] or hit["minute"]):
        return _clock_of(hit)
    if whole := re.search(
        r"\b(?:at|by|before|around|until|till)\s(\d{1,2})(?:\s?o'clock)?\s(?:on\s)?(?:the\s)?$", head
    ):
        hour = int(whole[1])
        return time(hour + 12 if hour <= 6 else hour) if 1 <= hour <= 23 else None
    if re.search(r"\b(?:noon|midday|lunch(?:time)?|morning)\s(?:on\s|of\s)?(?:the\s)?$", head):
        return time(12)
    return None


def _clock_of(hit: Match[str]) -> time | None:
    hour, minute = int(hit["hour"]), int(hit["minute"] or 0)
    half = (hit["half"] or "").lower()
    if hit["later"]:
        hour, minute = int(hit["later"]) if hit["later"].isdigit() else 12, int(hit["later_minute"] or 0)
        half = (hit["later_half"] or hit["half"] or "").lower()
    if hour > 23 or minute > 59:
        return None
    if half.startswith("p") and hour < 12:
        hour += 12
    elif half.startswith("a") and hour == 12:
        hour = 0
    elif not half and 1 <= hour <= 6:
        hour += 12
    return time(hour, minute)

"""Dates of mail (RFC 5322 section 3.3, the obsolete forms, and forms that no RFC knows) as aware datetimes."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache
from typing import NamedTuple

from core.mail.words import header_text

_MONTH_NAMES = (
    "jan ene gen|feb fév fev|mar mär mrz|apr avr abr|may mai mag|jun giu|jul lug|aug aoû aou ago|sep set"
    "|oct okt ott out|nov|dec dez déc dic"
)
_MONTHS = {name: i for i, names in enumerate(_MONTH_NAMES.split("|"), 1) for name in names.split()}
_ZONES = {
    "ut": 0,
    "utc": 0,
    "gmt": 0,
    "z": 0,
    "wet": 0,
    "bst": 60,
    "west": 60,
    "cet": 60,
    "met": 60,
    "mez": 60,
    "cest": 120,
    "mest": 120,
    "mesz": 120,
    "eet": 120,
    "sast": 120,
    "eest": 180,
    "msk": 180,
    "ist": 330,
    "jst": 540,
    "kst": 540,
    "hkt": 480,
    "sgt": 480,
    "pht": 480,
    "awst": 480,
    "aest": 600,
    "aedt": 660,
    "nzst": 720,
    "nzdt": 780,
    "ast": -240,
    "adt": -180,
    "est": -300,
    "edt": -240,
    "cst": -360,
    "cdt": -300,
    "mst": -420,
    "mdt": -360,
    "pst": -480,
    "pdt": -420,
    "akst": -540,
    "akdt": -480,
    "hst": -600,
    "brt": -180,
    "art": -180,
}
_USUAL = re.compile(
    rb"(?:[A-Za-z]{3,9},?[ \t]+)?(\d{1,2})[ \t]+([A-Za-z]{3})[ \t]+(\d{4})[ \t]+"
    rb"(\d{1,2}):(\d{2})(?::(\d{2}))?[ \t]*([+-]\d{4})"
)
_COMMENT = re.compile(r"\([^()]*\)?")
_AROUND_COLON = re.compile(r" *: *")
_TIME = re.compile(
    r"(?<!\d)(\d{1,2})(?::(\d{1,2})(?::(\d{1,2}))?|\.(\d{2})(?:\.(\d{2}))?)(?:[.,]\d+)?(?:\s*([AaPp])\.?[Mm]\b)?"
)
_KANJI_TIME = re.compile(r"(\d{1,2})時(?:(\d{1,2})分)?(?:(\d{1,2})秒)?")
_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})\s?[-/.年]\s?(\d{1,2})\s?[-/.月]\s?(\d{1,2})(?!\d)")
_DAY_THEN_MONTH = re.compile(r"(?<!\d)(\d{1,2})\s(\d{1,2})\s?月\s(\d{4})(?!\d)")
_DAY_FIRST = re.compile(r"(?<!\d)(\d{1,2})(?:st|nd|rd|th)?\.?[\s-]+([^\W\d_]{3,9})\.?,?[\s-]+(\d{2,4})(?!\d)")
_MONTH_FIRST = re.compile(r"([A-Za-z]{3,9})\.?[\s-]+(\d{1,2})(?:st|nd|rd|th)?,?\s")
_YEAR = re.compile(r"(?<![\d:+-])(\d{4})(?![\d:])")
_NUMBERS = re.compile(r"(?<!\d)(\d{1,2})[/.](\d{1,2})[/.](\d{2,4})(?!\d)")
_OFFSET = re.compile(r"(?:GMT|UTC|UT)?\s*([+-])(\d{1,2}):?(\d{2})?(?![\d:])")
_ZONE_NAME = re.compile(r"\b([A-Za-z]{1,5})\b")
_LONGEST = 200


def read_date(raw: bytes | None) -> datetime | None:
    """The time a header names, with its offset (UTC where it names none); None where it names no time."""
    if not raw:
        return None
    usual = _USUAL.match(raw)
    if usual:
        day, month, year, hour, minute, second, zone = usual.groups()
        number = _MONTHS.get(month.decode("ascii").lower())
        if number:
            clock = (int(hour), int(minute), int(second or 0))
            return _moment((int(year), number, int(day)), clock, _numeric_offset(zone))
    return _by_parts(header_text(raw[:_LONGEST]).text)


def _offset(zone: str) -> int:
    """Minutes east of UTC; an impossible offset counts as none."""
    minutes = int(zone[1:3]) * 60 + int(zone[3:5])
    if int(zone[3:5]) > 59 or minutes >= 24 * 60:
        return 0
    return -minutes if zone[0] == "-" else minutes


@lru_cache(maxsize=128)
def _numeric_offset(zone: bytes) -> int:
    return _offset(zone.decode("ascii"))


@lru_cache(maxsize=128)
def _time_zone(offset: int) -> timezone:
    return timezone(timedelta(minutes=offset)) if offset else UTC


def _moment(day: tuple[int, int, int], clock: tuple[int, int, int], offset: int) -> datetime | None:
    zone = _time_zone(offset)
    hour, minute, second = clock
    try:
        if (hour, minute) == (24, 0):
            return datetime(*day, 0, 0, min(second, 59), tzinfo=zone) + timedelta(days=1)
        return datetime(*day, hour, minute, min(second, 59), tzinfo=zone)
    except (ValueError, OverflowError):
        return None


def _by_parts(text: str) -> datetime | None:
    """Day, time and zone wherever they stand in the text."""
    text = _AROUND_COLON.sub(":", _COMMENT.sub(" ", text))
    day = _day(text)
    if day is None:
        return None
    rest = f"{text[: day.start]} {text[day.end :]}"
    return _moment(day.date, _clock(rest), _zone(rest))


def _clock(text: str) -> tuple[int, int, int]:
    kanji = _KANJI_TIME.search(text)
    if kanji:
        return int(kanji[1]), int(kanji[2] or 0), int(kanji[3] or 0)
    match = _TIME.search(text)
    if match is None:
        return 0, 0, 0
    hour = int(match[1])
    if hour < 12 and "午後" in text[max(0, match.start() - 4) : match.start()]:
        hour += 12
    if match[6] and hour <= 12:
        hour = hour % 12 + (12 if match[6] in "Pp" else 0)
    return hour, int(match[2] or match[4]), int(match[3] or match[5] or 0)


class _Day(NamedTuple):
    """A day, and where in the text it stands."""

    date: tuple[int, int, int]
    start: int
    end: int


def _day(text: str) -> _Day | None:
    match = _YEAR_FIRST.search(text)
    if match:
        return _Day((int(match[1]), int(match[2]), int(match[3])), *match.span())
    match = _DAY_THEN_MONTH.search(text)
    if match:
        return _Day((int(match[3]), int(match[2]), int(match[1])), *match.span())
    match = _DAY_FIRST.search(text)
    if match and match[2][:3].lower() in _MONTHS:
        return _Day((_full_year(match[3]), _MONTHS[match[2][:3].lower()], int(match[1])), *match.span())
    for found in _MONTH_FIRST.finditer(text):
        month = _MONTHS.get(found[1][:3].lower())
        year = _YEAR.search(text, found.end() - 1)
        if month and year:
            return _Day((int(year[1]), month, int(found[2])), found.start(), found.end() - 1)
    match = _NUMBERS.search(text)
    if match:
        one, two = int(match[1]), int(match[2])
        month, day = (two, one) if one > 12 or "." in match[0] else (one, two)
        return _Day((_full_year(match[3]), month, day), *match.span())
    return None


def _full_year(text: str) -> int:
    """Years of two or three digits as RFC 5322 section 4.3 reads them."""
    year = int(text)
    if len(text) >= 4:
        return year
    if len(text) == 3:
        return year + 1900
    return year + (2000 if year < 50 else 1900)


def _zone(text: str) -> int:
    match = _OFFSET.search(text, text.find(":") + 1 if ":" in text else 0)
    if match:
        return _offset(f"{match[1]}{match[2]:0>2}{match[3] or '00'}")
    names = [n.lower() for n in _ZONE_NAME.findall(text)]
    return next((_ZONES[n] for n in reversed(names) if n in _ZONES), 0)

"""Times in words: how long ago, which day, how long still. Local time zone, language in force."""

from __future__ import annotations

import re
from datetime import datetime

from config.languages import language
from tui.labels import _

_DATE = re.compile(r"\b\d{4}-[01]\d-[0-3]\d(?!\d)")
_MONTH = 86400 * 365.25 / 12
_STEPS = ((60, 60, "m"), (3600, 24, "h"), (86400, 14, "d"), (604800, 9, "w"))


def age(then: datetime, now: datetime) -> str:
    """How long ago, in at most five cells: `now`, `5m`, `3h`, `2d`, `5w`, `7mo`, `2y`; in Japanese year and month."""
    seconds = max(0, int((now - then).total_seconds()))
    if seconds < 60:
        return _("now")
    for unit, limit, letter in _STEPS:
        if seconds // unit < limit:
            return f"{seconds // unit}{_unit(letter)}"
    if language() == "ja":
        return then.astimezone().strftime("%y/%m")
    months = int(seconds // _MONTH)
    return f"{months}mo" if months < 12 else f"{months // 12}y"


def _unit(letter: str) -> str:
    if language() == "ja":
        return {"m": "分", "h": "時間", "d": "日", "w": "週"}[letter]
    return letter


def day(then: datetime, now: datetime) -> str:
    """The date as people write it: month and day, the year where it is another one."""
    local = then.astimezone()
    same_year = local.year == now.astimezone().year
    if language() == "ja":
        return local.strftime("%-m/%-d") if same_year else local.strftime("%Y/%-m/%-d")
    return local.strftime("%-d %b") if same_year else local.strftime("%-d %b %Y")


def days_as_written(text: str, now: datetime) -> str:
    """A text with its ISO dates as people write them."""
    return _DATE.sub(lambda found: day(datetime.fromisoformat(found[0]).astimezone(), now), text)


def moment(then: datetime, now: datetime) -> str:
    """Day, weekday and time of day."""
    local = then.astimezone()
    clock = local.strftime("%H:%M")
    if language() == "ja":
        return f"{day(then, now)}({'月火水木金土日'[local.weekday()]}) {clock}"
    return f"{local.strftime('%a')} {day(then, now)} {clock}"


def span(seconds: float) -> str:
    """A stretch of time in its two largest units, e.g. `2d 3h`."""
    left = max(0, int(seconds))
    days, left = divmod(left, 86400)
    hours, left = divmod(left, 3600)
    minutes = left // 60
    pairs = [(days, "d"), (hours, "h"), (minutes, "m")]
    shown = [f"{n}{_unit(letter)}" for n, letter in pairs if n][: 1 if days > 6 else 2]
    return " ".join(shown) if shown else _("now")

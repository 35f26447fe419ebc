"""`HOME/charter.toml`: what the team promises of itself: hours, holidays, targets, and the words it does not use."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config.errors import ConfigError
from config.languages import translator

_ = translator("cli")
FILE = "charter.toml"
USUAL_HOURS = "09:00-18:00"
USUAL_DAYS = "mon-fri"
_KNOWN = {"calendar": {"hours", "days", "holidays", "zone", "special"}, "words": {"never"}, "tone": {"do", "dont"}}
_DIGEST = {"to", "day", "time", "mailbox", "by"}
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_TIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")
_TARGET_KEYS = {"mailbox", "priority", "customer", "first", "next", "silence"}
_TABLES = sorted({*_KNOWN, "targets", "digest"})
_PRIORITIES = ("high", "normal", "low")
_SPAN = re.compile(r"(\d{1,4})\s*(min|m|h|d)", re.IGNORECASE)
Span = tuple[int, int]
"""Working time: minutes, and whole business days."""


@dataclass(frozen=True, slots=True)
class Target:
    """How soon customers have an answer, for the tickets that fit; empty words fit every ticket.

    `customer` is an address or `@domain`, lower case. `first`, `next` and `silence` are working time or None.
    """

    mailbox: str = ""
    priority: str = ""
    customer: str = ""
    first: Span | None = None
    next: Span | None = None
    silence: Span | None = None


@dataclass(frozen=True, slots=True)
class Digest:
    """The weekly digest as mail: to whom, on which weekday (0: Monday) and at what time (hour, minute).

    `mailbox` is the one it leaves from ("": the first), `by` the agent whose desk sends it in a team.
    """

    to: tuple[str, ...]
    weekday: int = 0
    at: tuple[int, int] = (9, 0)
    mailbox: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class Charter:
    """The charter as it is written; `special` are pairs of a weekday, date or dates, and hours ("" is closed)."""

    hours: str = USUAL_HOURS
    days: str = USUAL_DAYS
    holidays: str | None = None
    zone: str | None = None
    special: tuple[tuple[str, str], ...] = ()
    never: tuple[str, ...] = ()
    do: tuple[str, ...] = ()
    dont: tuple[str, ...] = ()
    targets: tuple[Target, ...] = ()
    digest: Digest | None = None


def load_charter(home: Path) -> Charter:
    """The charter of a home; without a file the usual one. Raises ConfigError naming file and key."""
    file = home / FILE
    try:
        said = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        return Charter()
    except (OSError, ValueError) as error:
        raise ConfigError(_("Could not read {file}: {reason}").format(file=file, reason=error)) from None
    for table, keys in said.items():
        if table in ("targets", "digest"):
            continue
        if table not in _KNOWN or not isinstance(keys, dict):
            raise _unknown(file, table, _TABLES)
        for key in keys:
            if key not in _KNOWN[table]:
                raise _unknown(file, f"{table}.{key}", sorted(_KNOWN[table]))
    calendar, words, tone = said.get("calendar", {}), said.get("words", {}), said.get("tone", {})
    return Charter(
        hours=_text(file, calendar, "hours") or USUAL_HOURS,
        days=_text(file, calendar, "days") or USUAL_DAYS,
        holidays=_text(file, calendar, "holidays"),
        zone=_text(file, calendar, "zone"),
        special=_special(file, calendar.get("special", {})),
        never=_words(file, "words.never", words.get("never", [])),
        do=_words(file, "tone.do", tone.get("do", [])),
        dont=_words(file, "tone.dont", tone.get("dont", [])),
        targets=_targets(file, said.get("targets", [])),
        digest=_digest(file, said.get("digest")),
    )


def _digest(file: Path, said: object) -> Digest | None:
    if said is None:
        return None
    if not isinstance(said, dict):
        raise _unknown(file, "digest", _TABLES)
    for key in said:
        if key not in _DIGEST:
            raise _unknown(file, f"digest.{key}", sorted(_DIGEST))
    to = _words(file, "digest.to", said.get("to", []))
    day = (_text(file, said, "day") or "mon").lower()
    time = _TIME.fullmatch(_text(file, said, "time") or "09:00")
    wrong = [a for a in to if not re.fullmatch(r"[^@\s]+@[^@\s]+", a)]
    if wrong or day not in _DAYS or time is None:
        key = "to" if wrong else "day" if day not in _DAYS else "time"
        raise ConfigError(
            _("{file}: {key} cannot be understood.").format(file=file, key=f"digest.{key}"),
            hint='to = ["all@company.example"], day = "mon", time = "09:00"',
        )
    mailbox, by = _text(file, said, "mailbox") or "", _text(file, said, "by") or ""
    return Digest(to, _DAYS.index(day), (int(time[1]), int(time[2])), mailbox, by)


def _text(file: Path, table: Mapping[str, Any], key: str) -> str | None:
    value = table.get(key)
    if value is not None and not isinstance(value, str):
        raise ConfigError(_("{file}: {key} is not a text.").format(file=file, key=key))
    return value


def _special(file: Path, said: object) -> tuple[tuple[str, str], ...]:
    if not isinstance(said, dict) or not all(isinstance(hours, str) for hours in said.values()):
        raise ConfigError(
            _("{file}: {key} is not a table of days and hours.").format(file=file, key="calendar.special"),
            hint='special = {"2026-12-29..2027-01-03" = "", sat = "10:00-12:00"}',
        )
    return tuple((str(day), hours) for day, hours in said.items())


def _words(file: Path, key: str, said: object) -> tuple[str, ...]:
    if not isinstance(said, list) or not all(isinstance(word, str) and word for word in said):
        raise ConfigError(
            _("{file}: {key} is not a list of words.").format(file=file, key=key),
            hint=f'{key.rpartition(".")[2]} = ["…", "…"]',
        )
    return tuple(said)


def _targets(file: Path, said: object) -> tuple[Target, ...]:
    if not isinstance(said, list) or not all(isinstance(one, dict) for one in said):
        raise ConfigError(
            _("{file}: targets are written as [[targets]] tables.").format(file=file),
            hint=_('For example [[targets]], below it first = "4h".'),
        )
    return tuple(_target(file, number, one) for number, one in enumerate(said, 1))


def _target(file: Path, number: int, said: Mapping[str, Any]) -> Target:
    place = f"targets[{number}]"
    for key in said:
        if key not in _TARGET_KEYS:
            raise _unknown(file, f"{place}.{key}", sorted(_TARGET_KEYS))
    priority = _text(file, said, "priority") or ""
    if priority and priority not in _PRIORITIES:
        raise ConfigError(
            _("{file}: {key} is not a priority.").format(file=file, key=f"{place}.priority"),
            hint=_("Known: {known}.").format(known=", ".join(_PRIORITIES)),
        )
    return Target(
        mailbox=_text(file, said, "mailbox") or "",
        priority=priority,
        customer=(_text(file, said, "customer") or "").lower(),
        first=_span(file, f"{place}.first", said.get("first")),
        next=_span(file, f"{place}.next", said.get("next")),
        silence=_span(file, f"{place}.silence", said.get("silence")),
    )


def _span(file: Path, key: str, value: object) -> Span | None:
    if value is None:
        return None
    hit = _SPAN.fullmatch(value.strip()) if isinstance(value, str) else None
    if hit is None:
        raise ConfigError(
            _("{file}: {key} is no span of working time.").format(file=file, key=key),
            hint=_("For example 30min, 4h or 2d; a day is a business day."),
        )
    number, unit = int(hit[1]), hit[2].lower()
    return (0, number) if unit == "d" else (number * (60 if unit == "h" else 1), 0)


def _unknown(file: Path, key: str, known: list[str]) -> ConfigError:
    return ConfigError(
        _("{file}: there is no key {key}.").format(file=file, key=key),
        hint=_("Known: {known}.").format(known=", ".join(known)),
    )

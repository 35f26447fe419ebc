"""`HOME/charter.toml`: what the team promises of itself: hours, holidays, and the words it does not use."""

from __future__ import annotations

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
_KNOWN = {"calendar": {"hours", "days", "holidays", "zone", "special"}, "words": {"never"}}


@dataclass(frozen=True, slots=True)
class Charter:
    """The charter as it is written; `special` are pairs of a weekday, date or dates, and hours ("" is closed)."""

    hours: str = USUAL_HOURS
    days: str = USUAL_DAYS
    holidays: str | None = None
    zone: str | None = None
    special: tuple[tuple[str, str], ...] = ()
    never: tuple[str, ...] = ()


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
        if table not in _KNOWN or not isinstance(keys, dict):
            raise _unknown(file, table, sorted(_KNOWN))
        for key in keys:
            if key not in _KNOWN[table]:
                raise _unknown(file, f"{table}.{key}", sorted(_KNOWN[table]))
    calendar, words = said.get("calendar", {}), said.get("words", {})
    return Charter(
        hours=_text(file, calendar, "hours") or USUAL_HOURS,
        days=_text(file, calendar, "days") or USUAL_DAYS,
        holidays=_text(file, calendar, "holidays"),
        zone=_text(file, calendar, "zone"),
        special=_special(file, calendar.get("special", {})),
        never=_words(file, words.get("never", [])),
    )


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


def _words(file: Path, said: object) -> tuple[str, ...]:
    if not isinstance(said, list) or not all(isinstance(word, str) and word for word in said):
        raise ConfigError(
            _("{file}: {key} is not a list of words.").format(file=file, key="words.never"),
            hint='never = ["…", "…"]',
        )
    return tuple(said)


def _unknown(file: Path, key: str, known: list[str]) -> ConfigError:
    return ConfigError(
        _("{file}: there is no key {key}.").format(file=file, key=key),
        hint=_("Known: {known}.").format(known=", ".join(known)),
    )

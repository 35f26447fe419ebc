"""`HOME/checks.toml`: the team's own rules for the check before sending, each with its reason and, if wanted, a fix.

```toml
[[check]]
code = "brand_name"          # a word for scripts
words = ["Madguchi"]         # or pattern = "regular expression"
level = "warn"               # stop, warn (without it) or hint
reason = "Our name is written Madoguchi."
fix = "Madoguchi"            # what to write instead, put in by one key
lang = "en"                  # only in replies in this language; without it in all
```
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from config.errors import ConfigError
from config.languages import LANGUAGES, translator

_ = translator("cli")
FILE = "checks.toml"
_KEYS = ("code", "fix", "lang", "level", "pattern", "reason", "words")
_LEVELS = ("stop", "warn", "hint")
_CODE = re.compile(r"[a-z][a-z0-9_]{1,40}")
_LONGEST = 300
Level = Literal["stop", "warn", "hint"]


@dataclass(frozen=True, slots=True)
class TeamCheck:
    """One rule: where `pattern` is found in our own words, `reason` is told; `fix` is written instead of it."""

    code: str
    pattern: re.Pattern[str]
    reason: str
    level: Level = "warn"
    fix: str | None = None
    lang: str = ""


def load_checks(home: Path) -> tuple[TeamCheck, ...]:
    """The team's rules; none without a file. Raises ConfigError naming file and key."""
    file = home / FILE
    try:
        said = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        return ()
    except (OSError, ValueError) as error:
        raise ConfigError(_("Could not read {file}: {reason}").format(file=file, reason=error)) from None
    for key in said:
        if key != "check":
            raise _wrong(file, key, _("Rules are written as [[check]] tables."))
    rules = said.get("check", [])
    if not isinstance(rules, list) or not all(isinstance(rule, dict) for rule in rules):
        raise _wrong(file, "check", _("Rules are written as [[check]] tables."))
    return tuple(_check(file, f"check[{number}]", rule) for number, rule in enumerate(rules, 1))


def _check(file: Path, place: str, said: Mapping[str, Any]) -> TeamCheck:
    for key, value in said.items():
        if key not in _KEYS:
            raise _wrong(file, f"{place}.{key}", _("Known: {known}.").format(known=", ".join(_KEYS)))
        if key != "words" and not isinstance(value, str):
            raise _wrong(file, f"{place}.{key}", _("It is a text."))
    level, lang = said.get("level", "warn"), said.get("lang", "")
    if level not in _LEVELS:
        raise _wrong(file, f"{place}.level", _("Known: {known}.").format(known=", ".join(_LEVELS)))
    if lang and lang not in LANGUAGES:
        raise _wrong(file, f"{place}.lang", _("Known: {known}.").format(known=", ".join(LANGUAGES)))
    code = said.get("code", "team_rule")
    if not _CODE.fullmatch(code):
        raise _wrong(file, f"{place}.code", _("It is one word of small letters, digits and _."))
    if not said.get("reason"):
        raise _wrong(file, f"{place}.reason", _("Say why, in a sentence."))
    return TeamCheck(code, _pattern(file, place, said), said["reason"], level, said.get("fix"), lang)


def _pattern(file: Path, place: str, said: Mapping[str, Any]) -> re.Pattern[str]:
    words, pattern = said.get("words", []), said.get("pattern")
    if not isinstance(words, list) or not all(isinstance(word, str) and word for word in words):
        raise _wrong(file, f"{place}.words", _("It is a list of texts."))
    if bool(words) == bool(pattern):
        raise _wrong(file, place, _("Give either words or a pattern."))
    try:
        source = pattern if pattern else "|".join(map(re.escape, words))
        if len(source) > _LONGEST and pattern:
            raise ValueError(_("longer than {most} characters").format(most=_LONGEST))
        found = re.compile(source, re.IGNORECASE)
    except (re.error, ValueError) as error:
        raise _wrong(file, f"{place}.pattern", str(error)) from None
    if found.match(""):
        raise _wrong(file, f"{place}.pattern", _("It finds nothing in particular."))
    return found


def _wrong(file: Path, key: str, hint: str) -> ConfigError:
    return ConfigError(_("{file}: {key} is not understood.").format(file=file, key=key), hint=hint)

"""Reading one table of a settings file: every error names the file, the key, and the nearest known key."""

from __future__ import annotations

import difflib
import shlex
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from config.errors import ConfigError
from config.languages import translator

_ = translator("cli")


class Section:
    """One table of the file. Ask for its keys, then call `done()`, which refuses what nobody asked for."""

    def __init__(self, file: Path, values: Mapping[str, Any], path: str = "") -> None:
        self.file = file
        self.values = values
        self.path = path
        self._known: list[str] = []

    def key(self, name: str) -> str:
        """The whole dotted name of a key of this table."""
        return f"{self.path}.{name}" if self.path else name

    def wrong(self, name: str, what: str, hint: str = "") -> ConfigError:
        """The error for a key of this table."""
        return ConfigError(f"{self.file}: {self.key(name)} {what}", hint=hint)

    def _take(self, name: str, kind: type | tuple[type, ...], what: str) -> Any:
        self._known.append(name)
        value = self.values.get(name)
        if value is None:
            return None
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            raise self.wrong(name, what)
        return value

    def text(self, name: str, default: str | None = None) -> str:
        """A string; required where there is no default."""
        value = self._take(name, str, _("must be text in quotes."))
        if value is None:
            if default is None:
                raise self.wrong(name, _("is missing."), hint=self._meant(name))
            return default
        return str(value)

    def optional_text(self, name: str) -> str | None:
        """A string, or None where it is not said."""
        return self.text(name, "") or None

    def number(self, name: str, default: int, low: int, high: int) -> int:
        """A whole number from `low` to `high`."""
        what = _("must be a whole number from {low} to {high}.").format(low=low, high=high)
        value = self._take(name, int, what)
        if value is None:
            return default
        if not low <= value <= high:
            raise self.wrong(name, what)
        return int(value)

    def flag(self, name: str, default: bool) -> bool:
        """True or false."""
        value = self._take(name, bool, _("must be true or false."))
        return default if value is None else bool(value)

    def choice(self, name: str, allowed: Iterable[str], default: str) -> str:
        """One of a few words."""
        words = tuple(allowed)
        value = self.text(name, default)
        if value not in words:
            near = _nearest(value, words)
            hint = _("Did you mean {near}?").format(near=near) if near else ""
            known = ", ".join(filter(None, words))
            raise self.wrong(name, _("must be one of: {words}.").format(words=known), hint=hint)
        return value

    def command(self, name: str) -> tuple[str, ...]:
        """A command: a list of words, or one line that is split as a shell would split it (no shell is run)."""
        if not isinstance(self.values.get(name), str):
            return self.words(name)
        try:
            return tuple(shlex.split(self.text(name)))
        except ValueError:
            raise self.wrong(name, _("has a quote that is never closed.")) from None

    def words(self, name: str) -> tuple[str, ...]:
        """A list of strings."""
        what = _("must be a list of texts.")
        value = self._take(name, list, what)
        if not all(isinstance(word, str) for word in value or ()):
            raise self.wrong(name, what)
        return tuple(value or ())

    def table(self, name: str) -> Section:
        """A table in this one; empty where it is not said."""
        value = self._take(name, dict, _("must be a table."))
        return Section(self.file, value or {}, self.key(name))

    def tables(self, name: str) -> dict[str, Section]:
        """Every table below a table, by name."""
        below = self.table(name)
        return {key: below.table(key) for key in below.values}

    def done(self) -> None:
        """Raise ConfigError for the first key that nobody asked for."""
        for name in self.values:
            if name not in self._known:
                near = _nearest(name, self._known)
                known = ", ".join(self._known)
                hint = (
                    _("Did you mean {near}?").format(near=self.key(near))
                    if near
                    else _("Known here: {known}.").format(known=known)
                )
                raise self.wrong(name, _("is not a setting."), hint=hint)

    def _meant(self, name: str) -> str:
        """A key that stands here and looks like the one that is missing."""
        near = _nearest(name, [key for key in self.values if key not in self._known])
        return _("Is {near} meant to be {name}?").format(near=self.key(near), name=name) if near else ""


def _nearest(word: str, known: Iterable[str]) -> str | None:
    found = difflib.get_close_matches(word.lower(), list(known), n=1, cutoff=0.6)
    return found[0] if found else None

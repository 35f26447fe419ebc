"""A person's name in what colleagues wrote: whole, or the part of it that people are called by."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property, lru_cache

from core.grams import fold

_WHOLE, _PART = 4, 4
_UNSPACED = re.compile("[\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3]")
_HONORIFICS = "(?:様|さま|さん|氏|殿|君|くん|ちゃん|님|씨)"


@lru_cache(maxsize=8)
def called_by(names: frozenset[str]) -> Called:
    """The person of these names."""
    return Called(names)


class Called:
    """The names a person goes by: of their record, and as they signed their mail."""

    def __init__(self, names: Iterable[str]) -> None:
        self.names = frozenset(" ".join(fold(name).split()) for name in names if name.strip())

    def whole_in(self, text: str) -> bool:
        """Whether a whole name stands in a text, in either order, with or without spaces in Japanese."""
        return self._found(self._wholes, text)

    def stands_in(self, text: str) -> bool:
        """The same, or a part of it as people are called: a long word of the name, a family name with 様 or さん."""
        return self._found(self._wholes, text) or self._found(self._parts, text)

    def _found(self, sought: re.Pattern[str] | None, text: str) -> bool:
        return sought is not None and sought.search(" ".join(fold(text).split())) is not None

    @cached_property
    def _wholes(self) -> re.Pattern[str] | None:
        found: set[str] = set()
        for name in self.names:
            parts = [re.escape(part) for part in re.split(r"[\s,]+", name) if part]
            if _UNSPACED.search(name):
                found |= {" ?".join(order) for order in (parts, parts[::-1])} if len(name) > 2 else set()
            elif len(name) >= _WHOLE:
                found |= {_word(",? ".join(order)) for order in (parts, parts[::-1])}
        return re.compile("|".join(sorted(found))) if found else None

    @cached_property
    def _parts(self) -> re.Pattern[str] | None:
        found: set[str] = set()
        for name in self.names:
            for part in re.split(r"[\s,]+", name):
                if _UNSPACED.search(part):
                    found.add(f"{re.escape(part)} ?{_HONORIFICS}")
                elif len(part) >= _PART:
                    found.add(_word(re.escape(part)))
        return re.compile("|".join(sorted(found))) if found else None


def _word(pattern: str) -> str:
    return rf"(?<!\w){pattern}(?!\w)"

"""The place in a text where the words of a search stand, for showing under a result."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from core.grams import Term, fold, lookup

_BEFORE, _SHOWN = 20, 60


@dataclass(frozen=True, slots=True)
class Snippet:
    """One line of plain text; `spans` are (from, to) within it, in characters, of what was looked for."""

    text: str
    spans: tuple[tuple[int, int], ...]


def snippet(text: str, terms: Iterable[Term]) -> Snippet | None:
    """The text around the first of the words (NFKC, one line); None where none stands there."""
    line = " ".join(unicodedata.normalize("NFKC", text).split())
    folded, places = _folded(line)
    found = re.compile("|".join(_pattern(t) for t in terms if lookup(t) is not None) or r"(?!)")
    first = found.search(folded)
    if first is None:
        return None
    start = max(0, places[first.start()] - _BEFORE)
    stop = min(len(line), start + _SHOWN)
    spans = [
        (places[m.start()] - start, min(places[m.end()], stop) - start)
        for m in found.finditer(folded, first.start())
        if places[m.start()] < stop
    ]
    before, after = "…" if start else "", "…" if stop < len(line) else ""
    shift = len(before)
    return Snippet(before + line[start:stop] + after, tuple((a + shift, b + shift) for a, b in spans if b > a))


def _pattern(term: Term) -> str:
    """A Latin word is marked where a word begins with it, as it was found; the other scripts anywhere."""
    word = " ".join(fold(term.text).split())
    begins = r"(?<![a-z0-9])" if re.match("[a-z0-9]", word) else ""
    return begins + re.escape(word)


def _folded(line: str) -> tuple[str, range | list[int]]:
    """The folded line, and for each of its characters where that stands in the line."""
    folded = fold(line)
    if len(folded) == len(line):
        return folded, range(len(line) + 1)
    pieces = [fold(character) for character in line]
    places = [i for i, piece in enumerate(pieces) for _c in piece]
    return "".join(pieces), [*places, len(line)]

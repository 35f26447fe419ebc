"""Finding by a few letters: how well typed letters fit a name."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from typing import TypeVar

T = TypeVar("T")


def fold(text: str) -> str:
    """Width and case do not matter: NFKC and case folding."""
    return unicodedata.normalize("NFKC", text).casefold()


def score(typed: str, text: str) -> int:
    """0 where the letters do not stand in the text in order; the higher, the better the fit."""
    typed, text = fold(typed), fold(text)
    if not typed:
        return 1
    if text.startswith(typed):
        return 1000 - len(text)
    at = text.find(typed)
    if at >= 0:
        starts_word = not text[at - 1].isalnum()
        return 700 - min(at, 100) + (100 if starts_word else 0)
    position, gaps = -1, 0
    for letter in typed:
        found = text.find(letter, position + 1)
        if found < 0:
            return 0
        gaps += found - position - 1
        position = found
    return max(1, 300 - gaps)


def ranked(typed: str, choices: Iterable[tuple[T, Sequence[str]]]) -> list[T]:
    """The choices that fit every typed word, best first; each choice comes with the texts it is found by."""
    words = typed.split()
    found: list[tuple[int, int, T]] = []
    for order, (choice, texts) in enumerate(choices):
        points = [max((score(word, text) for text in texts), default=0) for word in words]
        if all(points):
            found.append((-sum(points), order, choice))
    found.sort(key=lambda item: item[:2])
    return [choice for _points, _order, choice in found]

"""Finding a canned response by what one remembers of it: a piece of its name, its words, or a slip of both."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from difflib import SequenceMatcher

from core.canned_file import CannedResponse

_CLOSE = 0.75


def ranked(words: str, responses: Sequence[CannedResponse]) -> list[CannedResponse]:
    """Responses in which every word is found, best first: by names, text, letters in order, slips."""
    parts = fold(words).split()
    found = []
    for response in responses:
        label, text = fold(label_of(response)), fold(f"{response.subject} {response.text}")
        ranks = [_rank(part, label, text) for part in parts]
        if all(rank is not None for rank in ranks):
            found.append((sum(rank or 0 for rank in ranks), response))
    return [response for _rank_of, response in sorted(found, key=lambda f: f[0])]


def label_of(response: CannedResponse) -> str:
    """What a response is called, in all its ways."""
    return f"{response.key} {response.name} {response.shortcut} {' '.join(response.tags)}"


def fold(text: str) -> str:
    """Width and case do not matter."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _rank(part: str, label: str, text: str) -> int | None:
    words = label.replace("-", " ").split()
    if any(w.startswith(part) for w in (*words, *label.split())):
        return 0
    if part in label:
        return 1
    if part in text:
        return 2
    if len(part) >= 3 and _in_order(part, label):
        return 4
    if len(part) >= 4 and any(SequenceMatcher(None, part, w).ratio() >= _CLOSE for w in words):
        return 5
    return None


def _in_order(part: str, label: str) -> bool:
    """Whether the letters stand in the label in this order, the first at the beginning of a word."""
    for start in (i for i, c in enumerate(label) if c == part[0] and (i == 0 or not label[i - 1].isalnum())):
        rest = iter(label[start : start + 4 * len(part)])
        if all(c in rest for c in part):
            return True
    return False

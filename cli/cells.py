"""How wide text stands in a terminal: Japanese letters take two cells, marks that join take none."""

from __future__ import annotations

import unicodedata


def cell(char: str) -> int:
    """The cells of one character."""
    if char < "\u0300":
        return 1
    if unicodedata.combining(char) or unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def width(text: str) -> int:
    """The cells of a text of one line."""
    return len(text) if text.isascii() else sum(map(cell, text))


def fit(text: str, cells: int) -> str:
    """The text cut, with an ellipsis, or filled with spaces, to exactly so many cells (one at least)."""
    if width(text) <= cells:
        return text + " " * (cells - width(text))
    kept, used = "", 0
    for char in text:
        if used + cell(char) > cells - 1:
            break
        kept, used = kept + char, used + cell(char)
    return kept + "…" + " " * (cells - used - 1)

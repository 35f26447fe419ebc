"""Terminal cells: how wide a text is, and how to cut and fill it exactly."""

from __future__ import annotations

import re
import unicodedata

from rich.cells import cell_len, set_cell_size

_UNSTEADY = re.compile("[\ufe0e\ufe0f\u20e3\U0001f3fb-\U0001f3ff]")


def width(text: str) -> int:
    """How many cells a text takes on the screen."""
    return cell_len(text)


def steady(text: str) -> str:
    """The text without what terminals measure differently: emoji variants, skin tones, keycap frames.

    Decomposed kana (as macOS sends them) are composed. Line ends stay.
    """
    if text.isascii():
        return text
    return _UNSTEADY.sub("", unicodedata.normalize("NFC", text))


def fit(text: str, cells: int) -> str:
    """Exactly `cells` wide: cut where too long (a wide character is never halved), else filled with spaces."""
    return set_cell_size(text, cells) if cells > 0 else ""


def clip(text: str, cells: int) -> str:
    """At most `cells` wide."""
    return text if cell_len(text) <= cells else fit(text, cells).rstrip(" ")


def right(text: str, cells: int) -> str:
    """Exactly `cells` wide, set to the right."""
    missing = cells - cell_len(text)
    return " " * missing + text if missing >= 0 else fit(text, cells)

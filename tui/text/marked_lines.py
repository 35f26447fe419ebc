"""Our own Markdown as lines: headings, lists, quotations, tables as they stand; a ticket's code can be entered."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tui.text.cells import steady
from tui.text.lines import Line, Role, Span, line
from tui.text.wrap import wrap

_CODE = re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}\b")


def marked_lines(text: str, cells: int) -> Iterator[Line]:
    """The lines of a text, wrapped."""
    for row in text.splitlines():
        yield from _row(steady(row), cells)


def _row(row: str, cells: int) -> Iterator[Line]:
    if row.startswith("#"):
        yield line(" ", Span(row.lstrip("# "), "strong" if row.startswith("# ") else "label"))
        return
    role: Role = "quote" if row.lstrip().startswith(">") else "text"
    found = _CODE.search(row)
    anchor = f"ticket:{found[0]}" if found else ""
    pieces = list(wrap(row, max(8, cells - 4))) or [""]
    for number, piece in enumerate(pieces):
        spans = _coded(piece, role) if number == 0 and found else [Span(piece, role)]
        yield line(" " if number == 0 else "   ", *spans, anchor=anchor if number == 0 else "")


def _coded(piece: str, role: Role) -> list[Span]:
    found = _CODE.search(piece)
    if found is None:
        return [Span(piece, role)]
    before, after = piece[: found.start()], piece[found.end() :]
    return [Span(before, role), Span(found[0], "code"), Span(after, role)]

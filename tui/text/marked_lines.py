"""Our own Markdown as lines: headings, lists, quotations, bold words, tables; a ticket's code can be entered."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from tui.text.cells import clip, steady, width
from tui.text.lines import Line, Role, Span, line
from tui.text.wrap import wrap

_CODE = re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}\b")
_RULE = re.compile(r"\|[\s:|-]+\|?$")
_BAR = re.compile(r"(?<!\\)\|")
_ESCAPED = re.compile(r"\\([\\`*_\[\]<>|])")
_BOLD = re.compile(r"\*\*(.+?)\*\*")
_BETWEEN = 2


def marked_lines(text: str, cells: int) -> Iterator[Line]:
    """The lines of a text, wrapped; a table with its columns aligned."""
    for table, rows in groupby(text.splitlines(), key=lambda row: row.startswith("|")):
        if table:
            yield from _table([steady(row) for row in rows], cells)
        else:
            for row in rows:
                yield from _row(steady(row), cells)


def _row(row: str, cells: int) -> Iterator[Line]:
    if row.startswith("#"):
        yield line(" ", Span(_plain(row.lstrip("# ")), "strong" if row.startswith("# ") else "label"))
        return
    quoted = row.lstrip().startswith(">")
    role: Role = "quote" if quoted else "text"
    if quoted:
        row = row.replace("> ", "", 1)
    found = _CODE.search(row)
    anchor = f"ticket:{found[0]}" if found else ""
    bold = _BOLD.search(row)
    pieces = list(wrap(_plain(_BOLD.sub(r"\1", row)), max(8, cells - 4))) or [""]
    for number, piece in enumerate(pieces):
        spans = [Span(piece, role)]
        if number == 0 and found:
            spans = _named(piece, found[0], role, "code")
        elif number == 0 and bold:
            spans = _named(piece, _plain(bold[1]), role, "strong")
        yield line(" " if number == 0 else "   ", *spans, anchor=anchor if number == 0 else "")


def _named(piece: str, name: str, role: Role, as_role: Role) -> list[Span]:
    before, found, after = piece.partition(name)
    return [Span(before, role), Span(found, as_role), Span(after, role)] if found else [Span(piece, role)]


def _plain(text: str) -> str:
    return _ESCAPED.sub(r"\1", text)


def _table(rows: Sequence[str], cells: int) -> Iterator[Line]:
    """Names to the left, numbers to the right below each other; what stands above the rule is muted."""
    rule = next((n for n, row in enumerate(rows) if _RULE.fullmatch(row)), -1)
    parted = [[_plain(c.strip()) for c in _BAR.split(row.strip().strip("|"))] for row in rows]
    columns = max(len(row) for row in parted)
    wide = [
        max(width(row[n]) if n < len(row) else 0 for row in parted[:rule] + parted[rule + 1 :])
        for n in range(columns)
    ]
    room = cells - 4 - sum(wide[1:]) - _BETWEEN * (columns - 1)
    wide[0] = max(8, min(wide[0], room))
    for number, row in enumerate(parted):
        if number == rule:
            continue
        role: Role = "muted" if number < rule else "text"
        name = clip(row[0], wide[0])
        spans = [Span(name, role), Span(" " * (wide[0] - width(name)))]
        for n in range(1, columns):
            said = row[n] if n < len(row) else ""
            spans += [Span(" " * (_BETWEEN + max(0, wide[n] - width(said)))), Span(said, role)]
        yield line("   ", *spans)

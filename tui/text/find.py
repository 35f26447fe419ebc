"""Finding words inside a ticket: a pattern for what was typed, and lines with their hits, also across line breaks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from tui.text.cells import steady
from tui.text.hits import Hits
from tui.text.lines import Role, Span
from tui.text.wrap import TAB, wrap

if TYPE_CHECKING:
    from core.entries import Entry

_FULL_WIDTH = 0xFEE0


def pattern_of(typed: str) -> Hits | None:
    """What finds a text as it was typed, in upper or lower case, half or full width; None for nothing typed."""
    words = steady(typed).strip()
    return re.compile("".join(map(_either_width, words)), re.IGNORECASE) if words else None


def _either_width(letter: str) -> str:
    if letter.isspace():
        return r"\s+"
    code = ord(letter)
    if 0x21 <= code <= 0x7E:
        return f"[{re.escape(letter)}{chr(code + _FULL_WIDTH)}]"
    if 0xFF01 <= code <= 0xFF5E:
        return f"[{letter}{re.escape(chr(code - _FULL_WIDTH))}]"
    return re.escape(letter)


def pieces(text: str, cells: int, role: Role, hits: Hits | None) -> Iterator[tuple[Span, ...]]:
    """One written line as screen lines of spans; a hit that a break cuts in two is marked on both lines."""
    if hits is None:
        for piece in wrap(text, cells):
            yield (Span(piece, role),)
        return
    whole = text.expandtabs(TAB).rstrip()
    found = [match.span() for match in hits.finditer(whole) if match.end() > match.start()]
    at = 0
    for piece in wrap(whole, cells):
        start = whole.find(piece, at)
        at = start + len(piece)
        yield tuple(_marked(whole, start, at, found, role))


def _marked(text: str, start: int, end: int, found: Sequence[tuple[int, int]], role: Role) -> Iterator[Span]:
    at = start
    for first, last in found:
        first, last = max(first, start), min(last, end)
        if first >= last:
            continue
        if at < first:
            yield Span(text[at:first], role)
        yield Span(text[first:last], "hit")
        at = last
    if at < end or start == end:
        yield Span(text[at:end], role)


def holding(entries: Sequence[Entry], hits: Hits) -> tuple[frozenset[str], frozenset[str]]:
    """(keys of the entries that hold a hit, keys of those that hold one in their quoted history alone)."""
    opened: set[str] = set()
    quoted: set[str] = set()
    for entry in entries:
        key = f"{entry.kind}-{entry.id}"
        if entry.kind == "note" and hits.search(steady(entry.text)):
            opened.add(key)
        elif entry.kind == "message":
            new, whole = steady(entry.reply_text or entry.text), steady(entry.text)
            if hits.search(new):
                opened.add(key)
            elif hits.search(whole):
                opened.add(key)
                quoted.add(key)
    return frozenset(opened), frozenset(quoted)

"""Words that were looked for, shown where they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tui.text.lines import Line, Span

Hits = re.Pattern[str]
_WORD = re.compile(r'"([^"]+)"|(\S+)')
_NO_WORDS = frozenset({"OR", "AND", "NOT", "(", ")"})


def hits_of(query: str) -> Hits | None:
    """A pattern for the free words of a query; None where it has none."""
    words = []
    for found in _WORD.finditer(query):
        word = found[1] or found[2].strip("()")
        free = found[1] or (":" not in word and not word.startswith("-") and word not in _NO_WORDS)
        if word and free:
            words.append(re.escape(word))
    return re.compile("|".join(sorted(words, key=len, reverse=True)), re.IGNORECASE) if words else None


def with_hits(one: Line, hits: Hits) -> Line:
    """The line with every hit in the role for it."""
    return Line(tuple(piece for span in one.spans for piece in _pieces(span, hits)), one.band, one.anchor)


def _pieces(span: Span, hits: Hits) -> Iterator[Span]:
    start = 0
    for found in hits.finditer(span.text):
        if found.start() > start:
            yield Span(span.text[start : found.start()], span.role)
        yield Span(found[0], "hit")
        start = found.end()
    if start < len(span.text):
        yield Span(span.text[start:], span.role)

"""What happened in a ticket while a reply was written, as the command line shows it."""

from __future__ import annotations

from collections.abc import Iterator

from cli import shapes
from config.languages import translator
from core.meanwhile import Change, sentence
from core.text import clean

_ = translator("cli")
_MOST_LINES = 20


def change_lines(change: Change) -> Iterator[str]:
    """When and what, and below it the new words of a message or note."""
    yield f"{shapes.local(change.at):%Y-%m-%d %H:%M}  {clean(sentence(change), one_line=True)}"
    rows = clean(change.text).strip().splitlines()
    for row in rows[:_MOST_LINES]:
        yield f"  > {row}"
    if len(rows) > _MOST_LINES:
        yield "  > " + _("… and {n} more lines").format(n=len(rows) - _MOST_LINES)


def change_shape(change: Change) -> shapes.Shape:
    """As JSON: absent is null."""
    fields = {"field": change.field or None, "old": change.old or None, "new": change.new or None}
    return {"kind": change.kind, "by": change.by, "at": shapes.when(change.at), **fields, "text": change.text or None}

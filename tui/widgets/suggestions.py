"""Canned responses that fit what is being typed, below the text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from core.canned_file import CannedResponse
from tui.text.cells import fit, steady, width
from tui.text.lines import Line, Span, line
from tui.widgets.line_scroll import LineScroll

_MOST = 5
_PLACEHOLDER = re.compile(r"\{\{[^{}]*\}\}")


class Suggestions(LineScroll, can_focus=False):
    """A few canned responses, the best first; hidden while there are none."""

    def __init__(self, id: str) -> None:
        super().__init__(id=id)
        self._found: Sequence[CannedResponse] = ()
        self.cursor = 0
        self.display = False

    def show(self, found: Sequence[CannedResponse]) -> None:
        """Show these; none hides the list."""
        found = tuple(found[:_MOST])
        if found == self._found:
            return
        self._found, self.cursor = found, 0
        self.display = bool(found)
        self.styles.height = max(1, len(found))
        self.changed()

    def move(self, steps: int) -> None:
        """Move the cursor, round at the ends."""
        if self._found:
            self.cursor = (self.cursor + steps) % len(self._found)
            self.changed()

    @property
    def chosen(self) -> CannedResponse | None:
        """The one under the cursor."""
        return self._found[self.cursor] if self._found else None

    def line_count(self) -> int:
        """One line each."""
        return len(self._found)

    def line_at(self, y: int) -> Line | None:
        """Name, shortcut, and how the text begins."""
        if y >= len(self._found):
            return None
        one = self._found[y]
        name = fit(steady(one.name or one.key), min(28, self.cells // 2))
        left = self.cells - width(name) - width(one.shortcut) - 5
        begins = fit(steady(_beginning(one.text)), max(0, left))
        return line(" ", Span(name), " ", Span(begins, "muted"), " ", Span(one.shortcut, "key"), " ")

    def under_cursor(self, y: int) -> bool:
        """The chosen one."""
        return y == self.cursor

    @property
    def strong_cursor(self) -> bool:
        """The keys reach it from the text above."""
        return True


def _beginning(text: str) -> str:
    """The text in one line, without the lines of placeholders alone (a greeting) that it begins with."""
    rows = text.split("\n")
    while len(rows) > 1 and not _PLACEHOLDER.sub("", rows[0]).strip():
        del rows[0]
    return " ".join(" ".join(rows).split())

"""One-line bars: text in roles, without any layout of their own."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual import events
from textual.geometry import Region
from textual.strip import Strip

from tui.text.lines import Line
from tui.widgets.line_scroll import LineScroll

Fill = Callable[[int], Sequence[Line]]


class Bar(LineScroll, can_focus=False):
    """A strip of fixed lines: view bar, ticket head, status line and key bar are such."""

    def __init__(self, *, id: str, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.lines: tuple[Line, ...] = ()
        self._fill: Fill | None = None
        self._filled = 0

    def write(self, *lines: Line) -> None:
        """Show these lines; what looks the same is not painted again."""
        if lines != self.lines:
            self.lines = lines
            self.changed()

    def fill(self, fill: Fill) -> None:
        """Show what `fill` makes of a width, now and after every change of the width."""
        self._fill, self._filled = fill, self.cells
        self.write(*fill(self._filled))

    def on_resize(self, event: events.Resize) -> None:
        """Another width, other lines."""
        self._refill()
        self.changed()

    def render_lines(self, crop: Region) -> list[Strip]:
        """Never a frame of what was written for another width: the first is painted before any resize is told."""
        if self._filled != self.cells:
            self._refill()
            self._strips.clear()
        return super().render_lines(crop)

    def _refill(self) -> None:
        if self._fill is not None:
            self._filled = self.cells
            self.lines = tuple(self._fill(self._filled))

    def line_count(self) -> int:
        """All of them."""
        return len(self.lines)

    def line_at(self, y: int) -> Line | None:
        """A line."""
        return self.lines[y] if y < len(self.lines) else None

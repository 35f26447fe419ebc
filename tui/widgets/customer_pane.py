"""The customer beside the ticket, with a cursor over their tickets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from textual import events
from textual.geometry import Region

from tui.text.customer_lines import customer_lines
from tui.text.lines import Line
from tui.widgets.line_scroll import LineScroll

if TYPE_CHECKING:
    from core.care.promised import Promised
    from core.customers import Customer


class CustomerPane(LineScroll):
    """Who wrote, what was before, what they expect."""

    def __init__(self, *, now: Callable[[], datetime], id: str) -> None:
        super().__init__(id=id)
        self._now = now
        self._lines: list[Line] = []
        self.customer: Customer | None = None
        self._current = ""
        self._promises: Sequence[Promised] = ()
        self._cursor = -1

    def show(self, customer: Customer | None, current: str, promises: Sequence[Promised] = ()) -> None:
        """Show a person with what is promised to them; `current` is the code of the ticket open beside."""
        self._promises = promises
        other = customer is None or self.customer is None or customer.id != self.customer.id
        self.customer, self._current = customer, current
        if other:
            self._cursor = -1
        self._lay_out()
        if other:
            self.jump(0)

    def _lay_out(self) -> None:
        now, promises = self._now(), self._promises
        found = customer_lines(self.customer, self.cells, now, self._current, promises) if self.customer else ()
        self._lines = list(found)
        self.changed()

    def line_count(self) -> int:
        """All lines."""
        return len(self._lines)

    def line_at(self, y: int) -> Line | None:
        """A line."""
        return self._lines[y] if y < len(self._lines) else None

    def cursor_lines(self) -> tuple[int, int]:
        """The line of the cursor."""
        return (self._cursor, 1) if self._cursor >= 0 else (0, 0)

    def under_cursor(self, y: int) -> bool:
        """Whether the cursor stands there."""
        return self.has_focus and y == self._cursor

    @property
    def pointed_at(self) -> str:
        """What the cursor stands on."""
        line = self.line_at(self._cursor) if self._cursor >= 0 else None
        return line.anchor if line else ""

    def move(self, steps: int) -> None:
        """Move the cursor over the lines that can be entered; scroll where there is none."""
        stops = self._stops()
        if not stops:
            self.jump(self.scroll_offset.y + steps)
            return
        place = sum(1 for y in stops if y < self._cursor) if self._cursor >= 0 else -1 if steps > 0 else 0
        self._cursor = stops[max(0, min(place + steps, len(stops) - 1))]
        self.changed()
        top, visible = self.scroll_offset.y, self.scrollable_content_region.height
        if not top <= self._cursor < top + visible:
            self.jump(self._cursor - visible // 2)

    def _stops(self) -> list[int]:
        """The lines the cursor can stand on: what can be entered, each once."""
        anchors = [line.anchor for line in self._lines]
        return [y for y, anchor in enumerate(anchors) if anchor and (y == 0 or anchors[y - 1] != anchor)]

    def place_of(self, anchor: str) -> Region | None:
        """Where on the screen something stands, its label left out; None while the pane is not shown."""
        rows = [y for y, line in enumerate(self._lines) if line.anchor == anchor][1:]
        if not rows or not self.display or not self.size.height:
            return None
        top, visible = self.scroll_offset.y, self.scrollable_content_region.height
        if not top <= rows[0] < top + visible:
            top = max(0, min(rows[0] - 1, self.line_count() - visible))
            self.jump(top)
        region = self.content_region
        return Region(region.x, region.y + rows[0] - top, region.width, len(rows))

    def move_page(self, pages: int) -> None:
        """Turn pages."""
        self.jump(self.scroll_offset.y + pages * self.page())

    def go(self, index: int) -> None:
        """To the beginning or the end."""
        self.jump(min(index, self.line_count()))

    def on_resize(self, event: events.Resize) -> None:
        """Lay out at the new width."""
        self._lay_out()

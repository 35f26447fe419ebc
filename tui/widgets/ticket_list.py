"""The list of tickets: a window over any number of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from textual import events
from textual.timer import Timer

from core.tickets import Ticket
from tui.messages import Chosen, Highlighted
from tui.text.hits import Hits, with_hits
from tui.text.lines import Line, Span, line
from tui.text.ticket_row import RowState, row_height, row_lines
from tui.text.wrap import wrap
from tui.widgets.line_scroll import LineScroll
from tui.window import Slice

Fetch = Callable[[int, int], None]


_AHEAD = 2
_AHEAD_AFTER = 0.05


class TicketList(LineScroll):
    """Shows a Slice and asks for another one through `fetch(start, stop)` where the window has left it. Before that,
    `ahead(start, stop)` is asked for it while the keys rest, so that turning pages waits for nothing.
    `moved` is called at once when the cursor stands elsewhere, so that what it repaints is in the same frame.

    The cursor belongs to a ticket, not to a row: what comes in above moves neither cursor nor window.
    """

    def __init__(
        self, *, me: str, now: Callable[[], datetime], fetch: Fetch, ahead: Fetch, moved: Callable[[], None], id: str
    ) -> None:
        super().__init__(id=id)
        self._me = me
        self._now = now
        self._fetch, self._ahead = fetch, ahead
        self._soon: Timer | None = None
        self._moved = moved
        self._slice = Slice("")
        self._lines: dict[int, tuple[Line, ...]] = {}
        self._made_for = 0
        self.cursor = 0
        self.code = ""
        self.marked: frozenset[str] = frozenset()
        self.empty_text = ""
        self.hits: Hits | None = None

    # what is shown ---------------------------------------------------------------------------
    @property
    def row_height(self) -> int:
        """Lines a ticket takes at this width."""
        return row_height(self.cells)

    @property
    def total(self) -> int:
        """How many tickets the view has."""
        return self._slice.total

    @property
    def ticket(self) -> Ticket | None:
        """The ticket the cursor stands on."""
        return self._slice.at(self.cursor)

    def in_hand(self) -> Sequence[Ticket]:
        """The tickets read so far."""
        return self._slice.rows

    def show(self, found: Slice, *, fresh: bool) -> None:
        """Show a slice: a `fresh` view begins at its top, an update keeps cursor and window on their tickets."""
        top = 0 if fresh else self.scroll_offset.y
        before = self._slice
        self._slice = found
        if fresh:
            self.cursor, self.code = 0, ""
            self.marked = frozenset()
        else:
            top = self._follow(before, top)
        self.cursor = max(0, min(self.cursor, found.total - 1))
        if fresh or not self._repaint_changed(before, top):
            self._lines.clear()
            self.changed()
            self.jump(top)
        if not fresh:
            self._want(top)  # The window may have moved on while this was read.
        self._tell()

    def _repaint_changed(self, before: Slice, top: int) -> bool:
        """Repaint only the rows that differ; False where rows have moved and all must be painted."""
        now, height = self._slice, self.row_height
        if top != self.scroll_offset.y or now.total != before.total or not now.total or before.query != now.query:
            return False
        start, stop = self.window()
        different = [index for index in range(start, min(stop, now.total)) if before.at(index) != now.at(index)]
        if len(different) > 3:
            return False
        kept = {index: lines for index, lines in self._lines.items() if before.at(index) == now.at(index)}
        self._lines = kept
        for y in [y for y in self._strips if y // height not in kept]:
            del self._strips[y]
        for index in different:
            self.lines_changed(index * height, height)
        return True

    def _follow(self, before: Slice, top: int) -> int:
        """Move cursor and window with their tickets; returns the new top line."""
        height = self.row_height
        moved = self._slice.index_of(self.code) if self.code else None
        if moved is None:
            return top
        shift = moved - self.cursor
        self.cursor = moved
        if top == 0 and (moved + 1) * height <= self.scrollable_content_region.height:
            return 0
        return top + shift * height

    def line_count(self) -> int:
        """Every ticket of the view counts, in hand or not."""
        return self.total * self.row_height if self.total else len(self._empty_lines())

    def line_at(self, y: int) -> Line | None:
        """A line of the ticket at that position."""
        if not self.total:
            lines = self._empty_lines()
            return lines[y] if y < len(lines) else None
        cells = self.cells
        if cells != self._made_for:  # a new size is painted before this widget hears of it
            self._made_for = cells
            self._lines.clear()
        index, part = divmod(y, self.row_height)
        if index >= self.total:
            return None
        lines_of = self._lines.get(index)
        if lines_of is None:
            ticket = self._slice.at(index)
            if ticket is None:
                return line()
            state = RowState(ticket.code in self.marked, self._me)
            lines_of = row_lines(ticket, cells, self._now(), state)
            if self.hits is not None:
                lines_of = tuple(with_hits(one, self.hits) for one in lines_of)
            self._lines[index] = lines_of
        return lines_of[part]

    def _empty_lines(self) -> list[Line]:
        lines = [line()]
        for text in self.empty_text.splitlines():
            lines += [line("  ", Span(piece, "muted")) for piece in wrap(text, self.cells - 4)]
        return lines

    def cursor_lines(self) -> tuple[int, int]:
        """The lines of the cursor's ticket."""
        return (self.cursor * self.row_height, self.row_height) if self.total else (0, 0)

    def under_cursor(self, y: int) -> bool:
        """Whether the line belongs to the cursor's ticket."""
        return bool(self.total) and y // self.row_height == self.cursor

    # moving ----------------------------------------------------------------------------------
    def move(self, steps: int) -> None:
        """Move the cursor by some tickets, towards the end where positive."""
        self.go(self.cursor + steps)

    def move_page(self, pages: int) -> None:
        """Turn pages."""
        self.move(pages * max(1, self.page() // self.row_height))

    def go(self, index: int) -> None:
        """Put the cursor on the ticket at an index; beyond the ends is at the end."""
        index = max(0, min(index, self.total - 1))
        old, self.cursor = self.cursor, index
        if old == index:
            return
        height = self.row_height
        self.lines_changed(old * height, height)
        self.lines_changed(index * height, height)
        self._keep_visible()
        self._tell()

    def _keep_visible(self) -> None:
        """Scroll so that the cursor is inside; at an edge by half a page, so that most moves repaint two rows."""
        height, visible = self.row_height, self.scrollable_content_region.height
        top, first = self.scroll_offset.y, self.cursor * height
        if first < top:
            top = max(0, min(first, first + height - visible // 2))
        elif first + height > top + visible:
            top = max(first + height - visible, first - visible // 2)
        else:
            top = -1
        if top >= 0:
            top = min(top - top % height, max(0, self.line_count() - visible))
            self.jump(top)
        self._want(top if top >= 0 else self.scroll_offset.y)

    def _want(self, top: int) -> None:
        height, found = self.row_height, self._slice
        start, rows = top // height, self.scrollable_content_region.height // height + 2
        if not found.holds(min(start, self.cursor), max(start + rows, self.cursor + 1)):
            self._fetch(start, start + rows)
        elif not found.holds(start - _AHEAD * rows, start + (1 + _AHEAD) * rows):
            if self._soon is not None:
                self._soon.stop()
            self._soon = self.set_timer(_AHEAD_AFTER, lambda: self._ahead(*self.window()))

    def window(self) -> tuple[int, int]:
        """The indexes of the tickets that are visible now."""
        height = self.row_height
        start = self.scroll_offset.y // height
        return start, start + self.scrollable_content_region.height // height + 2

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """The wheel moves the window without the cursor."""
        super().watch_scroll_y(old_value, new_value)
        if self.total:
            self._want(round(new_value))

    def _tell(self) -> None:
        ticket = self.ticket
        code = ticket.code if ticket else ""
        if ticket is None and self.total:
            self.code = ""
            return
        self.code = code
        self._moved()
        self.post_message(Highlighted(ticket))

    # marks -----------------------------------------------------------------------------------
    def toggle_mark(self) -> None:
        """Mark the cursor's ticket for acting on several, or unmark it, and go on."""
        if self.ticket is None:
            return
        self.marked ^= {self.ticket.code}
        self._lines.pop(self.cursor, None)
        self.lines_changed(self.cursor * self.row_height, self.row_height)
        self.move(1)

    def unmark(self) -> None:
        """Forget the marks."""
        if self.marked:
            self.marked = frozenset()
            self.repaint()

    def repaint(self) -> None:
        """The clock has moved on, or the language changed."""
        self._lines.clear()
        self.changed()

    def on_resize(self, event: events.Resize) -> None:
        """Keep the cursor's ticket in sight."""
        self._lines.clear()
        self.changed()
        self._keep_visible()

    def on_click(self, event: events.Click) -> None:
        """A click moves the cursor, a double click opens."""
        index = (event.y + self.scroll_offset.y) // self.row_height
        if index < self.total:
            self.go(index)
            if event.chain == 2 and self.ticket:
                self.post_message(Chosen(self.ticket.code))

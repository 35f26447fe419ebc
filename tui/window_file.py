"""Keeping the first picture: the list as the console will show it at its next start, as terminal rows."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from rich.color import ColorSystem
from rich.style import Style

from tui.compat import harmless
from tui.first_paint import surroundings
from tui.labels import _
from tui.screens.arrange import arrange
from tui.text.bars import view_line
from tui.text.lines import Line, Span, line, sized
from tui.text.ticket_row import RowState, row_height, row_lines
from tui.views import VIEWS
from tui.widgets.line_scroll import paint_of
from tui.window import Slice

if TYPE_CHECKING:
    from tui.app import ConsoleApp

_PATIENT = 3


def keep_window(app: ConsoleApp, found: Slice) -> None:
    """Write `HOME/window` from the first tickets of the first view. What the disk refuses is passed over."""
    frame = surroundings() + "\n" + "\n".join(_Frame(app).rows(found))
    path = app.desk.home.window_file
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".window-")  # 0600 from its first byte
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(frame)
        Path(name).replace(path)
    except OSError:
        return


class _Frame:
    """One terminal full of rows in the colours of the theme in force."""

    def __init__(self, app: ConsoleApp) -> None:
        self._app = app
        self._paint = paint_of(app)
        self._system = app.console._color_system
        self._plain = app.no_color
        self._size = app.size

    def rows(self, found: Slice) -> Iterator[str]:
        """Views, the list with the cursor on its first ticket, status, keys."""
        cells, height = self._size
        screen = self._app.main
        first = Slice(VIEWS[0].query, 0, found.total, found.rows)
        counts = {**screen.counts, VIEWS[0].name: found.total}
        yield self._row(view_line(VIEWS, VIEWS[0], counts, cells), cells, "bar")
        yield from self._list(first, height - _PATIENT)
        yield self._row(line(" ", Span(_("Opening..."), "muted")), cells, "bar")
        yield self._row(line(), cells, "panel")

    def _list(self, found: Slice, height: int) -> Iterator[str]:
        screen = self._app.main
        list_cells, _reader, customer = arrange(self._size.width, "list", "list", False)
        all_cells = list_cells if list_cells > 0 else self._size.width
        cells = all_cells - 1  # its scroll bar
        lines = [
            (index == 0, one)
            for index, ticket in enumerate(found.rows[: height // row_height(cells) + 1])
            for one in row_lines(ticket, cells, self._app.clock(), RowState(me=screen.console.me))
        ]
        for y in range(height):
            cursor, one = lines[y] if y < len(lines) else (False, line())
            beside = self._row(line(), self._size.width - all_cells - max(0, customer), "background")
            yield (
                self._row(one, cells, "background", cursor=cursor)
                + self._row(line(), 1, "panel")
                + beside
                + (self._row(line(), customer, "panel") if customer > 0 else "")
            )

    def _row(self, one: Line, cells: int, ground: str, *, cursor: bool = False) -> str:
        base = Style(color=self._paint.colour("foreground"), bgcolor=self._paint.colour(ground))
        over = self._paint.cursor if cursor else Style()
        return "".join(
            self._piece(span.text, base + self._paint.of(span.role) + over) for span in sized(one, cells).spans
        )

    def _piece(self, text: str, style: Style) -> str:
        if self._plain or self._system is None:
            style = Style(
                bold=style.bold, reverse=bool(style.bgcolor) and style.bgcolor == self._paint.cursor.bgcolor
            )
        return style.render(harmless(text), color_system=self._system or ColorSystem.STANDARD)

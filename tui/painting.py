"""Painting no more than a key has changed. As tui/compat.py, this leans on Textual's inside.

Textual paints through borders, padding, opacity and selection for every line of every widget near a change. Our
widgets have none of these but the last, and a page of a list is painted while a key is held down.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from math import ceil
from typing import Any, ClassVar

from rich.segment import Segment
from rich.style import Style
from textual._compositor import ChopsUpdate, Compositor
from textual.color import Color
from textual.filter import LineFilter
from textual.geometry import Region
from textual.screen import Screen
from textual.scrollbar import ScrollBar, ScrollBarRender
from textual.strip import Strip
from textual.widget import Widget


class ChangedOnly(Compositor):
    """Asks only those widgets for lines that show where something has changed.

    Textual asks all in the smallest rectangle around every change: a list and the status line below it make that
    the whole screen.
    """

    def render_partial_update(self) -> ChopsUpdate | None:
        """As Textual's, of the widgets that matter."""
        changed, whole = tuple(self._dirty_regions), self.visible_widgets
        _ = self.cuts  # The points where widgets begin and end are those of all of them.
        some = {
            widget: place
            for widget, place in whole.items()
            if any(place[0].intersection(place[1]).overlaps(one) for one in changed)
        }
        self._visible_widgets = some
        try:
            return super().render_partial_update()
        finally:
            if self._visible_widgets is some:
                self._visible_widgets = whole


def paint_changes_only(screen: Screen[Any]) -> None:
    """Let a screen that has just been made paint so."""
    screen._compositor = ChangedOnly()


def show_at_once(screen: Screen[Any]) -> None:
    """Paint what a key has changed now.

    Textual would let each widget tell its screen of it once idle, and paint at the next tick of a frame clock
    (up to 8 ms later). What lays the screen out anew goes that way.
    """
    if not screen.is_current or screen.app._batch_count or screen._layout_required or screen._scroll_required:
        return
    waiting = [w for w in screen._compositor.visible_widgets if w._repaint_required or w._layout_required]
    if any(widget._layout_required or widget._scroll_required for widget in waiting):
        return
    for widget in waiting:
        widget._repaint_required = False
        if widget is not screen and widget.display:
            screen._dirty_widgets.add(widget)
        elif widget is screen:
            screen._repaint_required = True
    if waiting or screen._dirty_widgets:
        screen._on_timer_update()


def filtered(style: Style, filters: Sequence[LineFilter], background: Color) -> Style:
    """A style as the filters of the app (NO_COLOR, colours of the terminal's own palette) leave it."""
    segments = [Segment("x", style)]
    for one in filters:
        segments = one.apply(segments, background)
    return segments[0].style or style


class CellScrollBar(ScrollBarRender):
    """A scroll bar of whole cells: its usual glyphs are two cells wide on some Japanese terminals."""

    VERTICAL_BARS: ClassVar[list[str]] = [" "]
    HORIZONTAL_BARS: ClassVar[list[str]] = [" "]


def install_scroll_bar() -> None:
    """Let every vertical scroll bar be made of three kinds of cells, each made once."""
    ScrollBar.renderer = CellScrollBar
    ScrollBar.render_lines = _bar_lines(ScrollBar.render_lines)  # type: ignore[method-assign,assignment]  # the same picture


def _bar_lines(original: Callable[[ScrollBar, Region], list[Strip]]) -> Callable[[ScrollBar, Region], list[Strip]]:
    def render_lines(self: ScrollBar, crop: Region) -> list[Strip]:
        parent, size = self.parent, self._size.height
        if not self.vertical or self.thickness != 1 or crop.width != 1 or not isinstance(parent, Widget):
            return original(self, crop)
        ground, bar = _bar_colours(self, parent)
        filters = self.get_line_filters()
        above, below = _cell(ground, "scroll_up"), _cell(ground, "scroll_down")
        start, end = _thumb(self.window_virtual_size, self.window_size, self.position, size)
        inside = _cell(bar, "grab")
        kinds = [inside if start <= y < end else above if y < end else below for y in crop.line_range]
        if end <= start:
            kinds = [_cell(ground, "")] * crop.height
        for one in filters:
            kinds = [strip.apply_filter(one, ground) for strip in kinds]
        return kinds

    return render_lines


def _bar_colours(bar: ScrollBar, parent: Widget) -> tuple[Color, Color]:
    styles = parent.styles
    if bar.grabbed:
        ground, colour = styles.scrollbar_background_active, styles.scrollbar_color_active
    elif bar.mouse_over:
        ground, colour = styles.scrollbar_background_hover, styles.scrollbar_color_hover
    else:
        ground, colour = styles.scrollbar_background, styles.scrollbar_color
    if ground.a < 1:
        ground = parent.background_colors[0] + ground
    return ground, ground + colour


def _thumb(virtual: float, window: float, position: float, size: int) -> tuple[int, int]:
    """Where the bar begins and ends; nothing where there is nothing to scroll. As `ScrollBarRender.render_bar`."""
    virtual, window = ceil(virtual), ceil(window)
    if not 0 < window < virtual or not size or size == virtual:
        return 0, 0
    length = max(1, window / (virtual / size))
    start = int((size - length) * position / (virtual - window))
    return max(0, start), max(0, start + ceil(length))


@lru_cache(64)
def _cell(colour: Color, action: str) -> Strip:
    meta = {"@mouse.down": action} if action else None
    return Strip([Segment(" ", Style(bgcolor=colour.rich_color, meta=meta))], 1)

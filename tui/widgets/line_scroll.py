"""A scrollable widget over screen lines: cost depends on what is visible, never on how much there is."""

from __future__ import annotations

from typing import Any

from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual import events
from textual.app import App
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.selection import Selection
from textual.strip import Strip
from textual.widget import Widget

from core.text import Safe
from tui.compat import resize_content
from tui.messages import AnchorActed
from tui.paint import Paint
from tui.painting import filtered
from tui.text.lines import Line, sized

_CACHED = 4000
_GROUND = (None, "", 0)
_paints: dict[tuple[str, bool], Paint] = {}


def paint_of(app: App[Any]) -> Paint:
    """The colours of the theme in force."""
    key = (app.theme, app.no_color)
    if key not in _paints:
        _paints[key] = Paint(app.theme_variables, plain=app.no_color)
    return _paints[key]


def _segment(text: Safe, style: Style) -> Segment:
    """The one place where text becomes what Textual writes: it takes nothing that has not been through the gate."""
    return Segment(text, style)


class LineScroll(ScrollView, can_focus=True):
    """Base of list, reader and customer pane. Subclasses give `line_at` and `line_count`."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._strips: dict[int, Strip] = {}
        self._paints: dict[tuple[str | None, str, int], Style] = {}
        self._laid_out, self._cells = (-1, False), 0
        self._wide = 0
        self.rendered = 0

    def line_at(self, y: int) -> Line | None:
        """The line at an absolute position, or None behind the end."""
        raise NotImplementedError

    def line_count(self) -> int:
        """How many lines there are."""
        raise NotImplementedError

    def under_cursor(self, y: int) -> bool:
        """Whether the line belongs to what the cursor stands on."""
        return False

    def cursor_lines(self) -> tuple[int, int]:
        """Where the cursor's lines begin and how many they are; they look different without focus."""
        return 0, 0

    @property
    def strong_cursor(self) -> bool:
        """Whether the cursor is where the keys go."""
        return self.has_focus

    @property
    def cells(self) -> int:
        """How wide a line is; asked for each line, and found anew only where the layout has changed."""
        laid_out = (self.outer_size.width, self.show_vertical_scrollbar)
        if laid_out != self._laid_out:
            found = self.scrollable_content_region.width
            if not found:
                return max(1, self.size.width)
            self._laid_out, self._cells = laid_out, found
        return self._cells

    def changed(self) -> None:
        """Everything may look different."""
        self._strips.clear()
        self._measure()
        self.refresh()

    def lines_changed(self, start: int, count: int) -> None:
        """These lines look different."""
        for y in range(start, start + count):
            self._strips.pop(y, None)
        if count:
            self.refresh_lines(start, count)

    def jump(self, y: int) -> None:
        """Make `y` the first visible line, at once."""
        self.scroll_to(y=max(0, y), animate=False, force=True)

    def page(self) -> int:
        """How many lines a page turns: one less than are visible."""
        return max(1, self.scrollable_content_region.height - 1)

    def notify_style_update(self) -> None:
        """The theme changed."""
        super().notify_style_update()
        self._paints.clear()
        self._strips.clear()

    def on_resize(self, event: events.Resize) -> None:
        """Another width means other lines."""
        self.changed()

    def _on_focus(self, event: events.Focus) -> None:
        """As Textual does it, but only what looks different is painted again."""
        self._focus_is(True, event, events.DescendantFocus(self))

    def _on_blur(self, event: events.Blur) -> None:
        """As Textual does it, but only what looks different is painted again."""
        self._focus_is(False, event, events.DescendantBlur(self))

    def _focus_is(self, here: bool, event: events.Event, told: Message) -> None:
        event.prevent_default()
        self.has_focus = here
        if isinstance(self.parent, Widget):
            self.parent.post_message(told)

    def watch_has_focus(self, _has_focus: bool) -> None:
        """The cursor looks different without focus, and nothing else: no style of ours asks for the focus.

        Textual would compute the styles anew and paint every line of both panes again.
        """
        self.lines_changed(*self.cursor_lines())

    def on_click(self, event: events.Click) -> None:
        """A click acts on what its line names."""
        line = self.line_at(event.y + self.scroll_offset.y)
        if line is not None and line.anchor:
            self.post_message(AnchorActed(line.anchor))

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """The text between two mouse positions."""
        lines = (self.line_at(y) for y in range(self.line_count()))
        return selection.extract("\n".join(line.plain.rstrip() if line else "" for line in lines)), "\n"

    def selection_updated(self, selection: Selection | None) -> None:
        """Another part is selected."""
        self._strips.clear()
        self.refresh()

    def render_lines(self, crop: Region) -> list[Strip]:
        """The visible lines, from our own store: there is no border and no padding that Textual would have to add."""
        top, cells = self.scroll_offset.y, self.cells
        bar = self.show_vertical_scrollbar and cells < self.outer_size.width
        wide = cells if bar else max(cells, self.outer_size.width)  # the scroll bar paints its own cell
        if wide != self._wide:
            self._wide = wide
            self._strips.clear()
        strips = [self._kept(y, cells) for y in range(top + crop.y, top + crop.bottom)]
        if crop.x or crop.right < wide:
            return [strip.crop(crop.x, crop.right) for strip in strips]
        return strips

    def render_line(self, y: int) -> Strip:
        """One visible line, in which each piece knows its place in the text: Textual selects text by it."""
        position = y + self.scroll_offset.y
        return self._kept(position, self.cells).apply_offsets(0, position)

    def _kept(self, y: int, cells: int) -> Strip:
        strip = self._strips.get(y)
        if strip is None:
            self.rendered += 1
            strip = self._strip(y, cells)
            if len(self._strips) > _CACHED:
                self._strips.clear()
            self._strips[y] = strip
        return strip

    def _strip(self, y: int, cells: int) -> Strip:
        line, wide = self.line_at(y), max(cells, self._wide)
        if line is None:
            return Strip([_segment(Safe(" " * wide), self._ground)], wide)
        cursor = self.under_cursor(y)
        whole = sized(line, cells)
        segments = [_segment(span.text, self._paint(line.band, span.role, cursor)) for span in whole.spans]
        selected = self._selected(y)
        if selected is not None:
            segments = self._with_selection(segments, selected)
        if wide > cells:
            segments.append(_segment(Safe(" " * (wide - cells)), self._ground))
        return Strip(segments, wide)

    @property
    def _ground(self) -> Style:
        """What stands behind the last line and beside all of them."""
        style = self._paints.get(_GROUND)
        if style is None:
            style = self._paints[_GROUND] = self._filtered(self.rich_style)
        return style

    def _filtered(self, style: Style) -> Style:
        return filtered(style, self.get_line_filters(), self.background_colors[1])

    def _selected(self, y: int) -> tuple[int, int] | None:
        selection = self.text_selection
        return selection.get_span(y) if selection is not None else None

    def _with_selection(self, segments: list[Segment], span: tuple[int, int]) -> list[Segment]:
        text = Text.assemble(*((s.text, s.style or "") for s in segments), end="")
        start, end = span
        text.stylize(self.screen.get_component_rich_style("screen--selection"), start, len(text) if end < 0 else end)
        return [s for s in text.render(self.app.console) if s.text]

    def _paint(self, band: str | None, role: str, cursor: bool) -> Style:
        strong = cursor and self.strong_cursor
        key = (band, role, cursor + strong)
        style = self._paints.get(key)
        if style is None:
            paint = paint_of(self.app)
            style = self.rich_style + (paint.of(band) if band else paint.of("text"))
            if role != band:
                style += paint.of(role)
            if cursor:
                style += paint.cursor if strong else paint.cursor_away
            self._paints[key] = style = self._filtered(style)
        return style

    def _measure(self) -> None:
        resize_content(self, Size(self.cells, self.line_count()))

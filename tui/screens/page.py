"""A page to read: handover, report, topics. Lines that name something can be entered."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical

from tui.labels import N_, _
from tui.messages import AnchorActed
from tui.screens.base import Keys, Question
from tui.text.lines import Line, Span, line
from tui.widgets.bar import Bar
from tui.widgets.line_scroll import LineScroll

Fill = Callable[[int], Sequence[Line]]


class PageText(LineScroll):
    """The lines, made for a width; the cursor stands on those that can be entered."""

    def __init__(self, fill: Fill) -> None:
        super().__init__(id="page-text")
        self._fill = fill
        self._lines: Sequence[Line] = ()
        self._laid = 0
        self.cursor = -1

    def changed(self) -> None:
        """Lay out at this width."""
        if self._laid != self.cells:
            self._laid, self._lines = self.cells, tuple(self._fill(self.cells))
        super().changed()

    def line_count(self) -> int:
        """All of them."""
        return len(self._lines)

    def line_at(self, y: int) -> Line | None:
        """A line."""
        return self._lines[y] if y < len(self._lines) else None

    def under_cursor(self, y: int) -> bool:
        """The line that Enter means."""
        return y == self.cursor

    @property
    def pointed_at(self) -> str:
        """What the cursor stands on; "" for nothing."""
        return self._lines[self.cursor].anchor if 0 <= self.cursor < len(self._lines) else ""

    def move(self, steps: int) -> None:
        """To the next line that can be entered; scroll where there is none in that direction."""
        stops = [y for y, one in enumerate(self._lines) if one.anchor]
        ahead = (
            [y for y in stops if y > self.cursor] if steps > 0 else [y for y in reversed(stops) if y < self.cursor]
        )
        top, visible = self.scroll_offset.y, max(1, self.scrollable_content_region.height)
        if not ahead or abs(ahead[0] - max(self.cursor, top)) > visible:
            self.jump(top + steps)
            return
        self.cursor = ahead[0]
        self.changed()
        if not top <= self.cursor < top + visible:
            self.jump(self.cursor - visible // 2)


class PageScreen(Question[str]):
    """Shows a page; Enter gives the anchor of the line, another key its own name, Esc nothing."""

    BINDINGS: ClassVar = [
        ("j,down", "move(1)", ""),
        ("k,up", "move(-1)", ""),
        ("pagedown,space,ctrl+d", "scroll(16)", ""),
        ("pageup,ctrl+u", "scroll(-16)", ""),
        ("home,g", "scroll(-99999)", ""),
        ("end,G", "scroll(99999)", ""),
        ("enter", "enter", ""),
        ("q", "give_up", ""),
    ]
    KEYS: ClassVar[Keys] = (("Enter", N_("Open it")), ("j k", N_("Move")))

    def __init__(self, title: str, fill: Fill, keys: Keys = ()) -> None:
        """`keys` are (key, what it does, marked for the catalogue): each ends the page with the key as its answer."""
        super().__init__()
        self._title = title
        self._keys = keys
        self._text = PageText(fill)
        for key, _what in keys:
            self._bindings.bind(key, f"answer('{key}')")

    def compose(self) -> ComposeResult:
        """A title, the text, the keys."""
        with Vertical(id="page"):
            yield Bar(id="page-title")
            yield self._text
            yield Bar(id="page-keys")

    def on_mount(self) -> None:
        """Be ready for keys."""
        self.query_one("#page-title", Bar).write(line(" ", Span(self._title, "strong")))
        keys = (*self._keys, *self.KEYS, ("Esc", N_("Back")))
        spans = [s for key, name in keys for s in (Span(f" {key} ", "key"), Span(_(name), "muted"), Span(" "))]
        self.query_one("#page-keys", Bar).write(line(*spans))
        self.begin(self._text)

    def on_anchor_acted(self, message: AnchorActed) -> None:
        """A line was clicked."""
        message.stop()
        self.dismiss(message.anchor)

    def action_enter(self) -> None:
        """Enter what the cursor stands on; nothing there ends the page."""
        self.dismiss(self._text.pointed_at or None)

    def action_answer(self, key: str) -> None:
        """One of the page's own keys."""
        self.dismiss(key)

    def action_move(self, steps: int) -> None:
        """The next line that can be entered."""
        self._text.move(steps)

    def action_scroll(self, steps: int) -> None:
        """Turn the page."""
        self._text.jump(self._text.scroll_offset.y + steps)

"""A text changed where it stands: a field over the place on the screen that shows it."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.geometry import Region
from textual.widgets import TextArea

from tui.labels import N_, _
from tui.screens.base import Question
from tui.text.lines import Span, line
from tui.widgets.bar import Bar

_ROWS = 5
_NARROWEST = 24


class _Field(TextArea):
    """Enter keeps the text, Ctrl+J begins a new line."""

    async def _on_key(self, event: events.Key) -> None:
        if event.key == "enter":
            event.stop()
            event.prevent_default()
            screen = self.screen
            if isinstance(screen, PlaceScreen):
                screen.dismiss(self.text)
            return
        if event.key == "ctrl+j":
            event.stop()
            event.prevent_default()
            self.insert("\n")
            return
        await super()._on_key(event)


class PlaceScreen(Question[str]):
    """Asks for a text in the place where the old one stands; without a place at the bottom."""

    KEYS: ClassVar = (("Enter", N_("Keep")), ("^J", N_("New line")), ("Esc", N_("Back")))

    def __init__(self, title: str, value: str, region: Region | None) -> None:
        super().__init__()
        self._title = title
        self._value = value
        self._region = region

    def compose(self) -> ComposeResult:
        """The field, with its title above and its keys below."""
        with Vertical(id="place"):
            yield Bar(id="place-title")
            yield _Field(self._value, id="place-text", compact=True, highlight_cursor_line=False, soft_wrap=True)
            yield Bar(id="place-keys")

    def on_mount(self) -> None:
        """Be ready for keys."""
        self._put()
        area = self.query_one(_Field)
        area.move_cursor(area.document.end)
        self.query_one("#place-title", Bar).write(line(" ", Span(self._title, "strong")))
        keys = [s for key, name in self.KEYS for s in (Span(f" {key} ", "key"), Span(_(name), "muted"))]
        self.query_one("#place-keys", Bar).write(line(*keys))
        self.begin(area)

    def on_resize(self) -> None:
        """The place has moved; below is always there."""
        self._region = self._region if self._fits() else None
        self._put()

    def _fits(self) -> bool:
        region, size = self._region, self.app.size
        return region is not None and region.right <= size.width and region.width >= _NARROWEST

    def _put(self) -> None:
        box, size = self.query_one("#place"), self.app.size
        rows = min(_ROWS + 2, size.height)
        if not self._fits() or self._region is None:
            box.styles.width, box.styles.height = "100%", rows
            box.styles.offset = (0, size.height - rows)
            return
        region = self._region
        height = min(max(region.height + 2, rows), size.height)
        box.styles.width, box.styles.height = region.width, height
        box.styles.offset = (region.x, max(0, min(region.y - 1, size.height - height)))

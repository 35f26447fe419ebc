"""Several lines typed at the bottom of the screen: a note."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import TextArea

from tui.labels import N_, _
from tui.screens.base import Question
from tui.text.lines import Span, line
from tui.widgets.bar import Bar


class WriteScreen(Question[str]):
    """Asks for a text. What is left unfinished comes back the next time under the same title."""

    BINDINGS: ClassVar = [("ctrl+s,ctrl+enter", "keep", "")]
    KEYS: ClassVar = (("^S", N_("Keep")),)

    def __init__(self, title: str, unfinished: dict[str, str], *, hint: str = "", value: str = "") -> None:
        super().__init__()
        self._title = title
        self._hint = hint
        self._unfinished = unfinished
        self._value = value or self._unfinished.get(title, "")

    def compose(self) -> ComposeResult:
        """A title, a field, the keys."""
        with Vertical(id="write"):
            yield Bar(id="write-title")
            yield TextArea(self._value, id="write-text", compact=True, highlight_cursor_line=False)
            yield Bar(id="write-keys")

    def on_mount(self) -> None:
        """Be ready for keys."""
        self.query_one("#write-title", Bar).write(
            line(" ", Span(self._title, "strong"), "  ", Span(self._hint, "muted"))
        )
        self.query_one("#write-keys", Bar).write(
            line(
                " ",
                Span("^S ", "key"),
                Span(_("Keep"), "muted"),
                "   ",
                Span("Esc ", "key"),
                Span(_("Back"), "muted"),
            )
        )
        area = self.query_one(TextArea)
        area.move_cursor(area.document.end)
        self.begin(area)

    def action_keep(self) -> None:
        """This is the text."""
        self._unfinished.pop(self._title, None)
        self.dismiss(self.query_one(TextArea).text)

    def action_give_up(self) -> None:
        """Leave it; the text waits for the next time."""
        self._unfinished[self._title] = self.query_one(TextArea).text
        self.dismiss(None)

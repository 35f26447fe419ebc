"""One line typed at the bottom of the screen, with what was meant completed by Tab."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.timer import Timer
from textual.widgets import Input

from tui.screens.base import Question
from tui.text.fuzzy import ranked
from tui.text.lines import Span, line
from tui.widgets.bar import Bar
from tui.widgets.text_input import TextInput

_REST = 0.12
"""Seconds without a key after which what was typed so far is told."""


class AskScreen(Question[str]):
    """Asks for one line."""

    BINDINGS: ClassVar = [("tab", "complete", ""), ("up", "recall(1)", ""), ("down", "recall(-1)", "")]

    def __init__(
        self, title: str, *, hint: str = "", value: str = "", choices: Sequence[str] = (),
        before: Sequence[str] = (), typed: Callable[[str], None] | None = None,
    ) -> None:  # fmt: skip
        super().__init__()
        self._before = [*before, value]
        self._recalled = len(before)
        self._typed = typed
        self._pause: Timer | None = None
        self._title = title
        self._hint = hint
        self._value = value
        self._choices = choices

    def compose(self) -> ComposeResult:
        """A title, a line to type in, a hint."""
        with Vertical(id="ask"):
            yield Bar(id="ask-title")
            yield TextInput(self._value, id="ask-input", compact=True, select_on_focus=True)
            yield Bar(id="ask-hint")

    def on_mount(self) -> None:
        """Be ready for keys."""
        self.query_one("#ask-title", Bar).write(line(" ", Span(self._title, "strong")))
        self._show_hint("")
        self.begin(self.query_one(TextInput))

    def _found(self, typed: str) -> list[str]:
        return ranked(typed.split(" ")[-1], ((choice, (choice,)) for choice in self._choices))[:8]

    def _show_hint(self, typed: str) -> None:
        found = [Span(f"{name}  ", "link") for name in self._found(typed)] if self._choices else []
        self.query_one("#ask-hint", Bar).write(line(" ", *found, Span(self._hint, "muted")))

    def on_input_changed(self, event: Input.Changed) -> None:
        """Show what fits."""
        self._show_hint(event.value)
        if self._typed is not None and event.value != self._value:
            if self._pause is not None:
                self._pause.stop()
            self._pause = self.set_timer(_REST, self._tell)

    def _tell(self) -> None:
        if self._typed is not None:
            self._typed(self.query_one(TextInput).value)

    def action_recall(self, steps: int) -> None:
        """What was answered before, further back with each step."""
        self._recalled = max(0, min(self._recalled - steps, len(self._before) - 1))
        field = self.query_one(TextInput)
        field.value = self._before[self._recalled]
        field.cursor_position = len(field.value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """This is the answer."""
        self.dismiss(event.value)

    def action_complete(self) -> None:
        """Take the best fitting choice for the last word."""
        field = self.query_one(TextInput)
        found = self._found(field.value)
        if found:
            field.value = " ".join([*field.value.split(" ")[:-1], found[0]])
            field.cursor_position = len(field.value)

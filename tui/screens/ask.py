"""One line typed at the bottom of the screen, with what was meant completed by Tab."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.timer import Timer
from textual.widgets import Input

from tui.console import Choices
from tui.labels import N_
from tui.screens.base import Question
from tui.text.cells import width
from tui.text.fuzzy import ranked
from tui.text.lines import Line, Span, line
from tui.text.wrap import wrap
from tui.widgets.bar import Bar
from tui.widgets.text_input import TextInput

_REST = 0.12
"""Seconds without a key after which what was typed so far is told."""
_MOST = 8


class AskScreen(Question[str]):
    """Asks for one line."""

    BINDINGS: ClassVar = [("tab", "complete", ""), ("up", "recall(1)", ""), ("down", "recall(-1)", "")]
    KEYS: ClassVar = (("Enter", N_("Answer")), ("Tab", N_("Complete")), ("Up", N_("What was answered before")))

    def __init__(
        self, title: str, *, hint: str = "", value: str = "", choices: Choices = (),
        before: Sequence[str] = (), typed: Callable[[str], None] | None = None,
        explain: Callable[[str], str] | None = None,
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
        self._explain = explain
        self._field = TextInput(value, id="ask-input", compact=True, select_on_focus=True)
        self._above, self._below = Bar(id="ask-title"), Bar(id="ask-hint")

    def compose(self) -> ComposeResult:
        """A title, a line to type in, a hint."""
        with Vertical(id="ask"):
            yield self._above
            yield self._field
            yield self._below

    def on_mount(self) -> None:
        """Be ready for keys."""
        self._show(self._value)
        self.begin(self._field)

    def on_resize(self) -> None:
        """Another width may need another line for the hint."""
        self.call_after_refresh(lambda: self._show(self._field.value))

    def _found(self, typed: str) -> list[str]:
        """The choices that fit: the whole line where one of several words begins so, else the last word."""
        choices = self._choices(typed) if callable(self._choices) else self._choices
        whole = [c for c in choices if " " in c and typed and c.casefold().startswith(typed.casefold())]
        return [*whole, *ranked(typed.split(" ")[-1], ((c, (c,)) for c in choices if c not in whole))][:_MOST]

    def _show(self, typed: str) -> None:
        meaning = self._explain(typed) if self._explain else ""
        title = line(" ", Span(self._title, "strong"), "  ", Span(meaning, "good"))
        self._above.write(title)
        found = [Span(f"{name}  ", "link") for name in self._found(typed)] if self._choices else []
        self._below.fill(lambda cells: _below_lines(found, self._hint, cells))
        self._below.styles.height = max(1, len(self._below.lines))

    def on_input_changed(self, event: Input.Changed) -> None:
        """Show what fits."""
        self._show(event.value)
        if self._typed is not None and event.value != self._value:
            if self._pause is not None:
                self._pause.stop()
            self._pause = self.set_timer(_REST, self._tell)

    def _tell(self) -> None:
        if self._typed is not None:
            self._typed(self._field.value)

    def action_recall(self, steps: int) -> None:
        """What was answered before, further back with each step."""
        self._recalled = max(0, min(self._recalled - steps, len(self._before) - 1))
        self._field.value = self._before[self._recalled]
        self._field.cursor_position = len(self._field.value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """This is the answer."""
        self.dismiss(event.value)

    def action_complete(self) -> None:
        """Take the best fitting choice: for the whole line, else for its last word."""
        found = self._found(self._field.value)
        if not found:
            return
        whole = " " in found[0] and found[0].casefold().startswith(self._field.value.casefold())
        self._field.value = found[0] if whole else " ".join([*self._field.value.split(" ")[:-1], found[0]])
        self._field.cursor_position = len(self._field.value)


def _below_lines(found: Sequence[Span], hint: str, cells: int) -> list[Line]:
    """What fits and the hint, side by side where there is room; a hint is never cut off."""
    used = 1 + sum(width(span.text) for span in found)
    if used + width(hint) <= cells:
        return [line(" ", *found, Span(hint, "muted"))]
    above = [line(" ", *found)] if found else []
    return [*above, *(line(" ", Span(piece, "muted")) for piece in wrap(hint, max(8, cells - 2)))]

"""Choosing one of many by a few letters: the palette, canned responses, the outbox."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input

from tui.labels import N_
from tui.screens.base import Question
from tui.text.cells import clip, fit, steady, width
from tui.text.fuzzy import ranked
from tui.text.lines import Line, Span, line
from tui.text.wrap import wrap
from tui.widgets.bar import Bar
from tui.widgets.line_scroll import LineScroll
from tui.widgets.text_input import TextInput


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the things to choose from: found by `texts`, `right` stands at the line's end."""

    value: str
    text: str
    texts: Sequence[str] = field(default=())
    right: str = ""
    preview: str = ""


class ChoiceList(LineScroll, can_focus=False):
    """The choices that fit, best first."""

    def __init__(self, id: str) -> None:
        super().__init__(id=id)
        self.found: Sequence[Choice] = ()
        self.cursor = 0

    def show(self, found: Sequence[Choice]) -> None:
        """Show these, the cursor on the first."""
        self.found, self.cursor = found, 0
        self.changed()
        self.jump(0)

    def line_count(self) -> int:
        """One line a choice."""
        return len(self.found)

    def line_at(self, y: int) -> Line | None:
        """A choice."""
        if y >= len(self.found):
            return None
        choice = self.found[y]
        room = self.cells - width(choice.right) - 3
        return line(" ", Span(fit(steady(choice.text), room)), " ", Span(choice.right, "key"), " ", anchor=str(y))

    def under_cursor(self, y: int) -> bool:
        """The chosen one."""
        return y == self.cursor

    @property
    def strong_cursor(self) -> bool:
        """The keys go to the line above, and from there to here."""
        return True

    def move(self, steps: int) -> None:
        """Move the cursor."""
        self.cursor = max(0, min(self.cursor + steps, len(self.found) - 1))
        self.changed()
        top, visible = self.scroll_offset.y, max(1, self.scrollable_content_region.height)
        if self.cursor < top:
            self.jump(self.cursor)
        elif self.cursor >= top + visible:
            self.jump(self.cursor - visible + 1)


class PickScreen(Question[str]):
    """Asks for one of some choices."""

    BINDINGS: ClassVar = [
        ("up,ctrl+k", "move(-1)", ""),
        ("down,ctrl+j,tab", "move(1)", ""),
        ("pageup", "move(-8)", ""),
        ("pagedown", "move(8)", ""),
    ]

    KEYS: ClassVar = (("Enter", N_("Choose")), ("Up Down", N_("Move")), ("a-z", N_("Fewer choices")))

    def __init__(self, title: str, choices: Sequence[Choice], hint: str = "", preview_lines: int = 0) -> None:
        """`preview_lines` keeps a small preview below the choices; 0 gives it half of the window."""
        super().__init__()
        self._brief = preview_lines
        self._title = title
        self._choices = choices
        self._hint = hint
        self._field = TextInput(id="pick-input", compact=True)
        self._list = ChoiceList(id="pick-list")
        self._above, self._below = Bar(id="pick-title"), Bar(id="pick-preview")

    def compose(self) -> ComposeResult:
        """A title, a line to type in, the choices, a preview of the one under the cursor."""
        preview = any(c.preview for c in self._choices)
        with Vertical(id="pick", classes=("-brief" if self._brief else "-preview") if preview else ""):
            yield self._above
            yield self._field
            yield self._list
            yield self._below

    def on_mount(self) -> None:
        """Be ready for keys."""
        self._say()
        self._filter("")
        self.begin(self._field)

    def on_resize(self) -> None:
        """The preview breaks its lines anew, and the hint may need another one."""
        self.call_after_refresh(self._say)
        self.call_after_refresh(self._preview)

    def _say(self) -> None:
        """What is to be chosen, and a hint that is never cut off."""
        title, hint = Span(self._title, "strong"), Span(self._hint, "muted")

        def lines(cells: int) -> list[Line]:
            if width(title.text) + width(hint.text) + 3 <= cells:
                return [line(" ", title, "  ", hint)]
            return [line(" ", title), *(line(" ", Span(p, "muted")) for p in wrap(hint.text, max(8, cells - 2)))]

        self._above.fill(lines)
        self._above.styles.height = max(1, len(self._above.lines))

    def _filter(self, typed: str) -> None:
        found = ranked(typed, ((c, c.texts or (c.text,)) for c in self._choices)) if typed else self._choices
        self._list.show(found)
        self._preview()

    def _preview(self) -> None:
        bar, choices = self._below, self._list
        if not bar.size.height or not choices.found:
            bar.write()
            return
        text = choices.found[choices.cursor].preview
        pieces = [piece for row in text.splitlines() for piece in wrap(steady(row), bar.cells - 3)]
        bar.write(*(line("  ", Span(clip(piece, bar.cells - 3), "muted")) for piece in pieces[: bar.size.height]))

    def on_input_changed(self, event: Input.Changed) -> None:
        """Fewer choices."""
        self._filter(event.value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """The one under the cursor."""
        event.stop()
        self._take()

    def _take(self) -> None:
        choices = self._list
        # What was typed last may not have been filtered by yet when Enter comes in the same burst.
        self._filter_now(choices)
        if choices.found:
            self.dismiss(choices.found[choices.cursor].value)

    def _filter_now(self, choices: ChoiceList) -> None:
        typed = self._field.value
        fitting = ranked(typed, ((c, c.texts or (c.text,)) for c in self._choices)) if typed else self._choices
        if list(fitting) != list(choices.found):
            choices.show(fitting)

    def action_move(self, steps: int) -> None:
        """Move the cursor over the choices."""
        self._list.move(steps)
        self._preview()

    def on_click(self, event: events.Click) -> None:
        """A click takes a choice."""
        choices = self._list
        if event.widget is choices:
            choices.cursor = min(event.y + choices.scroll_offset.y, max(0, len(choices.found) - 1))
            self._take()

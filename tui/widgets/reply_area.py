"""Where a reply is written: a text field that knows canned responses by a few letters, and walks through gaps."""

from __future__ import annotations

from collections.abc import Callable

from textual import events
from textual.message import Message
from textual.widgets import TextArea

from core.placeholders import unfilled

SIGNS = (";", "；")
"""What a search for a canned response begins with, in half and full width."""


class ReplyArea(TextArea):
    """The composer's text. `suggesting` says whether suggestions are shown, to which arrows and Enter belong then."""

    class Moved(Message):
        """An arrow was pressed over the suggestions."""

        def __init__(self, steps: int) -> None:
            super().__init__()
            self.steps = steps

    class Taken(Message):
        """Enter was pressed over the suggestions."""

    def __init__(self, text: str, *, is_shortcut: Callable[[str], bool], id: str) -> None:
        super().__init__(text, id=id, compact=True, highlight_cursor_line=False, soft_wrap=True)
        self._is_shortcut = is_shortcut
        self._gap: tuple[int, str] | None = None
        self.suggesting = False

    # the word before the cursor --------------------------------------------------------------
    def word_before_cursor(self) -> str:
        """The letters between the last space and the cursor."""
        row, column = self.cursor_location
        before = str(self.document.get_line(row))[:column]
        return before.split()[-1] if before and not before[-1].isspace() else ""

    def sought(self) -> str | None:
        """What is being looked for with `;` before the cursor, without it; None where nothing is."""
        row, column = self.cursor_location
        before = str(self.document.get_line(row))[:column]
        at = max(before.rfind(sign) for sign in SIGNS)
        if at < 0 or (at > 0 and not before[at - 1].isspace() and before[at - 1].isascii()):
            return None
        word = before[at + 1 :]
        return word if len(word) < 40 and "  " not in word and not word.startswith(" ") else None

    def shortcut(self) -> str:
        """The shortcut that stands before the cursor; empty where there is none."""
        word = self.word_before_cursor()
        return word if word and self._is_shortcut(word) else ""

    def take_shortcut(self) -> str:
        """Remove the shortcut before the cursor and return it."""
        word = self.shortcut()
        self._take_back(len(word))
        return word

    def take_sought(self) -> None:
        """Remove what was looked for with `;`, and the sign."""
        word = self.sought()
        if word is not None:
            self._take_back(len(word) + 1)

    def _take_back(self, letters: int) -> None:
        row, column = self.cursor_location
        self.delete((row, column - letters), (row, column))

    # keys over the suggestions ---------------------------------------------------------------
    async def _on_key(self, event: events.Key) -> None:
        if self.suggesting and event.key == "enter":
            event.stop()
            event.prevent_default()
            self.post_message(self.Taken())
            return
        await super()._on_key(event)

    def action_cursor_up(self, select: bool = False) -> None:
        """Up, in the suggestions while there are some."""
        if self.suggesting and not select:
            self.post_message(self.Moved(-1))
        else:
            super().action_cursor_up(select)

    def action_cursor_down(self, select: bool = False) -> None:
        """Down, in the suggestions while there are some."""
        if self.suggesting and not select:
            self.post_message(self.Moved(1))
        else:
            super().action_cursor_down(select)

    # gaps ------------------------------------------------------------------------------------
    @property
    def in_gap(self) -> bool:
        """Whether a placeholder is being filled in."""
        return self._gap is not None

    def _location(self, index: int) -> tuple[int, int]:
        """Row and column of a place in the text."""
        before = self.text[:index]
        return before.count("\n"), index - (before.rfind("\n") + 1)

    def _index(self) -> int:
        row, column = self.cursor_location
        return sum(len(line) + 1 for line in self.text.split("\n")[:row]) + column

    def select_placeholder(self) -> str:
        """Put the cursor on the first placeholder that nobody has filled in, and return it; "" for none."""
        found = unfilled(self.text)
        if not found:
            self._gap = None
            return ""
        at = min(self.text.find(piece) for piece in found)
        piece = next(piece for piece in found if self.text.startswith(piece, at))
        self._gap = (at, piece)
        self.move_cursor(self._location(at))
        self.move_cursor(self._location(at + len(piece)), select=True)
        self.scroll_cursor_visible()
        return piece

    def select_piece(self, piece: str) -> None:
        """Select the first place where some words stand; where they stand nowhere, nothing changes."""
        at = self.text.find(piece) if piece else -1
        if at >= 0:
            self.move_cursor(self._location(at))
            self.move_cursor(self._location(at + len(piece)), select=True)
            self.scroll_cursor_visible()

    def next_gap(self) -> str:
        """What was typed into the gap goes into every other one of its name; then on to the next: its placeholder."""
        gap, self._gap = self._gap, None
        if gap is not None:
            at, piece = gap
            typed = self.text[at : self._index()]
            if typed and typed != piece and "\n" not in typed:
                while (other := self.text.find(piece)) >= 0:
                    self.replace(typed, self._location(other), self._location(other + len(piece)))
        return self.select_placeholder()


def gap_name(piece: str) -> str:
    """What a placeholder asks for, in its own words."""
    return piece.strip("{}").strip().removeprefix("?").rpartition("|")[2].strip()

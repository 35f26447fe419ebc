"""Where a reply is written: a text field that knows shortcuts of canned responses."""

from __future__ import annotations

from collections.abc import Callable

from textual.widgets import TextArea

from core.placeholders import unfilled


class ReplyArea(TextArea):
    """The composer's text. The command on Tab turns one into its text."""

    def __init__(self, text: str, *, is_shortcut: Callable[[str], bool], id: str) -> None:
        super().__init__(text, id=id, compact=True, highlight_cursor_line=False, soft_wrap=True)
        self._is_shortcut = is_shortcut

    def word_before_cursor(self) -> str:
        """The letters between the last space and the cursor."""
        row, column = self.cursor_location
        before = str(self.document.get_line(row))[:column]
        return before.split()[-1] if before and not before[-1].isspace() else ""

    def shortcut(self) -> str:
        """The shortcut that stands before the cursor; empty where there is none."""
        word = self.word_before_cursor()
        return word if word and self._is_shortcut(word) else ""

    def take_shortcut(self) -> str:
        """Remove the shortcut before the cursor and return it."""
        word = self.shortcut()
        row, column = self.cursor_location
        self.delete((row, column - len(word)), (row, column))
        return word

    def _location(self, index: int) -> tuple[int, int]:
        """Row and column of a place in the text."""
        before = self.text[:index]
        return before.count("\n"), index - (before.rfind("\n") + 1)

    def select_placeholder(self) -> bool:
        """Put the cursor on the first placeholder that nobody has filled in; False where there is none."""
        found = unfilled(self.text)
        if not found:
            return False
        at = self.text.find(found[0])
        start, end = (self._location(index) for index in (at, at + len(found[0])))
        self.move_cursor(start)
        self.move_cursor(end, select=True)
        self.scroll_cursor_visible()
        return True

"""Where a reply is written: a text field that knows shortcuts of canned responses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from textual import events
from textual.message import Message
from textual.widgets import TextArea

from core.placeholders import unfilled


class ReplyArea(TextArea):
    """The composer's text. Tab behind a shortcut asks for the canned response of that name."""

    @dataclass
    class ShortcutTyped(Message):
        """A shortcut was typed and Tab pressed."""

        name: str

    def __init__(self, text: str, *, is_shortcut: Callable[[str], bool], id: str) -> None:
        super().__init__(text, id=id, compact=True, highlight_cursor_line=False, soft_wrap=True)
        self._is_shortcut = is_shortcut

    def word_before_cursor(self) -> str:
        """The letters between the last space and the cursor."""
        row, column = self.cursor_location
        before = str(self.document.get_line(row))[:column]
        return before.split()[-1] if before and not before[-1].isspace() else ""

    async def _on_key(self, event: events.Key) -> None:
        word = self.word_before_cursor() if event.key == "tab" else ""
        if word and self._is_shortcut(word):
            event.stop()
            event.prevent_default()
            row, column = self.cursor_location
            self.delete((row, column - len(word)), (row, column))
            self.post_message(self.ShortcutTyped(word))
            return
        await super()._on_key(event)

    def select_placeholder(self) -> bool:
        """Put the cursor on the first placeholder that nobody has filled in; False where there is none."""
        found = unfilled(self.text)
        if not found:
            return False
        at = self.text.find(found[0])
        start = self.document.get_location_from_index(at)
        end = self.document.get_location_from_index(at + len(found[0]))
        self.move_cursor(start)
        self.move_cursor(end, select=True)
        self.scroll_cursor_visible()
        return True

"""One line to type into, with the terminal's cursor where an input method expects it."""

from __future__ import annotations

from textual.geometry import Offset
from textual.widgets import Input


class TextInput(Input):
    """An Input whose hardware cursor is exact behind the last letter, so that pre-edit text appears there."""

    @property
    def cursor_screen_offset(self) -> Offset:
        """The cell of the cursor on the screen: Input counts one too many at the end of its text."""
        offset = super().cursor_screen_offset
        return offset - Offset(1, 0) if self.cursor_at_end else offset

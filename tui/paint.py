"""From roles to colours: one table for every widget, computed once a theme.

Component classes would do the same in CSS, at the price of restyling a hundred virtual nodes whenever
a pane is shown or hidden.
"""

from __future__ import annotations

from collections.abc import Mapping

from rich.style import Style
from textual.color import Color, ColorParseError

from tui.text.lines import Role

_ROLES: Mapping[Role, str] = {
    "text": "", "strong": "bold", "muted": "muted", "label": "accent", "quote": "quote",
    "note": "note on note-ground", "event": "muted italic", "link": "link", "warn": "warning",
    "alarm": "error bold", "good": "success", "mine": "success bold", "head-in": "bold on head-in",
    "head-out": "bold on head-out", "head-note": "bold on head-note", "code": "primary",
    "hit": "bold on cursor", "key": "primary bold",
}  # fmt: skip
_WEIGHTS = ("bold", "italic")


class Paint:
    """The styles of one theme, given its variables; `plain` shows the cursor without colours (NO_COLOR)."""

    def __init__(self, variables: Mapping[str, str], *, plain: bool = False) -> None:
        self._variables = variables
        self._styles: dict[str, Style] = {role: self._read(text) for role, text in _ROLES.items()}
        self.cursor = Style(bgcolor=self._color("cursor"))
        self.cursor_away = Style(bgcolor=self._color("cursor-dim"))
        if plain:
            self.cursor, self.cursor_away = Style(reverse=True), Style(underline=True)

    def of(self, role: str) -> Style:
        """What a role adds to the ground it stands on."""
        return self._styles[role]

    def colour(self, name: str) -> str | None:
        """A colour of the theme by its name; None where the theme has no such name."""
        return self._color(name)

    def _read(self, text: str) -> Style:
        front, _on, ground = text.partition("on ")
        words = front.split()
        color = next((self._color(word) for word in words if word not in _WEIGHTS), None)
        return Style(
            color=color,
            bgcolor=self._color(ground) if ground else None,
            bold="bold" in words or None,
            italic="italic" in words or None,
        )

    def _color(self, name: str) -> str | None:
        try:
            return Color.parse(self._variables[name]).rich_color.name
        except (KeyError, ColorParseError):
            return None

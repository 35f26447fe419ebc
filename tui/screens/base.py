"""What every screen of the console has: a place for its commands, and the moment in which keys may come."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import ClassVar, Generic, TypeVar

from textual.await_complete import AwaitComplete
from textual.screen import ModalScreen, Screen
from textual.widget import Widget

from tui.painting import paint_changes_only

T = TypeVar("T")
Keys = Sequence[tuple[str, str]]
"""Pairs of a key as people read it and, marked for the catalogue, what it does."""


class ConsoleScreen(Screen[None]):
    """A full screen. `where` is the place whose commands its keys run; `ready` is set once keys may come."""

    AUTO_FOCUS: ClassVar[str | None] = ""
    ENABLE_COMMAND_PALETTE = False

    def __init__(self) -> None:
        super().__init__()
        paint_changes_only(self)
        self.ready = asyncio.Event()

    @property
    def where(self) -> str:
        """The place of the focused widget."""
        return ""

    def begin(self, widget: Widget) -> None:
        """Focus a widget at once and let keys come."""
        self.set_focus(widget)
        self.ready.set()

    def show_said(self) -> None:
        """Something was said: show it where there is a status line."""

    def relabel(self) -> None:
        """The language changed."""


class Question(ModalScreen[T], Generic[T]):
    """A question over the screen below; dismissed with the answer, or None."""

    AUTO_FOCUS: ClassVar[str | None] = ""
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar = [("escape", "give_up", ""), ("ctrl+c", "give_up", ""), ("f1", "help", "")]
    KEYS: ClassVar[Keys] = ()

    def __init__(self) -> None:
        super().__init__()
        paint_changes_only(self)
        self.ready = asyncio.Event()
        self.taken: Callable[[T | None], None] | None = None

    def dismiss(self, result: T | None = None) -> AwaitComplete:
        """Answer at once: Textual's own callback would wait until the key that answers has been worked off."""
        taken, self.taken = self.taken, None
        if taken is not None:
            taken(result)
        return super().dismiss(result)

    @property
    def where(self) -> str:
        """No command runs while a question is open; its own keys do."""
        return ""

    def begin(self, widget: Widget) -> None:
        """Focus a widget at once and let keys come."""
        self.set_focus(widget)
        self.ready.set()

    def action_help(self) -> None:
        """Its keys, then those of the place below."""
        from tui.app import ConsoleApp

        if isinstance(self.app, ConsoleApp):
            self.app.show_help(self.KEYS)

    def action_give_up(self) -> None:
        """Leave it without an answer."""
        self.dismiss(None)

    def show_said(self) -> None:
        """Questions have no status line."""

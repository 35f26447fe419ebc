"""Moving: the same keys in list, ticket and customer pane."""

from __future__ import annotations

from typing import ClassVar

from tui.commands.base import CUSTOMER, LIST, MAIN, MOVING, TICKET, Command
from tui.console import Console
from tui.labels import N_

_FAR = 10**9


class Down(Command):
    """One step towards the end."""

    name, title, group = "down", N_("Down"), MOVING
    keys = ("j", "down")
    help = N_("One ticket or line down.")

    def run(self, console: Console, words: str = "") -> None:
        """Move the focused pane."""
        console.pane.move(1)


class Up(Command):
    """One step towards the beginning."""

    name, title, group = "up", N_("Up"), MOVING
    keys = ("k", "up")
    help = N_("One ticket or line up.")

    def run(self, console: Console, words: str = "") -> None:
        """Move the focused pane."""
        console.pane.move(-1)


class PageDown(Command):
    """A page on."""

    name, title, group = "page-down", N_("Page down"), MOVING
    keys = ("pagedown", "ctrl+d", "ctrl+f", "space")
    help = N_("One page down.")

    def run(self, console: Console, words: str = "") -> None:
        """Turn the page of the focused pane."""
        console.pane.move_page(1)


class PageUp(Command):
    """A page back."""

    name, title, group = "page-up", N_("Page up"), MOVING
    keys = ("pageup", "ctrl+u", "ctrl+b")
    help = N_("One page up.")

    def run(self, console: Console, words: str = "") -> None:
        """Turn the page of the focused pane."""
        console.pane.move_page(-1)


class Top(Command):
    """To the beginning."""

    name, title, group = "top", N_("To the beginning"), MOVING
    keys = ("g", "home")
    help = N_("To the first ticket or line.")

    def run(self, console: Console, words: str = "") -> None:
        """Go to the beginning of the focused pane."""
        console.pane.go(0)


class End(Command):
    """To the end."""

    name, title, group = "end", N_("To the end"), MOVING
    keys = ("G", "end")
    help = N_("To the last ticket or line.")

    def run(self, console: Console, words: str = "") -> None:
        """Go to the end of the focused pane."""
        console.pane.go(_FAR)


class Open(Command):
    """Open what the cursor stands on."""

    name, title, group = "enter", N_("Open"), MOVING
    keys = ("enter",)
    where: ClassVar[frozenset[str]] = frozenset({LIST, CUSTOMER})
    bar = 1
    help = N_("Open the ticket under the cursor.")

    def run(self, console: Console, words: str = "") -> None:
        """Open it."""
        console.main.enter()


class Back(Command):
    """One step back."""

    name, title, group = "back", N_("Back"), MOVING
    keys = ("escape",)
    where: ClassVar[frozenset[str]] = MAIN
    help = N_("Back to the list; from a search back to the Inbox; forget the marks.")

    def run(self, console: Console, words: str = "") -> None:
        """Go back."""
        console.main.back()


class NextPane(Command):
    """The pane to the right."""

    name, title, group = "next-pane", N_("Next pane"), MOVING
    keys = ("tab", "right")
    help = N_("From list to ticket to customer and round again.")

    def run(self, console: Console, words: str = "") -> None:
        """Focus it."""
        console.main.switch_pane(1)


class PreviousPane(Command):
    """The pane to the left."""

    name, title, group = "previous-pane", N_("Previous pane"), MOVING
    keys = ("shift+tab", "left")
    help = N_("The other way round.")

    def run(self, console: Console, words: str = "") -> None:
        """Focus it."""
        console.main.switch_pane(-1)


class NextMessage(Command):
    """The next message of the ticket."""

    name, title, group = "next-message", N_("Next message"), MOVING
    keys = ("right_square_bracket", "J")
    where: ClassVar[frozenset[str]] = frozenset({TICKET})
    help = N_("To the next message or note of the ticket.")

    def run(self, console: Console, words: str = "") -> None:
        """Scroll to it."""
        console.main.reader.step_message(1)


class PreviousMessage(Command):
    """The message before."""

    name, title, group = "previous-message", N_("Previous message"), MOVING
    keys = ("left_square_bracket", "K")
    where: ClassVar[frozenset[str]] = frozenset({TICKET})
    help = N_("To the message or note before.")

    def run(self, console: Console, words: str = "") -> None:
        """Scroll to it."""
        console.main.reader.step_message(-1)


class Unfold(Command):
    """Open or close the message at the top."""

    name, title, group = "unfold", N_("Open or close a message"), MOVING
    keys = ("enter",)
    where: ClassVar[frozenset[str]] = frozenset({TICKET})
    help = N_("Open or close the message at the top of the window.")

    def run(self, console: Console, words: str = "") -> None:
        """Toggle it."""
        console.main.reader.toggle()


class Quotes(Command):
    """Quoted history."""

    name, title, group = "quotes", N_("Quoted history"), MOVING
    keys = ("x",)
    where: ClassVar[frozenset[str]] = frozenset({TICKET})
    help = N_("Show or hide the quoted history of the message at the top.")

    def run(self, console: Console, words: str = "") -> None:
        """Toggle it."""
        console.main.reader.toggle_quotes()


class UnfoldAll(Command):
    """Every message."""

    name, title, group = "unfold-all", N_("Open all messages"), MOVING
    keys = ("X",)
    where: ClassVar[frozenset[str]] = frozenset({TICKET})
    help = N_("Open every message of the ticket, or close the old ones again.")

    def run(self, console: Console, words: str = "") -> None:
        """Toggle them."""
        console.main.reader.toggle_all()


COMMANDS: tuple[Command, ...] = (
    Open(), Back(), Down(), Up(), PageDown(), PageUp(), Top(), End(), NextPane(), PreviousPane(),
    NextMessage(), PreviousMessage(), Unfold(), Quotes(), UnfoldAll(),
)  # fmt: skip

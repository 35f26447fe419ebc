"""Answering a customer, and what belongs to the composer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from tui.commands.base import ANSWERING, COMPOSER, Command, on_ticket
from tui.console import Console
from tui.labels import N_, _

_HERE = frozenset({COMPOSER})


class Reply(Command):
    """Answer the customer."""

    name, title, group, keys, bar = "reply", N_("Reply"), ANSWERING, ("r",), 2
    words = ("answer", "返信")
    argument = N_("name of a canned response")
    help = N_("Write an answer; a draft that was begun is taken up again.")

    def possible(self, console: Console) -> bool:
        """There is a ticket."""
        return on_ticket(console)

    async def run(self, console: Console, words: str = "") -> None:
        """Open the composer."""
        from tui.screens.compose_start import Wish

        await console.compose(console.targets()[0], Wish(canned=words))


class ReplyAll(Command):
    """Answer everybody."""

    name, title, group, keys = "reply-all", N_("Reply to all"), ANSWERING, ("R",)
    words = ("全員に返信",)
    help = N_("Answer everybody who got the message.")

    def possible(self, console: Console) -> bool:
        """There is a ticket."""
        return on_ticket(console)

    async def run(self, console: Console, words: str = "") -> None:
        """Open the composer."""
        from tui.screens.compose_start import Wish

        await console.compose(console.targets()[0], Wish(reply_all=True))


class Forward(Command):
    """Hand a message on."""

    name, title, group, keys = "forward", N_("Hand the mail on"), ANSWERING, ("F",)
    words = ("転送",)
    help = N_("Send the newest message with its files to somebody else, with a comment of yours above it.")

    def possible(self, console: Console) -> bool:
        """There is a ticket."""
        return on_ticket(console)

    async def run(self, console: Console, words: str = "") -> None:
        """Open the composer; the recipient is asked for there."""
        from tui.screens.compose_start import Wish

        await console.compose(console.targets()[0], Wish(forward=True))


class ReplyCanned(Command):
    """Answer with a canned response."""

    name, title, group, keys = "reply-canned", N_("Reply with a canned response"), ANSWERING, ("semicolon",)
    words = ("canned", "定型文で返信")
    argument = N_("name of a canned response")
    help = N_("Choose a canned response by a few letters, and open the reply with it.")

    def possible(self, console: Console) -> bool:
        """There is a ticket."""
        return on_ticket(console)

    def completions(self, console: Console, words: str) -> Sequence[str]:
        """Their names."""
        return sorted({r.key for r in console.desk.canned.all()})

    async def run(self, console: Console, words: str = "") -> None:
        """Choose one and open the composer. Raises UsageError where there are none."""
        from tui.screens.compose_parts import canned_choices, no_canned
        from tui.screens.compose_start import Wish
        from tui.screens.pick import PickScreen

        code, name = console.targets()[0], words or None
        if name is None:
            known = await console.jobs.ask(console.desk.canned.all)
            if not known:
                raise no_canned(console)
            name = await console.app.answer(PickScreen(_("Canned response"), canned_choices(known)))
        if name:
            await console.compose(code, Wish(canned=name))


class Outbox(Command):
    """What has not left yet."""

    name, title, group, keys = "outbox", N_("Outbox"), ANSWERING, ("O",)
    words = ("送信箱",)
    help = N_("See what has not left yet and why; take it back or send it again.")

    async def run(self, console: Console, words: str = "") -> None:
        """Show it."""
        await console.outbox()


class Send(Command):
    """Send the reply."""

    name, title, group = "send", N_("Send"), ANSWERING
    keys = ("ctrl+s", "ctrl+enter")
    where: ClassVar[frozenset[str]] = _HERE
    bar = 1
    help = N_("Check the reply and put it into the outbox; it can be taken back for a while.")

    async def run(self, console: Console, words: str = "") -> None:
        """Queue it."""
        await console.composer.send()


class Canned(Command):
    """Insert a canned response."""

    name, title, group = "canned", N_("Canned response"), ANSWERING
    keys = ("ctrl+o", "f2")
    where: ClassVar[frozenset[str]] = _HERE
    words = ("定型文", "template")
    bar = 2
    help = N_("Choose a canned response; or type ; and a few letters, or its shortcut and Tab.")

    async def run(self, console: Console, words: str = "") -> None:
        """Choose and insert one."""
        await console.composer.pick_canned()


class Expand(Command):
    """A shortcut into its text."""

    name, title, group = "expand", N_("Shortcut to text, next gap"), ANSWERING
    keys = ("tab",)
    where: ClassVar[frozenset[str]] = _HERE
    help = N_("Turn the shortcut or what was found with ; into its canned response; in a gap on to the next one.")

    def possible(self, console: Console) -> bool:
        """There is a suggestion, a shortcut or a gap."""
        return console.composer.can_complete()

    async def run(self, console: Console, words: str = "") -> None:
        """Expand it."""
        await console.composer.complete()


class Editor(Command):
    """Write in your own editor."""

    name, title, group = "editor", N_("Your editor"), ANSWERING
    keys = ("f4",)
    where: ClassVar[frozenset[str]] = _HERE
    bar = 4
    help = N_("Write the text in $VISUAL or $EDITOR.")

    def possible(self, console: Console) -> bool:
        """There is a terminal to edit in: not in a browser."""
        return not console.app.is_web

    def run(self, console: Console, words: str = "") -> None:
        """Suspend the console and edit."""
        console.composer.edit_outside()


class Attach(Command):
    """Add a file."""

    name, title, group = "attach", N_("Attach a file"), ANSWERING
    keys = ("f3",)
    where: ClassVar[frozenset[str]] = _HERE
    argument = N_("path of a file")
    words = ("添付",)
    bar = 3
    help = N_("Attach a file; - before its name takes it off.")

    async def run(self, console: Console, words: str = "") -> None:
        """Ask for a path and attach it."""
        await console.composer.attach(words)


class Bcc(Command):
    """Those whom nobody sees."""

    name, title, group = "bcc", N_("Blind copies"), ANSWERING
    keys = ("f7",)
    where: ClassVar[frozenset[str]] = _HERE
    help = N_("Show the row for recipients whom the others do not see; each gets a mail of their own.")

    def run(self, console: Console, words: str = "") -> None:
        """Go there."""
        console.composer.heading.reveal_bcc()


class After(Command):
    """What the ticket becomes."""

    name, title, group = "then", N_("Status afterwards"), ANSWERING
    keys = ("f6",)
    where: ClassVar[frozenset[str]] = _HERE
    bar = 5
    help = N_("What the ticket becomes when the reply leaves: waiting, solved or open.")

    def run(self, console: Console, words: str = "") -> None:
        """Take the next status."""
        console.composer.cycle_then()


class Leave(Command):
    """Leave the composer; the text stays."""

    name, title, group = "leave", N_("Back"), ANSWERING
    keys = ("escape",)
    where: ClassVar[frozenset[str]] = _HERE
    bar = 6
    help = N_("Back to the ticket; the text is kept as a draft.")

    async def run(self, console: Console, words: str = "") -> None:
        """Save and go back."""
        await console.composer.leave()


class Discard(Command):
    """Throw the draft away."""

    name, title, group = "discard", N_("Discard the draft"), ANSWERING
    keys = ("f8",)
    where: ClassVar[frozenset[str]] = _HERE
    help = N_("Throw the text away, after a question.")

    async def run(self, console: Console, words: str = "") -> None:
        """Ask, then discard."""
        await console.composer.discard()


COMMANDS: tuple[Command, ...] = (
    Reply(), ReplyAll(), ReplyCanned(), Forward(), Outbox(), Send(), Canned(), Expand(), Attach(), Bcc(), Editor(),
    After(), Leave(), Discard(),
)  # fmt: skip

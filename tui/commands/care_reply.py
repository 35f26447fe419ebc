"""Care while a reply is being written: tick a question, look at the checks, take an answer that fits."""

from __future__ import annotations

from typing import ClassVar

from tui.commands.base import ANSWERING, COMPOSER, Command
from tui.console import Console
from tui.labels import N_

_HERE = frozenset({COMPOSER})


class Tick(Command):
    """A question of theirs is answered."""

    name, title, group, keys = "tick", N_("Tick a question"), ANSWERING, ("ctrl+t",)
    where: ClassVar[frozenset[str]] = _HERE
    words = ("質問にチェック",)
    bar = 7
    help = N_("Say that the next open question of theirs is answered; with none open, take the ticks away.")

    def possible(self, console: Console) -> bool:
        """They asked something."""
        return console.composer.checklist.display

    def run(self, console: Console, words: str = "") -> None:
        """Tick it."""
        console.composer.tick()


class CheckReply(Command):
    """Look at the checks before sending."""

    name, title, group, keys = "look-over", N_("Check the text"), ANSWERING, ("ctrl+l",)
    where: ClassVar[frozenset[str]] = _HERE
    words = ("点検",)
    help = N_("Everything that the checks say of the text so far; f mends what is under the cursor.")

    async def run(self, console: Console, words: str = "") -> None:
        """Show them."""
        from tui.screens.compose_care import look

        await look(console.composer)


class SuggestHere(Command):
    """Answers that fit, into the reply."""

    name, title, group, keys = "suggest-here", N_("Answers that fit"), ANSWERING, ("ctrl+g",)
    where: ClassVar[frozenset[str]] = _HERE
    words = ("候補を入れる",)
    bar = 8
    help = N_("Canned responses and past answers that fit this mail; Enter puts one into the text.")

    async def run(self, console: Console, words: str = "") -> None:
        """Choose one."""
        await console.composer.suggest_answer()


class PromisedHere(Command):
    """What the reply promises."""

    name, title, group, keys = "promised", N_("What it promises"), ANSWERING, ("ctrl+b",)
    where: ClassVar[frozenset[str]] = _HERE
    words = ("約束の確認",)
    bar = 9
    help = N_("Confirm what the reply promises and until when, or correct it; what is not corrected counts as read.")

    async def run(self, console: Console, words: str = "") -> None:
        """Show it."""
        await console.composer.correct_promises()


COMMANDS: tuple[Command, ...] = (Tick(), CheckReply(), SuggestHere(), PromisedHere())

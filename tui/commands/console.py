"""The console itself: help, palette, prompt, language, theme, suspend, quit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from config.languages import LANGUAGES, language, set_language
from tui.calling import palette, prompt
from tui.commands.base import COMPOSER, CONSOLE, MAIN, Command
from tui.console import Console
from tui.labels import N_, _
from tui.themes import NAMES

_EVERYWHERE = MAIN | {COMPOSER}


class Help(Command):
    """Every key that works here."""

    name, title, group, keys = "help", N_("Help"), CONSOLE, ("question_mark", "f1")
    where: ClassVar[frozenset[str]] = _EVERYWHERE
    words = ("keys", "ヘルプ", "キー")
    bar = 11
    help = N_("Every key that works here, and what it does.")

    def run(self, console: Console, words: str = "") -> None:
        """Show it."""
        console.show_help()


class Palette(Command):
    """Every command by name."""

    name, title, group, keys = "palette", N_("Commands"), CONSOLE, ("ctrl+p",)
    where: ClassVar[frozenset[str]] = _EVERYWHERE
    bar = 12
    help = N_("Find a command by a few letters of its name, in either language.")

    async def run(self, console: Console, words: str = "") -> None:
        """Choose one and run it."""
        await palette(console)


class Prompt(Command):
    """A command typed in words."""

    name, title, group, keys = "prompt", N_("Type a command"), CONSOLE, ("colon",)
    help = N_("Type a command as on the command line: assign alice, tag refund, snooze 3d.")

    async def run(self, console: Console, words: str = "") -> None:
        """Ask and run."""
        await prompt(console)


class Language(Command):
    """The other language."""

    name, title, group = "language", N_("Language: English / 日本語"), CONSOLE
    words = ("言語", "lang")
    argument = N_("en or ja")

    def completions(self, console: Console, words: str) -> Sequence[str]:
        """The two."""
        return LANGUAGES

    help = N_("Switch between English and Japanese.")

    def run(self, console: Console, words: str = "") -> None:
        """Switch."""
        other = next(code for code in LANGUAGES if code != language())
        set_language(words if words in LANGUAGES else other)
        console.kept.language = language()
        console.relabel()


class Theme(Command):
    """Another look."""

    name, title, group, keys = "theme", N_("Colours"), CONSOLE, ("f9",)
    where: ClassVar[frozenset[str]] = _EVERYWHERE
    words = ("theme", "dark", "light", "contrast", "テーマ")
    argument = N_("name of a theme")
    own_codes = True  # ansi-dark looks like the code of a ticket
    help = N_("Dark, light or high contrast.")

    def completions(self, console: Console, words: str) -> Sequence[str]:
        """Every look there is."""
        return sorted(console.app.available_themes)

    def run(self, console: Console, words: str = "") -> None:
        """Take the named theme or the next of ours."""
        names = list(NAMES)
        here = names.index(console.app.theme) if console.app.theme in names else -1
        console.app.theme = words if words in console.app.available_themes else names[(here + 1) % len(names)]
        console.kept.theme = console.app.theme
        console.say(_("Colours: {name}").format(name=console.app.theme))


class Themes(Command):
    """Any look by name."""

    name, title, group = "themes", N_("All colours"), CONSOLE
    words = ("配色",)
    help = N_("Choose among all looks: ours, Textual's, and your own in HOME/themes.")

    async def run(self, console: Console, words: str = "") -> None:
        """Choose one."""
        names = sorted(console.app.available_themes, key=lambda name: (name not in NAMES, name))
        chosen = await console.choose(_("All colours"), [(name, name) for name in names])
        if chosen:
            console.app.theme = console.kept.theme = chosen
            console.say(_("Colours: {name}").format(name=chosen))


class Messages(Command):
    """What was said."""

    name, title, group = "messages", N_("Messages so far"), CONSOLE
    words = ("log", "お知らせ")
    help = N_("Everything the status line has said, newest first.")

    async def run(self, console: Console, words: str = "") -> None:
        """Show the log."""
        await console.show_log()


class Suspend(Command):
    """To the shell and back with fg."""

    name, title, group, keys = "suspend", N_("Suspend"), CONSOLE, ("ctrl+z",)
    help = N_("To the shell; fg comes back.")

    def possible(self, console: Console) -> bool:
        """There is a shell behind: not in a browser."""
        return not console.app.is_web

    def run(self, console: Console, words: str = "") -> None:
        """Suspend the process."""
        console.app.action_suspend_process()


class Quit(Command):
    """Leave the console."""

    name, title, group, keys = "quit", N_("Quit"), CONSOLE, ("q", "ctrl+q")
    words = ("exit", "終了")
    bar = 13
    help = N_("Leave; drafts are kept, and what waits in the outbox leaves with the next sync.")

    async def run(self, console: Console, words: str = "") -> None:
        """Leave."""
        await console.quit()


COMMANDS: tuple[Command, ...] = (
    Help(), Palette(), Prompt(), Language(), Theme(), Themes(), Messages(), Suspend(), Quit(),
)  # fmt: skip

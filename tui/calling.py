"""Calling commands by name: the palette, and the `:` prompt that takes the words of the command line.

`:assign Taku`, `:assign K7F2-9QXM Taku` and `:merge K7F2-9QXM` mean what they mean behind `mado`; codes in front
of the value say on which tickets, without them it is what is marked or open.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from config.errors import UsageError
from tui.commands.base import GROUPS, Command
from tui.commands.key_names import shown_key
from tui.labels import _

if TYPE_CHECKING:
    from tui.console import Console

CODE = re.compile(r"[0-9A-Za-z]{4}-[0-9A-Za-z]{1,4}")
SHELL_WORDS = (
    "init", "check", "config", "mailbox", "login", "import", "export", "backup", "restore", "rebuild",
    "fsck", "parse", "thread", "check-text", "completion", "demo", "bulk", "serve",
)  # fmt: skip
"""Commands of the command line that have no place in a console: they are for the shell."""
_OPTIONS = ("--canned", "--macro")


async def palette(console: Console) -> None:
    """Every command that can run here, found by name in either language."""
    from tui.screens.pick import Choice, PickScreen

    registry, where = console.app.registry, console.app.where
    offered = [c for c in registry.of(where) if c.possible(console) and c.name != "palette"]
    offered.sort(key=lambda c: GROUPS.index(c.group))
    choices = [
        Choice(c.name, c.label, c.search_texts(), " ".join(map(shown_key, registry.keys(c)[:2])), c.summary)
        for c in offered
    ]
    name = await console.app.answer(PickScreen(_("Commands"), choices, preview_lines=1))
    if name is not None:
        await run_line(console, name)


async def prompt(console: Console) -> None:
    """A command in words; Tab completes them, Up brings back what was typed before."""
    where = console.app.where
    typed = await console.ask(
        ":", hint=_("as behind mado: assign NAME, tag WORD, snooze 3d, search WORDS, reply NAME"),
        choices=lambda line: completions(console, where, line), before=console.kept.prompted,
    )  # fmt: skip
    if typed and typed.strip():
        console.kept.note_prompt(typed.strip())
        await run_line(console, typed.strip())


def completions(console: Console, where: str, line: str) -> Sequence[str]:
    """What may stand where a line typed in a place ends: names of commands, then what a command takes."""
    word, space, rest = line.lstrip().partition(" ")
    here = [c for c in console.app.registry.of(where) if c.possible(console)]
    if not space:
        return [c.name for c in here]
    command = console.app.registry.named(word, where)
    return command.completions(console, rest) if command is not None else ()


async def run_line(console: Console, line: str) -> None:
    """Run `COMMAND [CODES] [WORDS]`. Raises UsageError for what nobody knows or what cannot run now, MadoError."""
    word, _space, rest = line.strip().removeprefix("mado ").partition(" ")
    registry = console.app.registry
    command = registry.named(word, console.app.where)
    if command is None:
        raise _unknown(console, word)
    codes, rest = ((), rest.strip()) if command.own_codes else _codes(rest)
    resolved = await console.jobs.ask(lambda: tuple(console.desk.code(code) for code in codes)) if codes else ()
    with console.acting_on(resolved):
        if not command.possible(console):
            raise UsageError(_("{word} cannot be done here now.").format(word=command.label), hint=command.summary)
        done = command.run(console, rest)
        if done is not None:
            await done


def _codes(rest: str) -> tuple[tuple[str, ...], str]:
    """The codes in front, and what stands behind them."""
    words = [w for w in rest.split(" ") if w not in _OPTIONS]
    count = next((i for i, word in enumerate(words) if not CODE.fullmatch(word)), len(words))
    return tuple(words[:count]), " ".join(words[count:]).strip()


def _unknown(console: Console, word: str) -> UsageError:
    if word in SHELL_WORDS:
        return UsageError(
            _("{word} is done in the shell: mado {word}").format(word=word),
            hint=_("ctrl+z goes there, fg comes back."),
        )
    names = [name for c in console.app.registry.of(console.app.where) for name in _names(c)]
    near = difflib.get_close_matches(word, names, 1)
    elsewhere = any(word in _names(c) for c in console.app.registry)
    if elsewhere:
        return UsageError(_("{word} belongs to another place.").format(word=word), hint=_("? shows what works here."))
    hint = _("Did you mean {near}?").format(near=near[0]) if near else _("? shows them all.")
    return UsageError(_("No command is called {word} here.").format(word=word), hint=hint)


def _names(command: Command) -> Sequence[str]:
    return (command.name, *command.words)

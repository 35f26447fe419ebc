"""The macros of a home among the commands: each is one of its own, on the key that its file names."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tui.commands.base import MAIN, Command
from tui.commands.keymap import load_registry, read_key
from tui.commands.macro import MacroCommand
from tui.commands.registry import COMMANDS, Registry
from tui.labels import _

if TYPE_CHECKING:
    from core.macros import MacroShelf


def with_macros(home: Path, shelf: MacroShelf, commands: Sequence[Command] = COMMANDS) -> tuple[Registry, list[str]]:
    """The commands with the macros of a home among them, and what is wrong with the macros' keys.

    A key that another command has stays with that one; a broken macro keeps nobody from the console. Raises
    ConfigError for `keys.toml`.
    """
    macros = shelf.all()
    made = [MacroCommand(macro) for macro in macros]
    registry = load_registry(home, (*commands, *made))
    said = [f"{path.name}: {reason}" for path, reason in shelf.findings()]
    for macro, command in zip(macros, made, strict=True):
        if not macro.shortcut or registry.keys(command):
            continue
        key = read_key(macro.shortcut)
        holder = next((found for place in MAIN if key and (found := registry.at(place, key))), None)
        if key is None or holder is not None:
            reason = _("it belongs to {command}").format(command=holder.name) if holder else _("it is no key")
            text = _("The macro {name} gets no key: {key}, {reason}.")
            said.append(text.format(name=macro.key, key=macro.shortcut, reason=reason))
        else:
            registry.give(command, key)
    return registry, said

"""All commands, by name and by key."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from tui.commands import answering, console, files, looking, moving, ticket
from tui.commands.base import Command

COMMANDS: tuple[Command, ...] = (
    *moving.COMMANDS,
    *looking.COMMANDS,
    *ticket.COMMANDS,
    *answering.COMMANDS,
    *files.COMMANDS,
    *console.COMMANDS,
)


class Registry:
    """Commands by name and key. `keymap` gives other keys to commands by name (tui/commands/keymap.py)."""

    def __init__(
        self, commands: Sequence[Command] = COMMANDS, keymap: Mapping[str, Sequence[str]] | None = None
    ) -> None:
        self._commands = commands
        self._keys = {c.name: tuple((keymap or {}).get(c.name, c.keys)) for c in commands}
        self._by_key = {(where, key): c for c in commands for where in c.where for key in self._keys[c.name]}

    def __iter__(self) -> Iterator[Command]:
        return iter(self._commands)

    def keys(self, command: Command) -> tuple[str, ...]:
        """Its keys, Textual's names."""
        return self._keys[command.name]

    def at(self, where: str, key: str) -> Command | None:
        """The command on a key in a place."""
        return self._by_key.get((where, key))

    def of(self, where: str) -> Iterable[Command]:
        """The commands of a place, in the order of the registry."""
        return (c for c in self._commands if where in c.where)

    def named(self, word: str, where: str) -> Command | None:
        """The command of a name, one of its words, or an unambiguous beginning of a name, in a place."""
        here = list(self.of(where))
        exact = next((c for c in here if word == c.name or word in c.words), None)
        begun = [c for c in here if c.name.startswith(word)]
        return exact or (begun[0] if len(begun) == 1 else None)

    def clashes(self) -> list[tuple[str, str, str, str]]:
        """(place, key, command, command) for keys that two commands want in one place."""
        found = []
        for command in self._commands:
            for where in command.where:
                for key in self._keys[command.name]:
                    winner = self._by_key[where, key]
                    if winner is not command:
                        found.append((where, key, command.name, winner.name))
        return found


SHOWN = {
    "slash": "/", "question_mark": "?", "colon": ":", "exclamation_mark": "!", "right_square_bracket": "]",
    "left_square_bracket": "[", "escape": "Esc", "enter": "Enter", "tab": "Tab", "shift+tab": "Shift+Tab",
    "pagedown": "PgDn", "pageup": "PgUp", "space": "Space", "home": "Home", "end": "End", "up": "Up",
    "down": "Down", "left": "Left", "right": "Right",
}  # fmt: skip


def shown_key(key: str) -> str:
    """A key as people read it: `^S` for ctrl+s, `F4`, `/`."""
    if key in SHOWN:
        return SHOWN[key]
    if key.startswith("ctrl+"):
        rest = key.removeprefix("ctrl+")
        return f"^{rest.upper()}" if len(rest) == 1 else f"Ctrl+{shown_key(rest)}"
    return key.upper() if len(key) > 1 and key[0] == "f" and key[1:].isdigit() else key

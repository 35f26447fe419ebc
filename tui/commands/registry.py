"""All commands, by name and by key."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from tui.commands import (
    answering,
    care,
    care_reply,
    caring,
    console,
    daily,
    files,
    joining,
    looking,
    macro,
    moving,
    people,
    reading,
    snoozing,
    team,
    ticket,
)
from tui.commands.base import Command

COMMANDS: tuple[Command, ...] = (
    *moving.COMMANDS,
    *looking.COMMANDS,
    *reading.COMMANDS,
    *ticket.COMMANDS,
    *snoozing.COMMANDS,
    *joining.COMMANDS,
    *people.COMMANDS,
    *care.COMMANDS,
    *caring.COMMANDS,
    *daily.COMMANDS,
    *team.COMMANDS,
    *answering.COMMANDS,
    *care_reply.COMMANDS,
    *macro.COMMANDS,
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

    def keys_of(self, name: str) -> tuple[str, ...]:
        """The keys of a command by its name; none where there is no such command."""
        return self._keys.get(name, ())

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

    def give(self, command: Command, key: str) -> None:
        """Put one more key on a command, where no other has it."""
        self._keys[command.name] = (*self._keys[command.name], key)
        for where in command.where:
            self._by_key.setdefault((where, key), command)

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

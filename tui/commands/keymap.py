"""A person's own keys: `HOME/keys.toml`, a table `[keys]` of command names with a key or a list of keys each.

    [keys]
    solve = "S"
    next = ["N", "F7"]
    spam = []            # no key at all

Keys are written as people read them (`^S` or `ctrl+s`, `F4`, `PgDn`, `/`). Whatever is wrong is an error that
names file and key: a command or key nobody knows, and two commands on one key in one place.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from config.errors import ConfigError
from tui.commands.base import COMPOSER, KEYMAP, Command
from tui.commands.key_names import SHOWN, shown_key
from tui.commands.registry import COMMANDS, Registry
from tui.labels import _

_SIGNS = {
    ",": "comma", ".": "full_stop", ";": "semicolon", "-": "minus", "+": "plus", "*": "asterisk", "#": "number_sign",
    "@": "at", "&": "ampersand", "%": "percent_sign", "$": "dollar_sign", "'": "apostrophe", '"': "quotation_mark",
    "=": "equals_sign", "<": "less_than_sign", ">": "greater_than_sign", "(": "left_parenthesis",
    ")": "right_parenthesis", "{": "left_curly_bracket", "}": "right_curly_bracket", "|": "vertical_line",
    "~": "tilde", "_": "underscore", "`": "grave_accent", "\\": "backslash",
}  # fmt: skip
_NAMES = {shown.casefold(): key for key, shown in SHOWN.items()} | _SIGNS


def read_key(written: str) -> str | None:
    """Textual's name of a key as people write it; None where it is none."""
    word = written.strip()
    if len(word) == 1 and word.isalnum():
        return word
    if len(word) == 2 and word[0] == "^":
        return f"ctrl+{word[1].lower()}"
    lower = word.casefold()
    if lower in _NAMES:
        return _NAMES[lower]
    before, plus, last = lower.rpartition("+")
    if plus and before in ("ctrl", "shift", "alt", "ctrl+shift"):
        key = read_key(last)
        return f"{before}+{key}" if key else None
    if lower[:1] == "f" and lower[1:].isdigit() and 1 <= int(lower[1:]) <= 24:
        return lower
    return lower if lower in SHOWN or lower in ("insert", "delete", "backspace") else None


def load_registry(home: Path, commands: Sequence[Command] = COMMANDS) -> Registry:
    """The commands with the keys of this home. Raises ConfigError."""
    path = home / KEYMAP
    try:
        written = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return Registry(commands)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"{path}: {error}", hint=_("Mend or remove the file.")) from None
    table = written.get("keys", {})
    if not isinstance(table, dict) or set(written) - {"keys"}:
        raise ConfigError(
            _("{file}: everything stands in one table, [keys].").format(file=path),
            hint=_('For instance: solve = "S"'),
        )
    registry = Registry(commands, _read(path, table, {c.name: c for c in commands}))
    _refuse_clashes(path, registry)
    return registry


def _read(path: Path, table: Mapping[str, object], known: Mapping[str, Command]) -> dict[str, tuple[str, ...]]:
    found = {}
    for name, value in table.items():
        if name not in known:
            near = difflib.get_close_matches(name, list(known), 1)
            hint = _("Did you mean {near}?").format(near=near[0]) if near else _("`mado keys` lists the commands.")
            raise ConfigError(
                _("{file}: keys.{name}: there is no such command.").format(file=path, name=name), hint=hint
            )
        words = [value] if isinstance(value, str) else value
        if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
            raise ConfigError(_("{file}: keys.{name} must be a key or a list of keys.").format(file=path, name=name))
        found[name] = tuple(_key(path, known[name], word) for word in words)
    return found


def _key(path: Path, command: Command, word: str) -> str:
    key = read_key(word)
    if key is None:
        raise ConfigError(
            _("{file}: keys.{name}: {key} is no key.").format(file=path, name=command.name, key=word),
            hint=_("Write a letter, a sign, F1 to F24, or ctrl+ and a letter."),
        )
    if command.where == frozenset({COMPOSER}) and len(key) == 1:
        raise ConfigError(
            _("{file}: keys.{name}: in a reply {key} is text.").format(file=path, name=command.name, key=word),
            hint=_("Take a ctrl or a function key."),
        )
    return key


def _refuse_clashes(path: Path, registry: Registry) -> None:
    for _where, key, one, other in registry.clashes():
        raise ConfigError(
            _("{file}: {key} is on two commands: {one} and {other}.").format(
                file=path, key=shown_key(key), one=one, other=other
            ),
            hint=_("Give one of them another key; [] takes its keys away."),
        )


def key_rows(registry: Iterable[Command], keys: Registry) -> list[dict[str, object]]:
    """Every command with its keys, for `mado keys`."""
    return [
        {
            "command": command.name,
            "keys": [shown_key(key) for key in keys.keys(command)],
            "title": command.label,
            "where": sorted(command.where),
            "help": command.summary,
        }
        for command in registry
    ]

"""One setting by its dotted name: look it up, change it, take it out; the file is checked before it is written."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

from config.errors import ConfigError, NothingMatched
from config.home import Home
from config.languages import translator
from config.settings_file import open_document, save_document

_ = translator("cli")


def get_setting(home: Home, key: str) -> object:
    """The value as it stands in the file. Raises NothingMatched where it is not said."""
    value: Any = open_document(home).unwrap()
    for word in key.split("."):
        if not isinstance(value, Mapping) or word not in value:
            raise NothingMatched(
                _("{key} is not said in {file}; its default holds.").format(key=key, file=home.config_file)
            )
        value = value[word]
    return value


def listed_settings(home: Home) -> Iterator[tuple[str, object]]:
    """Every setting that the file says, with its dotted name."""
    yield from _flat("", open_document(home).unwrap())


def set_setting(home: Home, key: str, typed: str) -> None:
    """Change one setting to what was typed: as text, else as the TOML value it reads as, else as a list.

    Raises ConfigError for an unknown key or a wrong value, and writes nothing then.
    """
    first: ConfigError | None = None
    for value in _readings(typed):
        document = open_document(home)
        try:
            _put(document, key, value)
            save_document(home, document)
        except ConfigError as error:
            first = first or error
        else:
            return
    raise first or ConfigError(key)


def unset_setting(home: Home, key: str) -> None:
    """Take one setting out, so that its default holds. Raises NothingMatched, ConfigError (it is required)."""
    get_setting(home, key)
    document = open_document(home)
    *path, last = key.split(".")
    table: Any = document
    for word in path:
        table = table[word]
    del table[last]
    save_document(home, document)


def _readings(typed: str) -> Iterator[Any]:
    if not typed.lstrip().startswith(("{", "[")):
        yield typed
    try:
        yield tomllib.loads(f"value = {typed}")["value"]
    except tomllib.TOMLDecodeError:
        yield typed
        yield [word.strip() for word in typed.split(",") if word.strip()]


def _put(document: Any, key: str, value: Any) -> None:
    import tomlkit

    *path, last = key.split(".")
    if not last or not all(path):
        raise ConfigError(_("{key!r} is not the name of a setting.").format(key=key))
    table = document
    for word in path:
        table = table.setdefault(word, tomlkit.table())
        if not isinstance(table, Mapping):
            raise ConfigError(_("{key}: {word} holds a value, not a table.").format(key=key, word=word))
    table[last] = value


def _flat(path: str, values: Mapping[str, Any]) -> Iterator[tuple[str, object]]:
    for name, value in values.items():
        key = f"{path}.{name}" if path else name
        if isinstance(value, Mapping):
            yield from _flat(key, value)
        else:
            yield key, value

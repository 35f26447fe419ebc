"""Who sits at a console of this home: a small file for each, signed now and then while its keys are used."""

from __future__ import annotations

import contextlib
import json
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from config.errors import MadoError
from config.files import write_private
from config.home import Home

STILL_HERE = 600
"""Seconds without a key after which nobody is taken to be there any more."""


@dataclass(frozen=True, slots=True)
class Person:
    """An agent at a console: since when, and the last sign of them (both seconds since 1970)."""

    agent: str
    since: int
    last: int


class Sign:
    """One console's own file. Nothing depends on it: what cannot be written stops nobody."""

    def __init__(self, home: Home, agent: str) -> None:
        self._path = _folder(home) / str(os.getpid())
        self._agent = agent
        self._since = int(time.time())

    def give(self) -> None:
        """Somebody is here now."""
        said = {"agent": self._agent, "since": self._since, "last": int(time.time())}
        with contextlib.suppress(MadoError, OSError):
            self._path.parent.mkdir(mode=0o700, exist_ok=True)
            write_private(self._path, json.dumps(said, ensure_ascii=False).encode())

    def take_back(self) -> None:
        """The console is left."""
        with contextlib.suppress(OSError):
            self._path.unlink(missing_ok=True)


def people(home: Home) -> Sequence[Person]:
    """Who is at a console of this home now, by name; of two consoles of one agent the older counts."""
    found: dict[str, Person] = {}
    for path in _files(home):
        person = _read(path)
        if person is None or not _lives(int(path.name)):
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)  # left behind by a console that was killed
        elif time.time() - person.last < STILL_HERE:
            before = found.get(person.agent, person)
            first, newest = min(before.since, person.since), max(before.last, person.last)
            found[person.agent] = Person(person.agent, first, newest)
    return sorted(found.values(), key=lambda p: p.agent)


def _files(home: Home) -> list[Path]:
    try:
        return [p for p in _folder(home).iterdir() if p.name.isdecimal()]
    except OSError:
        return []


def _read(path: Path) -> Person | None:
    try:
        said = json.loads(path.read_bytes())
        return Person(str(said["agent"]), int(said["since"]), int(said["last"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True


def _folder(home: Home) -> Path:
    return home.root / "here"

"""What a team shares besides tickets: canned responses, macros, views, its charter and its own checks.

They are files of each home. A file that was changed here is shipped as a decision with the text it was made from;
one that a colleague changed is written here. Of two who changed the same text the first in the log counts, and the
other's words are kept in HOME/conflicts: nothing that somebody wrote is lost.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

import orjson
from tinydb import where

from config.files import write_private
from config.home import Home
from config.languages import translator
from core.events import Event
from core.ledger import Ledger, event_of

_ = translator("core")
SHARED = "shared.file"
CONFLICTS = "conflicts"
LARGEST = 100_000
_AGREED = "team files"
_FOLDERS = {"canned": ".md", "macros": ".toml"}
_FILES = ("views.toml", "charter.toml", "checks.toml")
_PART = re.compile(r"[\w][\w .+-]{0,98}", re.UNICODE)


@dataclass(slots=True)
class SharedFile:
    """One path as the log has it: its text now (None: taken away), and every text that ever counted, as hashes."""

    text: str | None = None
    known: set[str] = field(default_factory=set)

    @property
    def sha(self) -> str:
        """The hash of the text now; "" where there is none."""
        return _sha(self.text)


def shared_files(events: Iterable[Event]) -> dict[str, SharedFile]:
    """What the log says of every path: who changes a text without having seen the newest one changes nothing."""
    found: dict[str, SharedFile] = {}
    for event in sorted(events, key=lambda e: e.place):
        path, text = str(event.data["path"]), event.data["text"]
        if not allowed(path) or (path not in found and text is None):
            continue
        one = found.setdefault(path, SharedFile())
        if one.known and event.data["base"] != one.sha:
            continue
        one.text = text
        one.known.add(_sha(text))
    return found


def allowed(path: str) -> bool:
    """Whether a path is one that a team shares: a plain name in one of the known places, nothing hidden."""
    parts = PurePosixPath(path).parts
    if path in _FILES:
        return True
    if not 2 <= len(parts) <= 4 or "/".join(parts) != path or parts[0] not in _FOLDERS:
        return False
    return path.endswith(_FOLDERS[parts[0]]) and all(_PART.fullmatch(part) for part in parts)


def sync_files(ledger: Ledger, home: Home) -> Sequence[str]:
    """Ship what was changed here and write what colleagues changed; sentences about what did not fit.

    Raises MadoError (disk). Cheap where nothing has changed.
    """
    with ledger.store.transaction():
        table = ledger.store.table("events")
        shared = shared_files(event_of(d, d.doc_id) for d in table.search(where("kind") == SHARED))
        agreed: dict[str, str] = orjson.loads(ledger.store.meta(_AGREED) or "{}")
        here, said = _local(home)
        work = _Work(ledger, home, agreed, [])
        for path in sorted({*shared, *here, *agreed}):
            work.settle(path, here.get(path), shared.get(path), spared=_emptied(path, home, here))
        kept = orjson.dumps(agreed).decode()
        if kept != (ledger.store.meta(_AGREED) or "{}"):
            ledger.store.set_meta(_AGREED, kept)
    return [*said, *work.said]


@dataclass(slots=True)
class _Work:
    """One pass over the paths. `agreed` has the text, as a hash, that this home and the log last had in common."""

    ledger: Ledger
    home: Home
    agreed: dict[str, str]
    said: list[str]

    def settle(self, path: str, here: str | None, shared: SharedFile | None, *, spared: bool) -> None:
        ours, theirs, base = _sha(here), shared.sha if shared else "", self.agreed.get(path, "")
        if ours == theirs:
            self._agree(path, ours)
        elif shared is not None and (ours == base or spared or theirs != base):
            self._write(path, here, shared, spared=spared)
        else:
            data: dict[str, Any] = {"path": path, "text": here, "base": theirs}
            self.ledger.append(SHARED, None, data, by=self.ledger.agent)
            self._agree(path, ours)

    def _write(self, path: str, here: str | None, shared: SharedFile, *, spared: bool) -> None:
        """Take the log's text; words that the log has never had in force are kept beside."""
        target = self.home.root / path
        if here is not None and _sha(here) not in shared.known:
            kept = self._keep(path, here)
            said = _("{path}: a colleague changed it, too, and was first; your words are kept in {kept}.")
            self.said.append(said.format(path=path, kept=kept))
        if shared.text is None:
            with suppress(FileNotFoundError):
                target.unlink()
        elif _leads_outside(target, self.home.root):
            return
        else:
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_private(target, shared.text.encode())
        self._agree(path, shared.sha)

    def _keep(self, path: str, text: str) -> str:
        folder = self.home.root / CONFLICTS
        folder.mkdir(mode=0o700, exist_ok=True)
        name = f"{_sha(text)[:8]}-{path.replace('/', '-')}"
        write_private(folder / name, text.encode())
        return f"{CONFLICTS}/{name}"

    def _agree(self, path: str, sha: str) -> None:
        if sha:
            self.agreed[path] = sha
        else:
            self.agreed.pop(path, None)


def _emptied(path: str, home: Home, here: dict[str, str]) -> bool:
    """Whether the whole folder of a path is gone or empty: then it was lost, and nobody meant to remove each."""
    folder = path.partition("/")[0]
    return folder in _FOLDERS and not any(p.startswith(folder + "/") for p in here)


def _leads_outside(target: Path, root: Path) -> bool:
    """Whether a link on the way leads somewhere else; nothing is written through it."""
    return not target.resolve().is_relative_to(root.resolve()) or target.is_symlink()


def _local(home: Home) -> tuple[dict[str, str], list[str]]:
    """Every text here that a team shares, by path; sentences about files that are too large or no text."""
    found: dict[str, str] = {}
    said = []
    for path in _paths(home):
        name = path.relative_to(home.root).as_posix()
        try:
            if path.is_symlink() or not allowed(name):
                continue
            if path.stat().st_size > LARGEST:
                said.append(_("{path} is too large to be shared with the team.").format(path=name))
                continue
            found[name] = path.read_bytes().decode("utf-8")
        except FileNotFoundError:
            continue
        except (OSError, UnicodeDecodeError):
            said.append(_("{path} cannot be read as text and is not shared with the team.").format(path=name))
    return found, said


def _paths(home: Home) -> Iterator[Path]:
    for folder, suffix in _FOLDERS.items():
        yield from sorted((home.root / folder).rglob(f"*{suffix}"))
    for name in _FILES:
        if (home.root / name).exists():
            yield home.root / name


def _sha(text: str | None) -> str:
    return "" if text is None else hashlib.sha256(text.encode()).hexdigest()

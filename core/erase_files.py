"""A person's traces in the files of a home beside store and packs: views, logs, leftovers; and copies made elsewhere.

What Madoguchi writes itself it cleans. What people write by hand (settings, canned responses, macros) is named to
them instead: nobody rewrites another's text unasked.
"""

from __future__ import annotations

import json
import time
import tomllib
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

from config.files import write_private
from config.home import Home
from core.store import Store
from core.store.troubles import told
from core.times import stored_now

Named = Callable[[bytes], bool]
"""Whether a text in lower case names the person."""
VIEWS = "views.toml"
_MADE = "copies made"
_KEPT = 50
_STALE = 12 * 3600.0
_BY_LINE = ("mado.log*", "crash-*.txt", "send*.journal", VIEWS)
_LEFT = (".*", "reply-*.txt", "window", "console.json", "sync-status.json")


def by_hand(home: Home, named: Named) -> list[Path]:
    """Files that name the person and that a person wrote: to be changed by hand."""
    ours = {p for pattern in (*_BY_LINE, *_LEFT) for p in home.root.glob(pattern)}
    return [path for path in _files(home) if path not in ours and named(path.read_bytes().lower())]


def clean_files(home: Home, named: Named, named_or_called: Named, drafts: list[str]) -> None:
    """Take the person out of every file that we wrote. `drafts` are the ids of theirs. Raises MadoError (disk)."""
    with told(home.root):
        for pattern in _BY_LINE:
            for path in home.root.glob(pattern):
                _clean_lines(path, named_or_called if path.name == VIEWS else named)
        home.window_file.unlink(missing_ok=True)
        home.console_file.unlink(missing_ok=True)
        for pattern in _LEFT:
            for path in home.root.glob(pattern):
                if path.is_file() and (_is_over(path, drafts) or named(path.read_bytes().lower())):
                    path.unlink(missing_ok=True)


def _clean_lines(path: Path, named: Named) -> None:
    lines = path.read_bytes().splitlines(keepends=True)
    kept = b"".join(line for line in lines if not named(line.lower()))
    if len(kept) == sum(map(len, lines)):
        return
    if path.name == VIEWS:
        try:
            tomllib.loads(kept.decode())
        except (tomllib.TOMLDecodeError, UnicodeDecodeError):
            return  # laid out by hand: `by_hand` names it
    write_private(path, kept)


def _is_over(path: Path, drafts: list[str]) -> bool:
    """Whether a file is a leftover of something that was killed, or belongs to one of these drafts."""
    stale = time.time() - path.stat().st_mtime > _STALE
    return path.name in {f"reply-{draft}.txt" for draft in drafts} or (stale and path.name.startswith("reply-"))


def left_by_hand(home: Home, named: Named) -> list[Path]:
    """After the cleaning: files in which the person still is."""
    return [path for path in _files(home) if named(path.read_bytes().lower())]


def _files(home: Home) -> Iterator[Path]:
    """Every file but store, packs, locks and secrets."""
    for path in sorted(home.root.rglob("*")):
        top = path.relative_to(home.root).parts[0]
        if top in ("raw", "secrets") or top.startswith("store.sqlite3") or path.name.endswith("lock"):
            continue
        if path.is_file():
            yield path


# copies that were made ---------------------------------------------------------------------
def note_copy(store: Store, path: Path) -> None:
    """A backup or an export was written: it holds people who may be erased later."""
    with store.transaction():
        told_of = [*json.loads(store.meta(_MADE) or "[]"), [str(path.absolute()), stored_now()]]
        store.set_meta(_MADE, json.dumps(told_of[-_KEPT:], ensure_ascii=False))


def copies_made(store: Store) -> list[tuple[Path, str]]:
    """Backups and exports that were written from this store and still stand, with the time."""
    found = []
    for path, at in json.loads(store.meta(_MADE) or "[]"):
        with suppress(OSError):
            if Path(path).exists():
                found.append((Path(path), at))
    return found

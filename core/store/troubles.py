"""What SQLite and the system say, turned into sentences for people."""

from __future__ import annotations

import errno
import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

from config.errors import MadoError, TryLater
from config.languages import translator
from config.reasons import reason as refused_because

_ = translator("core")

_FULL = sqlite3.SQLITE_FULL
_READ_ONLY = (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM)
_GROWING = ("SQLITE_IOERR_SHMSIZE", "SQLITE_IOERR_SHMOPEN", "SQLITE_IOERR_WRITE", "SQLITE_IOERR_TRUNCATE")
_BROKEN = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_OTHER_SHAPE = re.compile("no such (table|column|module)|has no column named|malformed")
_FORBIDDEN = (errno.EACCES, errno.EPERM, errno.EROFS)


def disk_full(path: Path) -> MadoError:
    """No room: nothing of the last change was kept, everything before it was."""
    return MadoError(
        _("The disk is full: {path} cannot grow. Everything saved before is safe.").format(path=path),
        hint=_("Free some space, then do the last step again."),
        code="disk_full",
    )


def read_only(path: Path) -> MadoError:
    """The files may not be written by this user."""
    return MadoError(
        _("{path} cannot be written.").format(path=path),
        hint=_("Check who owns the folder and that it is not mounted read-only, or choose another one with --home."),
        code="read_only",
    )


def not_a_store(path: Path) -> MadoError:
    """The file is something else, or its first page is damaged."""
    return MadoError(
        _("{path} is not a Madoguchi store, or it is damaged. It was left as it is.").format(path=path),
        hint=_("Restore a backup with `mado restore`; without one, `mado fsck` makes a store of the raw mail here."),
        code="not_a_store",
    )


def damaged(path: Path) -> MadoError:
    """SQLite found pages that contradict each other."""
    return MadoError(
        _("{path} is damaged; what could be read was read.").format(path=path),
        hint=_("Run `mado fsck`, then restore a backup with `mado restore` if it says so."),
        code="damaged",
    )


def damaged_document(path: Path, table: str, doc_id: int) -> MadoError:
    """One document's bytes are not what was written; all others can be used."""
    return MadoError(
        _("Document {doc_id} of {table} in {path} is damaged; all others can be used.").format(
            doc_id=doc_id, table=table, path=path
        ),
        hint=_("Run `mado fsck`; what is computed from the mail can be rebuilt with `mado rebuild`."),
        code="damaged",
    )


def damaged_word(path: Path, key: str) -> MadoError:
    """A word beside the tables is not what was written, and nothing tells what it was."""
    return MadoError(
        _("What {path} keeps under {key!r} is damaged; everything else can be used.").format(path=path, key=key),
        hint=_("Run `mado fsck`."),
        code="damaged",
    )


def newer_schema(path: Path, found: int, known: int) -> MadoError:
    """A newer program has written this store."""
    text = _(
        "{path} was written by a newer version (store {found}, this program knows {known}). Nothing was changed."
    )
    return MadoError(
        text.format(path=path, found=found, known=known),
        hint=_("Update Madoguchi on this machine."),
        code="newer_store",
    )


def busy(path: Path) -> MadoError:
    """Another process has held the write lock for too long."""
    return TryLater(
        _("Another process has been writing to {path} for too long.").format(path=path),
        hint=_("Try again in a moment; if it stays so, look for a stopped `mado` process."),
        code="locked",
    )


def friendly(error: sqlite3.Error | OSError, path: Path) -> MadoError | None:
    """The sentence for an error of the store's files; None where it is not about the files but about us."""
    if isinstance(error, OSError):
        if error.errno in _NO_ROOM:
            return disk_full(path)
        if error.errno in _FORBIDDEN:
            return read_only(path)
        return _unreadable(refused_because(error), path)
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code == _FULL:
        return disk_full(path)
    if code in _READ_ONLY:
        return disk_full(path) if code == sqlite3.SQLITE_CANTOPEN and _no_room(path) else read_only(path)
    if code in _BROKEN:
        return not_a_store(path) if code == sqlite3.SQLITE_NOTADB else damaged(path)
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return busy(path)
    if code == sqlite3.SQLITE_IOERR:
        name = getattr(error, "sqlite_errorname", "I/O")
        return disk_full(path) if name in _GROWING and _no_room(path) else _unreadable(name, path)
    if isinstance(error, sqlite3.OperationalError) and not code:
        return damaged(path)  # the module's own complaint: text that is not UTF-8
    if code == sqlite3.SQLITE_ERROR and _OTHER_SHAPE.search(str(error)):
        return damaged(path)  # tables are always laid out as declared, so their declaration was damaged
    return None


def _no_room(path: Path) -> bool:
    """Whether a file could not be made because the disk is full: SQLite says the same of both."""
    try:
        return os.statvfs(path.parent).f_bavail == 0
    except OSError:
        return False


def _unreadable(reason: str, path: Path) -> MadoError:
    return MadoError(
        _("{path} cannot be read or written ({reason}). Everything saved before is safe.").format(
            path=path, reason=reason
        ),
        hint=_("Check the disk and its free space, then do the last step again."),
        code="disk",
    )


OF_FILES = (sqlite3.Error, OSError, UnicodeDecodeError)
"""What the files of a store raise; the last where SQLite's complaint quotes broken bytes."""


def tell(error: sqlite3.Error | OSError | UnicodeDecodeError, path: Path) -> NoReturn:
    """Raise an error of the files as MadoError; a programming error as it is."""
    sentence = damaged(path) if isinstance(error, UnicodeDecodeError) else friendly(error, path)
    if sentence is None:
        raise error
    raise sentence from error


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Around what may raise errors of the files: they come out as MadoError."""
    try:
        yield
    except OF_FILES as error:
        tell(error, path)

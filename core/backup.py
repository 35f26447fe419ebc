"""`mado backup`: everything of a desk in one file, of one moment, while others go on writing.

A tar archive, so that any machine can look into it: the database, the packs of raw mail, settings, views, keys,
canned responses and macros, and last `manifest.json` with the sha256 of each. Passwords are not in it.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import sqlite3
import tarfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from config.errors import MadoError, UsageError
from config.home import Home
from config.languages import translator
from core.store import Store
from core.store.repair import pack_files
from core.store.schema import VERSION
from core.store.session import Session
from core.store.troubles import told
from core.times import stored

_ = translator("core")
FORMAT = 1
MANIFEST = "manifest.json"
STORE = "store.sqlite3"
PLAIN = ("config.toml", "charter.toml", "checks.toml", "keys.toml", "views.toml")
COUNTED = ("tickets", "messages", "customers", "events", "drafts", "outbox")


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds: `files` name → sha256, `counts` documents by table, `raw` messages kept."""

    format: int
    store: int
    made: str
    counts: dict[str, int]
    raw: int
    files: dict[str, str]


class Hashing(io.RawIOBase):
    """A file that is read once, its sha256 taken on the way."""

    def __init__(self, inner: IO[bytes], size: int) -> None:
        self._inner, self._left = inner, size
        self.hash = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """At most `size` bytes, and never more than the file had when the backup began."""
        wanted = self._left if size < 0 else min(size, self._left)
        data = self._inner.read(wanted)
        self._left -= len(data)
        self.hash.update(data)
        return data


def backup(store: Store, home: Home, target: Path) -> Manifest:
    """Write the backup, 0600, whole or not at all. Raises UsageError where the file exists, MadoError (disk)."""
    target = target.absolute()
    if target.exists():
        raise UsageError(_("{path} exists already.").format(path=target), hint=_("Choose another name."))
    part, copy = target.with_name(f".{target.name}.part"), target.with_name(f".{target.name}.store")
    with told(target):
        try:
            with _moment(store, copy) as packs:
                manifest = _write(home, part, copy, packs)
            part.replace(target)
            _sync(target.parent)
            return manifest
        finally:
            for left in (part, copy, copy.with_name(f"{copy.name}-journal")):
                left.unlink(missing_ok=True)


@contextmanager
def _moment(store: Store, copy: Path) -> Iterator[dict[str, IO[bytes]]]:
    """The database of one moment as a file, and the packs as they stood then, held open.

    A pack only grows, and one that is rewritten by an erasure stays readable while it is open.
    """
    copy.unlink(missing_ok=True)
    os.close(os.open(copy, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    session = Session(store.engine.path)
    packs: dict[str, IO[bytes]] = {}
    try:
        session.lock.acquire()
        try:
            session.run("BEGIN")
            session.rows("SELECT n FROM stamp")  # from here on this moment is held; writers go on
            for path in pack_files(store.raw.folder).values():
                packs[f"raw/{path.name}"] = path.open("rb")
        finally:
            session.lock.release()
        with closing(sqlite3.connect(copy)) as into:
            session.conn.backup(into)
        session.roll_back()
        yield packs
    finally:
        for file in packs.values():
            file.close()
        session.roll_back()
        session.close()


def _write(home: Home, part: Path, copy: Path, packs: dict[str, IO[bytes]]) -> Manifest:
    hashes: dict[str, str] = {}
    part.unlink(missing_ok=True)
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(descriptor, "wb") as out, tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as archive:
        with copy.open("rb") as database:
            hashes[STORE] = _add(archive, STORE, database)
        for name, pack in packs.items():
            hashes[name] = _add(archive, name, pack)
        for name, path in sorted(_plain_files(home)):
            with path.open("rb") as plain:
                hashes[name] = _add(archive, name, plain)
        counts, raw = counted(copy)
        manifest = Manifest(FORMAT, VERSION, stored(datetime.now(UTC)), counts, raw, hashes)
        text = json.dumps(asdict(manifest), indent=1).encode()
        archive.addfile(_info(MANIFEST, len(text)), io.BytesIO(text))
        archive.close()
        out.flush()
        os.fsync(out.fileno())
    return manifest


def _add(archive: tarfile.TarFile, name: str, file: IO[bytes]) -> str:
    size = os.fstat(file.fileno()).st_size
    reader = Hashing(file, size)
    archive.addfile(_info(name, size), reader)
    return reader.hash.hexdigest()


def _info(name: str, size: int) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.size, info.mode = size, 0o600
    info.mtime = int(datetime.now(UTC).timestamp())
    return info


def _plain_files(home: Home) -> Iterator[tuple[str, Path]]:
    """Settings, views and keys, canned responses and macros."""
    for name in PLAIN:
        if (path := home.root / name).is_file():
            yield name, path
    for folder in (home.canned_folder, home.macros_folder):
        for path in folder.rglob("*"):
            if path.is_file() and not path.name.startswith("."):
                yield str(path.relative_to(home.root)), path


def counted(database: Path) -> tuple[dict[str, int], int]:
    """Documents by table, and raw messages, of a database that nobody writes."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro&immutable=1", uri=True)) as conn:
        counts = {t: int(conn.execute(f"SELECT count(*) FROM d_{t}").fetchone()[0]) for t in COUNTED}
        return counts, int(conn.execute("SELECT count(*) FROM raw").fetchone()[0])


def _sync(folder: Path) -> None:
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def manifest_of(text: bytes) -> Manifest:
    """Read a manifest. Raises MadoError for what is none."""
    try:
        found: dict[str, Any] = json.loads(text)
        return Manifest(**{k: found[k] for k in Manifest.__slots__})
    except (ValueError, KeyError, TypeError):
        raise MadoError(_("The backup's list of contents cannot be read."), code="bad_backup") from None

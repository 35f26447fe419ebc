"""Raw mail: append-only packs, found by content hash, exactly as received.

A pack grows to 64 MB, then never changes again. Which message stands where is kept in the database,
but that index is derived: what a killed process had appended without a commit is found again by
reading the newest pack's tail.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from config.errors import MadoError
from config.languages import translator
from core.store.engine import Engine
from core.store.records import Gap, Record, pack_record, scan, unpack_record
from core.store.session import Session
from core.store.troubles import told

_ = translator("core")

PACK_BYTES = 64 << 20
_PAGE = 400
_AT_ONCE = 512
_RECENT, _SMALL = 512, 64 * 1024


class RawDamaged(MadoError):
    """The kept bytes of a message are not what was put; `sha256`, `pack` and `place` say which."""

    code = "raw_damaged"

    def __init__(self, sha256: str, pack: str, place: int) -> None:
        text = _("The raw copy of a message is damaged ({sha256}, pack {pack}, byte {place}).")
        super().__init__(
            text.format(sha256=sha256, pack=pack, place=place),
            hint=_("The mailbox may still have it; `mado fsck` lists what is damaged."),
        )
        self.sha256, self.pack, self.place = sha256, pack, place


class _Where(NamedTuple):
    pack: int
    place: int
    size: int


class Packs:
    """The packs of a store. All methods may be called from any thread, `put` outside a transaction too."""

    def __init__(self, folder: Path, engine: Engine, pack_bytes: int = PACK_BYTES) -> None:
        self._folder = folder
        self._engine = engine
        self._pack_bytes = pack_bytes
        self._guard = threading.RLock()
        self._fresh: dict[bytes, _Where] = {}
        self._recent: dict[bytes, bytes] = {}
        self._committing: set[bytes] = set()
        self._syncing = threading.Lock()  # taken before the guard, never while it is held
        self._loose: set[bytes] = set()
        self._new_names = False
        self._read_to: dict[int, int] = {}
        self._files: dict[int, int] = {}
        engine.before_commit["raw"] = self._write_index
        engine.after_commit["raw"] = self._committed

    # writing -------------------------------------------------------------------------------
    def put(self, raw: bytes) -> str:
        """Append a message unless it is kept already; returns its sha256 in hex.

        It is durable after `sync`. Raises MadoError (disk full, not writable); then nothing of it was kept.
        """
        digest = hashlib.sha256(raw).digest()
        with self._guard:
            known = self._find(digest) is not None
        if not known:
            record = pack_record(raw, digest)
            with self._appending() as pack:
                self._append_all(pack, [(digest, record)])
        return digest.hex()

    def put_all(self, raws: Sequence[bytes]) -> None:
        """As `put` for each of these messages, in one go."""
        digests = [hashlib.sha256(raw).digest() for raw in raws]
        self.put_records([(d, pack_record(raw, d)) for d, raw in zip(digests, raws, strict=True)])
        self.remember(zip(digests, raws, strict=True))

    def remember(self, raws: Iterable[tuple[bytes, bytes]]) -> None:
        """What was just made is soon asked for again, to be sent and to be read: a little of it stays in memory."""
        with self._guard:
            self._recent.update((digest, raw) for digest, raw in raws if len(raw) <= _SMALL)
            while len(self._recent) > _RECENT:
                del self._recent[next(iter(self._recent))]

    def put_records(self, records: Sequence[tuple[bytes, bytes]]) -> None:
        """Append ready records (sha256, `pack_record`) of messages unless they are kept already, in one go.

        As `put` otherwise.
        """
        digests = [digest for digest, _record in records]
        with self._guard:
            known = self._known(digests)
        if len(known) < len(set(digests)):
            with self._appending() as pack:
                self._append_all(pack, [r for r in records if r[0] not in known])

    def _known(self, digests: Sequence[bytes]) -> set[bytes]:
        known = {d for d in digests if d in self._fresh}
        for start in range(0, len(digests), _PAGE):
            part = digests[start : start + _PAGE]
            sql = f"SELECT sha FROM raw WHERE sha IN ({', '.join('?' * len(part))})"
            known.update(sha for (sha,) in self._engine.session.rows(sql, part))
        return known

    def sync(self) -> None:
        """Bring everything that was put to the disk; call it before the commit that refers to it.

        Others may put and read meanwhile.
        """
        with self._syncing, told(self._folder):
            with self._guard:
                loose, names = set(self._loose), self._new_names
                files = [self._file(pack) for pack in sorted({self._fresh[digest].pack for digest in loose})]
                self._new_names = False
            try:
                for fd in files:
                    os.fsync(fd)
                if names:
                    _sync_folder(self._folder)
            except OSError:
                self._new_names |= names
                raise
            with self._guard:
                self._loose -= loose

    def _append_all(self, pack: int, records: Sequence[tuple[bytes, bytes]]) -> None:
        fresh = {digest: record for digest, record in records if digest not in self._fresh}
        start = self._read_to[pack]
        fd = self._file(pack)
        try:
            with told(self._path(pack)):
                _write_all(fd, list(fresh.values()), start)
        except MadoError:
            # A half record must not stand in the way of the next one.
            with contextlib.suppress(OSError):
                os.ftruncate(fd, start)
            raise
        place = start
        for digest, record in fresh.items():
            self._fresh[digest] = _Where(pack, place, len(record))
            place += len(record)
        self._loose.update(fresh)
        self._read_to[pack] = place

    @contextmanager
    def _appending(self) -> Iterator[int]:
        """Hold the packs' lock and the guard; yields the pack to append to, all that others appended being known."""
        with told(self._folder):
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            lock = os.open(self._folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            # before the guard: whoever has this lock may be of this process, and wait for the guard
            fcntl.flock(lock, fcntl.LOCK_EX)
            with self._guard:
                yield self._newest()
        finally:
            os.close(lock)

    def _newest(self) -> int:
        """The pack to append to, after reading the tails of those that have grown."""
        numbers = self._numbers()
        if not self._read_to:
            self._read_to = dict(self._engine.session.rows("SELECT pack, read_to FROM packs"))
        newest = numbers[-1] if numbers else 0
        for number in numbers:
            # an older one may have been closed while somebody who was killed had just appended to it
            if number == newest or self._path(number).stat().st_size > self._read_to.get(number, -1):
                self._read_tail(number, last=number == newest)
        if not newest or self._read_to[newest] >= self._pack_bytes:
            newest += 1
            self._read_to[newest] = 0
            self._new_names = True
        return newest

    def _read_tail(self, number: int, *, last: bool) -> None:
        start = self._read_to.get(number, 0)
        with told(self._path(number)):
            fd = self._file(number)
            size = os.fstat(fd).st_size
            end = start
            for found in scan(fd, start, size):
                if isinstance(found, Record):
                    if found.sha not in self._fresh:
                        self._fresh[found.sha] = _Where(number, found.place, found.size)
                        self._loose.add(found.sha)  # whoever appended it may have been killed before it was synced
                    end = found.end
            if last and end < size:
                # Only a torn tail: nobody was told that it is kept, and no whole record follows it.
                os.ftruncate(fd, end)
            self._read_to[number] = end if last else size

    # reading -------------------------------------------------------------------------------
    def get(self, sha256: str) -> bytes:
        """The exact bytes. Raises KeyError where they were never kept, RawDamaged where they were."""
        with self._guard:
            digest = bytes.fromhex(sha256)
            recent = self._recent.get(digest)
        return self._kept(digest) if recent is None else recent

    def _kept(self, digest: bytes) -> bytes:
        """The bytes as they are on the disk."""
        sha256 = digest.hex()
        with self._guard:
            where = self._find(digest)
            if where is None:
                raise KeyError(sha256)
            try:
                record = os.pread(self._file(where.pack), where.size, where.place)
            except (OSError, MadoError):
                record = b""
        raw = unpack_record(record, digest)
        if raw is None:
            raise RawDamaged(sha256, self._path(where.pack).name, where.place)
        return raw

    def contains(self, sha256: str) -> bool:
        """Whether a message was put, by this process or committed by another."""
        with self._guard:
            return self._find(bytes.fromhex(sha256)) is not None

    def damage(self) -> Iterator[RawDamaged]:
        """Every message of the index whose bytes are not there as they were put; reads all packs."""
        rows = self._engine.session.rows("SELECT sha, pack, place FROM raw ORDER BY pack, place")
        for sha, pack, place in rows:
            try:
                self._kept(sha)
            except RawDamaged as damaged:
                yield damaged
            except MadoError:
                yield RawDamaged(sha.hex(), self._path(pack).name, place)

    def gaps(self) -> Iterator[tuple[str, int, int]]:
        """Bytes that are no whole record, as (pack, from, to); reads all packs."""
        for number in self._numbers():
            fd = self._file(number)
            for found in scan(fd, 0, os.fstat(fd).st_size):
                if isinstance(found, Gap):
                    yield self._path(number).name, found.place, found.end

    @property
    def folder(self) -> Path:
        """Where the packs are."""
        return self._folder

    def forget(self) -> None:
        """Packs were rewritten: nothing of what is remembered of them holds any more."""
        with self._syncing, self._guard:
            self._close_files()
            self._fresh.clear()
            self._recent.clear()
            self._read_to.clear()
            self._loose.clear()

    def close(self) -> None:
        """Close the packs' files."""
        with self._syncing, self._guard:
            self._close_files()

    def _close_files(self) -> None:
        for fd in self._files.values():
            os.close(fd)
        self._files.clear()

    def _find(self, digest: bytes) -> _Where | None:
        if found := self._fresh.get(digest):
            return found
        rows = self._engine.session.rows("SELECT pack, place, size FROM raw WHERE sha = ?", (digest,))
        return _Where(*rows[0]) if rows else None

    # files ---------------------------------------------------------------------------------
    def _path(self, number: int) -> Path:
        return self._folder / f"{number:06d}.pack"

    def _numbers(self) -> list[int]:
        return sorted(int(p.stem) for p in self._folder.glob("*.pack") if p.stem.isdigit())

    def _file(self, number: int) -> int:
        fd = self._files.get(number)
        if fd is None:
            flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC
            with told(self._path(number)):
                fd = self._files[number] = os.open(self._path(number), flags, 0o600)
        return fd

    # the index -----------------------------------------------------------------------------
    def _write_index(self, session: Session) -> None:
        if not self._fresh:
            return
        # Another thread may have put without a sync yet; the index never points at what may be lost.
        self.sync()
        with self._guard:
            safe = {digest: w for digest, w in self._fresh.items() if digest not in self._loose}
            if not safe:
                return
            self._committing = set(safe)
            rows = sorted((digest, *w) for digest, w in safe.items())
            ends = {w.pack: self._read_to[w.pack] for w in safe.values()}
            for loose in map(self._fresh.__getitem__, self._loose):
                if loose.pack in ends:
                    # up to there the index knows all
                    ends[loose.pack] = min(ends[loose.pack], loose.place)
        session.run_many("INSERT OR IGNORE INTO raw(sha, pack, place, size) VALUES(?, ?, ?, ?)", rows)
        sql = (
            "INSERT INTO packs(pack, read_to) VALUES(?, ?) ON CONFLICT(pack) DO UPDATE SET read_to = max(read_to, ?)"
        )
        session.run_many(sql, [(n, end, end) for n, end in ends.items()])

    def _committed(self, kept: bool) -> None:
        if not self._committing:
            return
        with self._guard:
            if kept:
                for digest in self._committing:
                    self._fresh.pop(digest, None)
            self._committing = set()


def _write_all(fd: int, pieces: Sequence[bytes], place: int) -> None:
    for first in range(0, len(pieces), _AT_ONCE):
        some = pieces[first : first + _AT_ONCE]
        if len(some) == 1:
            _write_rest(fd, memoryview(some[0]), place)
            place += len(some[0])
            continue
        length = sum(map(len, some))
        written = os.pwritev(fd, some, place)
        if written < length:
            _write_rest(fd, memoryview(b"".join(some))[written:], place + written)
        place += length


def _write_rest(fd: int, view: memoryview, place: int) -> None:
    while view:
        written = os.pwrite(fd, view, place)
        place += written
        view = view[written:]


def _sync_folder(folder: Path) -> None:
    fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)

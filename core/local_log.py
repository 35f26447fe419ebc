"""A log in one file of this machine: for several homes of one machine, and the measure that other transports pass.

One JSON line a payload, appended under a lock and brought to the disk. What was removed is marked by a line of
its own; once that is much, the file is written anew without it, in the old one's stead. A line torn by a crash is
passed over.
"""

from __future__ import annotations

import base64
import fcntl
import json
import os
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from core.log import Item, Position, Reading
from core.store.troubles import told

_ERA = 1
_LOOK = 0.02
_REMOVED_MOST = 1 << 20
"""So many bytes of removed payloads may stand in the file, and never more than of those that are kept."""


class LocalLog:
    """The log that stands in a file; made where it is missing, 0600."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._stamp = (0, 0)

    def append(self, payload: bytes) -> Position:
        """Add one payload; durable when it returns."""
        with self._locked() as fd:
            uid = max((u for u, *_rest in self._lines(fd)), default=0) + 1
            self._write(fd, {"u": uid, "t": int(time.time()), "d": base64.b64encode(payload).decode()})
            return Position(_ERA, uid)

    def read(self, after: Position) -> Reading:
        """Everything after a position that was not removed."""
        with self._locked() as fd:
            self._stamp = _stamp(os.fstat(fd))
            lines = list(self._lines(fd))
        gone = {uid for uid, _time, data in lines if data is None}
        first = after.uid if after.era == _ERA else 0
        kept = [(uid, at, data) for uid, at, data in lines if data is not None and uid > first and uid not in gone]
        items = [Item(Position(_ERA, uid), at, data) for uid, at, data in kept]
        return Reading(_ERA, items, frozenset(i.position.uid for i in items))

    def wait(self, seconds: float) -> bool:
        """Until the file has grown."""
        limit = time.monotonic() + seconds
        while time.monotonic() < limit:
            if self._path.exists() and _stamp(self._path.stat()) != self._stamp:
                return True
            time.sleep(min(_LOOK, max(0.0, limit - time.monotonic())))
        return False

    def remove(self, positions: Iterable[Position]) -> None:
        """Mark messages as removed, and write the file anew where much of it is removed by now."""
        with self._locked() as fd:
            for position in positions:
                self._write(fd, {"u": position.uid, "t": 0, "d": None})
            self._shrink(list(self._lines(fd)))

    def _shrink(self, lines: Sequence[tuple[int, int, bytes | None]]) -> None:
        gone = {uid for uid, _time, data in lines if data is None}
        dead = sum(len(data) for uid, _time, data in lines if data is not None and uid in gone)
        kept = [(uid, at, data) for uid, at, data in lines if data is not None and uid not in gone]
        if dead <= max(_REMOVED_MOST, sum(len(data) for _uid, _time, data in kept)):
            return
        # the newest number stays, marked as removed or not: none is given twice
        newest = max(uid for uid, *_rest in lines)
        said = [{"u": uid, "t": at, "d": base64.b64encode(data).decode()} for uid, at, data in kept]
        said += [{"u": newest, "t": 0, "d": None}] if newest in gone else []
        with told(self._path):
            fd, name = tempfile.mkstemp(prefix=self._path.name + ".", dir=self._path.parent)
            try:
                with open(fd, "wb") as file:
                    file.writelines(json.dumps(line).encode() + b"\n" for line in said)
                    file.flush()
                    os.fsync(fd)
                Path(name).replace(self._path)
            except BaseException:
                Path(name).unlink(missing_ok=True)
                raise
            folder = os.open(self._path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)

    @contextmanager
    def _locked(self) -> Iterator[int]:
        fd = self._opened()
        try:
            yield fd
        finally:
            os.close(fd)

    def _opened(self) -> int:
        """The file that has this name now, locked: it may have been written anew while we waited for the lock."""
        while True:
            with told(self._path):
                fd = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
            fcntl.flock(fd, fcntl.LOCK_EX)
            with suppress(FileNotFoundError):
                if os.path.samestat(os.fstat(fd), self._path.stat()):
                    return fd
            os.close(fd)

    def _write(self, fd: int, line: dict[str, object]) -> None:
        data = json.dumps(line).encode() + b"\n"
        with told(self._path):
            size = os.fstat(fd).st_size
            if size and os.pread(fd, 1, size - 1) != b"\n":
                data = b"\n" + data
            if os.write(fd, data) != len(data):
                raise OSError(28, os.strerror(28))
            os.fsync(fd)

    def _lines(self, fd: int) -> Iterator[tuple[int, int, bytes | None]]:
        data = os.pread(fd, os.fstat(fd).st_size, 0)
        for line in data.split(b"\n"):
            try:
                found = json.loads(line)
                kept = base64.b64decode(found["d"]) if found["d"] is not None else None
                yield int(found["u"]), int(found["t"]), kept
            except (ValueError, KeyError, TypeError):
                continue  # the empty end, or a line that a crash has torn


def _stamp(found: os.stat_result) -> tuple[int, int]:
    return found.st_ino, found.st_size

"""A log in one file of this machine: for several homes of one machine, and the measure that other transports pass.

One JSON line a payload, appended under a lock and brought to the disk. What was removed is marked by a line of
its own, so that the file only grows; a line torn by a crash is passed over.
"""

from __future__ import annotations

import base64
import fcntl
import json
import os
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from core.log import Item, Position, Reading
from core.store.troubles import told

_ERA = 1
_LOOK = 0.02


class LocalLog:
    """The log that stands in a file; made where it is missing, 0600."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._size = 0

    def append(self, payload: bytes) -> Position:
        """Add one payload; durable when it returns."""
        with self._locked() as fd:
            uid = max((u for u, *_rest in self._lines(fd)), default=0) + 1
            self._write(fd, {"u": uid, "t": int(time.time()), "d": base64.b64encode(payload).decode()})
            return Position(_ERA, uid)

    def read(self, after: Position) -> Reading:
        """Everything after a position that was not removed."""
        with self._locked() as fd:
            self._size = os.fstat(fd).st_size
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
            if self._path.exists() and self._path.stat().st_size != self._size:
                return True
            time.sleep(min(_LOOK, max(0.0, limit - time.monotonic())))
        return False

    def remove(self, positions: Iterable[Position]) -> None:
        """Mark messages as removed."""
        with self._locked() as fd:
            for position in positions:
                self._write(fd, {"u": position.uid, "t": 0, "d": None})

    @contextmanager
    def _locked(self) -> Iterator[int]:
        with told(self._path):
            fd = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(fd, fcntl.LOCK_EX)
            yield fd
        finally:
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

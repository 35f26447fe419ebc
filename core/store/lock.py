"""Our own write lock over processes and threads.

SQLite 3.7.0 to 3.51.2 can lose committed transactions in WAL mode when a checkpoint meets another
connection's commit that starts the log anew (sqlite.org/wal.html#walresetbug). So each transaction,
checkpoint and close happens under this lock, and SQLite never sees two of them at once.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import time
import zlib
from pathlib import Path

from core.store.troubles import busy, told

PATIENCE = 30.0
_AT_ONCE = fcntl.LOCK_EX | fcntl.LOCK_NB
_SHORTEST, _LONGEST = 0.0002, 0.004


class WriteLock:
    """Two flocks: whoever waits holds the gate, so that a busy writer cannot take the lock twice in a row.

    Each object has its own open files, so objects of two threads exclude each other as processes do.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC
        with told(path):
            self._main = os.open(path, flags, 0o600)
            self._gate = os.open(path.with_name(path.name + "-gate"), flags, 0o600)

    def acquire(self, patience: float = PATIENCE) -> None:
        """Take the lock; waits at most `patience` seconds, then raises TryLater."""
        deadline = time.monotonic() + patience
        if not _took(self._gate):
            self._wait(self._gate, deadline)
        try:
            if not _took(self._main):
                self._wait(self._main, deadline)
        finally:
            fcntl.flock(self._gate, fcntl.LOCK_UN)

    def acquire_if_free(self) -> bool:
        """Take the lock unless somebody holds it or waits for it."""
        if not _took(self._gate):
            return False
        try:
            return _took(self._main)
        finally:
            fcntl.flock(self._gate, fcntl.LOCK_UN)

    def wanted(self) -> bool:
        """Whether somebody waits for the lock, which we hold."""
        if not _took(self._gate):
            return True
        fcntl.flock(self._gate, fcntl.LOCK_UN)
        return False

    def release(self) -> None:
        """Let the next one in."""
        fcntl.flock(self._main, fcntl.LOCK_UN)

    def bear_witness(self, stamp: int) -> None:
        """Note beside the database which commit was the newest, while the lock is held; see `witnessed`."""
        with contextlib.suppress(OSError):  # it guards against damage only
            os.pwrite(self._main, b"%020d %08x\n" % (stamp, zlib.crc32(b"%d" % stamp)), 0)

    def witnessed(self) -> int:
        """The newest commit that was ever noted; 0 where nothing is. A database that stands before it has lost some.

        SQLite takes a damaged log for one that ends there, and says nothing.
        """
        stamp, _space, told_sum = os.pread(self._main, 30, 0).rstrip(b"\n").partition(b" ")
        return int(stamp) if stamp.isdigit() and told_sum == b"%08x" % zlib.crc32(b"%d" % int(stamp)) else 0

    def close(self) -> None:
        """Close the files, which also lets go of the lock."""
        os.close(self._main)
        os.close(self._gate)

    def _wait(self, fd: int, deadline: float) -> None:
        pause = _SHORTEST
        while not _took(fd):
            if time.monotonic() > deadline:
                raise busy(self._path)
            time.sleep(pause)
            pause = min(pause * 2, _LONGEST)


def _took(fd: int) -> bool:
    """Lock an open file unless somebody else holds it; whether it is ours now."""
    try:
        fcntl.flock(fd, _AT_ONCE)
    except BlockingIOError:
        return False
    return True

"""Waiting for what other processes write: the kernel says when, where it can; else a look at the file's time.

Every durable commit writes its number into the lock file (`WriteLock.bear_witness`), so one file tells of all, once
for each. On Linux inotify watches it, on BSD and macOS kqueue.
"""

from __future__ import annotations

import os
import select
import struct
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self

_LOOK = 0.02
_IN_MODIFY, _FLAGS = 0x2, os.O_NONBLOCK | os.O_CLOEXEC
_EVENT = struct.Struct("iIII")


class _Source(Protocol):
    """Something that becomes readable when the file was written to."""

    descriptor: int

    def take(self) -> bool:
        """Whether anything was written since the last time."""
        ...

    def close(self) -> None:
        """Let go of it."""
        ...


class _Inotify:
    def __init__(self, path: Path) -> None:
        import ctypes

        libc = ctypes.CDLL(None, use_errno=True)
        self.descriptor = libc.inotify_init1(_FLAGS)
        if self.descriptor < 0:
            raise OSError(ctypes.get_errno(), "inotify_init1")
        if libc.inotify_add_watch(self.descriptor, os.fsencode(path), _IN_MODIFY) < 0:
            os.close(self.descriptor)
            raise OSError(ctypes.get_errno(), "inotify_add_watch")

    def take(self) -> bool:
        """Read away what is there."""
        written = False
        try:
            while os.read(self.descriptor, _EVENT.size * 256):
                written = True
        except BlockingIOError:
            pass
        return written

    def close(self) -> None:
        """Let go of it."""
        os.close(self.descriptor)


class _Kqueue:
    """On BSD and macOS; `kernel` is the module `select` there, whose names no other system knows."""

    def __init__(self, path: Path, kernel: Any = select) -> None:
        self._file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        try:
            self._queue = kernel.kqueue()
            self.descriptor = self._queue.fileno()
            flags = kernel.KQ_EV_ADD | kernel.KQ_EV_CLEAR
            wanted = kernel.kevent(self._file, kernel.KQ_FILTER_VNODE, flags, kernel.KQ_NOTE_WRITE)
            self._queue.control([wanted], 0)
        except BaseException:
            os.close(self._file)
            raise

    def take(self) -> bool:
        """Read away what is there."""
        return bool(self._queue.control(None, 16, 0))

    def close(self) -> None:
        """Let go of the queue and of the file that it watches."""
        self._queue.close()
        os.close(self._file)


class Watch:
    """Tells that somebody has committed, this process included. `descriptor` is readable then; None without a kernel
    that tells: then only `wait` is of use. Not more than a hint: who needs to know asks for the stamp."""

    def __init__(self, path: Path, *, polling: bool = False) -> None:
        self._path = path
        self._source = None if polling else _source(path)
        self._seen = self._time()

    @property
    def descriptor(self) -> int | None:
        """For an event loop of one's own; call `take` when it is readable."""
        return None if self._source is None else self._source.descriptor

    def take(self) -> bool:
        """Whether anything was committed since the last time."""
        if self._source is not None:
            return self._source.take()
        before, self._seen = self._seen, self._time()
        return self._seen != before

    def wait(self, seconds: float) -> bool:
        """Until somebody commits, at most so long; whether somebody did."""
        deadline = time.monotonic() + seconds
        while not self.take():
            left = deadline - time.monotonic()
            if left <= 0:
                return False
            if self._source is None:
                time.sleep(min(_LOOK, left))
            else:
                select.select([self._source.descriptor], [], [], left)
        return True

    def close(self) -> None:
        """Let go of it."""
        source, self._source = self._source, None
        if source is not None:
            source.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _time(self) -> int:
        try:
            return self._path.stat().st_mtime_ns
        except OSError:
            return 0


def _source(path: Path) -> _Source | None:
    try:
        if sys.platform == "linux":
            return _Inotify(path)
        if hasattr(select, "kqueue"):
            return _Kqueue(path)
    except (OSError, AttributeError, ImportError):  # no more watches, another libc, a sandbox
        pass
    return None

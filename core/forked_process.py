"""A process forked from this one that answers batches over two pipes: it begins at once, with everything loaded.

The other way (core/helper_process.py) starts Python anew, which takes as long as some three hundred mails. A fork
is only safe where nothing but this thread runs, and where no database is open: SQLite knows by process what is
locked, and a child would believe that it holds what its parent holds. Whoever forks sees to both.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

from core.helper_process import BROKEN, answer_all, widen

_LOOK = 0.002


def may_fork() -> bool:
    """Whether this process runs nothing that a child would miss: one thread, on a system that forks well."""
    return sys.platform == "linux" and threading.active_count() == 1


class Forked:
    """The child as its parent sees it; has what `subprocess.Popen` has, as far as helpers need it."""

    def __init__(self, pid: int, stdin: IO[bytes], stdout: IO[bytes]) -> None:
        self.pid = pid
        self.stdin: IO[bytes] | None = stdin
        self.stdout: IO[bytes] | None = stdout
        self._code: int | None = None
        self._guard = threading.Lock()

    def poll(self) -> int | None:
        """How it ended; None while it runs."""
        with self._guard:
            if self._code is None:
                pid, status = os.waitpid(self.pid, os.WNOHANG)
                self._code = os.waitstatus_to_exitcode(status) if pid else None
            return self._code

    def wait(self, timeout: float | None = None) -> int:
        """Until it has ended. Raises subprocess.TimeoutExpired."""
        deadline = time.monotonic() + timeout if timeout is not None else None
        while (code := self.poll()) is None:
            if deadline is not None and time.monotonic() > deadline:
                raise subprocess.TimeoutExpired("fork", timeout or 0.0)
            time.sleep(_LOOK)
        return code

    def kill(self) -> None:
        """End it now."""
        with self._guard:
            if self._code is None:
                os.kill(self.pid, signal.SIGKILL)


def forked(work: Callable[[Any], Any]) -> Forked | None:
    """A child that answers each batch with `work`; None where the machine starts none. See above for when it may."""
    asked, asking = os.pipe()
    told, telling = os.pipe()
    widen(asked)
    widen(told)
    sys.stdout.flush()
    sys.stderr.flush()
    try:
        pid = os.fork()
    except OSError:
        for fd in (asked, asking, told, telling):
            os.close(fd)
        return None
    if not pid:
        os.close(asking)
        os.close(told)
        _be_the_child(work, asked, telling)
    os.close(asked)
    os.close(telling)
    return Forked(pid, os.fdopen(asking, "wb"), os.fdopen(told, "rb"))


def _be_the_child(work: Callable[[Any], Any], asked: int, telling: int) -> None:
    """Answer until the pipe closes, then end without any of the parent's farewells."""
    code = 1
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        _close_sockets()
        with os.fdopen(asked, "rb") as questions, os.fdopen(telling, "wb") as answers:
            answer_all(work, questions, answers)
        code = 0
    except (*BROKEN, pickle.PicklingError):
        pass  # the parent has ended, or hears that this one has
    finally:
        os._exit(code)


def _close_sockets() -> None:
    """A connection ends when its parent closes it, and not only when the child has ended too."""
    for entry in list(Path("/proc/self/fd").iterdir()):
        fd = int(entry.name)
        with contextlib.suppress(OSError):
            if stat.S_ISSOCK(os.fstat(fd).st_mode):
                os.close(fd)

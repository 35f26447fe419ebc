"""A process of ours that answers batches over its pipes, so that what needs no store uses another core.

It ends when its pipes close, thus with whoever started it. Whatever happens to it, who asked is told, and does the
batch without it.
"""

from __future__ import annotations

import contextlib
import fcntl
import gc
import itertools
import os
import pickle
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Protocol

_SECONDS = 120.0
_PIPE_BYTES = 1 << 20
_COLLECT_EVERY = 8
BROKEN = (OSError, EOFError, ValueError, AttributeError, ImportError, pickle.UnpicklingError)


class Helper(Protocol):
    """A process beside this one: `subprocess.Popen`, or a fork (core/forked_process.py)."""

    stdin: IO[bytes] | None
    stdout: IO[bytes] | None

    def poll(self) -> int | None:
        """How it ended; None while it runs."""
        ...

    def wait(self, timeout: float | None = None) -> int:
        """Until it has ended. Raises subprocess.TimeoutExpired."""
        ...

    def kill(self) -> None:
        """End it now."""
        ...


def cores() -> int:
    """How many processor cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def started(module: str) -> subprocess.Popen[bytes] | None:
    """A process that runs this module of ours, which calls `answer_batches`; None where the machine starts none."""
    here = Path(__file__).resolve().parents[1]
    command = [sys.executable, "-m", module]
    try:
        # pipes as large as they may be: fewer turns from one process to the other
        return subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=here,
            pipesize=_PIPE_BYTES,
        )
    except OSError:
        return None


def widen(pipe: int) -> None:
    """Let a pipe hold as much as it may, so that whoever writes need not wait for whoever reads."""
    asked_for = getattr(fcntl, "F_SETPIPE_SZ", None)  # Linux has it
    if asked_for is not None:
        with contextlib.suppress(OSError):
            fcntl.fcntl(pipe, asked_for, _PIPE_BYTES)


def room_of(process: Helper) -> int:
    """How many bytes may be sent ahead, before the answer to the batch before was read, without waiting for ever.

    They fit into the pipe, whatever the process does meanwhile.
    """
    assert process.stdin is not None
    asked_for = getattr(fcntl, "F_GETPIPE_SZ", None)  # Linux has it
    return fcntl.fcntl(process.stdin.fileno(), asked_for) // 2 if asked_for is not None else 0


def send(process: Helper, batch: bytes) -> None:
    """Give the process a pickled batch. One that takes none has ended, as its answer tells."""
    assert process.stdin is not None
    with _limited(process), contextlib.suppress(*BROKEN):
        process.stdin.write(batch)
        process.stdin.flush()


def answer(process: Helper) -> Any:
    """The process's answer to the first batch that it was sent; None where it has none, and then it has ended."""
    assert process.stdout is not None
    try:
        with _limited(process):
            return pickle.load(process.stdout)
    except BROKEN:
        process.kill()
        process.wait()
        return None


def pickled(batch: Any) -> bytes:
    """A batch as `send` takes it."""
    return pickle.dumps(batch, protocol=pickle.HIGHEST_PROTOCOL)


def asked(process: Helper, batch: Any) -> Any:
    """The process's answer to a batch; None where it has none to give, and then it has ended."""
    send(process, pickled(batch))
    return answer(process)


@contextmanager
def _limited(process: Helper) -> Iterator[None]:
    limit = threading.Timer(_SECONDS, process.kill)
    limit.start()
    try:
        yield
    finally:
        limit.cancel()


def ended(process: Helper) -> None:
    """Let the process end, for it will be asked nothing more."""
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with contextlib.suppress(*BROKEN):
                pipe.close()
    try:
        process.wait(5.0)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def answer_batches(work: Callable[[Any], Any]) -> None:
    """The process itself: answer batches until the pipe closes.

    Ctrl+C is for whoever started it; nothing else may write where the answers go.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    answer_all(work, sys.stdin.buffer, answers)


def answer_all(work: Callable[[Any], Any], questions: IO[bytes], answers: IO[bytes]) -> None:
    """Answer each batch of one pipe on the other, until the first closes."""
    # what a batch leaves behind is looked for between two of them, not while it grows
    gc.disable()
    gc.freeze()
    for number in itertools.count(1):
        try:
            batch = pickle.load(questions)
        except EOFError:
            return
        answers.write(pickled(work(batch)))
        answers.flush()
        if not number % _COLLECT_EVERY:
            gc.collect()

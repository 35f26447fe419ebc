"""A process of ours that answers batches over its pipes, so that what needs no store uses another core.

It ends when its pipes close, thus with whoever started it. Whatever happens to it, who asked is told, and does the
batch without it.
"""

from __future__ import annotations

import gc
import os
import pickle
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

_SECONDS = 120.0
_BROKEN = (OSError, EOFError, ValueError, AttributeError, ImportError, pickle.UnpicklingError)


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
        return subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=here
        )
    except OSError:
        return None


def asked(process: subprocess.Popen[bytes], batch: Any) -> Any:
    """The process's answer to a batch; None where it has none to give, and then it has ended."""
    assert process.stdin is not None
    assert process.stdout is not None
    limit = threading.Timer(_SECONDS, process.kill)
    limit.start()
    try:
        pickle.dump(batch, process.stdin, protocol=pickle.HIGHEST_PROTOCOL)
        process.stdin.flush()
        return pickle.load(process.stdout)
    except _BROKEN:
        process.kill()
        process.wait()
        return None
    finally:
        limit.cancel()


def ended(process: subprocess.Popen[bytes]) -> None:
    """Let the process end, for it will be asked nothing more."""
    try:
        process.communicate(timeout=5.0)
    except (subprocess.TimeoutExpired, OSError, ValueError):
        process.kill()
        process.wait()


def answer_batches(work: Callable[[Any], Any]) -> None:
    """The process itself: answer batches until the pipe closes.

    Ctrl+C is for whoever started it; nothing else may write where the answers go.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    # what a batch leaves behind is looked for between two of them, not while it grows
    gc.disable()
    gc.freeze()
    while True:
        try:
            batch = pickle.load(sys.stdin.buffer)
        except EOFError:
            return
        pickle.dump(work(batch), answers, protocol=pickle.HIGHEST_PROTOCOL)
        answers.flush()
        gc.collect()

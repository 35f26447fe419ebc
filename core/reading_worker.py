"""A process that reads messages for this one (`core/reading.py`), so that a first sync uses two cores.

It is asked in batches over a pipe and answers in their order. Whatever happens to it, every batch is
answered: if need be it is read here. It ends when its pipe closes, thus with whoever started it.
"""

from __future__ import annotations

import os
import pickle
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import BinaryIO

from core.arrivals import Arrival
from core.reading import ReadAhead, Understood, understand

WORTH_A_PROCESS = 100
_SECONDS = 120.0
_BROKEN = (OSError, EOFError, ValueError, pickle.UnpicklingError)

_Job = tuple[list[bytes], Future[list[Understood]]]


class ReadingWorker:
    """Owns the process and the thread that talks to it; both start when there is much to read."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None

    def read_ahead(self, arrivals: Sequence[Arrival]) -> Sequence[Arrival]:
        """Begin to read a batch. The first small one comes back as it is: it is read before a process has started."""
        with self._guard:
            began = self._thread is not None
            if not began:
                self._thread = threading.Thread(target=self._work, name="mado-reading", daemon=True)
                self._thread.start()
            if not began and len(arrivals) < WORTH_A_PROCESS:
                return arrivals
            reading: Future[list[Understood]] = Future()
            self._jobs.put(([a.raw for a in arrivals], reading))
        return ReadAhead(arrivals, reading)

    def rest(self) -> None:
        """Let the process end once it has read what it was given; the next batch starts another."""
        with self._guard:
            if self._thread is None:
                return
            self._jobs.put(None)
            self._thread.join()
            self._thread = None

    def _work(self) -> None:
        process = _started()
        while (job := self._jobs.get()) is not None:
            raws, reading = job
            try:
                found = _asked(process, raws) if process is not None else None
                reading.set_result(found if found is not None else [understand(raw) for raw in raws])
            except Exception as error:  # noqa: BLE001 - whoever waits for the batch hears of it
                reading.set_exception(error)
            if process is not None and process.poll() is not None:
                process = None
        if process is not None:
            _ended(process)


def _started() -> subprocess.Popen[bytes] | None:
    here = Path(__file__).resolve().parents[1]
    command = [sys.executable, "-m", "core.reading_worker"]
    try:
        return subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=here
        )
    except OSError:
        return None


def _asked(process: subprocess.Popen[bytes], raws: list[bytes]) -> list[Understood] | None:
    """The process's answer; None where it has none to give, and then it has ended."""
    assert process.stdin is not None
    assert process.stdout is not None
    limit = threading.Timer(_SECONDS, process.kill)
    limit.start()
    try:
        pickle.dump(raws, process.stdin, protocol=pickle.HIGHEST_PROTOCOL)
        process.stdin.flush()
        found: list[Understood] = pickle.load(process.stdout)
        return found
    except _BROKEN:
        process.kill()
        process.wait()
        return None
    finally:
        limit.cancel()


def _ended(process: subprocess.Popen[bytes]) -> None:
    try:
        process.communicate(timeout=5.0)
    except (subprocess.TimeoutExpired, OSError, ValueError):
        process.kill()
        process.wait()


def serve(asked: BinaryIO, answers: BinaryIO) -> None:
    """Answer batches until the pipe closes."""
    while True:
        try:
            raws = pickle.load(asked)
        except EOFError:
            return
        pickle.dump([understand(raw) for raw in raws], answers, protocol=pickle.HIGHEST_PROTOCOL)
        answers.flush()


def main() -> None:
    """The process. Ctrl+C is for whoever started it; nothing else may write where the answers go."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    serve(sys.stdin.buffer, answers)


if __name__ == "__main__":
    main()

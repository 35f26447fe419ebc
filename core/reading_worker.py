"""Processes that read messages for this one (`core/reading.py`), so that a first sync uses every core.

Each is asked in batches over a pipe of its own. Whatever happens to it, every batch is answered: if need be it
is read here. They end when their pipes close, thus with whoever started them.
"""

from __future__ import annotations

import queue
import subprocess
import threading
from collections.abc import Sequence
from concurrent.futures import Future

from core.arrivals import Arrival
from core.helper_process import answer_batches, asked, cores, ended, started
from core.reading import ReadAhead, Understood, understand

WORTH_A_PROCESS = 100
_MOST = 3

_Job = tuple[list[bytes], Future[list[Understood]]]


def processes_for(cores: int) -> int:
    """How many processes read: one core is left for the intake, and few machines gain by more than three."""
    return max(1, min(_MOST, cores - 1))


class ReadingWorker:
    """Owns the processes and the threads that talk to them; they start when there is much to read."""

    def __init__(self, processes: int | None = None) -> None:
        self.processes = processes or processes_for(cores())
        self._guard = threading.Lock()
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._threads: list[threading.Thread] = []

    def read_ahead(self, arrivals: Sequence[Arrival]) -> Sequence[Arrival]:
        """Begin to read a batch. The first small one comes back as it is: it is read before a process has started."""
        with self._guard:
            began = bool(self._threads)
            while len(self._threads) < self.processes:
                name = f"mado-reading-{len(self._threads)}"
                self._threads.append(threading.Thread(target=self._work, name=name, daemon=True))
                self._threads[-1].start()
            if not began and len(arrivals) < WORTH_A_PROCESS:
                return arrivals
            reading: Future[list[Understood]] = Future()
            self._jobs.put(([a.raw for a in arrivals], reading))
        return ReadAhead(arrivals, reading)

    def rest(self) -> None:
        """Let the processes end once they have read what they were given; the next batch starts others."""
        with self._guard:
            for _thread in self._threads:
                self._jobs.put(None)
            for thread in self._threads:
                thread.join()
            self._threads = []

    def _work(self) -> None:
        process = _started()
        while (job := self._jobs.get()) is not None:
            raws, reading = job
            if not reading.set_running_or_notify_cancel():
                continue  # whoever waited for it reads it
            try:
                found: list[Understood] | None = asked(process, raws) if process is not None else None
                reading.set_result(found if found is not None else [understand(raw) for raw in raws])
            except Exception as error:  # noqa: BLE001 - whoever waits for the batch hears of it
                reading.set_exception(error)
            if process is not None and process.poll() is not None:
                process = None
        if process is not None:
            ended(process)


def _started() -> subprocess.Popen[bytes] | None:
    return started("core.reading_worker")


def understand_all(raws: list[bytes]) -> list[Understood]:
    """What the process answers to a batch."""
    return [understand(raw) for raw in raws]


if __name__ == "__main__":
    answer_batches(understand_all)

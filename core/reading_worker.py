"""Processes that read messages for this one (`core/reading.py`), so that a first sync uses every core.

Each is asked for a piece of a batch at a time over a pipe of its own, and is sent the next piece before it has
answered, so that it never waits for us. Who waits for a piece reads another one meanwhile. Whatever happens to a
process, every piece is answered: if need be it is read here. They end when their pipes close, thus with whoever
started them.
"""

from __future__ import annotations

import subprocess
import threading
from collections import deque
from collections.abc import Sequence
from concurrent.futures import Future
from contextlib import ExitStack
from itertools import accumulate

from core.arrivals import Arrival
from core.collecting import collecting_rarely
from core.helper_process import answer, answer_batches, cores, ended, pickled, room_of, send, started
from core.reading import ReadAhead, Understood, understand

WORTH_A_PROCESS = 100
PIECE, PIECE_BYTES = 50, 400_000
"""Messages and bytes that are read in one go: enough not to talk more than read, few enough to be shared evenly."""
_MOST = 3
_UNDER_WAY = 2
_AHEAD, _AHEAD_BYTES = 8, 16 << 20
"""Batches, and bytes of them, that may be read before they are taken in, so that nobody waits for the other."""
_OBJECTS = 100_000
"""So many new objects are looked through at once for garbage: a batch that was read is some ten thousand."""


class _Piece:
    """Some messages, and what they say once they have been read."""

    def __init__(self, raws: list[bytes]) -> None:
        self.raws = raws
        self.size = sum(map(len, raws))
        self.said: Future[list[Understood]] = Future()

    def read(self) -> None:
        """Read it here."""
        try:
            self.said.set_result([understand(raw) for raw in self.raws])
        except Exception as error:  # noqa: BLE001 - whoever waits for the batch hears of it
            self.said.set_exception(error)


def processes_for(cores: int) -> int:
    """How many processes read: one core is left for the intake, and few machines gain by more than three."""
    return max(1, min(_MOST, cores - 1))


class ReadingWorker:
    """Owns the processes and the threads that talk to them; they start when there is much to read."""

    def __init__(self, processes: int | None = None) -> None:
        self.processes = processes or processes_for(cores())
        self._news = threading.Condition()
        self._waiting: deque[_Piece] = deque()
        self._threads: list[threading.Thread] = []
        self._ending = False
        self._meanwhile = ExitStack()
        self._sizes: deque[int] = deque(maxlen=_AHEAD)

    def read_ahead(self, arrivals: Sequence[Arrival]) -> Sequence[Arrival]:
        """Begin to read a batch. The first small one comes back as it is: it is read before a process has started."""
        with self._news:
            began = bool(self._threads)
            if not began:
                self._meanwhile.enter_context(collecting_rarely(_OBJECTS))
            while len(self._threads) < self.processes:
                name = f"mado-reading-{len(self._threads)}"
                self._threads.append(threading.Thread(target=self._work, name=name, daemon=True))
                self._threads[-1].start()
            if not began and len(arrivals) < WORTH_A_PROCESS:
                return arrivals
            pieces = self._pieces(arrivals)
            self._sizes.append(sum(piece.size for piece in pieces))
            self._waiting += pieces
            self._news.notify(len(pieces))
        return ReadAhead(arrivals, [piece.said for piece in pieces], self._help)

    @property
    def ahead(self) -> int:
        """How many of the batches given last may wait to be taken in: as many as need little memory, or few."""
        sizes = accumulate(reversed(self._sizes))
        return max(self.processes + 1, sum(size <= _AHEAD_BYTES for size in sizes))

    def rest(self) -> None:
        """Let the processes end once they have read what they were given; the next batch starts others."""
        with self._news:
            self._ending = True
            self._news.notify_all()
        for thread in self._threads:
            thread.join()
        self._threads, self._ending = [], False
        self._sizes.clear()
        self._meanwhile.close()

    def _pieces(self, arrivals: Sequence[Arrival]) -> list[_Piece]:
        found: list[_Piece] = []
        raws: list[bytes] = []
        size = 0
        for arrival in arrivals:
            if raws and (len(raws) >= PIECE or size + len(arrival.raw) > PIECE_BYTES):
                found.append(_Piece(raws))
                raws, size = [], 0
            raws.append(arrival.raw)
            size += len(arrival.raw)
        return [*found, _Piece(raws)] if raws else found

    def _help(self) -> bool:
        """Read a piece that nobody has begun; False where there is none. So no core stands idle."""
        with self._news:
            if not self._waiting:
                return False
            piece = self._waiting.popleft()
        piece.read()
        return True

    def _next(self, room: int | None = None) -> _Piece | None:
        """A piece that nobody has begun, if it fits into that `room`; without a limit, waits until there is one."""
        with self._news:
            while room is None and not self._waiting and not self._ending:
                self._news.wait()
            if not self._waiting or (room is not None and self._waiting[0].size > room):
                return None
            return self._waiting.popleft()

    def _work(self) -> None:
        """Keep one process busy until there is nothing more to do."""
        process = _started()
        room = room_of(process) if process is not None else 0
        while first := self._next():
            under_way = deque([first])
            _send(process, first)
            while under_way:
                while len(under_way) < _UNDER_WAY and (piece := self._next(room)):
                    under_way.append(piece)
                    _send(process, piece)
                _receive(process, under_way.popleft())
            if process is not None and process.poll() is not None:
                process, room = None, 0
        if process is not None:
            ended(process)


def _send(process: subprocess.Popen[bytes] | None, piece: _Piece) -> None:
    if process is not None:
        send(process, pickled(piece.raws))


def _receive(process: subprocess.Popen[bytes] | None, piece: _Piece) -> None:
    found = answer(process) if process is not None else None
    if found is None:
        piece.read()
    else:
        piece.said.set_result(found)


def _started() -> subprocess.Popen[bytes] | None:
    return started("core.reading_worker")


def understand_all(raws: list[bytes]) -> list[Understood]:
    """What the process answers to a piece."""
    return [understand(raw) for raw in raws]


if __name__ == "__main__":
    answer_batches(understand_all)

"""The commands that bring the messages of a folder, several under way at a time, so that the server always has work.

Bodies come newest first, in batches by size. How large the next messages are is asked while those before them come.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from mailsync import imap_batches, imap_folder, imap_rows
from mailsync.imap_batches import MAX_COUNT, Batch, plan
from mailsync.imap_connect import Line
from mailsync.imap_errors import Refusal
from mailsync.imap_rows import Fetched
from mailsync.imap_wire import Row
from mailsync.uid_set import UidSet

_FEW = 250
"""So many messages are asked for their sizes; of more it is asked first which are large."""
_WINDOW = 2000
_IN_FLIGHT = 4
_SOON = 1500
"""Messages that are left when it is asked how large those after them are."""


@dataclass(frozen=True, slots=True)
class _Bodies:
    tag: bytes
    batch: Batch


@dataclass(frozen=True, slots=True)
class _Larger:
    tag: bytes
    window: Sequence[int]


@dataclass(frozen=True, slots=True)
class _Sizes:
    tag: bytes
    window: Sequence[int]


class Pipeline:
    """All that is asked of one line for these messages (UIDs, ascending). Who finds a batch reads it, then takes it.

    `ramp` begins with small batches. `limit()` is how many messages a batch may hold just now: under the usual
    number a line has fallen, and then nothing is asked for before the one before it has come. What `broken(uid)`
    says breaks the line counts as too large: its beginning may still come.
    """

    def __init__(
        self,
        line: Line,
        waiting: Sequence[int],
        *,
        ramp: bool,
        limit: Callable[[], int],
        broken: Callable[[int], bool],
    ) -> None:
        self.came: dict[int, list[Fetched]] = {}
        """What has come of the batches under way, by UID. Servers may answer two commands at the same time, and a
        broken one may hold two messages under one UID: none is lost."""
        self._line = line
        self._waiting = waiting
        self._left = len(waiting)
        self._ramp = ramp
        self._limit = limit
        self._broken = broken
        self._plans: deque[Iterator[Batch]] = deque()
        self._planned = 0
        self._under_way: deque[_Bodies | _Larger | _Sizes] = deque()
        self._wanted: set[int] = set()
        self._asking = False
        self._others: list[Row] = []

    def batch(self) -> Batch | None:
        """The batch that comes next; None after the last one. Raises ImapTrouble, OSError."""
        while True:
            self._send()
            if not self._under_way:
                return None
            first = self._under_way[0]
            if isinstance(first, _Bodies):
                return first.batch
            self._under_way.popleft()
            if isinstance(first, _Larger):
                self._weigh(first)
            else:
                self._plan(first)

    def read(self) -> None:
        """Read the answer to the batch that comes next, into `came`. Raises Refusal, LineLost, Rubbish, OSError."""
        self._read(self._under_way[0].tag)

    def take(self) -> list[Fetched]:
        """What came of the batch that was read; it is done with."""
        first = self._under_way.popleft()
        assert isinstance(first, _Bodies)
        self._wanted.difference_update(first.batch.uids)
        return self._of(first.batch)

    def take_all(self) -> Iterator[tuple[Batch, list[Fetched]]]:
        """What came of every batch under way: the line is of no more use."""
        for one in self._under_way:
            if isinstance(one, _Bodies):
                yield one.batch, self._of(one.batch)

    def _of(self, batch: Batch) -> list[Fetched]:
        return [found for uid in batch.uids for found in self.came.pop(uid, ())]

    # asking --------------------------------------------------------------------------------
    def _send(self) -> None:
        in_flight = _IN_FLIGHT if self._limit() == MAX_COUNT else 1
        bodies = sum(isinstance(one, _Bodies) for one in self._under_way)
        while bodies < in_flight and (batch := self._next()):
            self._wanted.update(batch.uids)
            self._under_way.append(_Bodies(imap_folder.ask_for(self._line, batch.uids, batch.start), batch))
            bodies += 1
        if self._left and not self._asking and self._planned < _SOON and (in_flight > 1 or not bodies):
            self._ask_ahead()

    def _next(self) -> Batch | None:
        """The next batch that nobody asked for, cut just now."""
        while self._plans:
            batch = next(self._plans[0], None)
            if batch is not None:
                self._planned -= len(batch.uids)
                return batch
            self._plans.popleft()
        return None

    def _ask_ahead(self) -> None:
        end = self._left
        self._left = max(0, end - (_FEW if self._ramp and end == len(self._waiting) else _WINDOW))
        window = self._waiting[self._left : end][::-1]
        self._asking = True
        if len(window) <= _FEW:
            self._ask_sizes(window, window)
        else:
            self._under_way.append(
                _Larger(imap_folder.ask_larger(self._line, window, imap_batches.FAIR_SHARE), window)
            )

    def _ask_sizes(self, uids: Iterable[int], window: Sequence[int]) -> None:
        self._under_way.append(_Sizes(imap_folder.ask_sizes(self._line, uids), window))

    # reading -------------------------------------------------------------------------------
    def _weigh(self, asked: _Larger) -> None:
        try:
            self._read(asked.tag)
            large = imap_folder.found_by(self._others) & UidSet.of(asked.window)
        except Refusal:
            large = UidSet.of(asked.window)  # it will not search by size
        # the newest one's, too: a server that answers so small a question with rubbish is not asked for bodies,
        # which would be set aside one by one
        self._ask_sizes(large | UidSet.of(asked.window[:1]), asked.window)

    def _plan(self, asked: _Sizes) -> None:
        self._read(asked.tag)
        window = asked.window
        sizes = dict.fromkeys(window, imap_batches.FAIR_SHARE) | imap_folder.sizes_in(self._others)
        sizes |= {uid: imap_batches.SIZE_CAP + 1 for uid in window if self._broken(uid)}
        self._plans.append(plan(window, sizes, ramp=self._ramp, limit=self._limit))
        self._planned += len(window)
        self._asking = self._ramp = False
        self._others.clear()

    def _read(self, tag: bytes) -> None:
        """Read an answer to its end, whatever else comes with it."""
        came, wanted, message = self.came, self._wanted, imap_folder.message
        for row in self._line.wire.rows(tag, imap_rows.MESSAGE):
            found = message(row)
            if found is None:
                if self._asking:
                    self._others.append(row)
            elif found.uid in wanted:
                came.setdefault(found.uid, []).append(found)

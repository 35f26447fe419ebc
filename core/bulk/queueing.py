"""The blocks of a plan on their way into the outbox, a batch ahead of the one that leaves.

Where a plan is long, a process beside this one does it: it opens the same store, makes the mails and commits them,
while this one sends. A fork of this one is there at once; where forking is not safe, Python is started anew
(core/bulk/queue_process.py). It is handed a batch when the one before begins to leave, so that never more than one
waits in the outbox. It also writes down what came of a batch that has left (`Gone`), while the next one leaves.

What it does not do, because it has not started yet or has ended, is done here: an entry's name is made from the plan
and the ticket, so it stands in the outbox once, whoever put it there; and what came of a batch is written down once,
because its entries are no longer under way then.
"""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from config.home import Home
from config.languages import language
from config.settings import Settings
from core.bulk.apply import Skipped, now_for_all, queue_blocks
from core.bulk.gone import Gone, settle
from core.bulk.plan import Block, Plan
from core.drafts import Queued
from core.forked_process import forked, may_fork
from core.helper_process import Helper, asked, cores, ended, started

if TYPE_CHECKING:
    from core.desk import Desk

WORTH_A_PROCESS = 300
"""Fewer mails are in the outbox before Python has started anew."""

WORTH_A_FORK = 40
"""Fewer are in the outbox before a fork has done anything for them."""

_INTERVAL = 0.0005
"""Seconds after which another thread may run."""

_FIRST = (0.2, 0.5)
"""Parts of a batch that the first ones have where a process makes those after them: sending begins soon."""


@dataclass(frozen=True, slots=True)
class Beginning:
    """What the process has to know before the first batch; of the plan all but its blocks."""

    home: Home
    settings: Settings
    plan: Plan
    language: str


@dataclass(frozen=True, slots=True)
class Step:
    """So many blocks were dealt with: what stands in the outbox of them, and what was skipped."""

    blocks: int
    queued: Sequence[Queued]
    skipped: Sequence[Skipped]


class Queueing:
    """Use with `with`, and iterate: each step is durable. `size` blocks a step, fewer in the first ones."""

    def __init__(self, desk: Desk, plan: Plan, blocks: Sequence[Block], size: int) -> None:
        self._desk = desk
        self._plan = plan
        self._process: Helper | None = None
        self._up: Future[Any] | None = None
        self._interval = sys.getswitchinterval()
        if cores() > 1:
            self._process = self._beside(len(blocks))
        self._left = deque(_cut(blocks, size, _FIRST if self._process is not None else ()))
        self._thread = ThreadPoolExecutor(1, "mado-queueing")

    def __enter__(self) -> Self:
        if self._process is not None:
            plan = replace(self._plan, blocks=(), excluded=())
            beginning = Beginning(self._desk.home, self._desk.settings, plan, language())
            self._up = self._thread.submit(asked, self._process, beginning)
            # the thread that talks with it has little to do each time, and should not wait for that
            sys.setswitchinterval(_INTERVAL)
        return self

    def _beside(self, blocks: int) -> Helper | None:
        """A process for so many blocks, where one pays and can be had."""
        desk, plan = self._desk, self._plan
        if blocks >= WORTH_A_FORK and may_fork() and desk.store.let_go():
            return forked(lambda told: isinstance(told, Beginning) or done_for_another(desk, plan, told))
        return started("core.bulk.queue_process") if blocks >= WORTH_A_PROCESS else None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Whatever it had begun is in the outbox when this returns."""
        sys.setswitchinterval(self._interval)
        self._thread.shutdown()
        if self._process is not None:
            ended(self._process)

    def __iter__(self) -> Iterator[Step]:
        coming: Future[Any] | None = None
        while self._left:
            blocks = self._left.popleft()
            step = self._answered(blocks, coming.result()) if coming is not None else None
            ahead = self._hand_over(self._left[0]) if step is None and self._may_hand_over() else None
            step = step or self._done_here(blocks)
            coming = ahead or (self._hand_over(self._left[0]) if self._may_hand_over() else None)
            yield step

    @property
    def beside(self) -> bool:
        """Whether there is a process beside this one, that `settle` asks."""
        return self._process is not None

    def settle(self, gone: Gone) -> Future[Any] | None:
        """Have what came of a batch written down: a future True, or None where the process has ended.

        None itself where that process is not up; then it is for whoever asks to do.
        """
        if self._process is None or not self._is_up():
            return None
        return self._thread.submit(asked, self._process, gone)

    def _done_here(self, blocks: Sequence[Block]) -> Step:
        return Step(len(blocks), *queue_blocks(self._desk, self._plan, blocks, now_for_all))

    def _may_hand_over(self) -> bool:
        return bool(self._left) and self._is_up()

    def _is_up(self) -> bool:
        return self._up is not None and self._up.done() and self._up.result() is not None

    def _hand_over(self, blocks: Sequence[Block]) -> Future[Any] | None:
        assert self._process is not None
        return self._thread.submit(asked, self._process, blocks)

    def _answered(self, blocks: Sequence[Block], answer: Any) -> Step | None:
        """What the process did; None where it ended without a word."""
        if answer is None:
            self._up = None
            return None
        queued, skipped, raws = answer
        self._desk.store.raw.remember(raws)
        return Step(len(blocks), queued, skipped)


def _cut(blocks: Sequence[Block], size: int, first: Sequence[float]) -> Iterator[Sequence[Block]]:
    """Blocks in pieces of `size`, of which the first ones have only a part of it."""
    begun = 0
    for part in (*first, *[1.0] * len(blocks)):
        if begun >= len(blocks):
            return
        end = begun + max(1, round(size * part))
        yield blocks[begun:end]
        begun = end


def done_for_another(desk: Desk, plan: Plan, told: Gone | Sequence[Block]) -> Any:
    """What a process beside a bulk run is asked: to write down what came of a batch, or to queue some blocks.

    Of blocks it tells what stands in the outbox now, what was skipped, and the bytes of the mails; what else is
    known of them stays here, until they have left.
    """
    if isinstance(told, Gone):
        settle(desk, told)
        return True
    queued, skipped = queue_blocks(desk, plan, told, now_for_all)
    plain = [e._replace(refused_recipients=dict(e.refused_recipients)) for e in queued]
    return plain, skipped, desk.outbox.made.raws(e.raw for e in queued)

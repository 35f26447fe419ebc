"""The blocks of a plan on their way into the outbox, a batch ahead of the one that leaves.

Where a plan is long, a process beside this one does it: it opens the same store, makes the mails and commits them,
while this one sends. A fork of this one is there at once; where forking is not safe, Python is started anew
(core/bulk/queue_process.py). It is handed a batch when the one before begins to leave, so that never more than one
waits in the outbox. What it does not do, because it has not started yet or has ended, is done here: an entry's name
is made from the plan and the ticket, so it stands in the outbox once, whoever put it there.
"""

from __future__ import annotations

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
    """Use with `with`, and iterate: each step is durable. `size` blocks a step."""

    def __init__(self, desk: Desk, plan: Plan, blocks: Sequence[Block], size: int) -> None:
        self._desk = desk
        self._plan = plan
        self._left = deque(blocks[start : start + size] for start in range(0, len(blocks), size))
        self._process: Helper | None = None
        self._up: Future[Any] | None = None
        if cores() > 1:
            self._process = self._beside(len(blocks))
        self._thread = ThreadPoolExecutor(1, "mado-queueing")

    def __enter__(self) -> Self:
        if self._process is not None:
            plan = replace(self._plan, blocks=(), excluded=())
            beginning = Beginning(self._desk.home, self._desk.settings, plan, language())
            self._up = self._thread.submit(asked, self._process, beginning)
        return self

    def _beside(self, blocks: int) -> Helper | None:
        """A process for so many blocks, where one pays and can be had."""
        desk, plan = self._desk, self._plan
        if blocks >= WORTH_A_FORK and may_fork() and desk.store.let_go():
            return forked(lambda told: isinstance(told, Beginning) or queued_for_another(desk, plan, told))
        return started("core.bulk.queue_process") if blocks >= WORTH_A_PROCESS else None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Whatever it had begun is in the outbox when this returns."""
        self._thread.shutdown()
        if self._process is not None:
            ended(self._process)

    def __iter__(self) -> Iterator[Step]:
        coming: Future[Any] | None = None
        while self._left:
            blocks = self._left.popleft()
            step = self._answered(blocks, coming.result()) if coming is not None else None
            ahead = self._hand_over(self._left[0]) if step is None and self._may_hand_over() else None
            step = step or Step(len(blocks), *queue_blocks(self._desk, self._plan, blocks, now_for_all))
            coming = ahead or (self._hand_over(self._left[0]) if self._may_hand_over() else None)
            yield step

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
        queued, skipped, made = answer
        self._desk.outbox.remember_made(made)
        return Step(len(blocks), queued, skipped)


def queued_for_another(desk: Desk, plan: Plan, blocks: Sequence[Block]) -> Any:
    """What stands in the outbox of some blocks now, what was skipped, and the mails as made: for another process."""
    queued, skipped = queue_blocks(desk, plan, blocks, now_for_all)
    told = [e._replace(refused_recipients=dict(e.refused_recipients)) for e in queued]
    return told, skipped, desk.outbox.forget_made()

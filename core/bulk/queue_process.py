"""The process beside a bulk run that queues its blocks and writes down what left (core/bulk/queueing.py).

What raises here ends the process; whoever asked does the batch themselves, and hears what is wrong.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from config.languages import set_language
from core.bulk.gone import Gone
from core.bulk.plan import Block, Plan
from core.bulk.queueing import Beginning, done_for_another
from core.desk import Desk
from core.helper_process import answer_batches


class _Queuer:
    """Told the beginning first, then batch after batch."""

    def __init__(self) -> None:
        self._at: tuple[Desk, Plan] | None = None

    def answer(self, asked: Beginning | Gone | Sequence[Block]) -> Any:
        """True for the beginning; for the rest what `done_for_another` tells."""
        if isinstance(asked, Beginning):
            set_language(asked.language)
            self._at = Desk.open(asked.home, asked.settings), asked.plan
            return True
        assert self._at is not None
        desk, plan = self._at
        return done_for_another(desk, plan, asked)


if __name__ == "__main__":
    answer_batches(_Queuer().answer)

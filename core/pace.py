"""How much to write in one transaction, so that nobody who decides something waits long for the lock."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

GOAL = 0.025
"""Seconds that a transaction of a bulk load should take: half of what a decision may wait."""
_SMALLEST, _LARGEST = 8, 200


class Pace:
    """The size of the next group, by how long the ones before took."""

    def __init__(self) -> None:
        self.size = 24

    @contextmanager
    def measured(self, count: int) -> Iterator[None]:
        """Around one transaction of `count` pieces."""
        began = time.perf_counter()
        yield
        taken = max(time.perf_counter() - began, 1e-6)
        if count >= self.size // 2:
            wanted = int(count * GOAL / taken)
            # Slowly up, quickly down: one quiet moment says little.
            self.size = max(_SMALLEST, min(_LARGEST, wanted, self.size + self.size // 2))

"""How much to write before looking whether somebody else waits, so that who decides something waits for little."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

GOAL = 0.015
"""Seconds that one group of a bulk load should take: a part of what a decision may wait, the commit being another."""
_ALONE_GOAL = 0.15
"""The same while nobody else has wanted to write for long, because large groups cost a quarter less."""
_SMALLEST, _LARGEST = 8, 200
_LATELY = 600.0


class Pace:
    """The size of the next group, by how long the ones before took, and by whether somebody has waited lately."""

    def __init__(self) -> None:
        self.size = 24
        self._waited_at: float | None = None

    @property
    def alone(self) -> bool:
        """Whether nobody has waited to write for the last ten minutes."""
        return self._waited_at is None or time.monotonic() - self._waited_at > _LATELY

    def somebody_waits(self) -> None:
        """Note it: from now on the groups are small."""
        self._waited_at = time.monotonic()
        self.size = min(self.size, 24)

    @contextmanager
    def measured(self, most: int) -> Iterator[int]:
        """Around one group; yields how many pieces it should have, of at most `most`."""
        count = min(self.size, most)
        began = time.perf_counter()
        yield count
        taken = max(time.perf_counter() - began, 1e-6)
        if count >= self.size // 2:
            wanted = int(count * (_ALONE_GOAL if self.alone else GOAL) / taken)
            # Slowly up, quickly down: one quiet moment says little.
            self.size = max(_SMALLEST, min(_LARGEST, wanted, self.size + self.size // 2))

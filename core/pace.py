"""How much to write before looking whether somebody else waits, so that who decides something waits for little."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

GOAL = 0.015
"""Seconds that one group of a bulk load should take: a part of what a decision may wait, the commit being another."""
_SMALLEST, _LARGEST = 8, 200


class Pace:
    """The size of the next group, by how long the ones before took."""

    def __init__(self) -> None:
        self.size = 24

    @contextmanager
    def measured(self, most: int) -> Iterator[int]:
        """Around one group; yields how many pieces it should have, of at most `most`."""
        count = min(self.size, most)
        began = time.perf_counter()
        yield count
        taken = max(time.perf_counter() - began, 1e-6)
        if count >= self.size // 2:
            wanted = int(count * GOAL / taken)
            # Slowly up, quickly down: one quiet moment says little.
            self.size = max(_SMALLEST, min(_LARGEST, wanted, self.size + self.size // 2))

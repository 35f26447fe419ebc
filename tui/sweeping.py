"""Collecting garbage while the hands rest: in the midst of a repaint it would cost that key some milliseconds."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable

_OBJECTS = 100_000
"""New objects after which it is collected though keys come: a large ticket makes fewer."""
_RESTED, _AWAY = 1.5, 60.0
"""Seconds without a key after which the hands rest, and after which nobody will mind a longer pause."""


class Sweeper:
    """What stands when the console has begun stays and is not looked through again; of the rest, what is garbage goes
    once no key has come for a moment. `last_key` is when one came (monotonic seconds)."""

    def __init__(self, last_key: Callable[[], float]) -> None:
        self._last_key = last_key
        self._swept = 0.0
        self._whole = 0.0

    def begin(self) -> None:
        """Python's own collecting, which was off until now, becomes rare."""
        gc.freeze()
        gc.set_threshold(_OBJECTS, *gc.get_threshold()[1:])
        gc.enable()

    def look(self) -> None:
        """To be called now and then: sweeps where keys have come since the last time, and rest now.

        At first what is new, which is quick; what has been there for long once nobody seems to be here.
        """
        last, now = self._last_key(), time.monotonic()
        if last > self._swept and now - last > _RESTED:
            gc.collect(1)
            self._swept = now
        if last > self._whole and now - last > _AWAY:
            gc.collect()
            self._whole = now

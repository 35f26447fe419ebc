"""Hears at once that some process has changed the desk, where the system tells; the console also asks by itself."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.desk import Desk
    from core.store.watch import Watch

_AT_MOST_EVERY = 0.1


class Listener:
    """Calls `changed` on the screen's thread: at once, and not more often than ten times a second."""

    def __init__(self, desk: Desk, changed: Callable[[], None]) -> None:
        self._desk = desk
        self._changed = changed
        self._watch: Watch | None = None
        self._resting: asyncio.TimerHandle | None = None
        self._again = False

    def start(self) -> None:
        """Listen, on the running event loop."""
        self._watch = watch = self._desk.watch()
        if watch.descriptor is not None:
            try:
                asyncio.get_running_loop().add_reader(watch.descriptor, self._written)
            except NotImplementedError:  # an event loop that hears of sockets only
                self.stop()

    def stop(self) -> None:
        """Listen no more."""
        if self._resting is not None:
            self._resting.cancel()
        watch, self._watch = self._watch, None
        if watch is not None:
            if watch.descriptor is not None:
                asyncio.get_running_loop().remove_reader(watch.descriptor)
            watch.close()

    def _written(self) -> None:
        if self._watch is not None:
            self._watch.take()
        if self._resting is not None:
            self._again = True
            return
        self._resting = asyncio.get_running_loop().call_later(_AT_MOST_EVERY, self._rested)
        self._changed()

    def _rested(self) -> None:
        self._resting = None
        if self._again:
            self._again = False
            self._written()

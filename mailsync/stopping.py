"""A stop that is felt at once, even by a thread that waits for the network."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Self

_LOOK_AGAIN = 1.0


class StopSignal:
    """Turns an event into something `select` can see (`wake`), and closes the line that is being read.

    Use it as a context manager. Without an event it never fires.
    """

    def __init__(self, stop: threading.Event | None) -> None:
        self._stop = stop or threading.Event()
        self._over = stop is None
        self._close: Callable[[], None] | None = None
        self.wake, self._push = socket.socketpair()

    def __enter__(self) -> Self:
        if not self._over:
            threading.Thread(target=self._watch, name="mado-stop", daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None
    ) -> None:
        self._over = True
        self._close = None
        self.wake.close()
        self._push.close()

    def is_set(self) -> bool:
        """Whether to stop."""
        return self._stop.is_set()

    def is_over(self) -> bool:
        """Whether to stop, or whoever this signal belongs to has ended."""
        return self._over or self._stop.is_set()

    def wait(self, seconds: float) -> bool:
        """Sleep that long or until the stop; whether it is time to stop."""
        return self._stop.wait(seconds)

    def on_stop(self, close: Callable[[], None]) -> None:
        """What to call, from another thread, when the stop comes; the last one given counts."""
        self._close = close
        if self._stop.is_set():
            close()

    def _watch(self) -> None:
        while not self._stop.wait(_LOOK_AGAIN):
            if self._over:
                return
        close = self._close
        if close is not None:
            close()
        try:
            self._push.send(b"!")
        except OSError:
            # the watch ended at the same moment
            return

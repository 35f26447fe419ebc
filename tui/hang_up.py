"""A terminal that goes away: noticed even where no SIGHUP says so, and never waited for."""

from __future__ import annotations

import os
import select
import sys
import threading
from collections.abc import Callable
from typing import Final

PATIENCE: Final = 3.0
"""Seconds for keeping what is being written; a dead terminal may block whoever writes to it for ever."""


def when_hung_up(then: Callable[[], object], code: int) -> None:
    """Call `then` from a thread of its own once standard input is hung up (macOS cannot poll a terminal).

    The process ends with that code after PATIENCE at the latest, also where the screen's thread hangs: it may be
    writing to the dead terminal, and would go on as a process that nobody sees.
    """
    if sys.platform == "darwin":
        return
    threading.Thread(target=_wait, args=(then, code), name="mado-hang-up", daemon=True).start()


def _wait(then: Callable[[], object], code: int) -> None:
    waiting = select.poll()
    waiting.register(0, 0)
    waiting.poll()
    end_at_last(code)
    then()


def end_at_last(code: int) -> None:
    """End the process after PATIENCE, whatever hangs; the store survives that as it survives a kill."""
    last = threading.Timer(PATIENCE, os._exit, (code,))
    last.daemon = True
    last.start()

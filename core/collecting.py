"""Leaving garbage for later, where much is made that stays in use and looking through all of it would cost much."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_guard = threading.Lock()
_usual: list[tuple[int, int, int]] = []
"""The thresholds that each who is within `collecting_rarely` has found."""


@contextmanager
def collecting_later() -> Iterator[None]:
    """No collecting until the end: it takes a tenth of the time of a batch of mail, half of that of a long log."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


@contextmanager
def collecting_rarely(objects: int) -> Iterator[None]:
    """What stands now stays and is not looked through again; what comes is, for every so many new objects.

    Where several threads are within, it ends with the last of them.
    """
    with _guard:
        if not _usual:
            gc.freeze()
        _usual.append(gc.get_threshold())
        gc.set_threshold(max(objects, _usual[-1][0]), *_usual[0][1:])
    try:
        yield
    finally:
        with _guard:
            first = _usual[0]
            _usual.pop()
            if not _usual:
                gc.set_threshold(*first)
                gc.unfreeze()

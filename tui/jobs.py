"""Work on the desk away from the screen's thread: one thread reads, one writes.

A read that is ready within a blink is handed over at once, so that a page turns without a flash of
emptiness; a slower one comes later. The screen never waits longer than that blink.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYet
from contextvars import copy_context
from typing import TypeVar

T = TypeVar("T")
_BLINK = 0.03


class Jobs:
    """The two threads. `failed` is told, on the screen's thread, of every error nobody awaited."""

    def __init__(self, failed: Callable[[BaseException], None]) -> None:
        self._reader = ThreadPoolExecutor(1, thread_name_prefix="desk-read")
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="desk-write")
        self._failed = failed
        self._closed = False

    def read(self, job: Callable[[], T], deliver: Callable[[T], None]) -> None:
        """Read something and hand the result over on the screen's thread: at once if it is quick."""
        if self._closed:
            return
        future = self._reader.submit(job)
        try:
            found = future.result(timeout=_BLINK)
        except NotYet:
            self._later(future, deliver)
        except Exception as error:  # noqa: BLE001 - handed on: it becomes a sentence on the screen
            self._failed(error)
        else:
            deliver(found)

    def read_later(self, job: Callable[[], T], deliver: Callable[[T], None]) -> None:
        """Read something without waiting even a blink."""
        if not self._closed:
            self._later(self._reader.submit(job), deliver)

    async def write(self, job: Callable[[], T]) -> T:
        """Do something that lasts, in order after everything before it. Raises what it raises."""
        return await asyncio.wrap_future(self._writer.submit(job))

    async def ask(self, job: Callable[[], T]) -> T:
        """Read something and await it. Raises what it raises."""
        return await asyncio.wrap_future(self._reader.submit(job))

    def close(self) -> None:
        """Finish what was begun and let the threads go."""
        self._closed = True
        self._writer.shutdown(wait=True)
        self._reader.shutdown(wait=True, cancel_futures=True)

    def _later(self, future: Future[T], deliver: Callable[[T], None]) -> None:
        loop = asyncio.get_running_loop()
        context = copy_context()  # Textual finds the running app in it.

        def settle() -> None:
            if future.cancelled() or self._closed:
                return
            error = future.exception()
            if error is not None:
                self._failed(error)
            else:
                deliver(future.result())

        def done(_future: Future[T]) -> None:
            if not loop.is_closed():
                loop.call_soon_threadsafe(settle, context=context)

        future.add_done_callback(done)

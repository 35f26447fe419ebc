"""When to read again what other processes changed: at once, and with rests between while changes pour in."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter

from tui.jobs import Jobs

_REST = 4
"""It is read again for a fifth of the time at most: so often longer than the reading takes comes a rest."""


class Rereading:
    """Reads again at once where it has rested; else as soon as it has. `behind`: something waits for that.

    Nothing is read for a screen that is not in front: whoever writes a note or a reply there types undisturbed.
    """

    def __init__(
        self,
        read: Callable[[], None],
        jobs: Jobs,
        wait: Callable[[float, Callable[[], None]], object],
        in_front: Callable[[], bool],
    ) -> None:
        self.behind = False
        self._busy = False
        self._in_front = in_front
        self._read, self._jobs, self._wait = read, jobs, wait

    def changed(self) -> None:
        """Some process changed the desk."""
        if self._busy or not self._in_front():
            self.behind = True
            return
        began, self._busy, self.behind = perf_counter(), True, False

        def rest(_none: None) -> None:
            self._wait(_REST * (perf_counter() - began), self._rested)

        self._read()
        self._jobs.read_later(lambda: None, rest)  # The thread reads in order: before this, all of it is read.

    def in_front_again(self) -> None:
        """The screen can be seen again: what it missed is read now."""
        if self.behind and not self._busy:
            self.changed()

    def _rested(self) -> None:
        self._busy = False
        if self.behind:
            self.changed()

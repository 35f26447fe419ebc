"""A ticket as one long text that is laid out only as far as somebody reads."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice
from time import perf_counter
from typing import TYPE_CHECKING

from tui.text.entry_lines import Folding, entry_lines, is_one_line, key_of, lines_about
from tui.text.hits import Hits
from tui.text.lines import Line

if TYPE_CHECKING:
    from core.entries import Entry


_AT_ONCE = 200


class Document:
    """The lines of a ticket's entries at one width, grown on demand.

    What is grown has its place, and open entries their lines; a folded entry takes one line, which is made when it
    is looked at. So a long history above the newest letter costs next to nothing.
    """

    def __init__(
        self, entries: Sequence[Entry], folding: Folding, cells: int, now: datetime, hits: Hits | None = None
    ) -> None:
        self.entries = entries
        self.folding = folding
        self.cells = max(8, cells)
        self.hits = hits
        self.hit_lines: list[int] = []
        self.length = 0
        """How many lines have their place."""
        self.done = not entries
        self._now = now
        self._guess: int | None = None
        self._keys = [key_of(entry) for entry in entries]
        self._starts: list[int] = []
        self._lines: dict[int, list[Line]] = {}
        self._growing: Iterator[Line] | None = None

    @property
    def count(self) -> int:
        """How many lines there are; near enough, as long as not all of them have their place."""
        if self.done:
            return self.length
        if self._guess is None:
            self._guess = sum(lines_about(entry, self.folding, self.cells) for entry in self.entries)
        return max(self._guess, self.length + 1)

    def line(self, y: int) -> Line | None:
        """A line that has its place; None behind those."""
        if not 0 <= y < self.length:
            return None
        number = bisect_right(self._starts, y) - 1
        lines = self._lines.get(number)
        if lines is None:
            entry = self.entries[number]
            lines = self._lines[number] = list(entry_lines(entry, self.folding, self.cells, self._now, self.hits))
        return lines[y - self._starts[number]]

    def grow_for(self, seconds: float) -> None:
        """Lay out for about so long."""
        until = perf_counter() + seconds
        while not self.done and perf_counter() < until:
            self.grow(self.length + _AT_ONCE)

    def grow(self, until: int) -> None:
        """Lay out until there are more than `until` lines, or all of them."""
        while not self.done and self.length <= until:
            if self._growing is None:
                self._begin_next()
            else:
                self._grow_entry(until)
            self.done = self._growing is None and len(self._starts) == len(self.entries)

    def _begin_next(self) -> None:
        number = len(self._starts)
        entry = self.entries[number]
        self._starts.append(self.length)
        if is_one_line(entry, self.folding):
            self.length += 1
        else:
            self._lines[number] = []
            self._growing = entry_lines(entry, self.folding, self.cells, self._now, self.hits)

    def _grow_entry(self, until: int) -> None:
        """Go on with the entry that is open, until there are more than `until` lines or it has no more."""
        assert self._growing is not None
        wanted = until + 1 - self.length
        found = list(islice(self._growing, wanted))
        if self.hits is not None:
            marked = (y for y, one in enumerate(found, self.length) if any(s.role == "hit" for s in one.spans))
            self.hit_lines.extend(marked)
        self._lines[len(self._starts) - 1] += found
        self.length += len(found)
        if len(found) < wanted:
            self._growing = None

    def grow_to(self, key: str, beyond: int) -> int:
        """Lay out an entry's first line and `beyond` more; returns where the entry begins (0 if unknown)."""
        number = self._keys.index(key) if key in self._keys else -1
        while not self.done and len(self._starts) <= number:
            self.grow(self.length)
        start = self.start_of(key)
        self.grow(start + beyond)
        return start

    def start_of(self, key: str) -> int:
        """Where an entry begins; 0 where that is not known."""
        number = self._keys.index(key) if key in self._keys else len(self._starts)
        return self._starts[number] if number < len(self._starts) else 0

    def entry_at(self, y: int) -> str:
        """The key of the entry that a line belongs to."""
        number = bisect_right(self._starts, y) - 1
        return self._keys[number] if number >= 0 else ""

    def neighbour(self, y: int, step: int) -> int:
        """Where the next (or the one before) message or note begins, seen from a line."""
        self.grow(y + _AT_ONCE)
        numbers = range(bisect_right(self._starts, y), len(self.entries))
        if step < 0:
            numbers = range(bisect_left(self._starts, y) - 1, -1, -1)
        found = next((n for n in numbers if self.entries[n].kind != "event"), None)
        if found is None:
            return y if step > 0 else 0
        return self.grow_to(self._keys[found], 0)

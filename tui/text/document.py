"""A ticket as one long text that is laid out only as far as somebody reads."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from time import perf_counter
from typing import TYPE_CHECKING

from tui.text.entry_lines import Folding, entry_lines, key_of, lines_about
from tui.text.hits import Hits
from tui.text.lines import Line

if TYPE_CHECKING:
    from core.entries import Entry


_AT_ONCE = 200


class Document:
    """The lines of a ticket's entries at one width, grown on demand."""

    def __init__(
        self, entries: Sequence[Entry], folding: Folding, cells: int, now: datetime, hits: Hits | None = None
    ) -> None:
        self.entries = entries
        self.folding = folding
        self.cells = max(8, cells)
        self.lines: list[Line] = []
        self.starts: dict[str, int] = {}
        self.done = False
        self.hits = hits
        self.hit_lines: list[int] = []
        self._now = now
        self._guess: int | None = None
        self._rest = self._all()

    def _all(self) -> Iterator[Line]:
        for entry in self.entries:
            self.starts[key_of(entry)] = len(self.lines)
            yield from entry_lines(entry, self.folding, self.cells, self._now, self.hits)

    @property
    def count(self) -> int:
        """How many lines there are; near enough, as long as not all of them are laid out."""
        if self.done:
            return len(self.lines)
        if self._guess is None:
            self._guess = sum(lines_about(entry, self.folding, self.cells) for entry in self.entries)
        return max(self._guess, len(self.lines) + 1)

    def grow_for(self, seconds: float) -> None:
        """Lay out for about so long."""
        until = perf_counter() + seconds
        while not self.done and perf_counter() < until:
            self.grow(len(self.lines) + _AT_ONCE)

    def grow(self, until: int) -> None:
        """Lay out until there are more than `until` lines, or all of them."""
        while not self.done and len(self.lines) <= until:
            found = next(self._rest, None)
            if found is None:
                self.done = True
            else:
                if self.hits is not None and any(span.role == "hit" for span in found.spans):
                    self.hit_lines.append(len(self.lines))
                self.lines.append(found)

    def grow_to(self, key: str, beyond: int) -> int:
        """Lay out an entry's first line and `beyond` more; returns where the entry begins (0 if unknown)."""
        while not self.done and key not in self.starts:
            self.grow(len(self.lines) + 200)
        start = self.starts.get(key, 0)
        self.grow(start + beyond)
        return start

    def entry_at(self, y: int) -> str:
        """The key of the entry that a line belongs to."""
        found = ""
        for key, start in self.starts.items():
            if start > y:
                break
            found = key
        return found

    def neighbour(self, y: int, step: int) -> int:
        """Where the next (or the one before) message or note begins, seen from a line."""
        self.grow(y + _AT_ONCE)
        while not self.done and self._starts()[-1:] <= [y]:
            self.grow(len(self.lines) + _AT_ONCE)
        starts = self._starts()
        if step > 0:
            return next((start for start in starts if start > y), y)
        return next((start for start in reversed(starts) if start < y), 0)

    def _starts(self) -> list[int]:
        return [start for key, start in self.starts.items() if not key.startswith("event")]

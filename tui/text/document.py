"""A ticket as one long text that is laid out only as far as somebody reads."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from tui.text.entry_lines import Folding, entry_lines, key_of
from tui.text.hits import Hits
from tui.text.lines import Line

if TYPE_CHECKING:
    from core.entries import Entry


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
        self._rest = self._all()

    def _all(self) -> Iterator[Line]:
        for entry in self.entries:
            self.starts[key_of(entry)] = len(self.lines)
            yield from entry_lines(entry, self.folding, self.cells, self._now, self.hits)

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
        self.grow(y + 400)
        starts = [start for key, start in self.starts.items() if not key.startswith("event")]
        if step > 0:
            return next((start for start in starts if start > y), y)
        return next((start for start in reversed(starts) if start < y), 0)

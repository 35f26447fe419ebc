"""The part of a view that is in hand: a slice of its tickets and how many there are in all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.care.standing import urgent_first
from core.desk import Desk
from core.tickets import Ticket
from tui.views import View

MARGIN = 100


@dataclass(frozen=True, slots=True)
class Slice:
    """Tickets `start`, `start + 1` and so on of a query that finds `total`."""

    query: str
    start: int = 0
    total: int = 0
    rows: Sequence[Ticket] = ()

    @property
    def stop(self) -> int:
        """The index after the last ticket in hand."""
        return self.start + len(self.rows)

    def at(self, index: int) -> Ticket | None:
        """The ticket at that index, if it is in hand."""
        return self.rows[index - self.start] if self.start <= index < self.stop else None

    def index_of(self, code: str) -> int | None:
        """Where a ticket stands, if it is in hand."""
        for offset, ticket in enumerate(self.rows):
            if ticket.code == code:
                return self.start + offset
        return None

    def holds(self, start: int, stop: int) -> bool:
        """Whether everything there is between two indexes is in hand."""
        return self.start <= max(0, start) and min(stop, self.total) <= self.stop


def load_view(desk: Desk, view: View, start: int, stop: int, margin: int = MARGIN) -> Slice:
    """As `load`, of a view; with what presses on top where the view wants it."""
    if not view.pressing:
        return load(desk, view.query, start, stop, margin)
    first = max(0, start - margin)
    rows, total = urgent_first(desk, view.query, first, stop + margin)
    if total and not rows:
        first = max(0, total - MARGIN - (stop - start))
        rows, total = urgent_first(desk, view.query, first, total)
    return Slice(view.query, first, total, rows)


def load(desk: Desk, query: str, start: int, stop: int, margin: int = MARGIN) -> Slice:
    """Read a slice with a margin on both sides. Raises UsageError for a query nobody can read."""
    first = max(0, start - margin)
    rows = desk.rows(query, first, stop + margin)
    total = desk.count(query)
    if total and not rows:
        first = max(0, total - MARGIN - (stop - start))
        rows = desk.rows(query, first, total)
    return Slice(query, first, total, rows)

"""Which ticket goes by which code after merges: computed from the merges that are in force, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable

from core.events import Event
from core.fold import in_force


class Lineage:
    """A merge makes one ticket (`gone`) part of another (`kept`); taking it back leaves both as they were before."""

    def __init__(self, events: Iterable[Event]) -> None:
        self._into: dict[str, str] = {}
        for event in in_force(events):
            if event.kind == "merge":
                kept, gone = kept_and_gone(event)
                kept, gone = self.root(kept), self.root(gone)
                if kept != gone:
                    self._into[gone] = kept

    def root(self, code: str) -> str:
        """The code that a ticket goes by."""
        while code in self._into:
            code = self._into[code]
        return code

    def by_root(self) -> dict[str, list[str]]:
        """The aliases of every ticket that has some."""
        found: dict[str, list[str]] = {}
        for code in sorted(self._into):
            found.setdefault(self.root(code), []).append(code)
        return found

    def aliases(self, code: str) -> list[str]:
        """Every other code that leads to this ticket, sorted."""
        return sorted(c for c in self._into if self.root(c) == code)


def kept_and_gone(merge: Event) -> tuple[str, str]:
    """Which code stays and which becomes an alias. Raises KeyError for an event that is no merge."""
    one, other = merge.ticket or "", merge.data["into"]
    kept = merge.data.get("kept", other)
    return kept, one if kept == other else other

"""Notes are found by their words, as messages are: an entry of the index for each, beside those of the messages.

A note's number in the index is its event's position, negative, so that it never meets a message's id.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from core.events import Event
from core.search import SearchIndex
from core.store import Store


def live_notes(events: Sequence[Event]) -> dict[int, Event]:
    """The notes that were not taken back, by their position in the log."""
    undone = {e.data["event"] for e in events if e.kind == "undo"}
    return {e.position: e for e in events if e.kind == "note" and e.id not in undone}


def settle_notes(store: Store, search: SearchIndex, code: str, events: Sequence[Event]) -> None:
    """Make exactly the live notes of a ticket findable, inside the caller's transaction."""
    wanted, there = live_notes(events), search.notes_of(code)
    forget_notes(store, search, there - wanted.keys())
    for position in sorted(wanted.keys() - there):
        add_note(search, code, wanted[position])


def add_note(search: SearchIndex, code: str, note: Event) -> None:
    """Make a note findable that was not, inside the caller's transaction."""
    when = int(datetime.fromisoformat(note.at).timestamp())
    search.add(-note.position, code, when, note_text(note.data))


def forget_notes(store: Store, search: SearchIndex, positions: Iterable[int]) -> None:
    """These events of the log are found no more; those that are no notes never were."""
    for position, doc in store.table("events").rows.some(positions):
        if doc["kind"] == "note":
            search.remove(-position, note_text(doc["data"]))


def note_text(data: Mapping[str, Any]) -> str:
    """What of a note is searched."""
    return str(data.get("text", ""))

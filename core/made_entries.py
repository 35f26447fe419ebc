"""The messages of tickets as the fronts see them, made once for as long as what is kept of them stays the same.

An open ticket is read again after every change of the desk, and people go back and forth between the same few.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core.store.bodies import bodies_having, bodies_of

if TYPE_CHECKING:
    from core.entries import MessageEntry
    from core.store import Store

_MOST, _MOST_BYTES = 1_000, 8 << 20


@dataclass(frozen=True, slots=True)
class _Made:
    """A message and the bodies that it was made of: its document's, and its text's (b"" where there is none)."""

    kept: Any
    text: Any
    entry: MessageEntry


class MadeEntries:
    """Reads the mail of a ticket, and makes of it only what is not in hand. Several threads may ask."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._made: dict[int, _Made] = {}
        self._bytes = 0

    def of(self, code: str) -> list[MessageEntry]:
        """The mail of a ticket by its full code, in the order of ids; one that is damaged is left out and noted."""
        kept = bodies_having(self._store.table("messages").rows, "ticket", code)
        texts = bodies_of(self._store.table("texts").rows, [i for i, _body in kept])
        found = []
        for record, body in kept:
            text, made = texts.get(record, b""), self._made.get(record)
            if made is not None and made.kept == body and made.text == text:
                found.append(made.entry)
            elif (entry := self._make(record, body, text)) is not None:
                found.append(entry)
        return found

    def _make(self, record: int, body: bytes, text: bytes) -> MessageEntry | None:
        from core.records import entry

        message = next(self._store.table("messages").rows.read([(record, body)]), None)
        if message is None:
            return None
        said = next(self._store.table("texts").rows.read([(record, text)]), None) if text else None
        if text and said is None:
            self._store.table("texts").get(doc_id=record)  # raises what says that it is damaged
        made = entry(record, message[1], said[1] if said else {})
        size = len(body) + len(text)
        if len(self._made) >= _MOST or self._bytes + size > _MOST_BYTES:
            self._made, self._bytes = {}, 0
        self._made[record], self._bytes = _Made(body, text, made), self._bytes + size
        return made

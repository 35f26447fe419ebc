"""Copies in Sent, and marks on answered mail: what is still to be written on the server for replies that left."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from config.languages import translator
from core.arrivals import IMPORTED, Place
from core.drafts import Queued
from core.outbox_settled import MOST_ATTEMPTS, later
from core.outbox_table import OutboxTable
from core.times import stored

if TYPE_CHECKING:
    from core.desk import Desk

_ = translator("core")
_DUE = "outbox copies due"


class SentCopies:
    """When each copy is to be made, and how often that was tried. Nothing of it ever sends a mail again."""

    def __init__(self, desk: Desk, table: OutboxTable) -> None:
        self._store = desk.store
        self._table = table

    def due(self, now: datetime, mailbox: str) -> Sequence[Queued]:
        """Sent entries whose copy in the Sent folder (or the mark on the answered mail) is to be made now."""
        found = self._table.some([id for id, (when, _tries) in self._waiting().items() if when <= stored(now)])
        return [e for e in found if e.mailbox == mailbox]

    def missing(self) -> Sequence[Queued]:
        """Replies that left and whose copy was tried and is not in Sent yet; oldest first."""
        return self._table.some([id for id, (_when, tries) in self._waiting().items() if tries])

    def want(self, ids: Iterable[str], now: datetime) -> None:
        """Copies of these are to be made, in the caller's transaction."""
        if fresh := {id: (stored(now), 0) for id in ids}:
            self._set_waiting({**self._waiting(), **fresh})

    def finished(self, done: Sequence[tuple[str, str]], *, now: datetime | None = None) -> Sequence[Queued]:
        """Copies are filed, in one commit: pairs of an id and what went wrong ("" for nothing).

        What could not be filed is tried again later without anything being sent again.
        """
        if not done:
            return ()
        with self._store.transaction():
            left = self._waiting()
            written = [self._finished(left, id, error, now or datetime.now(UTC)) for id, error in done]
            self._set_waiting(left)
        return written

    def _finished(self, left: dict[str, tuple[str, int]], id: str, error: str, now: datetime) -> Queued:
        entry = self._table.entry(id)
        _when, tries = left.pop(entry.id, ("", 0))
        if error and tries + 1 < MOST_ATTEMPTS:
            left[entry.id] = (stored(later(tries, now)), tries + 1)
        said = _("It was sent; its copy could not be filed yet: {error}").format(error=error) if error else None
        kept = said if entry.state == "sent" else entry.error
        return self._table.write(entry._replace(sent_copy="failed" if error else "filed", error=kept))

    def to_do(self, entry: Queued, mailbox: str, *, append: bool) -> bool:
        """Whether anything is to be written on the server for a mail that has left; `append`: its copy is."""
        if append:
            return True
        return any(p.mailbox == mailbox and p.folder != IMPORTED for p in self.answered_places(entry))

    def answered_places(self, entry: Queued) -> Sequence[Place]:
        """Where on the server the message answered by an entry stands."""
        doc = self._store.table("messages").get(doc_id=entry.answered) if entry.answered else None
        keys = [key.split("\n") for key in (doc["places"] if doc else [])]
        return [Place(box, folder, int(validity), int(uid)) for box, folder, validity, uid in keys]

    def _waiting(self) -> dict[str, tuple[str, int]]:
        kept = json.loads(self._store.meta(_DUE) or "{}")
        return {id: (when, tries) for id, (when, tries) in kept.items()}

    def _set_waiting(self, left: Mapping[str, tuple[str, int]]) -> None:
        self._store.set_meta(_DUE, json.dumps(left))

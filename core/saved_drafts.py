"""Drafts that are kept: only their writer sends them, whatever else happens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from tinydb import where

from core.drafts import Draft
from core.outbox_records import draft_doc, draft_of

if TYPE_CHECKING:
    from core.desk import Desk


class SavedDrafts:
    """The drafts of one desk."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def save(self, draft: Draft) -> None:
        """Keep a draft; durable when it returns."""
        with self._desk.store.transaction():
            table = self._desk.store.table("drafts")
            old = table.get(where("id") == draft.id)
            doc = {**draft_doc(draft), "by": self._me} if self._desk.settings.shared else draft_doc(draft)
            table.put(old.doc_id if old else table.next_id(), doc)

    def saved(self, code: str) -> Draft | None:
        """The newest draft kept for a ticket; None where there is none."""
        return next(iter(self.all_saved(code)), None)

    def all_saved(self, code: str) -> Sequence[Draft]:
        """Every draft kept for a ticket, the newest first; where several people use this home, this agent's."""
        ticket = self._desk.ticket(code).code
        docs = self._desk.store.table("drafts").search(where("ticket") == ticket)
        mine = sorted(filter(self._mine, docs), key=lambda d: -int(d.doc_id))
        return [draft_of(d) for d in mine]

    def drafts(self) -> Sequence[Draft]:
        """Every draft kept; where several people use this home, this agent's."""
        return [draft_of(d) for d in self._desk.store.table("drafts").all() if self._mine(d)]

    @property
    def _me(self) -> str:
        return self._desk.settings.agent.name

    def _mine(self, doc: Mapping[str, Any]) -> bool:
        return not self._desk.settings.shared or doc.get("by") in (None, self._me)

    def discard(self, draft_id: str) -> None:
        """Throw a draft away; nothing happens where there is none."""
        self._desk.store.table("drafts").remove(where("id") == draft_id)

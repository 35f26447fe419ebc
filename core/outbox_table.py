"""The outbox's documents: found by id, read as entries, written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from tinydb import where

from config.errors import NothingMatched, UsageError
from config.languages import translator
from core.drafts import Queued
from core.outbox_records import queued_doc, queued_of
from core.text import clean
from core.times import stored

if TYPE_CHECKING:
    from core.desk import Desk

_ = translator("core")
_PAGE = 400


class OutboxTable:
    """Reading and writing entries. Writing belongs into a transaction."""

    def __init__(self, desk: Desk) -> None:
        self._store = desk.store
        self._records: dict[str, int] = {}

    @property
    def rows(self) -> Any:
        """The table of the store."""
        return self._store.table("outbox")

    def entry(self, id: str) -> Queued:
        """One entry by its id or a unique beginning of it. Raises NothingMatched, UsageError."""
        return queued_of(self.doc(id))

    def some(self, ids: Sequence[str]) -> list[Queued]:
        """Entries by their whole ids, in the order asked for; those that are not there are passed over."""
        return [queued_of(d) for d in self.docs(ids)]

    def docs(self, ids: Sequence[str]) -> list[Any]:
        """As `some`, the documents."""
        found: dict[str, Any] = {}
        for start in range(0, len(ids), _PAGE):
            for doc in self.rows.having("id", *ids[start : start + _PAGE]):
                found[doc["id"]] = doc
                self._records[doc["id"]] = doc.doc_id
        return [found[id] for id in ids if id in found]

    def states(self, ids: Sequence[str]) -> dict[str, str]:
        """The states of entries by their whole ids, no document being read."""
        self.rows.rows.flush()
        found: dict[str, str] = {}
        for start in range(0, len(ids), _PAGE):
            part = ids[start : start + _PAGE]
            sql = f"SELECT c_id, c_state FROM d_outbox WHERE c_id IN ({', '.join('?' * len(part))})"
            found.update(self._store.engine.session.rows(sql, part))
        return found

    def doc(self, id: str) -> Any:
        """As `entry`, the document."""
        known = self._records.get(id)
        doc = self.rows.get(doc_id=known) if known is not None else None
        if doc is None or doc["id"] != id:
            doc = next(iter(self.rows.having("id", id)), None)
        if doc is not None:
            self._records[id] = doc.doc_id
            return doc
        found = self.rows.search((where("id") >= id) & (where("id") < id + "\uffff")) if id else []
        if len(found) > 1:
            raise UsageError(_("{id} is not unique.").format(id=id), hint=_("Type more of it."))
        if not found:
            said = _("Nothing in the outbox is called {id}.").format(id=clean(id, one_line=True))
            raise NothingMatched(said, hint=_("`mado outbox` lists what has not left."), code="no_entry")
        return found[0]

    def patch(self, doc: Any, fields: Mapping[str, Any]) -> Queued:
        """Write some fields of an entry whose document is at hand; the entry as it is kept."""
        changed = {**doc, **fields}
        self.rows.put(doc.doc_id, changed)
        return queued_of(changed)

    def write(self, entry: Queued, doc: Any = None) -> Queued:
        """Write an entry's new form (`doc` is its document, if at hand); returns it as it is kept."""
        if doc is None:
            doc = self.doc(entry.id)
        self.rows.put(doc.doc_id, {**doc, **queued_doc(entry)})
        if not entry.not_before.microsecond:
            return entry
        return entry._replace(not_before=datetime.fromisoformat(stored(entry.not_before)))

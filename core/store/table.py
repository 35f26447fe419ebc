"""TinyDB's Table over rows: its whole interface, with windows and counts beside it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, MutableMapping
from typing import Any, Protocol, cast

from tinydb import where
from tinydb.storages import Storage
from tinydb.table import Document, Table

from core.store import one_row
from core.store.compile import Condition
from core.store.engine import Engine
from core.store.row_writes import remember_newest
from core.store.rows import Found, Rows
from core.store.schema import schema_of

Fields = Mapping[str, Any] | Callable[[MutableMapping[str, Any]], None]


class _OnEngine(Protocol):
    """What a table needs of its storage."""

    engine: Engine


class StoreTable(Table):
    """A TinyDB table whose writes cost what has changed and whose reads walk declared indexes.

    It differs from TinyDB in this: documents come in the order of their ids; no query results are
    cached; an id of a declared table is never given twice; a document must be JSON with text keys.
    Each write is a transaction of its own, or part of the one that this thread is in.
    """

    def __init__(self, storage: Storage, name: str, cache_size: int = 0, persist_empty: bool = False) -> None:
        self.rows = Rows(cast(_OnEngine, storage).engine, schema_of(name))
        super().__init__(storage, name, cache_size, persist_empty)
        if persist_empty:
            self.rows.lay_out()

    # what the store adds -------------------------------------------------------------------
    def window(
        self,
        cond: Condition | None = None,
        *,
        order_by: str = "doc_id",
        descending: bool = True,
        start: int = 0,
        stop: int | None = None,
    ) -> list[Document]:
        """Documents `start` to `stop` of those that match, in the order of a field; equal ones by their ids.

        Over declared fields this walks an index, whatever the table's size. Null comes before all else.
        """
        if order_by == "doc_id" or any(c.name == order_by and not c.folded for c in self.rows.schema.columns):
            order = "id" if order_by == "doc_id" else order_by
            found = self.rows.find(cond, order=order, descending=descending, start=start, stop=stop)
        else:
            found = self.rows.find(cond)
            found.sort(key=lambda f: (_sortable(f[1].get(order_by)), f[0]), reverse=descending)
            found = found[start:stop]
        return _documents(found)

    def values(
        self,
        field: str,
        cond: Condition | None = None,
        *,
        order_by: str = "doc_id",
        start: int = 0,
        stop: int | None = None,
    ) -> list[Any]:
        """One declared field of the documents of a window, the last in order first, no document being loaded.

        As it is indexed: True is 1.
        """
        order = "id" if order_by == "doc_id" else order_by
        declared = {c.name for c in self.rows.schema.columns if not c.folded and len(c.way) == 1} | {"id"}
        found = None
        if {field, order} <= declared:
            found = self.rows.values(field, cond, order=order, start=start, stop=stop)
        if found is None:
            return [d.get(field) for d in self.window(cond, order_by=order_by, start=start, stop=stop)]
        return found

    def total(self, cond: Condition | None = None) -> int:
        """How many documents match."""
        return self.rows.total(cond)

    def counted(self, cond: Condition) -> bool:
        """Whether the number of documents that match is kept, so that `total` looks at none."""
        return self.rows.counted(cond)

    def put(self, doc_id: int, mapping: Mapping[str, Any]) -> None:
        """Insert a document with this id, or replace the whole of it. Raises ValueError for what is not JSON."""
        self.rows.put(doc_id, mapping)

    def add(self, doc_id: int, mapping: Mapping[str, Any]) -> None:
        """Insert a document under an id that `next_id` has just given, in the transaction that asked for it."""
        one_row.add(self.rows, doc_id, mapping)

    def change(self, old: Document, mapping: Mapping[str, Any]) -> None:
        """Replace a document that was read in this transaction, as it stands in the store."""
        one_row.change(self.rows, old.doc_id, old, mapping)

    def next_id(self) -> int:
        """An id for a new document; ask within the transaction that puts it, where each call gives another."""
        return self.rows.next_id()

    def only(self, field: str, value: str) -> Document | None:
        """The first document with this text in a rare field of one value, or None."""
        found = one_row.only(self.rows, field, value)
        return None if found is None else Document(found[1], found[0])

    def having(self, field: str, *values: str) -> list[Document]:
        """Every document with one of these texts in a rare field (or among its values), by their ids."""
        found = self.rows.having(field, values)
        if found is not None:
            return _documents(found)
        many = any(m.name == field for m in self.rows.schema.multis)
        return self.search(where(field).any(list(values)) if many else where(field).one_of(list(values)))

    def has(self, field: str, value: str) -> bool:
        """Whether `having` would find any."""
        return self.rows.has(field, value)

    def numbered(self, field: str, numbers: Iterable[int]) -> list[Document]:
        """Every document with one of these numbers in a declared field, by their ids."""
        return _documents(self.rows.numbered(field, frozenset(numbers)))

    def newest(self, field: str, value: str, most: int) -> list[Document]:
        """The newest documents, at most so many, with this text among the values of a rare field; the newest last."""
        return _documents(self.rows.newest(field, value, most))

    def remember(self, field: str, values: Iterable[str]) -> None:
        """Within `Store.remembering`: read at once what will be asked for by these values of a rare field."""
        self.rows.remember(field, values)

    def remember_newest(self, field: str, values: Collection[str], most: int) -> None:
        """Within `Store.remembering`: read at once what `newest` will be asked for."""
        remember_newest(self.rows, field, values, most)

    # TinyDB's interface --------------------------------------------------------------------
    def insert(self, document: Mapping[str, Any]) -> int:
        """Insert a document and return its id; a `Document` brings its own."""
        return self.insert_multiple([document])[0]

    def insert_multiple(self, documents: Iterable[Mapping[str, Any]]) -> list[int]:
        """Insert documents, all or none, and return their ids."""
        ids = []
        with self.rows.engine.transaction():
            for document in documents:
                if not isinstance(document, Mapping):
                    raise ValueError("Document is not a Mapping")
                if isinstance(document, Document):
                    doc_id = document.doc_id
                    if self.rows.one(doc_id) is not None:
                        raise ValueError(f"Document with ID {doc_id} already exists")
                else:
                    doc_id = self.rows.next_id()
                self.rows.put(doc_id, dict(document))
                ids.append(doc_id)
        return ids

    def all(self) -> list[Document]:
        """Every document."""
        return list(self)

    def search(self, cond: Condition) -> list[Document]:
        """Every document that matches."""
        return _documents(self.rows.find(cond))

    def get(
        self,
        cond: Condition | None = None,
        doc_id: int | None = None,
        doc_ids: list[int] | None = None,
    ) -> Any:
        """One document by id or query (None where none), or those of several ids."""
        if doc_id is not None:
            found = self.rows.one(doc_id)
            return None if found is None else Document(found, doc_id)
        if doc_ids is not None:
            return _documents(self.rows.some(doc_ids))
        if cond is None:
            raise RuntimeError("You have to pass either cond or doc_id or doc_ids")
        return next(iter(_documents(self.rows.find(cond, stop=1))), None)

    def contains(self, cond: Condition | None = None, doc_id: int | None = None) -> bool:
        """Whether there is such a document."""
        if cond is None and doc_id is None:
            raise RuntimeError("You have to pass either cond or doc_id")
        return self.get(cond, doc_id) is not None

    def count(self, cond: Condition) -> int:
        """How many documents match."""
        return self.rows.total(cond)

    def update(
        self, fields: Fields, cond: Condition | None = None, doc_ids: Iterable[int] | None = None
    ) -> list[int]:
        """Change fields of all documents, or of those that match; returns their ids."""
        with self.rows.engine.transaction():
            return self._apply([(fields, f) for f in self._chosen(cond, doc_ids)])

    def update_multiple(self, updates: Iterable[tuple[Fields, Condition]]) -> list[int]:
        """Several updates; each sees what those before it have done to the document."""
        changed: dict[int, dict[str, Any]] = {}
        ids = []
        with self.rows.engine.transaction():
            pairs = list(updates)
            for doc_id, document in self.rows.each():
                for fields, cond in pairs:
                    if cond(document):
                        ids.append(doc_id)
                        _change(document, fields)
                        changed[doc_id] = document
            for doc_id, document in changed.items():
                self.rows.put(doc_id, document)
        return ids

    def upsert(self, document: Mapping[str, Any], cond: Condition | None = None) -> list[int]:
        """Update what matches (or the `Document` of that id), else insert."""
        with self.rows.engine.transaction():
            return super().upsert(document, cond)

    def remove(self, cond: Condition | None = None, doc_ids: Iterable[int] | None = None) -> list[int]:
        """Remove what matches; returns the ids."""
        if cond is None and doc_ids is None:
            raise RuntimeError("Use truncate() to remove all documents")
        with self.rows.engine.transaction():
            ids = [doc_id for doc_id, _document in self._chosen(cond, doc_ids)]
            self.rows.remove(ids)
            return ids

    def truncate(self) -> None:
        """Remove every document."""
        self.rows.clear()

    def __len__(self) -> int:
        return self.rows.total(None)

    def __iter__(self) -> Iterator[Document]:
        for doc_id, document in self.rows.each():
            yield Document(document, doc_id)

    def _chosen(self, cond: Condition | None, doc_ids: Iterable[int] | None) -> list[Found]:
        if doc_ids is None:
            return self.rows.find(cond)
        found = dict(self.rows.some(doc_ids := list(doc_ids)))
        return [(i, found[i]) for i in doc_ids if i in found]

    def _apply(self, changes: list[tuple[Fields, Found]]) -> list[int]:
        """Change them all before the first is written, so that a callable that raises has changed nothing."""
        for fields, (_doc_id, document) in changes:
            _change(document, fields)
        for _fields, (doc_id, document) in changes:
            self.rows.put(doc_id, document)
        return [doc_id for _fields, (doc_id, _document) in changes]

    def _read_table(self) -> dict[str, Mapping[str, Any]]:
        return {str(doc_id): document for doc_id, document in self.rows.each()}

    def _update_table(self, updater: Callable[[dict[int, Mapping[str, Any]]], None]) -> None:
        """TinyDB's own way to write, for code that extends it: the whole table goes through memory."""
        with self.rows.engine.transaction():
            before = dict(self.rows.each())
            after: dict[int, Mapping[str, Any]] = dict(self.rows.each())
            updater(after)
            self.rows.remove(before.keys() - after.keys())
            for doc_id, document in after.items():
                if before.get(doc_id) != document:
                    self.rows.put(doc_id, document)


def _documents(found: Iterable[Found]) -> list[Document]:
    return [Document(document, doc_id) for doc_id, document in found]


def _change(document: dict[str, Any], fields: Fields) -> None:
    if callable(fields):
        fields(document)
    else:
        document.update(fields)


def _sortable(value: object) -> tuple[int, Any]:
    """As SQL orders: null, numbers, text, the rest."""
    if value is None:
        return (0, 0)
    if isinstance(value, int | float):
        return (1, value)
    return (2, value) if isinstance(value, str) else (3, str(value))

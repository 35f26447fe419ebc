"""What a long write has read and will write of one table, in memory until it commits.

A transaction holds the write lock, so nobody else changes the table meanwhile: what was read once need
not be asked again, and what was put need not be written before somebody asks SQL or the commit comes.
`Store.remembering` switches it on for a transaction; every answer is the one that SQL would have given.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from functools import cache
from typing import Any

from tinydb.queries import QueryInstance

from core.store.schema import DECLARED, TableSchema

Wanted = list[tuple[str, frozenset[str]]]
_NONE: frozenset[int] = frozenset()
_NO_TEXT: frozenset[str] = frozenset()


class Memory:
    """The documents of one table that this transaction knows, by id and by the values of its rare fields.

    `_filed[field][value]` are ids of known documents that have, or had, that value; who asks tests each document. A
    field is filed when it is first asked for: who decides on one ticket asks for few.
    `_told[field]` are the values of which every document is known, `met` (field, value, n) those of which the n
    newest are. `fresh` are ids that did not exist before, `waiting` documents that are not written yet, `before` what
    SQL has of those of them it has; `settle` writes them.
    """

    def __init__(self, schema: TableSchema, settle: Callable[[], None]) -> None:
        self.settle = settle
        self.fields, self._many = _rare_fields(schema.name) if schema.declared else _rare_of(schema)
        self._filed: dict[str, dict[str, set[int]]] = {}
        self._told: dict[str, set[str]] = {}
        self.docs: dict[int, dict[str, Any]] = {}
        self.waiting: dict[int, dict[str, Any]] = {}
        self.before: dict[int, dict[str, Any]] = {}
        self.fresh: set[int] = set()
        self.met: set[tuple[str, str, int]] = set()

    def wanted(self, condition: object) -> Wanted | None:
        """Fields and values of which every match has one, or None where that cannot be told."""
        described = condition._hash if isinstance(condition, QueryInstance) else None
        return self._covering(described) if described is not None else None

    def _covering(self, described: Any) -> Wanted | None:
        match described:
            case ("==", (str() as field,), str() as value) if field in self.fields and field not in self._many:
                return [(field, frozenset((value,)))]
            case ("one_of", (str() as field,), tuple() | frozenset() as values) if field in self.fields:
                return _all_text(field, values) if field not in self._many else None
            case ("any", (str() as field,), tuple() | frozenset() as values) if field in self._many:
                return _all_text(field, values)
            case ("and", frozenset() as parts):
                found = [one for one in map(self._covering, parts) if one is not None]
                return min(found, key=_breadth, default=None)
            case ("or", frozenset() as parts):
                each = [self._covering(part) for part in parts]
                return [w for one in each if one is not None for w in one] if None not in each else None
        return None

    def untold(self, wanted: Wanted) -> Wanted:
        """Of these fields and values the ones that SQL has to be asked for."""
        missing = [(field, values - self._told.get(field, _NO_TEXT)) for field, values in wanted]
        return [(field, values) for field, values in missing if values]

    def learn(self, field: str, values: Iterable[str], found: Iterable[tuple[int, dict[str, Any]]]) -> None:
        """SQL has told every document that has one of these values in this field."""
        self._told.setdefault(field, set()).update(values)
        self.meet(found)

    def meet(self, found: Iterable[tuple[int, dict[str, Any]]]) -> None:
        """SQL has told some documents, perhaps not all of those that share their values."""
        for doc_id, document in found:
            if doc_id not in self.docs:
                self.docs[doc_id] = document
                self._file(doc_id, document)

    def newest(self, field: str, value: str, most: int) -> list[tuple[int, dict[str, Any]]]:
        """Of the known documents with this value those with the highest ids, the highest last."""
        return self.having(field, (value,))[-most:]

    def put(self, doc_id: int, document: dict[str, Any]) -> None:
        """Know a document's new form; it is to be written later."""
        if doc_id in self.docs and doc_id not in self.waiting:
            self.before[doc_id] = self.docs[doc_id]
        self.docs[doc_id] = self.waiting[doc_id] = document
        self._file(doc_id, document)

    def matching(self, wanted: Wanted) -> list[int]:
        """The ids that may match, ascending."""
        ids: set[int] = set()
        for field, values in wanted:
            filed = self._filed_by(field)
            for value in values:
                ids |= filed.get(value, _NONE)
        return sorted(i for i in ids if i in self.docs)

    def untold_of(self, field: str, values: Collection[str]) -> list[str]:
        """Of these values of one field the ones that SQL has to be asked for."""
        told = self._told.get(field, _NO_TEXT)
        if told.issuperset(values):
            return []
        return [value for value in values if value not in told]

    def known(self, field: str, values: Collection[str]) -> list[tuple[int, dict[str, Any]]] | None:
        """As `having`; None where SQL has to be asked for some of the values first, or for all of this field."""
        told = self._told.get(field)
        return self.having(field, values) if told is not None and told.issuperset(values) else None

    def having(self, field: str, values: Collection[str]) -> list[tuple[int, dict[str, Any]]]:
        """The documents with one of these values, all of which were told, by their ids."""
        filed, docs = self._filed_by(field), self.docs
        if len(values) == 1:
            (value,) = values
            ids = filed.get(value)
            if not ids:
                return []
            found = sorted(ids) if len(ids) > 1 else list(ids)
        else:
            found = sorted({i for value in values for i in filed.get(value, _NONE)})
        if not found:
            return []
        if field in self._many:
            wanted = frozenset(values)
            return [(i, docs[i]) for i in found if i in docs and not wanted.isdisjoint(docs[i].get(field) or ())]
        return [(i, docs[i]) for i in found if i in docs and docs[i].get(field) in values]

    def has(self, field: str, value: str) -> bool:
        """Whether a document has this value, all of which were told, in a field with one value or many."""
        many = field in self._many
        for doc_id in self._filed_by(field).get(value, _NONE):
            doc = self.docs.get(doc_id)
            if doc is not None and (value in (doc.get(field) or ()) if many else doc.get(field) == value):
                return True
        return False

    def numbered(self, field: str, numbers: Collection[int], ids: Iterable[int]) -> list[tuple[int, dict[str, Any]]]:
        """The documents with one of these numbers: of those SQL names (some may have moved), and those waiting."""
        known = sorted(i for i in {*ids, *self.waiting} if i in self.docs)
        return [(i, self.docs[i]) for i in known if self.docs[i].get(field) in numbers]

    def forget(self, doc_id: int) -> None:
        """The document is gone."""
        self.docs.pop(doc_id, None)
        self.waiting.pop(doc_id, None)
        self.before.pop(doc_id, None)
        self.fresh.discard(doc_id)

    def _filed_by(self, field: str) -> dict[str, set[int]]:
        filed = self._filed.get(field)
        if filed is None:
            filed = self._filed[field] = {}
            for doc_id, document in self.docs.items():
                _file_under(filed, doc_id, document.get(field))
        return filed

    def _file(self, doc_id: int, document: dict[str, Any]) -> None:
        for field, filed in self._filed.items():
            _file_under(filed, doc_id, document.get(field))


def _file_under(filed: dict[str, set[int]], doc_id: int, found: object) -> None:
    if isinstance(found, str):
        filed.setdefault(found, set()).add(doc_id)
    elif isinstance(found, list):
        for value in found:
            if isinstance(value, str):
                filed.setdefault(value, set()).add(doc_id)


@cache
def _rare_fields(declared: str) -> tuple[frozenset[str], frozenset[str]]:
    return _rare_of(DECLARED[declared])


def _rare_of(schema: TableSchema) -> tuple[frozenset[str], frozenset[str]]:
    """The fields by whose values a table's documents are found, and those of them that have many values."""
    indexed = {name for names in schema.indexes for name in names}
    single = (c.name for c in schema.columns if c.rare and c.name in indexed and c.way == (c.name,) and not c.folded)
    many = frozenset(m.name for m in schema.multis if m.rare and not m.key)
    return many.union(single), many


def _all_text(field: str, values: Iterable[Any]) -> Wanted | None:
    return [(field, frozenset(values))] if all(isinstance(v, str) for v in values) else None


def _breadth(wanted: Wanted) -> int:
    return sum(len(values) for _field, values in wanted)

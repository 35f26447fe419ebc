"""Many documents of one table written at once: new ones, and changed ones whose old form is known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from core.store.layout import quoted, rows_of, side_of
from core.store.schema import Multi, TableSchema
from core.store.session import Session
from core.store.values import ABSENT, Scalar, column_value, encode, multi_values

Change = tuple[int, Mapping[str, Any], Mapping[str, Any]]
"""An id, the document as SQL has it, and its new form."""


def insert_many(session: Session, schema: TableSchema, documents: Mapping[int, Mapping[str, Any]]) -> None:
    """Write documents whose ids are new."""
    columns = schema.columns
    names = ", ".join(("id", *(quoted("c_" + c.name) for c in columns), "body"))
    marks = ", ".join("?" * (len(columns) + 2))
    rows = [(i, *(column_value(d, c) for c in columns), encode(d, schema)) for i, d in documents.items()]
    session.run_many(f"INSERT INTO {rows_of(schema.name)}({names}) VALUES({marks})", rows)
    for multi in schema.multis:
        pairs = [(i, value) for i, d in documents.items() for value in multi_values(d, multi)]
        if pairs:
            side = side_of(schema.name, multi.name)
            session.run_many(f"INSERT OR IGNORE INTO {side}(id, value) VALUES(?, ?)", pairs)


def change_many(session: Session, schema: TableSchema, changes: Sequence[Change]) -> None:
    """Write documents over the old ones: one statement for all that change the same columns."""
    alike: dict[tuple[str, ...], list[tuple[Any, ...]]] = {}
    named = [(quoted("c_" + c.name), c) for c in schema.columns]
    for doc_id, old, new in changes:
        moved = [
            (name, c) for name, c in named if not _the_same(old.get(c.way[0], ABSENT), new.get(c.way[0], ABSENT))
        ]
        values = [(name, column_value(old, c), column_value(new, c)) for name, c in moved]
        # The types are compared too: 1 and 1.0 are equal, and still two different values.
        changed = [(n, b) for n, a, b in values if a != b or type(a) is not type(b)]
        names = (*(n for n, _value in changed), "body")
        row = (*(v for _name, v in changed), encode(new, schema), doc_id)
        alike.setdefault(names, []).append(row)
    for names, rows in alike.items():
        sets = ", ".join(f"{name} = ?" for name in names)
        session.run_many(f"UPDATE {rows_of(schema.name)} SET {sets} WHERE id = ?", rows)
    for multi in schema.multis:
        _change_side(session, schema, multi, changes)


def _the_same(old: object, new: object) -> bool:
    """Whether two values of a field are surely one, told without a closer look."""
    return old is new or (type(old) is str and type(new) is str and old == new)


def _change_side(session: Session, schema: TableSchema, multi: Multi, changes: Sequence[Change]) -> None:
    gone: list[tuple[int, Scalar]] = []
    fresh: list[tuple[int, Scalar]] = []
    for doc_id, old, new in changes:
        if old.get(multi.name) != new.get(multi.name):
            there, wanted = multi_values(old, multi), multi_values(new, multi)
            gone += [(doc_id, value) for value in there - wanted]
            fresh += [(doc_id, value) for value in wanted - there]
    side = side_of(schema.name, multi.name)
    if gone:
        session.run_many(f"DELETE FROM {side} WHERE id = ? AND value = ?", gone)
    if fresh:
        session.run_many(f"INSERT OR IGNORE INTO {side}(id, value) VALUES(?, ?)", fresh)

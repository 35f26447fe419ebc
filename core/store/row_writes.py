"""Many documents of one table written at once: new ones, and changed ones whose old form is known."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import orjson

from core.store.layout import quoted, rows_of, side_of
from core.store.schema import Column, Multi, TableSchema
from core.store.session import Session
from core.store.values import ABSENT, Scalar, column_value, encode, multi_values

if TYPE_CHECKING:
    from core.store.rows import Rows

_PAGE = 400
_ADD_SIDE = "INSERT OR IGNORE INTO {}(id, value) VALUES(?, ?)"
_TAKE_SIDE = "DELETE FROM {} WHERE id = ? AND value = ?"
Doc = Mapping[str, Any]
Change = tuple[int, Mapping[str, Any], Mapping[str, Any]]
"""An id, the document as SQL has it, and its new form."""


class Shape:
    """How the documents of a table are written: its statements, and which columns each key of a document fills."""

    def __init__(self, schema: TableSchema) -> None:
        self.schema = schema
        self._table = rows_of(schema.name)
        names = [quoted("c_" + c.name) for c in schema.columns]
        marks = ", ".join("?" * (len(names) + 2))
        self.insert = f"INSERT INTO {self._table}({', '.join(('id', *names, 'body'))}) VALUES({marks})"
        self._of_key: dict[str, list[tuple[str, Column]]] = {}
        for name, column in zip(names, schema.columns, strict=True):
            self._of_key.setdefault(column.way[0], []).append((name, column))
        self.only = {
            c.name: f"SELECT id, body FROM {self._table} WHERE {name} = ? ORDER BY id"
            for name, c in zip(names, schema.columns, strict=True)
        }
        self._multis = {multi.name: multi for multi in schema.multis}
        self._updates: dict[tuple[str, ...], str] = {}

    def row(self, doc_id: int, document: Mapping[str, Any]) -> list[Any]:
        """What `insert` takes."""
        values = [column_value(document, column) for column in self.schema.columns]
        return [doc_id, *values, encode(document, self.schema)]

    def update(self, names: tuple[str, ...]) -> str:
        """The statement that changes some columns and the body of one document; its id comes last."""
        made = self._updates.get(names)
        if made is None:
            sets = ", ".join(f"{name} = ?" for name in (*names, "body"))
            made = self._updates[names] = f"UPDATE {self._table} SET {sets} WHERE id = ?"
        return made

    def altered(self, old: Doc, new: Doc) -> tuple[tuple[str, ...], list[Any], list[Multi]]:
        """The columns that a new form fills otherwise, their values, and the fields of many values that changed."""
        names: list[str] = []
        values: list[Any] = []
        multis: list[Multi] = []
        keys = [key for key, after in new.items() if after is not old.get(key, ABSENT)]
        if not new.keys() >= old.keys():
            keys += old.keys() - new.keys()
        for key in keys:
            before, after = old.get(key, ABSENT), new.get(key, ABSENT)
            if type(before) is str and type(after) is str and before == after:
                continue
            for name, column in self._of_key.get(key, ()):
                was, value = column_value(old, column), column_value(new, column)
                # The types are compared too: 1 and 1.0 are equal, and still two different values.
                if was != value or type(was) is not type(value):
                    names.append(name)
                    values.append(value)
            if key in self._multis and before != after:
                multis.append(self._multis[key])
        return tuple(names), values, multis


def insert_many(session: Session, shape: Shape, documents: Mapping[int, Mapping[str, Any]]) -> None:
    """Write documents whose ids are new."""
    if not documents:
        return
    schema = shape.schema
    session.run_many(shape.insert, [shape.row(i, d) for i, d in documents.items()])
    session.wrote(schema, documents.keys())
    for multi in schema.multis:
        pairs = [(i, value) for i, d in documents.items() for value in multi_values(d, multi)]
        if pairs:
            session.run_many(_ADD_SIDE.format(side_of(schema.name, multi.name)), pairs)


def change_many(session: Session, shape: Shape, changes: Sequence[Change]) -> None:
    """Write documents over the old ones: one statement for all that change the same columns."""
    alike: dict[tuple[str, ...], list[list[Any]]] = {}
    sides: dict[str, tuple[list[tuple[int, Scalar]], list[tuple[int, Scalar]]]] = {}
    for doc_id, old, new in changes:
        names, values, multis = shape.altered(old, new)
        alike.setdefault(names, []).append([*values, encode(new, shape.schema), doc_id])
        for multi in multis:
            gone, fresh = sides.setdefault(multi.name, ([], []))
            there, wanted = multi_values(old, multi), multi_values(new, multi)
            gone += [(doc_id, value) for value in there - wanted]
            fresh += [(doc_id, value) for value in wanted - there]
    for names, rows in alike.items():
        session.run_many(shape.update(names), rows)
    session.wrote(shape.schema, [doc_id for doc_id, _old, _new in changes])
    for name, (gone, fresh) in sides.items():
        side = side_of(shape.schema.name, name)
        if gone:
            session.run_many(_TAKE_SIDE.format(side), gone)
        if fresh:
            session.run_many(_ADD_SIDE.format(side), fresh)


def known_values(rows: Rows, field: str, values: Sequence[str]) -> set[str]:
    """Which of these values of a declared field some document of a table has."""
    rows.flush()
    column = quoted("c_" + field)
    found: set[str] = set()
    for start in range(0, len(values), _PAGE):
        part = values[start : start + _PAGE]
        sql = f"SELECT {column} FROM {rows_of(rows.schema.name)} WHERE {column} IN ({', '.join('?' * len(part))})"
        found.update(value for (value,) in rows.engine.session.rows(sql, part))
    return found


def ids_by(rows: Rows, field: str, values: Collection[str]) -> dict[str, int]:
    """For each of these values of a declared field the id of a document that has it, from its index alone."""
    rows.flush()
    name = quoted("c_" + field)
    sql = f"SELECT {name}, id FROM {rows_of(rows.schema.name)} WHERE {name} IN (SELECT value FROM json_each(?))"
    return dict(rows.engine.session.rows(sql, (orjson.dumps(list(values)).decode(),)))


def insert_new(rows: Rows, documents: Mapping[int, Mapping[str, Any]]) -> None:
    """Put many documents that are new into a table, past what this transaction remembers of it."""
    rows.flush()
    sql = f"SELECT id FROM {rows_of(rows.schema.name)} WHERE id BETWEEN ? AND ?"
    there = {i for (i,) in rows.engine.session.rows(sql, (min(documents), max(documents)))}
    with rows.engine.transaction() as session:
        if session.memories:
            session.memories.pop(rows.schema.name, None)
        insert_many(session, rows.shape, {i: d for i, d in documents.items() if i not in there})
    for doc_id in there & documents.keys():
        rows.put(doc_id, documents[doc_id])


def put_side(session: Session, side: str, doc_id: int, wanted: set[Scalar], *, new: bool) -> None:
    """Write the values of one document in a side table; `new` is a document that had none."""
    there = set() if new else {v for (v,) in session.rows(f"SELECT value FROM {side} WHERE id = ?", (doc_id,))}
    if gone := there - wanted:
        session.run_many(_TAKE_SIDE.format(side), [(doc_id, v) for v in gone])
    if fresh := wanted - there:
        session.run_many(_ADD_SIDE.format(side), [(doc_id, v) for v in fresh])


def damage_of(rows: Rows) -> list[int]:
    """The ids of all damaged documents of a table; reads the whole of it."""
    name, engine = rows.schema.name, rows.engine
    engine.damaged = {d for d in engine.damaged if d[0] != name}
    for _found in rows.each():
        pass
    return sorted(doc_id for table, doc_id in engine.damaged if table == name)


def remember_newest(rows: Rows, field: str, values: Collection[str], most: int) -> None:
    """Read ahead what `newest` will be asked for in this transaction; each value's documents are bounded."""
    memory = rows.memory()
    if memory is None:
        return
    wanted = [v for v in memory.untold_of(field, values) if (field, v, most) not in memory.met]
    side = side_of(rows.schema.name, field)
    one = f"SELECT * FROM (SELECT id FROM {side} WHERE value = ? ORDER BY id DESC LIMIT {most:d})"
    for start in range(0, len(wanted), _PAGE):
        part = wanted[start : start + _PAGE]
        ids = " UNION ALL ".join([one] * len(part))
        sql = f"SELECT id, body FROM {rows_of(rows.schema.name)} WHERE id IN ({ids})"
        memory.meet(rows.read(rows.engine.session.rows(sql, part)))
        memory.met.update((field, value, most) for value in part)

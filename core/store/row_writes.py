"""Many documents of one table written at once: new ones, and changed ones whose old form is known."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import orjson

from core.store.layout import quoted, rows_of, side_of
from core.store.schema import Multi, TableSchema
from core.store.session import Session
from core.store.values import ABSENT, Scalar, column_value, encode, multi_values

if TYPE_CHECKING:
    from core.store.rows import Rows

_PAGE = 400
Change = tuple[int, Mapping[str, Any], Mapping[str, Any]]
"""An id, the document as SQL has it, and its new form."""


def insert_many(session: Session, schema: TableSchema, documents: Mapping[int, Mapping[str, Any]]) -> None:
    """Write documents whose ids are new."""
    if not documents:
        return
    columns = schema.columns
    names = ", ".join(("id", *(quoted("c_" + c.name) for c in columns), "body"))
    marks = ", ".join("?" * (len(columns) + 2))
    rows = [(i, *(column_value(d, c) for c in columns), encode(d, schema)) for i, d in documents.items()]
    session.run_many(f"INSERT INTO {rows_of(schema.name)}({names}) VALUES({marks})", rows)
    session.wrote(schema, documents.keys())
    for multi in schema.multis:
        pairs = [(i, value) for i, d in documents.items() for value in multi_values(d, multi)]
        if pairs:
            side = side_of(schema.name, multi.name)
            session.run_many(f"INSERT OR IGNORE INTO {side}(id, value) VALUES(?, ?)", pairs)


def change_many(session: Session, schema: TableSchema, changes: Sequence[Change]) -> None:
    """Write documents over the old ones: one statement for all that change the same columns."""
    if not changes:
        return
    alike: dict[tuple[str, ...], list[tuple[Any, ...]]] = {}
    named = [(quoted("c_" + c.name), c.way[0], c) for c in schema.columns]
    for doc_id, old, new in changes:
        names: list[str] = []
        row: list[Any] = []
        for name, key, column in named:
            before, after = old.get(key, ABSENT), new.get(key, ABSENT)
            if before is after or (type(before) is str and type(after) is str and before == after):
                continue
            was, value = column_value(old, column), column_value(new, column)
            # The types are compared too: 1 and 1.0 are equal, and still two different values.
            if was != value or type(was) is not type(value):
                names.append(name)
                row.append(value)
        alike.setdefault((*names, "body"), []).append((*row, encode(new, schema), doc_id))
    for changed, rows in alike.items():
        sets = ", ".join(f"{name} = ?" for name in changed)
        session.run_many(f"UPDATE {rows_of(schema.name)} SET {sets} WHERE id = ?", rows)
    session.wrote(schema, [doc_id for doc_id, _old, _new in changes])
    for multi in schema.multis:
        _change_side(session, schema, multi, changes)


def _change_side(session: Session, schema: TableSchema, multi: Multi, changes: Sequence[Change]) -> None:
    gone: list[tuple[int, Scalar]] = []
    fresh: list[tuple[int, Scalar]] = []
    for doc_id, old, new in changes:
        before, after = old.get(multi.name), new.get(multi.name)
        if before is not after and before != after:
            there, wanted = multi_values(old, multi), multi_values(new, multi)
            gone += [(doc_id, value) for value in there - wanted]
            fresh += [(doc_id, value) for value in wanted - there]
    side = side_of(schema.name, multi.name)
    if gone:
        session.run_many(f"DELETE FROM {side} WHERE id = ? AND value = ?", gone)
    if fresh:
        session.run_many(f"INSERT OR IGNORE INTO {side}(id, value) VALUES(?, ?)", fresh)


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
        insert_many(session, rows.schema, {i: d for i, d in documents.items() if i not in there})
    for doc_id in there & documents.keys():
        rows.put(doc_id, documents[doc_id])


def put_side(session: Session, side: str, doc_id: int, wanted: set[Scalar], *, new: bool) -> None:
    """Write the values of one document in a side table; `new` is a document that had none."""
    there = set() if new else {v for (v,) in session.rows(f"SELECT value FROM {side} WHERE id = ?", (doc_id,))}
    if gone := there - wanted:
        session.run_many(f"DELETE FROM {side} WHERE id = ? AND value = ?", [(doc_id, v) for v in gone])
    if fresh := wanted - there:
        session.run_many(f"INSERT OR IGNORE INTO {side}(id, value) VALUES(?, ?)", [(doc_id, v) for v in fresh])


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

"""One TinyDB table as rows: reading, writing with what is indexed, giving out ids."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from typing import Any

from core.store.compile import Condition, Plan, plan
from core.store.engine import Engine
from core.store.layout import quoted, rows_of, side_of, sql_name, statements
from core.store.schema import TableSchema
from core.store.session import Session
from core.store.troubles import damaged_document
from core.store.values import Scalar, Unreadable, column_value, decode, encode, multi_values

Found = tuple[int, dict[str, Any]]
_PAGE = 400
_FEW = 2000


class Rows:
    """The rows of one table. Writing needs, or opens, a transaction."""

    def __init__(self, engine: Engine, schema: TableSchema) -> None:
        self.engine = engine
        self.schema = schema
        self._table = rows_of(schema.name)
        self._columns = tuple(quoted("c_" + c.name) for c in schema.columns)
        names = ", ".join(("id", *self._columns, "body"))
        marks = ", ".join("?" * (len(self._columns) + 2))
        self._insert = f"INSERT INTO {self._table}({names}) VALUES({marks})"
        self._current = f"SELECT {', '.join((*self._columns, 'body'))} FROM {self._table} WHERE id = ?"

    # reading -------------------------------------------------------------------------------
    def exists(self) -> bool:
        """Whether the table is laid out; one that is not declared is only by its first write."""
        if self.schema.declared:
            return True
        sql = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?"
        return bool(self.engine.session.rows(sql, (sql_name(self.schema.name),)))

    def one(self, doc_id: int) -> dict[str, Any] | None:
        """The document with this id."""
        if not self.exists():
            return None
        found = self.engine.session.rows(f"SELECT body FROM {self._table} WHERE id = ?", (doc_id,))
        try:
            return decode(found[0][0]) if found else None
        except Unreadable:
            raise damaged_document(self.engine.path, self.schema.name, doc_id) from None

    def some(self, ids: Iterable[int]) -> list[Found]:
        """The documents with these ids, in the order of their ids."""
        wanted = sorted(set(ids))
        found: list[Found] = []
        for start in range(0, len(wanted) if self.exists() else 0, _PAGE):
            part = wanted[start : start + _PAGE]
            sql = f"SELECT id, body FROM {self._table} WHERE id IN ({', '.join('?' * len(part))}) ORDER BY id"
            found += self._read(self.engine.session.rows(sql, part))
        return found

    def each(self) -> Iterator[Found]:
        """Every document in the order of ids, a page at a time, so that no long read holds the log."""
        last = -(2**63)
        while self.exists():
            sql = f"SELECT id, body FROM {self._table} WHERE id > ? ORDER BY id LIMIT {_PAGE}"
            page = self.engine.session.rows(sql, (last,))
            yield from self._read(page)
            if len(page) < _PAGE:
                return
            last = page[-1][0]

    def find(
        self,
        condition: Condition | None,
        *,
        order: str = "id",
        descending: bool = False,
        start: int = 0,
        stop: int | None = None,
    ) -> list[Found]:
        """A window of what matches. `order` is `id` or a declared column."""
        if not self.exists() or (stop is not None and stop <= start):
            return []
        chosen = plan(condition, self.schema)
        sql = (
            f"SELECT id, body FROM {self._table} WHERE {self._where(chosen, order, stop)}{_order(order, descending)}"
        )
        if chosen.exact or condition is None:
            limit = -1 if stop is None else stop - start
            bound = (*chosen.parameters, limit, start)
            return list(self._read(self.engine.session.rows(sql + " LIMIT ? OFFSET ?", bound)))
        found = []
        with closing(self.engine.session.stream(sql, chosen.parameters)) as stream:
            for doc_id, document in self._read(stream):
                if condition(document):
                    found.append((doc_id, document))
                    if stop is not None and len(found) >= stop:
                        break
        return found[start:stop]

    def _window(self, sql: str, parameters: tuple[Scalar, ...]) -> list[Found]:
        """First which documents, then their bodies: what has to be sorted stays small."""
        with self.engine.snapshot() as session:
            ids = [i for (i,) in session.rows(sql, parameters)]
            found = dict(self.some(ids))
        return [(i, found[i]) for i in ids if i in found]

    def total(self, condition: Condition | None) -> int:
        """How many match; compiled queries are counted without reading a document."""
        if not self.exists():
            return 0
        chosen = plan(condition, self.schema)
        if not chosen.exact:
            return len(self.find(condition))
        if chosen.ids:
            sql = f"SELECT count(DISTINCT id) FROM ({chosen.ids})"
        else:
            sql = f"SELECT count(*) FROM {self._table} WHERE {chosen.sql}"
        return int(self.engine.session.rows(sql, chosen.parameters)[0][0])

    def _read(self, rows: Iterable[Any]) -> Iterator[Found]:
        """Documents of rows. One that is damaged is passed over, so that the rest stays usable, and remembered."""
        for doc_id, body in rows:
            try:
                yield doc_id, decode(body)
            except Unreadable:
                self.engine.damaged.add((self.schema.name, doc_id))

    def damage(self) -> list[int]:
        """The ids of all damaged documents; reads the whole table."""
        self.engine.damaged = {d for d in self.engine.damaged if d[0] != self.schema.name}
        for _found in self.each():
            pass
        return sorted(doc_id for name, doc_id in self.engine.damaged if name == self.schema.name)

    def _where(self, chosen: Plan, order: str, stop: int | None) -> str:
        """Walk the index of the order, instead of sorting, where a window is wanted of very many matches."""
        served = chosen.rare or any((name, order) in self.schema.indexes for name in chosen.equal)
        if stop is None or served or (order,) not in self.schema.indexes or not chosen.exact or chosen.sql == "1":
            return chosen.sql
        capped = f"SELECT count(*) FROM (SELECT 1 FROM {self._table} WHERE {chosen.sql} LIMIT {_FEW})"
        if self.engine.session.rows(capped, chosen.parameters)[0][0] < _FEW:
            return chosen.sql
        return f"+({chosen.sql})"

    # writing -------------------------------------------------------------------------------
    def next_id(self) -> int:
        """The id after the newest; in a transaction, each call gives another one.

        Declared tables never give an id twice, also after the document has gone.
        """
        session = self.engine.session
        newest = 0
        if self.exists():
            newest = session.rows(f"SELECT max(id) FROM {self._table}")[0][0] or 0
        if self.schema.declared:
            kept = session.rows("SELECT seq FROM sqlite_sequence WHERE name = ?", (sql_name(self.schema.name),))
            newest = max(newest, kept[0][0] if kept else 0)
        given = max(newest, session.given.get(self.schema.name, 0)) + 1 if session.depth else newest + 1
        if session.depth:
            session.given[self.schema.name] = given
        return int(given)

    def put(self, doc_id: int, document: Mapping[str, Any]) -> None:
        """Insert or replace one document; only what has changed is written."""
        body = encode(document, self.schema)
        values = [column_value(document, c) for c in self.schema.columns]
        with self.engine.transaction() as session:
            if not self.schema.declared:
                self.lay_out()
            current = session.rows(self._current, (doc_id,))
            if current:
                self._change(session, doc_id, current[0], [*values, body])
            else:
                session.run(self._insert, (doc_id, *values, body))
            for multi in self.schema.multis:
                side = side_of(self.schema.name, multi.name)
                self._put_side(session, side, doc_id, multi_values(document, multi), new=not current)

    def _change(self, session: Session, doc_id: int, old: Sequence[Any], new: Sequence[Scalar]) -> None:
        names = (*self._columns, "body")
        # The types are compared too: 1 and 1.0 are equal, and still two different values.
        changed = [(n, b) for n, a, b in zip(names, old, new, strict=True) if a != b or type(a) is not type(b)]
        if changed:
            sets = ", ".join(f"{name} = ?" for name, _value in changed)
            session.run(f"UPDATE {self._table} SET {sets} WHERE id = ?", (*(v for _name, v in changed), doc_id))

    def _put_side(self, session: Session, side: str, doc_id: int, wanted: set[Scalar], *, new: bool) -> None:
        there = set() if new else {v for (v,) in session.rows(f"SELECT value FROM {side} WHERE id = ?", (doc_id,))}
        if gone := there - wanted:
            session.run_many(f"DELETE FROM {side} WHERE id = ? AND value = ?", [(doc_id, v) for v in gone])
        if fresh := wanted - there:
            session.run_many(f"INSERT OR IGNORE INTO {side}(id, value) VALUES(?, ?)", [(doc_id, v) for v in fresh])

    def remove(self, ids: Iterable[int]) -> None:
        """Remove documents with all that was indexed of them."""
        wanted = [(i,) for i in ids]
        with self.engine.transaction() as session:
            if self.exists():
                session.run_many(f"DELETE FROM {self._table} WHERE id = ?", wanted)
            for multi in self.schema.multis:
                session.run_many(f"DELETE FROM {side_of(self.schema.name, multi.name)} WHERE id = ?", wanted)

    def clear(self) -> None:
        """Remove every document."""
        with self.engine.transaction() as session:
            if self.exists():
                session.run(f"DELETE FROM {self._table}")
                session.given.pop(self.schema.name, None)
            for multi in self.schema.multis:
                session.run(f"DELETE FROM {side_of(self.schema.name, multi.name)}")

    def drop(self) -> None:
        """Remove every document, and an undeclared table altogether."""
        self.clear()
        if not self.schema.declared:
            with self.engine.transaction() as session:
                session.run(f"DROP TABLE IF EXISTS {self._table}")

    def lay_out(self) -> None:
        """Make the table where it is not declared and not there yet."""
        with self.engine.transaction() as session:
            if not self.exists():
                for statement in statements(self.schema):
                    session.run(statement)


def _order(order: str, descending: bool) -> str:
    if order == "id":
        return f" ORDER BY id {'DESC' if descending else 'ASC'}"
    way = "DESC" if descending else "ASC"
    return f" ORDER BY {quoted('c_' + order)} {way}, id {way}"

"""One TinyDB table as rows: reading, writing with what is indexed, giving out ids."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from operator import lt
from typing import Any, cast

from core.store.compile import Condition, Plan, plan
from core.store.engine import Engine
from core.store.ids import given_id
from core.store.layout import quoted, rows_of, side_of, sql_name, statements, tally_of
from core.store.memory import Memory
from core.store.parts import Plain, path_for, walk_for
from core.store.row_writes import Shape, change_many, insert_many, put_side
from core.store.schema import TableSchema
from core.store.session import Row, Session
from core.store.troubles import damaged_document
from core.store.values import Body, Scalar, Unreadable, column_value, decode, encode, multi_values

Found = tuple[int, dict[str, Any]]
_PAGE = 400


def _in_order(page: list[Row], before: int) -> tuple[list[Row], list[int]]:
    """Rows whose ids ascend, as they do unless one was altered on the disk, and the ids that do not fit in.

    SQLite does not look at that where it only walks, and the checksum of a document does not know its id.
    """
    ids = [row[0] for row in page]
    if all(map(lt, ids, ids[1:])):
        return page, []
    sound, altered = [], []
    for row, after in zip(page, [*ids[1:], 2**63], strict=True):
        if before < row[0] and (row[0] < after or after <= before):
            sound.append(row)
            before = row[0]
        else:
            altered.append(row[0])
    return sound, altered


class Rows:
    """The rows of one table. Writing needs, or opens, a transaction."""

    def __init__(self, engine: Engine, schema: TableSchema) -> None:
        self.engine = engine
        self.schema = schema
        self._name = schema.name
        self._table = rows_of(schema.name)
        self._plain = frozenset(c.name for c in schema.columns if c.plain)
        self._many = frozenset(m.name for m in schema.multis if not m.key)
        self._columns = tuple(quoted("c_" + c.name) for c in schema.columns)
        self.shape = Shape(schema)
        self._one = f"SELECT body FROM {self._table} WHERE id = ?"
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
        memory = self.memory()
        if memory is not None and doc_id in memory.docs:
            return dict(memory.docs[doc_id])
        if not self.exists():
            return None
        found = self.engine.session.rows(self._one, (doc_id,))
        try:
            return decode(found[0][0]) if found else None
        except Unreadable:
            raise damaged_document(self.engine.path, self.schema.name, doc_id) from None

    def some(self, ids: Iterable[int]) -> list[Found]:
        """The documents with these ids, in the order of their ids."""
        self._settle()
        wanted = sorted(set(ids))
        found: list[Found] = []
        for start in range(0, len(wanted) if self.exists() else 0, _PAGE):
            part = wanted[start : start + _PAGE]
            sql = f"SELECT id, body FROM {self._table} WHERE id IN ({', '.join('?' * len(part))}) ORDER BY id"
            found += self.read(self.engine.session.rows(sql, part))
        return found

    def each(self) -> Iterator[Found]:
        """Every document in the order of ids, a page at a time, so that no long read holds the log."""
        self._settle()
        last = -(2**63)
        while self.exists():
            sql = f"SELECT id, body FROM {self._table} WHERE id > ? ORDER BY id LIMIT {_PAGE}"
            page = self.engine.session.rows(sql, (last,))
            sound, altered = _in_order(page, last)
            self.engine.damaged.update((self.schema.name, i) for i in altered)
            yield from self.read(sound)
            if len(page) < _PAGE or not sound:
                return
            last = sound[-1][0]

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
        memory = self.memory()
        if memory is not None and condition is not None and (order, descending, start) == ("id", False, 0):
            known = self._recalled(memory, condition, stop)
            if known is not None:
                return known
        self._settle()
        chosen = plan(condition, self.schema)
        way = "DESC" if descending else "ASC"
        path = path_for(self, chosen, order, stop)
        if chosen.exact or condition is None:
            limit = -1 if stop is None else stop - start
            if stop is None and isinstance(path, Plain):
                sql = path.select("id, body", order, way) + " LIMIT -1 OFFSET ?"
                return list(self.read(self.engine.session.rows(sql, (*path.parameters, start))))
            return self._window(path.select("id", order, way) + " LIMIT ? OFFSET ?", (*path.parameters, limit, start))
        found = []
        with closing(self.engine.session.stream(path.select("id, body", order, way), path.parameters)) as stream:
            for doc_id, document in self.read(row[:2] for row in stream):
                if condition(document):
                    found.append((doc_id, document))
                    if stop is not None and len(found) >= stop:
                        break
        return found[start:stop]

    def values(
        self, column: str, condition: Condition | None, *, order: str, start: int = 0, stop: int | None = None
    ) -> list[Scalar] | None:
        """One declared column of a window, the highest `order` first; None where the query needs the documents."""
        self._settle()
        chosen = plan(condition, self.schema)
        if not chosen.exact:
            return None
        path = path_for(self, chosen, order, stop, column)
        sql = path.select(quoted("c_" + column), order, "DESC")
        limit = -1 if stop is None else max(0, stop - start)
        rows = self.engine.session.rows(sql + " LIMIT ? OFFSET ?", (*path.parameters, limit, start))
        return [row[0] for row in rows]

    def _window(self, sql: str, parameters: tuple[Scalar, ...]) -> list[Found]:
        """First which documents, then their bodies: what has to be sorted stays small."""
        with self.engine.snapshot() as session:
            ids = [row[0] for row in session.rows(sql, parameters)]
            found = dict(self.some(ids))
        return [(i, found[i]) for i in ids if i in found]

    def total(self, condition: Condition | None) -> int:
        """How many match; compiled queries are counted without reading a document, or the count is kept."""
        if not self.exists():
            return 0
        self._settle()
        chosen = plan(condition, self.schema)
        if not chosen.exact:
            return len(self.find(condition))
        if self._kept(chosen):
            where = "" if chosen.sql == "1" else f" WHERE {chosen.sql}"
            sql = f"SELECT ifnull(sum(n), 0) FROM {tally_of(self.schema.name)}{where}"
        elif chosen.ids:
            sql = f"SELECT count(DISTINCT id) FROM ({chosen.ids})"
        elif walked := walk_for(self, chosen, "id", None):
            counts = self.engine.session.rows(walked.select("count(*)"), walked.parameters)
            return sum(int(count) for (count,) in counts)
        else:
            sql = f"SELECT count(*) FROM {self._table} WHERE {chosen.sql}"
        return int(self.engine.session.rows(sql, chosen.parameters)[0][0])

    def ids(self, condition: Condition) -> list[int] | None:
        """The ids of what matches, from indexes where they tell; None where the query needs the documents."""
        self._settle()
        chosen = plan(condition, self.schema)
        if not chosen.exact:
            return None
        if walked := walk_for(self, chosen, "id", None):
            return [i for (i,) in self.engine.session.rows(walked.select("id"), walked.parameters)]
        sql = chosen.ids or f"SELECT id FROM {self._table} WHERE {chosen.sql}"
        return [i for (i,) in self.engine.session.rows(sql, chosen.parameters)]

    def counted(self, condition: Condition) -> bool:
        """Whether `total` is kept for this query."""
        chosen = plan(condition, self.schema)
        return chosen.exact and self._kept(chosen)

    def _kept(self, chosen: Plan) -> bool:
        tally = self.schema.tally
        return bool(tally) and chosen.columns is not None and chosen.columns <= set(tally)

    # in memory ------------------------------------------------------------------------------
    def memory(self) -> Memory | None:
        """What this transaction remembers of the table, where it remembers anything (`Engine.remembering`)."""
        memories = self.engine.session.memories
        if memories is None:
            return None
        memory = memories.get(self._name)
        if memory is None and self.schema.declared:
            memory = memories[self._name] = Memory(self.schema, self._settle)
        return memory

    def _recalled(self, memory: Memory, condition: Condition, stop: int | None) -> list[Found] | None:
        """What matches, from memory; SQL is asked for values that were never asked for. None where SQL must do it."""
        wanted = memory.wanted(condition)
        if wanted is None:
            return None
        for field, values in memory.untold(wanted):
            self.recall(memory, field, values)
        found: list[Found] = []
        for doc_id in memory.matching(wanted):
            document = memory.docs[doc_id]
            if condition(document):
                found.append((doc_id, document))
                if stop is not None and len(found) >= stop:
                    break
        return found

    def recall(self, memory: Memory, field: str, values: Iterable[str]) -> None:
        """Read every document with one of these values in a rare field into memory. Those that wait are there."""
        session, wanted = self.engine.session, sorted(values)
        column = any(c.name == field for c in self.schema.columns)
        for start in range(0, len(wanted), _PAGE):
            part = wanted[start : start + _PAGE]
            marks = ", ".join("?" * len(part))
            if column:
                sql = f"SELECT id, body FROM {self._table} WHERE {quoted('c_' + field)} IN ({marks})"
            else:
                side = side_of(self.schema.name, field)
                sql = (
                    f"SELECT id, body FROM {self._table} WHERE id IN (SELECT id FROM {side} WHERE value IN ({marks}))"
                )
            memory.learn(field, part, self.read(session.rows(sql, part)))

    def having(self, field: str, values: Collection[str]) -> list[Found] | None:
        """The documents with one of these values in a declared field, by their ids; None where it is not declared."""
        memory = self.memory()
        if memory is not None and (known := memory.known(field, values)) is not None:
            return known
        if memory is None or field not in memory.fields:
            marks = ", ".join("?" * len(values))
            if field in self._plain:
                where = f"{quoted('c_' + field)} IN ({marks})"
            elif field in self._many:
                where = f"id IN (SELECT id FROM {side_of(self.schema.name, field)} WHERE value IN ({marks}))"
            else:
                return None
            self._settle()
            sql = f"SELECT id, body FROM {self._table} WHERE {where} ORDER BY id"
            return list(self.read(self.engine.session.rows(sql, tuple(values))))
        if missing := memory.untold_of(field, values):
            self.recall(memory, field, missing)
        return memory.having(field, values)

    def has(self, field: str, value: str) -> bool:
        """Whether some document has this value in a declared field."""
        memory = self.memory()
        if memory is None or field not in memory.fields:
            return bool(self.having(field, (value,)))
        if missing := memory.untold_of(field, (value,)):
            self.recall(memory, field, missing)
        return memory.has(field, value)

    def numbered(self, field: str, numbers: Collection[int]) -> list[Found]:
        """The documents with one of these numbers in a declared field, by their ids. What waits stays in memory."""
        memory = self.memory()
        sql = f"SELECT id, body FROM {self._table} WHERE {quoted('c_' + field)} IN ({', '.join('?' * len(numbers))})"
        rows = self.engine.session.rows(sql + " ORDER BY id", tuple(numbers))
        if memory is None:
            return list(self.read(rows))
        memory.meet(self.read(row for row in rows if row[0] not in memory.docs))
        return memory.numbered(field, numbers, [doc_id for doc_id, _body in rows])

    def newest(self, field: str, value: str, most: int) -> list[Found]:
        """The newest documents (highest ids, the highest last) with this value in a rare field of many values."""
        memory = self.memory()
        told = memory is not None and not memory.untold_of(field, [value])
        found: list[Found] = []
        if not told and (memory is None or (field, value, most) not in memory.met):
            ids = f"SELECT id FROM {side_of(self.schema.name, field)} WHERE value = ? ORDER BY id DESC LIMIT ?"
            sql = f"SELECT id, body FROM {self._table} WHERE id IN ({ids}) ORDER BY id"
            found = list(self.read(self.engine.session.rows(sql, (value, most))))
        if memory is None:
            return found
        memory.met.add((field, value, most))
        memory.meet(found)
        return memory.newest(field, value, most)

    def remember(self, field: str, values: Iterable[str]) -> None:
        """Read ahead: queries for these values of a rare field are answered from memory in this transaction."""
        memory = self.memory()
        if memory is not None:
            for name, missing in memory.untold([(field, frozenset(values))]):
                self.recall(memory, name, missing)

    def flush(self) -> None:
        """Write what waits in memory, so that SQL of one's own sees it."""
        self._settle()

    def _settle(self) -> None:
        """Write what waits in memory, so that SQL sees it."""
        session = self.engine.session
        memory = session.memories.get(self.schema.name) if session.memories else None
        if memory is None or not memory.waiting:
            return
        waiting, memory.waiting = memory.waiting, {}
        known, memory.before = memory.before, {}
        if known:
            change_many(session, self.shape, [(i, old, waiting.pop(i)) for i, old in known.items() if i in waiting])
        doubtful = sorted(waiting.keys() - memory.fresh)
        there: set[int] = set()
        for start in range(0, len(doubtful), _PAGE):
            part = doubtful[start : start + _PAGE]
            sql = f"SELECT id FROM {self._table} WHERE id IN ({', '.join('?' * len(part))})"
            there.update(i for (i,) in session.rows(sql, part))
        fresh = {i: d for i, d in waiting.items() if i not in there}
        memory.fresh -= fresh.keys()
        insert_many(session, self.shape, fresh)
        for doc_id, document in waiting.items():
            if doc_id not in fresh:
                self._write(doc_id, document)

    def read(self, rows: Iterable[Any]) -> Iterator[Found]:
        """Documents of rows. One that is damaged is passed over, so that the rest stays usable, and remembered."""
        for doc_id, body in rows:
            try:
                yield doc_id, decode(body)
            except Unreadable:
                self.engine.damaged.add((self.schema.name, doc_id))

    # writing -------------------------------------------------------------------------------
    def next_id(self) -> int:
        """The id after the newest; in a transaction, each call gives another one.

        Declared tables never give an id twice, also after the document has gone.
        """
        session = self.engine.session
        memory = self.memory()
        if memory is not None and self.schema.name in session.given:
            session.given[self.schema.name] += 1
            memory.fresh.add(session.given[self.schema.name])
            return session.given[self.schema.name]
        self._settle()
        newest = given_id(self.engine, self.schema) if self.schema.declared else 0
        if (not newest or not self.schema.appended) and self.exists():
            newest = max(newest, session.rows(f"SELECT max(id) FROM {self._table}")[0][0] or 0)
        given = max(newest, session.given.get(self.schema.name, 0)) + 1 if session.depth else newest + 1
        if session.depth:
            session.given[self.schema.name] = given
        if memory is not None:
            memory.fresh.add(given)
        return int(given)

    def put(self, doc_id: int, document: Mapping[str, Any]) -> None:
        """Insert or replace one document; only what has changed is written."""
        memory = self.memory()
        if memory is None:
            self._write(doc_id, document)
            return
        # a body is read as a dictionary is, and never changed
        memory.put(doc_id, cast(dict[str, Any], document) if type(document) is Body else dict(document))
        given = self.engine.session.given
        if self.schema.name in given:
            given[self.schema.name] = max(doc_id, given[self.schema.name])

    def _write(self, doc_id: int, document: Mapping[str, Any]) -> None:
        body = encode(document, self.schema)
        values = [column_value(document, c) for c in self.schema.columns]
        with self.engine.transaction() as session:
            if not self.schema.declared:
                self.lay_out()
            current = session.rows(self._current, (doc_id,))
            if current:
                self._change(session, doc_id, current[0], [*values, body])
            else:
                session.run(self.shape.insert, (doc_id, *values, body))
            session.wrote(self.schema, (doc_id,))
            for multi in self.schema.multis:
                side = side_of(self.schema.name, multi.name)
                put_side(session, side, doc_id, multi_values(document, multi), new=not current)

    def _change(self, session: Session, doc_id: int, old: Sequence[Any], new: Sequence[Scalar]) -> None:
        names = (*self._columns, "body")
        # The types are compared too: 1 and 1.0 are equal, and still two different values.
        changed = [(n, b) for n, a, b in zip(names, old, new, strict=True) if a != b or type(a) is not type(b)]
        if changed:
            sets = ", ".join(f"{name} = ?" for name, _value in changed)
            session.run(f"UPDATE {self._table} SET {sets} WHERE id = ?", (*(v for _name, v in changed), doc_id))

    def remove(self, ids: Iterable[int]) -> None:
        """Remove documents with all that was indexed of them."""
        wanted = [(i,) for i in ids]
        self._settle()
        memory = self.memory()
        with self.engine.transaction() as session:
            if memory is not None:
                for (doc_id,) in wanted:
                    memory.forget(doc_id)
            if self.exists():
                session.run_many(f"DELETE FROM {self._table} WHERE id = ?", wanted)
            for multi in self.schema.multis:
                session.run_many(f"DELETE FROM {side_of(self.schema.name, multi.name)} WHERE id = ?", wanted)

    def clear(self) -> None:
        """Remove every document."""
        with self.engine.transaction() as session:
            if session.memories:
                session.memories.pop(self.schema.name, None)
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

"""Declarations become SQL tables."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from functools import cache

from core.store.schema import DECLARED, VERSION, TableSchema

APPLICATION_ID = 0x4D41444F
_BASE = (
    "CREATE TABLE stamp(one INTEGER PRIMARY KEY CHECK(one = 1), n INTEGER NOT NULL)",
    "INSERT INTO stamp VALUES(1, 0)",
    "CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL, again TEXT NOT NULL DEFAULT '', "
    "proof INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID",
    "CREATE TABLE raw(sha BLOB PRIMARY KEY, pack INTEGER, place INTEGER, size INTEGER) WITHOUT ROWID",
    # Searching (core/search.py): the order of `place` is the order of time; message 0 stands for a removed one.
    "CREATE VIRTUAL TABLE grams USING fts5(tokens, content = '', tokenize = 'ascii')",
    "CREATE VIRTUAL TABLE starts USING fts5(tokens, content = '', tokenize = 'ascii', detail = none, columnsize = 0)",
    "CREATE TABLE hits(place INTEGER PRIMARY KEY, message INTEGER NOT NULL, ticket TEXT NOT NULL)",
    "CREATE INDEX i_hits_message ON hits(message)",
    "CREATE INDEX i_hits_ticket ON hits(ticket)",
    "CREATE TABLE packs(pack INTEGER PRIMARY KEY, read_to INTEGER NOT NULL)",
)


@cache
def quoted(name: str) -> str:
    """An SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


@cache
def sql_name(name: str) -> str:
    """The name of the SQL table of a table. SQL takes upper and lower case for one, TinyDB does not."""
    return "d_" + re.sub(r"[A-Z^]", lambda m: "^" + m[0].lower(), name)


def table_name(sql: str) -> str:
    """The table whose SQL table has this name."""
    return re.sub(r"\^(.)", lambda m: m[1].upper(), sql[2:])


@cache
def rows_of(name: str) -> str:
    """The SQL table that holds the documents of a table."""
    return quoted(sql_name(name))


@cache
def side_of(name: str, multi: str) -> str:
    """The side table of a field with many values."""
    return quoted(f"m_{name}_{multi}")


def tally_of(name: str) -> str:
    """The table in which the counts of a table are kept (`TableSchema.tally`)."""
    return quoted(f"n_{name}")


def statements(schema: TableSchema) -> Iterator[str]:
    """What creates a table with its side tables and indexes."""
    rows = rows_of(schema.name)
    counted = "INTEGER PRIMARY KEY AUTOINCREMENT" if schema.declared else "INTEGER PRIMARY KEY"
    columns = "".join(f", {quoted('c_' + c.name)}" for c in schema.columns)
    yield f"CREATE TABLE {rows}(id {counted}{columns}, body BLOB NOT NULL)"
    for names in schema.indexes:
        yield _index(schema, names)
    for multi in schema.multis:
        side = side_of(schema.name, multi.name)
        yield f"CREATE TABLE {side}(id INTEGER, value, PRIMARY KEY(id, value)) WITHOUT ROWID"
        yield f"CREATE INDEX {quoted(f'i_{schema.name}_{multi.name}')} ON {side}(value, id)"
    if schema.tally:
        yield from _tally(schema)


def _tally(schema: TableSchema) -> Iterator[str]:
    """Counts that triggers keep, so that no writer can forget them. A missing value is a value here, too."""
    rows, tally = rows_of(schema.name), tally_of(schema.name)
    columns = [quoted("c_" + name) for name in schema.tally]
    yield f"DROP TABLE IF EXISTS {tally}"
    yield f"CREATE TABLE {tally}({', '.join(columns)}, n INTEGER NOT NULL)"
    yield f"CREATE INDEX {quoted('i_n_' + schema.name)} ON {tally}({', '.join(columns)})"

    def same(row: str) -> str:
        return " AND ".join(f"{c} IS {row}.{c}" for c in columns)

    more = (
        f"UPDATE {tally} SET n = n + 1 WHERE {same('NEW')}; "
        f"INSERT INTO {tally} SELECT {', '.join('NEW.' + c for c in columns)}, 1 WHERE changes() = 0;"
    )
    less = f"UPDATE {tally} SET n = n - 1 WHERE {same('OLD')}; DELETE FROM {tally} WHERE {same('OLD')} AND n = 0;"
    changed = f"UPDATE OF {', '.join(columns)}"
    for name, when, then in (("more", "INSERT", more), ("less", "DELETE", less), ("move", changed, f"{less} {more}")):
        trigger = quoted(f"t_{schema.name}_{name}")
        yield f"DROP TRIGGER IF EXISTS {trigger}"
        yield f"CREATE TRIGGER {trigger} AFTER {when} ON {rows} BEGIN {then} END"


def _index(schema: TableSchema, names: tuple[str, ...]) -> str:
    name = quoted("_".join(("i", schema.name, *names)))
    columns = ", ".join(quoted("c_" + n) for n in names)
    return f"CREATE INDEX {name} ON {rows_of(schema.name)}({columns})"


def create(conn: sqlite3.Connection) -> None:
    """Lay out an empty database, inside the caller's transaction."""
    conn.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    conn.execute(f"PRAGMA user_version = {VERSION}")
    for statement in _BASE:
        conn.execute(statement)
    for schema in DECLARED.values():
        for statement in statements(schema):
            conn.execute(statement)

"""Declarations become SQL tables."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from functools import cache

from core.store.schema import DECLARED, VERSION, Parted, TableSchema

APPLICATION_ID = 0x4D41444F
STAMP = (
    "CREATE TABLE stamp(one INTEGER PRIMARY KEY CHECK(one = 1), n INTEGER NOT NULL, rest BLOB NOT NULL DEFAULT x'')"
)
"""What changes with every commit, in one row (`core/store/stamp.py`)."""
_BASE = (
    STAMP,
    "INSERT INTO stamp(one, n) VALUES(1, 0)",
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


LIVE, SETTLED = PARTS = ("live", "settled")
"""The two parts of a table that is kept apart (`Parted`)."""


def index_of(name: str, part: str) -> str:
    """The index of one part of a table."""
    return quoted(f"i_{name}_{part}")


def part_test(parted: Parted, part: str) -> str:
    """What is true of the rows of a part. A query must say it in just these words to be answered from its index."""
    live = f"{quoted('c_' + parted.column)} IN ({', '.join(repr(value) for value in parted.live)})"
    return live if part == LIVE else f"({live}) IS NOT TRUE"


def statements(schema: TableSchema) -> Iterator[str]:
    """What creates a table with its side tables and indexes."""
    rows = rows_of(schema.name)
    counted = "INTEGER PRIMARY KEY"
    if schema.declared and not schema.appended:
        counted += " AUTOINCREMENT"
    columns = "".join(f", {quoted('c_' + c.name)}" for c in schema.columns)
    yield f"CREATE TABLE {rows}(id {counted}{columns}, body BLOB NOT NULL)"
    for names in schema.indexes:
        yield _index(schema, names)
    for name in schema.sparse:
        yield f"{_index(schema, (name,))} WHERE {quoted('c_' + name)} IS NOT NULL"
    if schema.parted:
        covered = ", ".join(quoted("c_" + name) for name in schema.parted.covered)
        for part in PARTS:
            columns = f"{quoted('c_' + schema.parted.order)}, id, {covered}"
            name = index_of(schema.name, part)
            yield f"CREATE INDEX {name} ON {rows}({columns}) WHERE {part_test(schema.parted, part)}"
    for multi in schema.multis:
        side = side_of(schema.name, multi.name)
        yield f"CREATE TABLE {side}(id INTEGER, value, PRIMARY KEY(id, value)) WITHOUT ROWID"
        yield f"CREATE INDEX {quoted(f'i_{schema.name}_{multi.name}')} ON {side}(value, id)"
    if schema.tally:
        yield from _tally(schema)


def _tally(schema: TableSchema) -> Iterator[str]:
    """Counts that triggers keep, so that no writer can forget them. A missing value is a value here, too.

    A count is the sum of its rows: a change adds one for what it leaves and one for what it becomes, both in the same
    page, and `core/store/counts.py` adds them up now and then.
    """
    rows, tally = rows_of(schema.name), tally_of(schema.name)
    columns = [quoted("c_" + name) for name in schema.tally]
    yield f"DROP TABLE IF EXISTS {tally}"
    yield f"CREATE TABLE {tally}({', '.join(columns)}, n INTEGER NOT NULL)"

    def said(row: str, n: int) -> str:
        return f"INSERT INTO {tally} VALUES({', '.join(f'{row}.{c}' for c in columns)}, {n});"

    more, less = said("NEW", 1), said("OLD", -1)
    changed = f"UPDATE OF {', '.join(columns)}"
    moved = " OR ".join(f"OLD.{c} IS NOT NEW.{c}" for c in columns)
    for name, when, test, then in (
        ("more", "INSERT", "", more),
        ("less", "DELETE", "", less),
        ("move", changed, f" WHEN {moved}", f"{less} {more}"),
    ):
        trigger = quoted(f"t_{schema.name}_{name}")
        yield f"DROP TRIGGER IF EXISTS {trigger}"
        yield f"CREATE TRIGGER {trigger} AFTER {when} ON {rows}{test} BEGIN {then} END"


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

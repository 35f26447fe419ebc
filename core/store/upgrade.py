"""A store of an older version is laid out anew: in one transaction, a copy of the old one kept beside it."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from core.store.layout import quoted, rows_of, side_of, statements
from core.store.schema import DECLARED, VERSION, TableSchema
from core.store.session import Session
from core.store.values import Unreadable, column_value, decode, encode, multi_values

Doc = dict[str, Any]
Change = Callable[[str, Doc], Doc]


def copy_of(path: Path, version: int) -> Path:
    """Where the store of an older version is kept."""
    return path.with_name(f"{path.name}.before-{version + 1}")


def keep_copy(session: Session, version: int) -> None:
    """The store as it stands, into a file of its own; the write lock is held."""
    part = copy_of(session.path, version).with_suffix(".part")
    part.unlink(missing_ok=True)
    os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    with closing(sqlite3.connect(part)) as into:
        session.conn.backup(into)
    part.replace(copy_of(session.path, version))


def upgrade(session: Session, version: int) -> None:
    """Lay every table out as this version declares it, each document changed as the steps say; in a transaction."""
    for number in range(version, VERSION):
        change = _STEPS[number](session)
        for schema in DECLARED.values():
            if change is not None or not _is_laid_out(session, schema):
                _lay_out_anew(session, schema, change or _as_it_is)
    session.run(f"PRAGMA user_version = {VERSION}")
    session.run("UPDATE stamp SET n = n + 1")


def _as_it_is(_table: str, doc: Doc) -> Doc:
    return doc


def _is_laid_out(session: Session, schema: TableSchema) -> bool:
    """Whether everything that is declared of a table is there: columns, indexes, counts and what keeps them."""
    with closing(sqlite3.connect(":memory:")) as wanted:
        for statement in statements(schema):
            wanted.execute(statement)
        names = {row[0] for row in wanted.execute("SELECT name FROM sqlite_master")}
        columns = wanted.execute(f"PRAGMA table_info({rows_of(schema.name)})").fetchall()
    there = {name for (name,) in session.rows("SELECT name FROM sqlite_master")}
    return names <= there and columns == session.rows(f"PRAGMA table_info({rows_of(schema.name)})")


def _lay_out_anew(session: Session, schema: TableSchema, change: Change) -> None:
    """A damaged document is carried over as it is, so that `fsck` names it."""
    rows, old = rows_of(schema.name), quoted(f"old_{schema.name}")
    for multi in schema.multis:
        session.run(f"DROP TABLE IF EXISTS {side_of(schema.name, multi.name)}")
    there = session.rows("SELECT 1 FROM sqlite_master WHERE name = ?", (f"d_{schema.name}",))
    if there:
        sql = "SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL"
        for (name,) in session.rows(sql, (f"d_{schema.name}",)):
            session.run(f"DROP INDEX {quoted(name)}")
        session.run(f"ALTER TABLE {rows} RENAME TO {old}")
    for statement in statements(schema):
        session.run(statement)
    if not there:
        return
    names = ", ".join(["id", *(quoted("c_" + c.name) for c in schema.columns), "body"])
    marks = ", ".join("?" * (len(schema.columns) + 2))
    for doc_id, body in _each(session, old):
        try:
            doc = change(schema.name, decode(body))
            values = [column_value(doc, c) for c in schema.columns]
            body = encode(doc, schema)
        except Unreadable:
            doc, values = {}, [None for _c in schema.columns]
        session.run(f"INSERT INTO {rows}({names}) VALUES({marks})", (doc_id, *values, body))
        for multi in schema.multis:
            side = side_of(schema.name, multi.name)
            pairs = [(doc_id, v) for v in multi_values(doc, multi)]
            session.run_many(f"INSERT OR IGNORE INTO {side}(id, value) VALUES(?, ?)", pairs)
    _keep_ids(session, f"old_{schema.name}", f"d_{schema.name}")
    session.run(f"DROP TABLE {old}")


def _keep_ids(session: Session, old: str, new: str) -> None:
    """No id is given twice, neither one of a document that has gone."""
    given = session.rows("SELECT seq FROM sqlite_sequence WHERE name = ?", (old,))
    if given:
        session.run("DELETE FROM sqlite_sequence WHERE name = ?", (new,))
        session.run("INSERT INTO sqlite_sequence(name, seq) VALUES(?, ?)", (new, given[0][0]))


def _each(session: Session, table: str) -> Iterator[tuple[int, bytes]]:
    last = -(2**63)
    while page := session.rows(f"SELECT id, body FROM {table} WHERE id > ? ORDER BY id LIMIT 400", (last,)):
        yield from page
        last = page[-1][0]


def _to_2(session: Session) -> Change:
    """Messages get names, and events say by name what their authors had seen."""
    names: dict[int, str] = {}
    newest: dict[str, tuple[str, list[str]]] = {}
    for record, body in _each(session, "d_messages"):
        try:
            doc = decode(body)
        except Unreadable:
            continue
        ours = doc["direction"] == "out" and str(doc["message_id"]).startswith("mado.")
        names[record] = doc["message_id"] if ours else doc["raw"]
        at, sharing = newest.get(doc["ticket"], ("", []))
        if doc["at"] >= at:
            newest[doc["ticket"]] = (doc["at"], sorted([*(sharing if at == doc["at"] else []), names[record]]))

    def change(table: str, doc: Doc) -> Doc:
        if table == "messages":
            return {**doc, "name": doc["message_id"] if doc["message_id"] in named else doc["raw"]}
        if table == "events":
            had = doc.get("seen") or {}
            seen = names.get(had.get("message", 0))
            return {**doc, "seen": {"position": had.get("position", 0), "messages": [seen] if seen else []}}
        if table == "tickets":
            return {**doc, "newest": newest.get(doc["code"], ("", []))[1], "aliases": sorted(doc["aliases"])}
        return {**doc, "said": bool(said & set(doc["addresses"]))} if table == "customers" else doc

    named = set(names.values())
    said = _said(session)
    return change


def _said(session: Session) -> set[str]:
    """Addresses that events about persons name."""
    found: set[str] = set()
    for _position, body in _each(session, "d_events"):
        try:
            doc = decode(body)
        except Unreadable:
            continue
        if doc["kind"].startswith("customer."):
            found |= {doc["data"].get("address", ""), doc["data"].get("other", "")}
    return found


def _to_3(_session: Session) -> None:
    """Counts of views are kept; no document changes."""


def _to_4(_session: Session) -> None:
    """The time of the next open promise has a column."""


_STEPS: dict[int, Callable[[Session], Change | None]] = {1: _to_2, 2: _to_3, 3: _to_4}

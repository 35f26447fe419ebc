"""A store of an older version is laid out anew: in one transaction, a copy of the old one kept beside it."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Collection, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from core.store.counts import count_anew
from core.store.layout import STAMP, create, quoted, rows_of, side_of, statements, tally_of
from core.store.schema import DECLARED, VERSION, TableSchema
from core.store.session import Session
from core.store.stamp import Moment
from core.store.values import Unreadable, column_value, decode, encode, multi_values
from core.store.words import add_proofs

Doc = dict[str, Any]
Change = Callable[[str, Doc], Doc]
Progress = Callable[[int, int], None]
_COPIED = 2000


def copy_of(path: Path, version: int) -> Path:
    """Where the store of an older version is kept."""
    return path.with_name(f"{path.name}.before-{version + 1}")


def keep_copy(session: Session, version: int, progress: Progress = lambda _done, _total: None) -> None:
    """The store as it stands, into a file of its own; the write lock is held. `progress` counts pages."""
    part = copy_of(session.path, version).with_suffix(".part")
    part.unlink(missing_ok=True)
    os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    with closing(sqlite3.connect(part)) as into:
        session.conn.backup(into, pages=_COPIED, progress=lambda _s, left, total: progress(total - left, total))
    part.replace(copy_of(session.path, version))


def upgrade(session: Session, version: int, progress: Progress = lambda _done, _total: None) -> None:
    """Lay every table out as this version declares it, each document changed as the steps say; in a transaction.

    `progress(done, total)` counts documents.
    """
    for number in range(version, VERSION):
        change = _STEPS[number](session)
        _drop_other_indexes(session)
        fit = {name for name, schema in DECLARED.items() if change is None and _columns_fit(session, schema)}
        count = _Counted(session, progress, DECLARED.keys() - fit)
        for schema in DECLARED.values():
            if schema.name in fit:
                _add_what_is_missing(session, schema)
            else:
                _lay_out_anew(session, schema, change or _as_it_is, count)
    session.run(f"PRAGMA user_version = {VERSION}")
    session.run("UPDATE stamp SET n = n + 1")


class _Counted:
    """How far it is, for somebody who waits."""

    def __init__(self, session: Session, progress: Progress, names: Collection[str]) -> None:
        there = {name for (name,) in session.rows("SELECT name FROM sqlite_master WHERE type = 'table'")}
        tables = [name for name in names if f"d_{name}" in there]
        self._total = sum(int(session.rows(f"SELECT count(*) FROM {rows_of(name)}")[0][0]) for name in tables)
        self._progress = progress
        self._done = 0

    def add(self, count: int) -> None:
        self._done += count
        self._progress(self._done, self._total)


def _as_it_is(_table: str, doc: Doc) -> Doc:
    return doc


def _columns_fit(session: Session, schema: TableSchema) -> bool:
    """Whether a table and its side tables stand with the columns that are declared; their indexes may be missing."""
    with closing(sqlite3.connect(":memory:")) as wanted:
        for statement in statements(schema):
            wanted.execute(statement)
        for table in (rows_of(schema.name), *(side_of(schema.name, m.name) for m in schema.multis)):
            if wanted.execute(f"PRAGMA table_info({table})").fetchall() != session.rows(
                f"PRAGMA table_info({table})"
            ):
                return False
    return True


def _add_what_is_missing(session: Session, schema: TableSchema) -> None:
    """Indexes, counts and what keeps them: nothing that would need the documents."""
    there = {name for (name,) in session.rows("SELECT name FROM sqlite_master")}
    with closing(sqlite3.connect(":memory:")) as wanted:
        for statement in statements(schema):
            wanted.execute(statement)
        sql = "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY rowid"
        missing = [text for name, text in wanted.execute(sql).fetchall() if name not in there]
    for statement in missing:
        session.run(statement)
    if missing and schema.tally:
        count_anew(session, schema)


def _drop_other_indexes(session: Session) -> None:
    """Indexes and counts that are no longer declared, or otherwise: they are made as they are declared now."""
    with closing(sqlite3.connect(":memory:")) as wanted:
        create(wanted)
        declared = dict(wanted.execute("SELECT name, sql FROM sqlite_master").fetchall())
    for schema in DECLARED.values():
        sql = "SELECT type, name, sql FROM sqlite_master WHERE tbl_name IN (?, ?) AND sql IS NOT NULL"
        counts = f"n_{schema.name}"
        for kind, name, text in session.rows(sql, (f"d_{schema.name}", counts)):
            ours = name.startswith((f"i_{schema.name}_", f"i_{counts}")) or kind == "trigger" or name == counts
            if ours and declared.get(name) != text:
                session.run(f"DROP {kind.upper()} IF EXISTS {quoted(name)}")


def _lay_out_anew(session: Session, schema: TableSchema, change: Change, count: _Counted) -> None:
    """A damaged document is carried over as it is, so that `fsck` names it.

    Indexes and counts are made when all rows are there: sorted once instead of kept in order row by row.
    """
    rows, old = rows_of(schema.name), quoted(f"old_{schema.name}")
    for multi in schema.multis:
        session.run(f"DROP TABLE IF EXISTS {side_of(schema.name, multi.name)}")
    there = session.rows("SELECT 1 FROM sqlite_master WHERE name = ?", (f"d_{schema.name}",))
    if there:
        sql = "SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL"
        for (name,) in session.rows(sql, (f"d_{schema.name}",)):
            session.run(f"DROP INDEX {quoted(name)}")
        session.run(f"ALTER TABLE {rows} RENAME TO {old}")
    made = list(statements(schema))
    counts = f"CREATE TABLE {tally_of(schema.name)}("
    tables = [text for text in made if text.startswith("CREATE TABLE") and not text.startswith(counts)]
    for statement in tables if there else made:
        session.run(statement)
    if not there:
        return
    names = ", ".join(["id", *(quoted("c_" + c.name) for c in schema.columns), "body"])
    marks = ", ".join("?" * (len(schema.columns) + 2))
    for page in _pages(session, old):
        changed = [(doc_id, *_changed(schema, body, change)) for doc_id, body in page]
        found = [
            (doc_id, *(column_value(doc, c) if doc else None for c in schema.columns), body)
            for doc_id, doc, body in changed
        ]
        session.run_many(f"INSERT INTO {rows}({names}) VALUES({marks})", found)
        for multi in schema.multis:
            pairs = [(doc_id, v) for doc_id, doc, _body in changed if doc for v in multi_values(doc, multi)]
            side = side_of(schema.name, multi.name)
            session.run_many(f"INSERT OR IGNORE INTO {side}(id, value) VALUES(?, ?)", pairs)
        count.add(len(page))
    _keep_ids(session, f"old_{schema.name}", f"d_{schema.name}")
    session.run(f"DROP TABLE {old}")
    for statement in made:
        if statement not in tables:
            session.run(statement)
    if schema.tally:
        count_anew(session, schema)


def _changed(schema: TableSchema, body: bytes, change: Change) -> tuple[Doc | None, bytes]:
    """A document as it is from now on; None with its bytes as they are where it is damaged."""
    try:
        before = decode(body)
        after = change(schema.name, before)
    except Unreadable:
        return None, body
    return after, body if after is before else encode(after, schema)


def _keep_ids(session: Session, old: str, new: str) -> None:
    """No id is given twice, neither one of a document that has gone."""
    given = session.rows("SELECT seq FROM sqlite_sequence WHERE name = ?", (old,))
    if given:
        session.run("DELETE FROM sqlite_sequence WHERE name = ?", (new,))
        session.run("INSERT INTO sqlite_sequence(name, seq) VALUES(?, ?)", (new, given[0][0]))


def _each(session: Session, table: str) -> Iterator[tuple[int, bytes]]:
    for page in _pages(session, table):
        yield from page


def _pages(session: Session, table: str) -> Iterator[list[Any]]:
    last = -(2**63)
    while page := session.rows(f"SELECT id, body FROM {table} WHERE id > ? ORDER BY id LIMIT 400", (last,)):
        yield page
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


def _to_5(session: Session) -> None:
    """Words beside the tables get a checksum; what clocks look at has columns."""
    add_proofs(session)


def _to_6(session: Session) -> None:
    """A decision writes a third of the pages: fewer indexes, and what changes with every commit in one row."""
    _log_without_sequence(session)
    if "rest" in {row[1] for row in session.rows("PRAGMA table_info(stamp)")}:
        return
    ((stamp,),) = session.rows("SELECT n FROM stamp")
    given = session.rows("SELECT seq FROM sqlite_sequence WHERE name = 'd_events'")
    clock = session.rows("SELECT value FROM meta WHERE key = 'latest event'")
    session.run("DROP TABLE stamp")
    session.run(STAMP)
    # Who looked at the store before has to look at all of it again: the upgrade ends with a stamp of its own.
    moment = Moment(stamp, given[0][0] if given else 0, clock[0][0] if clock else "", floor=stamp + 1)
    session.run("INSERT INTO stamp(one, n, rest) VALUES(1, ?, ?)", (stamp, moment.pack()))
    session.run("DELETE FROM sqlite_sequence WHERE name = 'd_events'")


def _log_without_sequence(session: Session) -> None:
    """The log's rows as they are, in a table that SQLite keeps no sequence for."""
    ((made,),) = session.rows("SELECT sql FROM sqlite_master WHERE name = 'd_events'")
    if "AUTOINCREMENT" not in made:
        return
    schema = DECLARED["events"]
    sql = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'd_events' AND sql IS NOT NULL"
    others = [text for name, text in session.rows(sql) if not name.startswith("i_events_")]
    given = session.rows("SELECT seq FROM sqlite_sequence WHERE name = 'd_events'")
    names = ", ".join(["id", *(quoted("c_" + c.name) for c in schema.columns), "body"])
    session.run("ALTER TABLE d_events RENAME TO old_events")
    table, *indexes = statements(schema)
    session.run(table)
    session.run(f"INSERT INTO d_events({names}) SELECT {names} FROM old_events ORDER BY id")
    session.run("DROP TABLE old_events")
    for text in [*indexes, *others]:
        session.run(text)
    if any("team_events_kind" in text for text in others):
        session.run("CREATE INDEX IF NOT EXISTS team_events_id ON d_events(c_id)")
    if given:
        session.run("INSERT INTO sqlite_sequence(name, seq) VALUES('d_events', ?)", (given[0][0],))


_STEPS: dict[int, Callable[[Session], Change | None]] = {1: _to_2, 2: _to_3, 3: _to_4, 4: _to_5, 5: _to_6}

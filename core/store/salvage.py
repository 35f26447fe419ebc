"""A database whose pages contradict each other: every row that can still be read goes into a new file.

The old file is kept beside it under another name. What is computed from mail and log is then computed anew.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from config.errors import MadoError
from config.home import Home
from core.store.engine import Engine
from core.store.layout import quoted, rows_of, side_of
from core.store.lock import WriteLock
from core.store.schema import DECLARED
from core.store.session import Row, Session
from core.store.stamp import keep, read_moment, unpacked
from core.store.troubles import told
from core.store.values import Unreadable, column_value, decode, multi_values
from core.store.words import altered_words, write_words

FOLDER = ".salvage"
DAMAGED = "store.sqlite3.damaged"
_READY = "ready"
_ALL = -1
_PROBES = 256
_LARGEST = 1 << 40
_PLAIN = ("packs", "raw")


def salvage(home: Home, put: Engine) -> dict[str, int]:
    """Copy what can be read of this home's database into another one; returns what could not.

    That is a number of ids for each table; -1 stands for all.
    `put` is an empty store elsewhere. The search index is not copied: it is computed anew.
    """
    lost: dict[str, int] = {}
    _fill_up(home.store_file)
    try:
        session = Session(home.store_file)
    except MadoError:
        return {"events": -1}  # not even which tables there are can be read
    try:
        with put.transaction() as new:
            write_words(new, _words(session))
            for name in _PLAIN:
                for row in _readable(session, name, "rowid" if name == "packs" else ""):
                    marks = ", ".join("?" * len(row))
                    new.run(f"INSERT OR REPLACE INTO {name} VALUES({marks})", row)
        for name, schema in DECLARED.items():
            failed: list[int] = []
            columns = ", ".join(["id", *(quoted("c_" + c.name) for c in schema.columns), "body"])
            marks = ", ".join("?" * (len(schema.columns) + 2))
            with put.transaction() as new:
                for row in _readable(session, rows_of(name), "id", "id, body", failed):
                    try:
                        doc = decode(row[-1])
                    except Unreadable:
                        failed.append(row[0])
                        continue
                    values = (row[0], *(column_value(doc, c) for c in schema.columns), row[-1])
                    new.run(f"INSERT OR IGNORE INTO {rows_of(name)}({columns}) VALUES({marks})", values)
                    for multi in schema.multis:
                        pairs = [(row[0], value) for value in multi_values(doc, multi)]
                        sql = f"INSERT OR IGNORE INTO {side_of(name, multi.name)}(id, value) VALUES(?, ?)"
                        new.run_many(sql, pairs)
            given = _given(session, name)
            if schema.appended:
                _keep_clock(put, given)
            lost[name] = -1 if _ALL in failed else sum(1 for i in failed if not given or i <= given)
    finally:
        session.close()
    return lost


def _keep_clock(put: Engine, newest: int) -> None:
    """The newest time of what was copied of the log, and the newest id that was given there."""
    with put.transaction() as new:
        clock = ""
        for number, body in new.stream("SELECT id, body FROM d_events"):
            newest, clock = max(newest, number), max(clock, str(decode(body).get("at", "")))
        keep(new, replace(read_moment(new), newest=newest, clock=clock))


def _words(session: Session) -> dict[str, str]:
    """The words beside the tables, as far as anything tells them; an older version keeps no second copy."""
    with suppress(MadoError):
        altered = altered_words(session)
        named = {key for key, said in altered.items() if said is None}
        whole = {k: v for k, v in session.rows("SELECT key, value FROM meta") if k not in named}
        return {**whole, **{k: v for k, v in altered.items() if v is not None}}
    with suppress(MadoError):
        return dict(session.rows("SELECT key, value FROM meta"))
    return {}


def _fill_up(path: Path) -> None:
    """SQLite opens no file that was cut; with zeros in the place of what is missing, it reads the rest."""
    with told(path), path.open("rb") as file:
        head = file.read(100)
    if len(head) == 100:
        size = int.from_bytes(head[16:18], "big")
        wanted = (65536 if size == 1 else size) * int.from_bytes(head[28:32], "big")
        if path.stat().st_size < wanted <= _LARGEST:
            os.truncate(path, wanted)


def _given(session: Session, name: str) -> int:
    """How many ids a table has given out, as far as can be told."""
    try:
        rows = session.rows("SELECT seq FROM sqlite_sequence WHERE name = ?", (f"d_{name}",))
        if not rows and (schema := DECLARED.get(name)) and schema.appended:
            ((stamp, rest),) = session.rows("SELECT n, rest FROM stamp")
            kept = unpacked(stamp, rest)
            return kept.newest if kept is not None else 0
        return int(rows[0][0]) if rows else 0
    except (MadoError, ValueError, TypeError):
        return 0


def _readable(
    session: Session, table: str, key: str, columns: str = "*", failed: list[int] | None = None
) -> Iterator[Row]:
    """Every row that can be read: where a range fails, its halves are tried; `failed` gets what is left."""
    failed = [] if failed is None else failed
    if not key:
        with suppress(MadoError):
            yield from session.rows(f"SELECT {columns} FROM {table}")
        return
    newest = _given(session, table.strip('"').removeprefix("d_")) or 1 << 20
    with suppress(MadoError, TypeError, ValueError):
        newest = max(newest, int(session.rows(f"SELECT max({key}) FROM {table}")[0][0] or 0))
    newest = min(newest, 1 << 32)
    if _is_dead(session, f"SELECT 1 FROM {table} WHERE {key} = ?", newest):
        failed.append(_ALL)
        return
    step = 1 << 10
    for low in range(0, newest + 1, step):
        sql = f"SELECT {columns} FROM {table} WHERE {key} BETWEEN ? AND ?"
        yield from _range(session, sql, low, low + step - 1, failed)


def _is_dead(session: Session, sql: str, newest: int) -> bool:
    """Whether no way leads to any row: its topmost page is damaged, and asking for each would take for ever."""
    for probe in range(_PROBES):
        try:
            session.rows(sql, (probe * newest // _PROBES,))
        except MadoError:
            continue
        return False
    return True


def _range(session: Session, sql: str, low: int, high: int, failed: list[int]) -> Iterator[Row]:
    try:
        rows = session.rows(sql, (low, high))
    except MadoError:
        if low == high:
            failed.append(low)
            return
        middle = (low + high) // 2
        yield from _range(session, sql, low, middle, failed)
        yield from _range(session, sql, middle + 1, high, failed)
        return
    yield from rows


def newest_commit(home: Home) -> int:
    """The number that a new database must begin after, so that nobody misses what was said to be lost."""
    lock = WriteLock(home.store_file.with_name(home.store_file.name + "-lock"))
    try:
        return lock.witnessed()
    finally:
        lock.close()


def put_in_place(home: Home) -> None:
    """Make the database that stands in FOLDER this home's, and take FOLDER away; the old one is kept as DAMAGED.

    Nobody may have it open. Where it is cut off, `unfinished` says so and it can be called again: the old database
    stands until the new one takes its name, only its log goes before, which would fit no other.
    """
    folder = home.root / FOLDER
    new = Home(folder).store_file
    lock = WriteLock(home.store_file.with_name(home.store_file.name + "-lock"))
    lock.acquire()
    try:
        with told(home.store_file):
            (folder / _READY).touch(mode=0o600)
            if new.exists():
                _keep(home.store_file, home.root / DAMAGED)
                for tail in ("-wal", "-shm"):
                    home.store_file.with_name(home.store_file.name + tail).unlink(missing_ok=True)
                new.replace(home.store_file)
            shutil.rmtree(folder)
    finally:
        lock.close()


def unfinished(home: Home) -> bool:
    """Whether a new database is ready, and putting it in place was cut off."""
    return (home.root / FOLDER / _READY).exists()


def _keep(path: Path, aside: Path) -> None:
    """Give a file a second name."""
    aside.unlink(missing_ok=True)
    try:
        os.link(path, aside)
    except OSError:  # a file system without links
        shutil.copyfile(path, aside)
        aside.chmod(0o600)

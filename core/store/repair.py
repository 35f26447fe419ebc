"""Looking at every byte of a store: what is damaged, and what of it the store can mend out of itself."""

from __future__ import annotations

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from config.errors import MadoError
from core.store.layout import create, quoted, rows_of, side_of
from core.store.records import Gap, Record, scan
from core.store.schema import DECLARED, TableSchema
from core.store.session import Session
from core.store.store import Store
from core.store.troubles import damaged, told
from core.store.values import Unreadable, column_value, decode, multi_values

_PAGE = 500
_REFERS = "SELECT 1 FROM d_messages WHERE c_raw = ? LIMIT 1"


@contextmanager
def packs_held(folder: Path) -> Iterator[None]:
    """Nobody appends to the packs meanwhile."""
    with told(folder):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def pack_files(folder: Path) -> dict[int, Path]:
    """The packs by number."""
    return {int(p.stem): p for p in sorted(folder.glob("*.pack")) if p.stem.isdigit()}


def scan_pack(path: Path) -> Iterator[Record | Gap]:
    """What stands in a pack."""
    with told(path), path.open("rb") as file:
        yield from scan(file.fileno(), 0, os.fstat(file.fileno()).st_size)


@dataclass(frozen=True, slots=True)
class RawCheck:
    """`whole` raw messages; `lost` hashes that the index has and no pack; `mended` index entries.

    What a killed process appended and nothing refers to is put into the index, too; nothing was wrong with it.
    """

    whole: int
    lost: tuple[str, ...]
    mended: int


def check_raw(store: Store) -> RawCheck:
    """Read every pack; put the index right where a whole record stands elsewhere, or is not in it."""
    whole: dict[bytes, tuple[int, Record]] = {}
    with packs_held(store.raw.folder), store.transaction():
        session = store.engine.session
        for number, path in pack_files(store.raw.folder).items():
            for found in scan_pack(path):
                if isinstance(found, Record):
                    whole.setdefault(found.sha, (number, found))
        lost, wrong = [], []
        indexed = set()
        for sha, pack, place, size in session.rows("SELECT sha, pack, place, size FROM raw"):
            indexed.add(sha)
            at = whole.get(sha)
            if at is None:
                lost.append(sha)
            elif (pack, place, size) != (at[0], at[1].place, at[1].size) and not _stands(
                store, sha, pack, place, size
            ):
                wrong.append(sha)
        unlisted = [sha for sha in whole if sha not in indexed]
        missed = sum(bool(session.rows(_REFERS, (sha.hex(),))) for sha in unlisted)
        for sha in [*wrong, *unlisted]:
            pack, record = whole[sha]
            sql = "INSERT OR REPLACE INTO raw(sha, pack, place, size) VALUES(?, ?, ?, ?)"
            session.run(sql, (sha, pack, record.place, record.size))
        # A hash that no pack has is taken out, so that the same bytes are kept again when they come.
        session.run_many("DELETE FROM raw WHERE sha = ?", [(sha,) for sha in lost])
    return RawCheck(len(whole), tuple(s.hex() for s in lost if isinstance(s, bytes)), len(wrong) + missed)


def _stands(store: Store, sha: bytes, pack: int, place: int, size: int) -> bool:
    path = pack_files(store.raw.folder).get(pack)
    if path is None or not isinstance(size, int) or not isinstance(place, int):
        return False
    with path.open("rb") as file:
        return any(isinstance(f, Record) and f.sha == sha for f in scan(file.fileno(), place, place + size))


def structure(session: Session) -> list[str]:
    """What SQLite's own check says against the file, and what is not declared as it should be; empty: all is well."""
    try:
        rows = session.rows("PRAGMA integrity_check(20)")
        return [_first_line(str(text)) for (text,) in rows if text != "ok"] or _wrong_declarations(session)
    except MadoError as error:
        return [error.message]


def _first_line(said: str) -> str:
    """One of what may be a hundred lines, which say the same of many pages."""
    lines = [line for line in said.splitlines() if line and not line.startswith("*** in database")]
    return lines[0] if lines else said


def _wrong_declarations(session: Session) -> list[str]:
    """Tables and indexes that are not declared as a new store would declare them."""
    sql = "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"
    with closing(sqlite3.connect(":memory:")) as empty:
        create(empty)
        wanted: dict[str, str] = dict(empty.execute(sql).fetchall())
    there: dict[str, str] = dict(session.rows(sql))
    return [f"declaration of {name}" for name, text in wanted.items() if there.get(name) != text]


def mend_columns(store: Store) -> list[tuple[str, int]]:
    """Rows whose indexed columns do not say what their document says; they are written anew from it."""
    mended: list[tuple[str, int]] = []
    for schema in DECLARED.values():
        wrong = [i for i, ok in _rows_checked(store.engine.session, schema) if not ok]
        if not wrong:
            continue
        with store.transaction():
            for doc_id in wrong:
                for _number, doc in store.table(schema.name).rows.some([doc_id]):
                    store.table(schema.name).rows.remove([doc_id])
                    store.table(schema.name).rows.put(doc_id, doc)
        mended += [(schema.name, i) for i in wrong]
    return mended


def _rows_checked(session: Session, schema: TableSchema) -> Iterator[tuple[int, bool]]:
    """(id, whether its columns fit) of every row whose document can be read."""
    names = ", ".join(["id", *(quoted("c_" + c.name) for c in schema.columns), "body"])
    last = -(2**63)
    while True:
        sql = f"SELECT {names} FROM {rows_of(schema.name)} WHERE id > ? ORDER BY id LIMIT {_PAGE}"
        page = session.rows(sql, (last,))
        for doc_id, *columns, body in page:
            try:
                doc = decode(body)
            except Unreadable:
                continue
            fits = list(columns) == [column_value(doc, c) for c in schema.columns]
            yield doc_id, fits and _sides_fit(session, schema, doc_id, doc)
        if len(page) < _PAGE:
            return
        last = page[-1][0]


def _sides_fit(session: Session, schema: TableSchema, doc_id: int, doc: dict[str, object]) -> bool:
    for multi in schema.multis:
        rows = session.rows(f"SELECT value FROM {side_of(schema.name, multi.name)} WHERE id = ?", (doc_id,))
        if {value for (value,) in rows} != multi_values(doc, multi):
            return False
    return True


def reindex(store: Store) -> None:
    """Make every index of the database anew. Raises MadoError where two rows stand under one key that may not."""
    with store.transaction() as session:
        for schema in DECLARED.values():
            _fill_sides(session, schema)
        try:
            session.run("REINDEX")
        except sqlite3.IntegrityError as error:
            raise damaged(store.engine.path) from error


def _fill_sides(session: Session, schema: TableSchema) -> None:
    """Write anew what is indexed of fields with many values; a row that was altered may stand there as another's."""
    sides = [(multi, side_of(schema.name, multi.name)) for multi in schema.multis]
    for _multi, side in sides:
        session.run(f"DELETE FROM {side}")
    last = -(2**63)
    while sides:
        sql = f"SELECT id, body FROM {rows_of(schema.name)} WHERE id > ? ORDER BY id LIMIT {_PAGE}"
        page = session.rows(sql, (last,))
        for doc_id, body in page:
            with suppress(Unreadable):
                doc = decode(body)
                for multi, side in sides:
                    pairs = [(doc_id, value) for value in multi_values(doc, multi)]
                    session.run_many(f"INSERT OR IGNORE INTO {side}(id, value) VALUES(?, ?)", pairs)
        if len(page) < _PAGE:
            return
        last = page[-1][0]


def index_is_sound(store: Store) -> bool:
    """Whether the search index is whole in itself."""
    try:
        with store.transaction():
            for table in ("grams", "starts"):
                store.engine.session.run(f"INSERT INTO {table}({table}) VALUES('integrity-check')")
    except MadoError:
        return False
    sql = "SELECT count(*) FROM d_messages WHERE id NOT IN (SELECT message FROM hits)"
    return store.engine.session.rows(sql) == [(0,)]

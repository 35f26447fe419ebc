"""One thread's connection to the database, with its place in a transaction."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Collection, Generator, Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from core.store.lock import WriteLock
from core.store.memory import Memory
from core.store.schema import TableSchema
from core.store.stamp import Moment
from core.store.troubles import OF_FILES, tell, told

LOG_BYTES = 8 << 20
"""A write-ahead log that is longer is moved into the database after a commit, if nobody waits to write."""
_FAR = 4
"""So many times that length, it is moved though others wait: several busy writers would let it grow for ever."""
_LOOK = 20
"""After so many changes of rows, commits counted as one more each, somebody looks how long it is."""
_PRAGMAS = (
    "PRAGMA busy_timeout = 10000",
    "PRAGMA synchronous = FULL",
    # Not within a commit, which somebody may be waiting for: `Engine` moves the log when nobody is.
    "PRAGMA wal_autocheckpoint = 0",
    # So that a file longer than this holds that much which has not been moved.
    f"PRAGMA journal_size_limit = {LOG_BYTES}",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA cache_size = -8000",
)

Row = tuple[Any, ...]
_open = 0


def open_sessions() -> int:
    """How many connections to databases this process has open."""
    return _open


class Session:
    """A connection, its write lock, and how deep in transactions its thread is.

    `given` holds the ids given out in this transaction, by table; `gathered` what is written only at its end, by
    whom it belongs to; `words` and `moment` what stands beside the tables, the words as of the commit `known_at`;
    `clock`, `touched` and `newest` what goes into the next moment; `memories` what is remembered of its tables, None
    where that is switched off; `durable` whether its commit waits for the disk, `unsynced` the newest that did not;
    `failed` says that a part of it raised, so that none of it may be kept.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.depth = 0
        self.reading = 0
        self.failed = False
        self.given: dict[str, int] = {}
        self.gathered: dict[str, list[Any]] = {}
        self.memories: dict[str, Memory] | None = None
        self.words: dict[str, str | None] = {}
        self.known_at = -1
        self.moment: Moment | None = None
        self.clock = ""
        self.touched: set[int] = set()
        self.newest = 0
        self._changes_before = 0
        self.durable = True
        self.unsynced = 0
        self._log = path.with_name(path.name + "-wal")
        self._moved_at = 0
        self._unlooked = 0
        with told(path):
            self.conn = sqlite3.connect(path, isolation_level=None, check_same_thread=False, cached_statements=400)
            for pragma in _PRAGMAS:
                self.conn.execute(pragma)
        self.lock = WriteLock(path.with_name(path.name + "-lock"))
        global _open
        _open += 1

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[Row]:
        """Every row of a statement. All are fetched: an open cursor would hold an old snapshot."""
        try:
            return self.conn.execute(sql, parameters).fetchall()
        except OF_FILES as error:
            tell(error, self.path)

    def stream(self, sql: str, parameters: Sequence[Any] = (), page: int = 200) -> Generator[Row, None, None]:
        """The rows a few at a time; close it soon, because it holds this moment's snapshot."""
        with told(self.path), closing(self.conn.execute(sql, parameters)) as cursor:
            while rows := cursor.fetchmany(page):
                yield from rows

    def run(self, sql: str, parameters: Sequence[Any] = ()) -> None:
        """Run a statement that answers nothing."""
        try:
            self.conn.execute(sql, parameters)
        except OF_FILES as error:
            tell(error, self.path)

    def run_many(self, sql: str, parameters: Sequence[Sequence[Any]]) -> None:
        """Run a statement once for each set of parameters."""
        try:
            self.conn.executemany(sql, parameters)
        except OF_FILES as error:
            tell(error, self.path)

    def begin(self, *, durable: bool = True) -> None:
        """Start writing; the lock is held. Unless it is `durable` its commit does not wait for the disk."""
        if durable != self.durable:
            self.run(f"PRAGMA synchronous = {'FULL' if durable else 'NORMAL'}")
            self.durable = durable
        self.failed = False
        self.given.clear()
        self.gathered.clear()
        self.memories = None
        self.moment = None
        self.clock = ""
        self.touched.clear()
        self.newest = 0
        self.run("BEGIN IMMEDIATE")
        self._changes_before = self.conn.total_changes

    def know_since(self, stamp: int) -> None:
        """A transaction begins after the commit `stamp`: what is known is forgotten where others have written."""
        if stamp != self.known_at:
            self.words.clear()
            self.known_at = stamp

    def wrote(self, schema: TableSchema, ids: Collection[int]) -> None:
        """Documents of a table are written in this transaction."""
        if schema.followed:
            self.touched.update(ids)
        if schema.appended:
            self.newest = max((self.newest, *ids))

    @property
    def changed(self) -> bool:
        """Whether this transaction has written anything."""
        return self.conn.total_changes != self._changes_before

    def log_may_be_long(self) -> bool:
        """Whether the write-ahead log should be moved into the database; after few changes nobody looks."""
        self._unlooked += 1 + self.conn.total_changes - self._changes_before
        if self._unlooked < _LOOK:
            return False
        self._unlooked = 0
        return self._log_size() > LOG_BYTES

    def log_has_grown_far(self) -> bool:
        """Whether it should be moved though somebody waits; not again at once, where a reader holds it up."""
        size = self._log_size()
        if size < self._moved_at:
            self._moved_at = 0
        if size <= self._moved_at + _FAR * LOG_BYTES:
            return False
        self._moved_at = size
        return True

    def _log_size(self) -> int:
        try:
            return self._log.stat().st_size
        except OSError:
            return 0

    def sync(self) -> None:
        """Bring the write-ahead log to the disk; what is in the database already came there by way of it."""
        with told(self.path), suppress(FileNotFoundError):
            fd = os.open(self._log, os.O_RDONLY | os.O_CLOEXEC)
            try:
                os.fsync(fd)
            finally:
                os.close(fd)

    def roll_back(self) -> None:
        """Forget the transaction. After a full disk SQLite may have done so itself."""
        if self.conn.in_transaction:
            self.conn.execute("ROLLBACK")

    def close(self) -> None:
        """Close under the lock, because the last one to close moves the log into the database."""
        global _open
        _open -= 1
        self.lock.acquire()
        try:
            self.conn.close()
        finally:
            self.lock.close()

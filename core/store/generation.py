"""A new generation of the views: computed in a store of its own beside the old one, put in place in one transaction.

While it is made, the old one is read and written as always. A crash leaves the old one as it was, and a
folder that the next run removes.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from config.errors import MadoError, TryLater
from config.home import Home
from config.languages import translator
from core.search_marks import forget_marks
from core.store.engine import Engine
from core.store.packs import Packs
from core.store.session import Session
from core.store.store import Store
from core.store.troubles import told

_ = translator("core")
FOLDER = ".rebuild"
_SEARCH = ("grams", "starts")
_SHADOWS = ("data", "idx", "docsize", "config")


@contextmanager
def only_one(home: Home, name: str) -> Iterator[None]:
    """Nobody else does this on this home at the same time. Raises TryLater."""
    with told(home.root):
        descriptor = os.open(home.root / f"{name}-lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise TryLater(
                _("Another process is at the same work on {path}.").format(path=home.root),
                hint=_("Wait for it to end."),
                code="locked",
            ) from None
        yield
    finally:
        os.close(descriptor)


@contextmanager
def generation(home: Home, raw: Packs) -> Iterator[Store]:
    """An empty store beside the old one, with the same raw mail; gone at the end."""
    with only_one(home, "rebuild"):
        folder = home.root / FOLDER
        shutil.rmtree(folder, ignore_errors=True)
        with told(home.root):
            Home(folder).ensure()
        store = Store(Engine(Home(folder).store_file), raw)
        try:
            store.engine.session.run("PRAGMA synchronous = OFF")  # nothing here outlives this process
            yield store
        finally:
            store.engine.close()
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def attached(session: Session, other: Path) -> Iterator[Session]:
    """The same session, with another database's tables as `new.NAME`; begin it outside a transaction."""
    session.run("ATTACH ? AS new", (str(other),))
    try:
        yield session
    finally:
        with suppress(sqlite3.Error):
            session.conn.execute("DETACH new")


def index_differs(old: Engine, new: Store) -> bool:
    """Whether the search index of the old generation holds anything else than the new one's, or is damaged."""
    try:
        with attached(old.session, new.engine.path) as session:
            hits = "SELECT message, ticket FROM {0}.hits WHERE message"
            if _differ(session, hits):
                return True
            for table in _SEARCH:
                for which, schema in (("a", "main"), ("b", "new")):
                    session.run(f"DROP TABLE IF EXISTS temp.words_{which}")
                    sql = f"CREATE VIRTUAL TABLE temp.words_{which} USING fts5vocab({schema}, {table}, row)"
                    session.run(sql)
                words = "SELECT term, doc FROM temp.words_{0}"
                if _differ(session, words, "a", "b"):
                    return True
        return False
    except MadoError:
        return True
    finally:
        for which in ("a", "b"):
            with suppress(sqlite3.Error):
                old.session.conn.execute(f"DROP TABLE IF EXISTS temp.words_{which}")


def _differ(session: Session, sql: str, old: str = "main", new: str = "new") -> bool:
    one, other = sql.format(old), sql.format(new)
    return any(session.rows(f"{a} EXCEPT {b} LIMIT 1") for a, b in ((one, other), (other, one)))


def replace_index(old: Engine, new: Store, stamp: int) -> None:
    """Take over the new generation's search index, in one transaction. Raises TryLater where others have written.

    Its tables are copied as they stand, by a connection that has not looked into the old index and so
    remembers nothing of it.
    """
    session = Session(old.path)
    try:
        with attached(session, new.engine.path):
            session.lock.acquire()
            try:
                session.begin()
                if session.rows("SELECT n FROM stamp") != [(stamp,)]:
                    raise TryLater(
                        _("Others wrote while the search index was rebuilt."), hint=_("Run it again."), code="locked"
                    )
                for name in _index_tables(session):
                    session.run(f"DELETE FROM main.{name}")
                    session.run(f"INSERT INTO main.{name} SELECT * FROM new.{name}")
                forget_marks(session)
                session.run("UPDATE stamp SET n = n + 1")
                session.run("COMMIT")
            finally:
                session.roll_back()
                session.lock.release()
    finally:
        session.close()


def _index_tables(session: Session) -> list[str]:
    wanted = ["hits", *(f"{table}_{shadow}" for table in _SEARCH for shadow in _SHADOWS)]
    sql = "SELECT name FROM main.sqlite_master WHERE type = 'table'"
    there = {name for (name,) in session.rows(sql)}
    return [name for name in wanted if name in there]

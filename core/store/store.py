"""One desk's store: its tables, its raw mail, its transactions."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Self, cast

from config.home import Home
from core.store.engine import WENT_BACK, Engine, Transaction
from core.store.packs import Packs
from core.store.row_writes import damage_of
from core.store.storage import SQLiteStorage, StoreDB
from core.store.table import StoreTable
from core.store.watch import Watch
from core.store.words import Words, write_words


class Store:
    """Open with `Store.open(home)`; usable from several threads, and from several processes at once.

    `raw` keeps the exact bytes of messages; `engine` is for the rooms that keep SQL of their own.
    """

    def __init__(self, engine: Engine, raw: Packs) -> None:
        self.engine = engine
        self.raw = raw
        self.db = StoreDB(engine, storage=SQLiteStorage)
        self._tables: dict[str, StoreTable] = {}
        self.words = Words(engine.path)

    @classmethod
    def open(cls, home: Home) -> Self:
        """Open or create the store of a home. Raises MadoError: not a store, newer, not writable, disk full."""
        engine = Engine(home.store_file)
        return cls(engine, Packs(home.raw_folder, engine))

    def close(self) -> None:
        """Let go of the files. What was committed is safe with or without it."""
        self.raw.close()
        self.engine.close()

    def let_go(self) -> bool:
        """Close the database until it is needed again; True where this process has none open, so that it may fork.

        Only where no other thread uses the store.
        """
        return self.engine.let_go()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def table(self, name: str) -> StoreTable:
        """A table by name; `core/store/schema.py` declares which have indexes."""
        found = self._tables.get(name)
        if found is None:
            found = self._tables[name] = cast(StoreTable, self.db.table(name))
        return found

    def transaction(self) -> Transaction:
        """All writes inside are kept together or not at all, and durable when the outermost block ends.

        Reentrant within a thread. A part that raises spoils the whole, also where the error is caught.
        Raises TryLater when another process holds the lock for too long, MadoError for a full disk.
        """
        return self.engine.transaction()

    def remembering(self, *, durable: bool = True) -> Transaction:
        """As `transaction`, quicker where much is read again and again: it remembers what it read, writes late.

        With `durable` off nobody waits for the disk at its end: call `sync` before you tell anybody that it is kept.
        """
        return self.engine.remembering(durable=durable)

    def sync(self) -> None:
        """Bring everything that was committed to the disk."""
        self.engine.sync()

    def awaited(self) -> bool:
        """Inside a transaction: whether somebody waits to write, so that it had better end soon."""
        return self.engine.session.lock.wanted()

    def settle(self) -> None:
        """Inside `remembering`: write what waits in memory, so that little is left for the commit."""
        self.engine.settle()

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """All reads inside see one moment. Keep it short, and write nothing inside."""
        with self.engine.snapshot():
            yield

    def stamp(self) -> int:
        """Grows with every committed write of any process; inside a transaction it stands as before it."""
        return self.engine.stamp()

    def clock(self) -> str:
        """The newest time of an event of ours (stored text), also of this transaction; "" where none was written."""
        return max(self.engine.moment().clock, self.engine.session.clock)

    def newest_event(self) -> int:
        """The highest id that an event was given, also in this transaction; 0 where none is noted."""
        session = self.engine.session
        return max(self.engine.moment().newest, session.newest, session.given.get("events", 0))

    def advance_clock(self, at: str) -> None:
        """An event happened at this time; inside the transaction that stores it."""
        session = self.engine.session
        session.clock = max(session.clock, at)

    def tickets_since(self, stamp: int) -> tuple[int, list[int] | None]:
        """The stamp now, and the ids of the tickets that changed since another; None where that is too long ago."""
        moment = self.engine.moment()
        return moment.stamp, moment.changed_since(stamp)

    def watch(self) -> Watch:
        """Tells at once when any process has committed something; see `core/store/watch.py`. Close it."""
        return Watch(self.engine.lock_file)

    def damage(self) -> list[tuple[str, int]]:
        """Every document (table, id) whose bytes are not what was written; reads the whole store.

        Lists pass such documents over; asking for one by its id raises MadoError.
        """
        return [(name, doc_id) for name in sorted(self.db.tables()) for doc_id in damage_of(self.table(name).rows)]

    def lost_commits(self) -> int:
        """How many commits are known to be missing at the newest end (`mado fsck --accept` stops saying so)."""
        return int(self.meta(WENT_BACK) or 0)

    def missing(self) -> tuple[int, int]:
        """Damaged documents that were passed over until now, and commits that are gone: what no list shows."""
        return len(self.engine.damaged), self.lost_commits()

    def meta(self, key: str) -> str | None:
        """A word kept beside the tables. Raises MadoError where it was altered and nothing tells what it said."""
        session = self.engine.session
        if session.depth:
            self.engine.moment()
            if key in session.words:
                return session.words[key]
        word = self.words.read(session, key)
        if session.depth:
            session.words[key] = word
        return word

    def set_meta(self, key: str, value: str) -> None:
        """Keep a word beside the tables."""
        with self.engine.transaction() as session:
            write_words(session, {key: value})

    def drop_meta(self, *keys: str) -> None:
        """Take such words away."""
        with self.engine.transaction() as session:
            session.run_many("DELETE FROM meta WHERE key = ?", [(key,) for key in keys])
            session.words.clear()

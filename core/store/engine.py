"""The database of one store: a session for each thread, transactions, checkpoints, the change stamp."""

from __future__ import annotations

import contextlib
import os
import threading
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

from config.errors import MadoError
from config.languages import translator
from core.store import layout
from core.store.counts import EVERY, add_up
from core.store.schema import VERSION
from core.store.session import Session, open_sessions
from core.store.stamp import Moment, leap, read_moment
from core.store.troubles import newer_schema, not_a_store, read_only, told
from core.store.words import write_words

_ = translator("core")


WENT_BACK = "went back"
"""The word beside the tables that says how many commits are missing at the newest end."""

_MUCH = 50
"""So many tickets in one commit are a bulk load."""

_engines: weakref.WeakSet[Engine] = weakref.WeakSet()
_inherited: list[_Sessions] = []
"""Sessions of the parent of this process: SQLite must not close them here."""


def _forked() -> None:
    for engine in list(_engines):
        engine.forget_parent()


os.register_at_fork(after_in_child=_forked)


class _Sessions:
    """Every open session with the thread it belongs to; closes those whose thread has ended."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._open: list[tuple[weakref.ref[threading.Thread], Session]] = []
        self._pid = os.getpid()

    def add(self, session: Session) -> None:
        ended: list[tuple[weakref.ref[threading.Thread], Session]] = []
        with self._guard:
            kept: list[tuple[weakref.ref[threading.Thread], Session]] = []
            for thread, other in self._open:
                owner = thread()
                (kept if owner is not None and owner.is_alive() else ended).append((thread, other))
            self._open = [*kept, (weakref.ref(threading.current_thread()), session)]
        for _owner, other in ended:
            other.close()

    def close(self) -> None:
        with self._guard:
            sessions, self._open = self._open, []
        if self._pid != os.getpid():
            return  # inherited by a fork: they are the parent's to close
        for _owner, session in sessions:
            session.close()


UPGRADE_WATCHERS: list[Callable[[int, int], None]] = []
"""Are told (done, total) while a store of an older version is copied and laid out anew."""


def _tell_watchers(done: int, total: int) -> None:
    for told_of in UPGRADE_WATCHERS:
        told_of(done, total)


class Transaction:
    """What `Engine.transaction` and `Engine.remembering` return, to be used once with `with`.

    A class of its own rather than a generator: a mail goes through some fifty inner ones.
    """

    __slots__ = ("_durable", "_engine", "_outermost", "_remembers", "_session")

    def __init__(self, engine: Engine, *, durable: bool = True, remembers: bool = False) -> None:
        self._engine = engine
        self._durable = durable
        self._remembers = remembers
        self._outermost = False

    def __enter__(self) -> Session:
        session = self._session = self._engine.session
        if session.depth:
            session.depth += 1
        else:
            self._engine.begin(session, durable=self._durable)
            self._outermost = True
        if self._remembers and session.memories is None:
            session.memories = {}
        return session

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._outermost:
            self._engine.end(self._session, well=kind is None)
            return
        self._session.depth -= 1
        if kind is not None:
            self._session.failed = True


class Engine:
    """Reads and writes rows. Hooks in `before_commit` write what was gathered in memory meanwhile, those in
    `at_commit` what is written last, after every row: only what goes with rows that `before_commit` wrote.

    `damaged` are the documents (table, id) that were passed over because their bytes have changed.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.before_commit: dict[str, Callable[[Session], None]] = {}
        self.at_commit: dict[str, Callable[[Session], None]] = {}
        self.after_commit: dict[str, Callable[[bool], None]] = {}
        self.damaged: set[tuple[str, int]] = set()
        self._closed = False
        self._local = threading.local()
        self._sessions = _Sessions()
        try:
            self._prepare()
        except BaseException:
            self._sessions.close()  # what stays open could not be forked
            raise
        _engines.add(self)
        self._finalizer = weakref.finalize(self, self._sessions.close)

    # opening -------------------------------------------------------------------------------
    def _prepare(self) -> None:
        """Create or recognise the file. Raises MadoError: not ours, newer, not writable, disk."""
        with told(self.path):
            # Only a file that nobody has open may be opened here: closing any descriptor of it would
            # take away the POSIX locks that SQLite holds in this process.
            with contextlib.suppress(FileExistsError):
                os.close(os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
            if self.path.stat().st_mode & 0o077:
                self.path.chmod(0o600)
            self._open_what_is_beside()
        if not os.access(self.path.parent, os.W_OK):
            raise read_only(self.path.parent)
        session = self.session
        version = self._version(session)
        if version == 0:
            self._create(session)
        elif version < VERSION:
            self._upgrade(session)
        self._look_for_lost(session)

    def _open_what_is_beside(self) -> None:
        """SQLite gave its log and its index the modes that the store had; where it was read-only they stayed so."""
        for end in ("-wal", "-shm"):
            file = self.path.with_name(self.path.name + end)
            if file.exists() and os.access(self.path, os.W_OK) and not os.access(file, os.W_OK):
                with told(file):
                    file.chmod(0o600)

    def _look_for_lost(self, session: Session) -> None:
        """Whether commits are gone that were acknowledged: noted under WENT_BACK until somebody accepts it."""
        newest = session.lock.witnessed()  # before the stamp, which only grows
        if newest <= self.stamp():
            return
        session.lock.acquire()
        try:
            session.begin()
            ((now,),) = session.rows("SELECT n FROM stamp")
            if now < newest:
                leap(session, newest + 1)
                write_words(session, {WENT_BACK: str(newest - now)})
            session.run("COMMIT")
        finally:
            session.roll_back()
            session.lock.release()

    def _version(self, session: Session) -> int:
        ((version,),) = session.rows("PRAGMA user_version")
        ((application,),) = session.rows("PRAGMA application_id")
        if version == 0 and application == 0 and not session.rows("SELECT 1 FROM sqlite_master LIMIT 1"):
            return 0
        if application != layout.APPLICATION_ID:
            raise not_a_store(self.path)
        if version > VERSION:
            raise newer_schema(self.path, version, VERSION)
        return int(version)

    def _create(self, session: Session) -> None:
        session.lock.acquire()
        try:
            session.run("PRAGMA journal_mode = WAL")
            session.begin()
            try:
                if self._version(session) == 0:
                    layout.create(session.conn)
                session.run("COMMIT")
            except BaseException:
                session.roll_back()
                raise
        finally:
            session.lock.release()

    def _upgrade(self, session: Session) -> None:
        from core.store.upgrade import keep_copy, upgrade  # most stores never need it

        session.lock.acquire()
        try:
            version = self._version(session)
            if version == VERSION:
                return  # somebody else was faster
            with told(self.path):
                keep_copy(session, version, _tell_watchers)
                session.begin()
                try:
                    upgrade(session, version, _tell_watchers)
                    session.run("COMMIT")
                except BaseException:
                    session.roll_back()
                    raise
        finally:
            session.lock.release()

    @property
    def session(self) -> Session:
        """This thread's session; made on first use. After a fork, none of the parent's is touched."""
        found: Session | None = getattr(self._local, "session", None)
        return found if found is not None else self._new_session()

    def _new_session(self) -> Session:
        if self._closed:
            raise MadoError(_("The store is closed."), code="closed")
        found = self._local.session = Session(self.path)
        self._sessions.add(found)
        return found

    def forget_parent(self) -> None:
        """This process is a fork: it makes sessions of its own."""
        _inherited.append(self._sessions)
        self._local, self._sessions = threading.local(), _Sessions()

    def close(self) -> None:
        """Close every session of this process."""
        self._closed = True
        self._finalizer.detach()
        self._sessions.close()
        self._local = threading.local()

    def let_go(self) -> bool:
        """Close this thread's session, which is opened anew when it is needed; whether no database is open now."""
        found: Session | None = getattr(self._local, "session", None)
        if self._closed or (found is not None and (found.depth or found.reading)):
            return False
        self._sessions.close()
        self._local = threading.local()
        return not open_sessions()

    @property
    def lock_file(self) -> Path:
        """The file in which each durable commit leaves its number."""
        return self.path.with_name(self.path.name + "-lock")

    # writing -------------------------------------------------------------------------------
    def transaction(self, *, durable: bool = True) -> Transaction:
        """All or nothing, durable when the outermost one ends. Reentrant within a thread.

        One that is not `durable` outlives the process, and a loss of power only after `sync`.
        A part that raises spoils the whole, also where somebody catches what it raised.
        """
        return Transaction(self, durable=durable)

    def remembering(self, *, durable: bool = True) -> Transaction:
        """A transaction that remembers what it read and writes late: quicker where much is read again and again."""
        return Transaction(self, durable=durable, remembers=True)

    def begin(self, session: Session, *, durable: bool) -> None:
        """The outermost transaction of a thread begins, when the lock is ours."""
        if session.reading:
            raise RuntimeError("A transaction cannot begin while this thread holds a snapshot.")
        session.lock.acquire()
        try:
            session.begin(durable=durable)
        except BaseException:
            session.lock.release()
            raise
        session.depth = 1

    def end(self, session: Session, *, well: bool) -> None:
        """The outermost transaction ends: kept where all went well, else taken back."""
        kept = False
        try:
            try:
                kept = well and self._commit(session)
            finally:
                session.depth = 0
                session.memories = None
                if not kept:
                    session.roll_back()
                    session.known_at = -1
                for hook in self.after_commit.values():
                    hook(kept)
        finally:
            session.lock.release()
        if well and session.log_may_be_long():
            self._move_log(session)

    def _commit(self, session: Session) -> bool:
        if session.failed:
            raise RuntimeError("A part of this transaction failed, so all of it was taken back.")
        for hook in self.before_commit.values():
            hook(session)
        if session.memories:
            self.settle()
        stamp = self._next_stamp(session) if session.changed else 0
        for hook in self.at_commit.values():
            hook(session)
        session.run("COMMIT")
        if stamp and session.durable:
            session.lock.bear_witness(stamp)
        elif stamp:
            session.unsynced = stamp
        if stamp:
            session.known_at = stamp
        return True

    def _next_stamp(self, session: Session) -> int:
        """Write the stamp of this commit with what goes along with it."""
        if session.touched or session.newest or session.clock:
            moment = self.moment().after(session.touched, session.clock, session.newest)
            stamp = moment.stamp
            session.run("UPDATE stamp SET n = ?, rest = ?", (stamp, moment.pack()))
        else:
            stamp = int(session.rows("UPDATE stamp SET n = n + 1 RETURNING n")[0][0])
        if stamp % EVERY == 0 or len(session.touched) > _MUCH:
            add_up(session)
        return stamp

    def moment(self) -> Moment:
        """What stands beside the stamp; inside a transaction, as before it."""
        session = self.session
        if not session.depth:
            return read_moment(session)
        if session.moment is None:
            session.moment = read_moment(session)
            session.know_since(session.moment.stamp)
        return session.moment

    def sync(self) -> None:
        """Bring everything that was committed to the disk."""
        session = self.session
        newest, session.unsynced = session.unsynced, 0
        session.sync()
        if newest:
            session.lock.acquire()
            try:
                session.lock.bear_witness(max(newest, session.lock.witnessed()))
            finally:
                session.lock.release()

    def settle(self) -> None:
        """Write the documents that this transaction has in memory, so that little is left for its commit."""
        for memory in list((self.session.memories or {}).values()):
            memory.settle()

    @contextmanager
    def snapshot(self) -> Iterator[Session]:
        """Several reads of one moment. Inside a transaction that is the transaction's own view."""
        session = self.session
        if session.depth:
            yield session
            return
        session.reading += 1
        try:
            if session.reading == 1:
                session.run("BEGIN")
            yield session
        finally:
            session.reading -= 1
            if not session.reading:
                session.roll_back()

    def stamp(self) -> int:
        """Grows with every committed write of any process; inside a transaction, as before it."""
        session = self.session
        if session.depth:
            return self.moment().stamp
        return int(session.rows("SELECT n FROM stamp")[0][0])

    # the log -------------------------------------------------------------------------------
    def _move_log(self, session: Session) -> None:
        """Move the log into the database, unless somebody wants to write: then it is theirs to do, up to a length."""
        if not session.lock.acquire_if_free():
            if not session.log_has_grown_far():
                return
            try:
                session.lock.acquire()
            except MadoError:
                return  # the commit itself is done
        try:
            with contextlib.suppress(MadoError):  # what was committed stays in the log; the next one tries again
                session.rows("PRAGMA wal_checkpoint(PASSIVE)")
        finally:
            session.lock.release()

    def checkpoint(self) -> None:
        """Move the whole log into the database now, as far as readers allow; nobody is waited for."""
        session = self.session
        session.lock.acquire()
        try:
            session.run("PRAGMA busy_timeout = 0")
            session.rows("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            session.run("PRAGMA busy_timeout = 10000")
            session.lock.release()

"""Taking bytes off the disk for good: packs are written anew without them, and the database is, too."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Collection
from pathlib import Path

from config.errors import TryLater
from config.languages import translator
from core.search_marks import forget_marks
from core.store.records import Record
from core.store.repair import pack_files, packs_held, scan_pack
from core.store.session import Session
from core.store.store import Store
from core.store.troubles import told

_ = translator("core")
_PATIENCE = 10.0
_STEP = 1 << 20


def rewrite_packs(store: Store, gone: Collection[bytes]) -> int:
    """Write every pack that holds one of these messages anew without it; returns how many packs that were.

    The new pack is on the disk before the index says so, and the index before the old pack goes: a crash in
    between leaves both, and the next run removes the old one. Bytes that are no whole record do not go along.
    """
    wanted = set(gone)
    done = 0
    with packs_held(store.raw.folder):
        for number, path in pack_files(store.raw.folder).items():
            found = list(scan_pack(path))
            records = [f for f in found if isinstance(f, Record)]
            if len(records) == len(found) and not any(r.sha in wanted for r in records):
                continue
            _rewrite(store, path, number, [r for r in records if r.sha not in wanted], wanted)
            done += 1
        with store.transaction():
            store.engine.session.run_many("DELETE FROM raw WHERE sha = ?", [(sha,) for sha in wanted])
    store.raw.forget()
    return done


def _rewrite(store: Store, path: Path, number: int, kept: list[Record], gone: Collection[bytes]) -> None:
    new = max([*pack_files(path.parent), _known(store)]) + 1
    target = path.with_name(f"{new:06d}.pack")
    part = path.with_name(f".{target.name}.part")
    part.unlink(missing_ok=True)
    rows: list[tuple[bytes, int, int, int]] = []
    with told(path), path.open("rb") as old, open(os.open(part, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as file:
        place = 0
        for record in kept:
            file.write(os.pread(old.fileno(), record.size, record.place))
            rows.append((record.sha, new, place, record.size))
            place += record.size
        file.flush()
        os.fsync(file.fileno())
    with told(path):
        part.replace(target)
        _sync(path.parent)
    with store.transaction():
        session = store.engine.session
        # Only what the index found in the old pack: the same message may stand in another one as well.
        sql = "INSERT INTO raw(sha, pack, place, size) VALUES(?, ?, ?, ?) ON CONFLICT(sha) DO UPDATE SET "
        session.run_many(sql + f"pack = excluded.pack, place = excluded.place WHERE pack = {number}", rows)
        # In the same step, so that the index never names a message in a pack that is not there.
        session.run_many("DELETE FROM raw WHERE sha = ? AND pack = ?", [(sha, number) for sha in gone])
        session.run("DELETE FROM packs WHERE pack = ?", (number,))
        session.run("INSERT OR REPLACE INTO packs(pack, read_to) VALUES(?, ?)", (new, place))
    with told(path):
        path.unlink()
        _sync(path.parent)


def _known(store: Store) -> int:
    return int(store.engine.session.rows("SELECT max(pack) FROM packs")[0][0] or 0)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def scrub_database(store: Store, clock: Callable[[], float] = time.monotonic) -> None:
    """Write the whole database anew, so that no freed page, no index segment and no log keeps what was removed.

    Raises TryLater where another process reads on for so long that the log cannot be emptied.
    """
    with store.transaction():
        forget_marks(store.engine.session)
        for table in ("grams", "starts"):
            # merges every segment into one, in which what was deleted no longer stands
            store.engine.session.run(f"INSERT INTO {table}({table}) VALUES('optimize')")
    os.environ["SQLITE_TMPDIR"] = str(store.engine.path.parent)  # its copy, already unlinked, is not left elsewhere
    session = Session(store.engine.path)
    try:
        session.lock.acquire()
        try:
            session.run("PRAGMA temp_store = FILE")
            session.run("VACUUM")
            _empty_log(session, clock)
        finally:
            session.lock.release()
    finally:
        session.close()


def _empty_log(session: Session, clock: Callable[[], float]) -> None:
    deadline = clock() + _PATIENCE
    while session.rows("PRAGMA wal_checkpoint(TRUNCATE)")[0][0]:
        if clock() > deadline:
            raise TryLater(
                _("Another process is reading the store, so old bytes are still in its log."),
                hint=_("Close the consoles of this desk, then run the same command again."),
                code="locked",
            )
        time.sleep(0.05)

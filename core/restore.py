"""`mado restore`: a backup becomes a home again, and it is proved that everything is there as it was.

Everything is unpacked beside the home, compared, and only then renamed into its place: a crash or a damaged
backup leaves no half home. Replies that were waiting when the backup was made may have left since, so none of
them is sent by itself: they are looked for on the server first (`unknown`).
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import sqlite3
import tarfile
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from tinydb import where

from config.errors import MadoError, Refused
from config.home import Home
from config.languages import translator
from core.backup import FORMAT, MANIFEST, PLAIN, STORE, Manifest, counted, manifest_of
from core.store import Store
from core.store.repair import check_raw
from core.store.schema import VERSION
from core.store.troubles import newer_schema, told
from core.times import stored

_ = translator("core")
_PLAIN = "|".join(map(re.escape, PLAIN))
_ALLOWED = re.compile(rf"store\.sqlite3|raw/\d{{6,}}\.pack|{_PLAIN}|manifest\.json|(?:canned|macros)/[^\0]+")
_STEP = 1 << 20


@dataclass(frozen=True, slots=True)
class Restored:
    """What was compared and found equal. `held` replies wait for somebody to say whether they left."""

    manifest: Manifest
    files: int
    bytes: int
    raw: int
    held: int


def restore(home: Home, source: Path) -> Restored:
    """Make the home from a backup. Raises Refused where the home is not empty, MadoError for a damaged backup."""
    root = home.root
    if root.exists() and (not root.is_dir() or any(root.iterdir())):
        raise Refused(
            _("{path} is not empty; nothing was restored.").format(path=root),
            hint=_("Name a new folder with --home."),
            code="not_empty",
        )
    beside = root.with_name(f".{root.name}.restoring")
    with told(root):
        shutil.rmtree(beside, ignore_errors=True)
        root.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        beside.mkdir(mode=0o700)
        try:
            hashes, size = _unpack(source, beside)
            manifest = manifest_of(hashes.pop(MANIFEST, b""))
            _compare(manifest, {n: h.decode() for n, h in hashes.items()}, beside / STORE)
            raw, held = _prove(Home(beside), manifest)
            with suppress(FileNotFoundError):
                root.rmdir()
            beside.replace(root)
        finally:
            shutil.rmtree(beside, ignore_errors=True)
    return Restored(manifest, len(manifest.files), size, raw, held)


def _unpack(source: Path, into: Path) -> tuple[dict[str, bytes], int]:
    """Write each file out and take its hash; of the manifest the text."""
    hashes: dict[str, bytes] = {}
    size = 0
    try:
        with tarfile.open(source, "r|") as archive:
            for member in archive:
                data = archive.extractfile(member) if member.isfile() else None
                if data is None or not _ALLOWED.fullmatch(member.name) or ".." in member.name.split("/"):
                    raise _bad(_("it holds something that is not ours: {name}").format(name=repr(member.name)))
                if member.name == MANIFEST:
                    hashes[MANIFEST] = data.read()
                    continue
                target = into / member.name
                target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                taken = hashlib.sha256()
                with open(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                    while piece := data.read(_STEP):
                        taken.update(piece)
                        file.write(piece)
                        size += len(piece)
                    file.flush()
                    os.fsync(file.fileno())
                hashes[member.name] = taken.hexdigest().encode()
    except (tarfile.TarError, EOFError) as error:
        raise _bad(str(error)) from None
    if MANIFEST not in hashes:
        raise _bad(_("its end is missing"))
    return hashes, size


def _bad(reason: str) -> MadoError:
    return MadoError(
        _("The backup is damaged or no backup: {reason}. Nothing was restored.").format(reason=reason),
        hint=_("Try an older one."),
        code="bad_backup",
    )


def _compare(manifest: Manifest, found: dict[str, str], database: Path) -> None:
    if manifest.format > FORMAT or manifest.store > VERSION:
        raise newer_schema(database, max(manifest.format, manifest.store), VERSION)
    for name, wanted in manifest.files.items():
        if found.get(name) != wanted:
            raise _bad(_("{name} is not what was backed up").format(name=name))
    for name in found.keys() - manifest.files.keys():
        raise _bad(_("{name} is not on its list").format(name=name))


def _prove(home: Home, manifest: Manifest) -> tuple[int, int]:
    """Open it as a store; documents and raw mail are counted and read. Returns (raw messages, replies held back)."""
    counts, raw = counted(home.store_file)
    if counts != manifest.counts or raw != manifest.raw:
        raise _bad(_("the database counts other documents than its list"))
    with closing(sqlite3.connect(home.store_file)) as conn:
        said = conn.execute("PRAGMA integrity_check(1)").fetchone()[0]
        conn.execute("PRAGMA journal_mode = WAL")
    if said != "ok":
        raise _bad(str(said))
    with Store.open(home) as store:
        checked = check_raw(store)
        if checked.whole < raw and not checked.lost:
            raise _bad(_("raw mail is missing"))
        return checked.whole, _hold_back(store)


def _hold_back(store: Store) -> int:
    waiting = store.table("outbox").search(where("state").one_of(["queued", "sending"]))
    said = _("It waited when the backup was made; it may have left since.")
    with store.transaction():
        for doc in waiting:
            held = {"state": "unknown", "error": said, "not_before": stored(datetime.now(UTC))}
            store.table("outbox").put(doc.doc_id, {**doc, **held})
    return len(waiting)

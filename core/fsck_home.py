"""`mado fsck` on a home, also where its database is so broken that it has to be made anew from what can be read."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import asdict, replace

from config.errors import MadoError
from config.home import Home
from config.languages import translator
from config.settings import Settings
from core.arrivals import Arrival, Place
from core.desk import Desk
from core.fsck import VIEWS, Broken, Checked, Finding
from core.identity import new_key
from core.mail.guard import read_guarded
from core.store.engine import WENT_BACK, Engine
from core.store.generation import only_one
from core.store.records import Record
from core.store.repair import check_raw, pack_files, scan_pack
from core.store.salvage import DAMAGED, FOLDER, newest_commit, put_in_place, salvage, unfinished
from core.store.stamp import leap
from core.store.troubles import told
from core.store.words import Words, write_words

_ = translator("core")
LOST = "lost"
"""The word beside the tables under which losses stand that no row tells of any more."""
_UNADOPTED = "unadopted"
"""The word beside the tables that says that raw mail without a record has not been looked for since a salvage."""
_BATCH = 200
Progress = Callable[[int, int], None]


def check_home(home: Home, settings: Settings, progress: Progress, *, accept: bool = False) -> Checked:
    """Check and mend. `accept` stops the reporting of what is lost for good. Raises MadoError where nothing helps."""
    if unfinished(home):
        with only_one(home, "rebuild"):
            put_in_place(home)
    try:
        return _check(home, settings, progress, accept=accept)
    except MadoError as error:
        ours = error.code == "not_a_store" and _has_raw(home)
        if not isinstance(error, Broken) and error.code != "damaged" and not ours:
            raise
        found = _salvage(home, error)
    checked = _check(home, settings, progress, accept=accept)
    return replace(checked, findings=(found, *checked.findings))


def _has_raw(home: Home) -> bool:
    """Whether raw mail stands beside a file that is no store any more: then a store is made of it."""
    return any(isinstance(f, Record) for path in pack_files(home.raw_folder).values() for f in scan_pack(path))


def _check(home: Home, settings: Settings, progress: Progress, *, accept: bool) -> Checked:
    with Desk.open(home, settings) as desk:
        gone_back = desk.store.meta(WENT_BACK)
        if gone_back is not None or desk.store.meta(_UNADOPTED) is not None:
            _adopt(desk, settings, progress)
        checked = desk.keeping.fsck(progress)
        if gone_back is not None:
            text = _("The newest {n} changes are gone: the database's log was damaged, or an older copy put here.")
            found = Finding("log", text.format(n=gone_back), "lost")
            checked = replace(checked, findings=(*checked.findings, found))
        if accept:
            _accept(desk, checked)
        kept = json.loads(desk.store.meta(LOST) or "[]")
    return replace(checked, findings=(*checked.findings, *(Finding(**f) for f in kept)))


def _accept(desk: Desk, checked: Checked) -> None:
    """What is lost is lost: its rows go, and nothing is said of it any more."""
    with desk.store.transaction():
        for name, number in desk.store.damage():
            desk.store.table(name).rows.remove([number])
        desk.store.words.drop_lost(desk.store.engine.session)
        desk.store.set_meta(LOST, "[]")
        desk.store.drop_meta(WENT_BACK)


def _salvage(home: Home, error: MadoError) -> Finding:
    """A new database of what can be read, in the place of the broken one, which is kept under another name."""
    with only_one(home, "rebuild"):
        folder = home.root / FOLDER
        shutil.rmtree(folder, ignore_errors=True)
        with told(home.root):
            Home(folder).ensure()
        new = Engine(Home(folder).store_file)
        try:
            lost = salvage(home, new)
            findings = [
                Finding("log" if name == "events" else name, _lost(n, name), "lost")
                for name, n in lost.items()
                if n and name not in VIEWS
            ]
            keyless = Words(new.path).read(new.session, "key") is None
            if keyless:
                text = _("The desk's key is lost: replies to mail sent until now are known by their references only.")
                findings.append(Finding("key", text, "lost"))
            newest = newest_commit(home)
            with new.transaction() as session:
                known = Words(new.path).read(session, LOST)
                lost_so_far = [*(json.loads(known) if known else []), *map(asdict, findings)]
                write_words(session, {LOST: json.dumps(lost_so_far), _UNADOPTED: "-"})
                if keyless:
                    write_words(session, {"key": new_key().hex()})
                # Tickets say at which stamp they changed last: this store is later than all of them.
                ((latest,),) = session.rows("SELECT coalesce(max(c_rev), 0) FROM d_tickets")
                leap(session, 1 + max(new.stamp(), newest, latest))
            new.checkpoint()
        except BaseException:
            new.close()
            shutil.rmtree(folder, ignore_errors=True)
            raise
        new.close()
        put_in_place(home)
    text = _("The database was broken ({reason}). It was made anew of what can be read; the old one is {name}.")
    return Finding("database", text.format(reason=error.message, name=DAMAGED), "repaired")


def _adopt(desk: Desk, settings: Settings, progress: Progress) -> None:
    """Raw mail of which neither a record nor the log tells any more comes in again, as history."""
    check_raw(desk.store)
    desk.keeping.rebuild(progress=progress)
    known = {d.get("raw") for t in ("messages", "outbox", "aside") for d in desk.store.table(t)}
    rows = desk.store.engine.session.rows("SELECT sha FROM raw ORDER BY pack, place")
    left = [sha.hex() for (sha,) in rows if isinstance(sha, bytes) and sha.hex() not in known]
    box = settings.mailboxes[0].name if settings.mailboxes else "recovered"
    for start in range(0, len(left), _BATCH):
        raws = [(sha, desk.raw(sha)) for sha in left[start : start + _BATCH]]
        desk.take_in([_arrival(box, sha, raw) for sha, raw in raws])
    desk.store.drop_meta(_UNADOPTED)


def _arrival(box: str, sha: str, raw: bytes) -> Arrival:
    place = Place(box, "recovered", 1, int(sha[:14], 16))
    return Arrival(place, "archive", ("\\Seen",), read_guarded(raw).date, raw, history=True)


def _lost(count: int, table: str) -> str:
    if count < 0:
        return _("Nothing of {table} could be read.").format(table=table)
    return _("{n} documents of {table} could not be read.").format(n=count, table=table)

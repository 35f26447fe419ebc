"""How the mailboxes are doing, in a file that monitoring reads: `HOME/sync-status.json`.

Everything that syncs writes it (`mado sync`, `--watch`, the console); `mado check` reads it. It is a report, nothing
depends on it: one that cannot be read counts as none, one that cannot be written stops no sync.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from config.errors import MadoError
from config.files import write_private
from config.home import Home
from core.text import clean
from mailsync.sync import SyncResult

BEAT_SECONDS = 60.0
_SILENT = timedelta(seconds=4 * BEAT_SECONDS)
_AGAIN = timedelta(seconds=20)


@dataclass(frozen=True, slots=True)
class Trouble:
    """The last error in words, with its stable code and the exit code a sync gave for it."""

    code: str
    message: str
    hint: str
    exit_code: int


@dataclass(frozen=True, slots=True)
class MailboxStatus:
    """One mailbox. Times are ISO 8601 with offset, None where it never was; `failures` counts those in a row.

    `folders` has the messages of each folder on the server; `pid` is the process that wrote this.
    """

    last_attempt: str
    last_success: str | None = None
    failing_since: str | None = None
    failures: int = 0
    error: Trouble | None = None
    folders: Mapping[str, int] = field(default_factory=dict)
    pid: int = 0


@dataclass(frozen=True, slots=True)
class Watch:
    """A `mado sync --watch`: since when, its last sign of life, and when it ended by itself (None: it did not)."""

    pid: int
    since: str
    alive: str
    ended: str | None = None

    def silent(self, now: datetime) -> bool:
        """Whether it should be there and has given no sign of life for minutes: killed, or the machine sleeps."""
        return self.ended is None and now - datetime.fromisoformat(self.alive) > _SILENT


@dataclass(frozen=True, slots=True)
class Status:
    """The whole file."""

    mailboxes: Mapping[str, MailboxStatus] = field(default_factory=dict)
    watch: Watch | None = None


def status_file(home: Home) -> Path:
    """Where it stands."""
    return home.root / "sync-status.json"


def read_status(home: Home) -> Status | None:
    """What stands there; None where nothing does, or nothing that makes sense."""
    try:
        said = json.loads(status_file(home).read_bytes())
        boxes = {name: _mailbox(box) for name, box in said["mailboxes"].items()}
        status = Status(boxes, Watch(**said["watch"]) if said["watch"] else None)
        if status.watch:
            datetime.fromisoformat(status.watch.alive).astimezone()
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return status


def _mailbox(said: dict[str, Any]) -> MailboxStatus:
    return MailboxStatus(**{**said, "error": Trouble(**said["error"]) if said["error"] else None})


def note_result(home: Home, result: SyncResult) -> None:
    """Write down what a sync of one mailbox came to. Never raises."""
    if result.elsewhere:
        return
    with _changing(home) as status:
        if status is not None:
            _write(home, status, _after(status.mailboxes.get(result.name), result), result.name)


def begin_watch(home: Home) -> None:
    """A watch begins; one that lives already keeps its place until it goes. Never raises."""
    with _changing(home) as status:
        if status is not None and _free(status.watch):
            now = _now()
            _put(home, replace(status, watch=Watch(os.getpid(), now, now)))


def beat(home: Home, *, ended: bool = False) -> None:
    """A sign of life of this process's watch, the last one where it `ended`. Never raises."""
    with _changing(home) as status:
        if status is None:
            return
        now, watch = _now(), status.watch
        if watch is None or (watch.pid != os.getpid() and _free(watch) and not ended):
            # the other watch has gone: this one has taken over
            watch = Watch(os.getpid(), now, now)
        if watch.pid == os.getpid():
            _put(home, replace(status, watch=replace(watch, alive=now, ended=now if ended else None)))


def _free(watch: Watch | None) -> bool:
    return watch is None or watch.ended is not None or watch.silent(datetime.now().astimezone())


def _after(before: MailboxStatus | None, result: SyncResult) -> MailboxStatus:
    now = _now()
    before = before or MailboxStatus(now)
    folders = dict(sorted({**before.folders, **dict(result.folders)}.items()))
    new = replace(before, last_attempt=now, folders=folders, pid=os.getpid())
    if result.error is None:
        return replace(new, last_success=now, failing_since=None, failures=0, error=None)
    return replace(
        new, failing_since=before.failing_since or now, failures=before.failures + 1, error=_trouble(result.error)
    )


def _trouble(error: MadoError) -> Trouble:
    message, hint = clean(error.message, one_line=True), clean(error.hint, one_line=True)
    return Trouble(error.code, message, hint, int(error.exit_code))


def _write(home: Home, status: Status, new: MailboxStatus, name: str) -> None:
    old = status.mailboxes.get(name)
    same = old is not None and replace(new, last_attempt=old.last_attempt, last_success=old.last_success) == old
    if same and old is not None and not _older(old.last_attempt, new.last_attempt):
        return
    _put(home, replace(status, mailboxes={**status.mailboxes, name: new}))


def _older(text: str, now: str) -> bool:
    """Whether a time is so long ago that it is worth writing anew."""
    try:
        return datetime.fromisoformat(now) - datetime.fromisoformat(text) > _AGAIN
    except (ValueError, TypeError):
        return True


def _put(home: Home, status: Status) -> None:
    with contextlib.suppress(MadoError):
        write_private(status_file(home), json.dumps({"version": 1, **asdict(status)}, ensure_ascii=False).encode())


@contextlib.contextmanager
def _changing(home: Home) -> Iterator[Status | None]:
    """One writer at a time; None where nobody can write here."""
    try:
        handle = os.open(home.root / "sync-status.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError:
        yield None
        return
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield read_status(home) or Status()
    finally:
        os.close(handle)


def _now() -> str:
    return datetime.now().astimezone().isoformat(timespec="seconds")

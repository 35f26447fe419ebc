"""What `mado check` looks at on this machine, before it asks the servers."""

from __future__ import annotations

import os
import platform
import shutil
import sqlite3
import stat
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from config.errors import ExitCode
from config.files import OTHERS
from config.home import Home
from config.languages import translator

_ = translator("cli")
LEAST_FREE = 200 * 1024 * 1024
OLDEST_SQLITE = (3, 34, 0)
_AHEAD_SECONDS = 120


@dataclass(frozen=True, slots=True)
class Checked:
    """One step: whether it is well, what was found, what to do. `mailbox` is None for this machine's own.

    `ok` is None where it was not tried, because it depends on one that failed. `seconds` is how long it took.
    """

    name: str
    ok: bool | None
    detail: str
    hint: str = ""
    mailbox: str | None = None
    seconds: float = 0.0
    exit_code: ExitCode = ExitCode.FAILED


def local_checks(home: Home) -> Iterator[Checked]:
    """Permissions, disk, SQLite, Python and clock. Raises nothing."""
    for look in (_modes, _disk, _sqlite, _python, _clock):
        began = time.monotonic()
        found = look(home)
        yield replace(found, seconds=time.monotonic() - began)


def _python(_home: Home) -> Checked:
    found = platform.python_version()
    return Checked("python", sys.version_info >= (3, 11), f"Python {found}", _("Python 3.11 or newer is needed."))


def _sqlite(_home: Home) -> Checked:
    found = sqlite3.sqlite_version
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        wanted = ".".join(map(str, OLDEST_SQLITE))
        return Checked(
            "sqlite", False, f"SQLite {found}", _("SQLite {wanted} or newer is needed.").format(wanted=wanted)
        )
    memory = sqlite3.connect(":memory:")
    try:
        memory.execute("CREATE VIRTUAL TABLE t USING fts5(x)")
    except sqlite3.OperationalError:
        return Checked(
            "sqlite", False, f"SQLite {found}", _("This SQLite was built without FTS5, which search needs.")
        )
    finally:
        memory.close()
    return Checked("sqlite", True, f"SQLite {found}")


def _modes(home: Home) -> Checked:
    if not home.root.is_dir():
        return Checked("permissions", True, _("{path} will be made, for you only.").format(path=home.root))
    wide = [path for path in _everything(home.root) if _others_may(path)]
    if not wide:
        return Checked("permissions", True, _("Only you can read {path}.").format(path=home.root))
    some = ", ".join(str(p) for p in wide[:3])
    return Checked(
        "permissions",
        False,
        _("Other users can reach {count} files or folders: {some}").format(count=len(wide), some=some),
        f"chmod -R go-rwx {home.root}",
    )


def _everything(root: Path) -> Iterator[Path]:
    yield root
    if _others_may(root):
        return
    for folder, below, files in os.walk(root):
        yield from (Path(folder) / name for name in (*below, *files))


def _others_may(path: Path) -> bool:
    try:
        info = path.lstat()
    except OSError:
        return False
    return not stat.S_ISLNK(info.st_mode) and bool(stat.S_IMODE(info.st_mode) & OTHERS)


def _disk(home: Home) -> Checked:
    folder = next(p for p in (home.root, *home.root.parents) if p.exists())
    free = shutil.disk_usage(folder).free
    message = _("{free} MB free at {path}").format(free=free // 1_000_000, path=folder)
    if not os.access(folder, os.W_OK):
        return Checked("disk", False, _("{path} cannot be written.").format(path=folder), _("Make it yours (chown)."))
    return Checked("disk", free >= LEAST_FREE, message, _("Make room: mail and its index need it."))


def _clock(home: Home) -> Checked:
    now = datetime.now().astimezone()
    said = f"{now:%Y-%m-%d %H:%M %Z}"
    hint = _("Set the clock: clocks, promises and signatures depend on it.")
    newest = max((p.stat().st_mtime for p in (home.config_file, home.store_file) if p.exists()), default=0.0)
    if newest > now.timestamp() + _AHEAD_SECONDS:
        written = datetime.fromtimestamp(newest).astimezone()
        behind = _("{now}, but the files of this home were written at {time}: this clock is behind.")
        return Checked("clock", False, behind.format(now=said, time=f"{written:%Y-%m-%d %H:%M %Z}"), hint)
    return Checked("clock", now.year >= 2025, said, hint)

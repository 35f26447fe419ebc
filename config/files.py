"""Files that only their owner may read: written whole or not at all, 0600; checked before they are trusted."""

from __future__ import annotations

import os
import secrets
import stat
from contextlib import suppress
from pathlib import Path

from config.errors import ConfigError, MadoError
from config.languages import translator
from config.reasons import reason as refused_because

_ = translator("cli")
OTHERS = 0o077


def write_private(path: Path, data: bytes) -> None:
    """Replace a file in one step, 0600 and durable; a link is followed, so that dotfile folders work.

    Raises MadoError (disk full, read-only, not allowed); the old file then stands as it was.
    """
    target = path.resolve()
    beside = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(target)
        _sync_folder(target.parent)
    except OSError as error:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
        message = _("Could not write {path}: {reason}. What stood there before is kept.")
        raise MadoError(
            message.format(path=path, reason=refused_because(error)),
            hint=_("Make room, or allow yourself to write there, and try again."),
        ) from None


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def refuse_if_shared(path: Path) -> None:
    """Raise ConfigError where a secret's file (or folder) is not ours alone: a wider mode, a link, another owner."""
    info = path.lstat()
    if stat.S_ISLNK(info.st_mode) or not (stat.S_ISREG(info.st_mode) or stat.S_ISDIR(info.st_mode)):
        raise ConfigError(
            _("{path} is not a plain file, so it was not read.").format(path=path),
            hint=_("Put the password into a file of its own, mode 0600."),
        )
    if info.st_uid != os.geteuid():
        raise ConfigError(
            _("{path} belongs to another user, so it was not read.").format(path=path),
            hint=_("Make it yours (chown), mode 0600."),
        )
    mode = stat.S_IMODE(info.st_mode)
    if mode & OTHERS:
        wanted = "700" if stat.S_ISDIR(info.st_mode) else "600"
        raise ConfigError(
            _("{path} can be read or changed by other users (mode {mode:04o}), so it was not read.").format(
                path=path, mode=mode
            ),
            hint=f"chmod {wanted} {path}",
        )

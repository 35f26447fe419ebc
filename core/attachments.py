"""Files that came with mail: told by number, saved inside the chosen folder, opened by the viewer in the settings.

The mail names a file, and nothing more: not where it goes, nor what is run. Nothing is unpacked, and nothing that
a part only points to (message/external-body) is fetched.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
import stat
import subprocess
import tempfile
import time
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from config.errors import ConfigError, MadoError, NothingMatched, Refused
from config.languages import translator
from config.reasons import reason as refused_because
from core.entries import Entry
from core.mail.message import Attachment
from core.text import clean

_ = translator("core")
_NAME_BYTES = 180
_TRIES = 1_000
_COPIES = "mado-look-"
_COPY_SECONDS = 12 * 3600.0
_FORBIDDEN = re.compile(r'[/\\:*?"<>|\x00-\x1f\x7f]+')
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?\Z", re.IGNORECASE)
_PROGRAMS = frozenset(
    {"app", "appimage", "bat", "cmd", "com", "command", "cpl", "desktop"}
    | {"dll", "dmg", "exe", "hta", "jar", "js", "jse", "jnlp"}
    | {"lnk", "msi", "ps1", "py", "reg", "run", "scf", "scr"}
    | {"sh", "url", "vb", "vbe", "vbs", "webloc", "wsf", "wsh"}
)


@dataclass(frozen=True, slots=True)
class Held:
    """One attachment of a ticket. `number` counts from 1, oldest message first; `raw` is its message's bytes."""

    number: int
    raw: str
    file: Attachment


def attachments_of(entries: Sequence[Entry]) -> list[Held]:
    """Every attachment in a ticket's entries, numbered."""
    files = [(e.raw, a) for e in entries if e.kind == "message" for a in e.attachments]
    return [Held(number, raw, file) for number, (raw, file) in enumerate(files, 1)]


def content(held: Held, raw: Callable[[str], bytes]) -> bytes:
    """An attachment's decoded bytes. `raw` gives a message's bytes by their hash. Raises NothingMatched."""
    from core.mail.parts import attachment

    try:
        return attachment(raw(held.raw), held.file.part)
    except KeyError:
        raise NothingMatched(_("This attachment is not in its message any more."), code="no_attachment") from None


def safe_name(name: str, number: int = 1) -> str:
    """A file's name without anything that a file system, a shell or a reader could take for something else."""
    plain = unicodedata.normalize("NFC", _FORBIDDEN.sub("_", clean(name, one_line=True)))
    plain = plain.strip().strip(" .").lstrip("-~").strip(" .").strip()
    if not plain or _RESERVED.match(plain):
        plain = f"attachment-{number}{'-' if plain else ''}{plain}"
    stem, dot, ending = plain.rpartition(".")
    if not dot or not stem or len(ending) > 16:
        stem, dot, ending = plain, "", ""
    room = _NAME_BYTES - len(f"{dot}{ending}".encode())
    return stem.encode()[:room].decode("utf-8", "ignore").rstrip() + dot + ending


def save(data: bytes, folder: Path, name: str, *, mode: int = 0o600) -> Path:
    """Write a new file into a folder and return its path; a name that is taken gets a number, nothing is replaced.

    Raises MadoError: no such folder, not allowed, disk full (a half-written file is taken away again).
    """
    try:
        within = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError as error:
        raise _could_not(folder, error) from None
    try:
        return folder / _write_new(data, within, safe_name(name), mode)
    except OSError as error:
        raise _could_not(folder / safe_name(name), error) from None
    finally:
        os.close(within)


def _write_new(data: bytes, within: int, name: str, mode: int) -> str:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    for attempt in range(1, _TRIES):
        chosen = name if attempt == 1 else _numbered(name, attempt)
        try:
            descriptor = os.open(chosen, flags, mode, dir_fd=within)
        except FileExistsError:
            continue
        try:
            with open(descriptor, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
        except OSError:
            os.unlink(chosen, dir_fd=within)
            raise
        return chosen
    raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST))


def _numbered(name: str, number: int) -> str:
    stem, dot, ending = name.rpartition(".")
    return f"{stem} ({number}){dot}{ending}" if stem else f"{name} ({number})"


def _could_not(path: Path, error: OSError) -> MadoError:
    return MadoError(
        _("Could not save {path}: {reason}. Nothing was replaced.").format(path=path, reason=refused_because(error)),
        hint=_("Choose another folder, or make room, and try again."),
    )


def forget_copies(*, older_than: float = 0.0) -> int:
    """Take away the copies of attachments that this user opened `older_than` seconds ago or earlier; how many.

    What somebody else put there, or what will not go, is left alone.
    """
    gone = 0
    for folder in Path(tempfile.gettempdir()).glob(f"{_COPIES}*"):
        try:
            found = folder.lstat()
            if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
                continue
            if time.time() - found.st_mtime >= older_than:
                shutil.rmtree(folder)
                gone += 1
        except OSError:
            continue
    return gone


def open_with(viewer: Sequence[str], data: bytes, name: str) -> Path:
    """Hand a read-only copy to the viewer (an argument list, never a shell) without waiting; returns the copy.

    The copy lies in a private folder of its own for temporary files; those of earlier days are taken away, for a
    viewer may still read one of today. Raises ConfigError (no viewer, or it cannot be
    run), Refused (the file is a program).
    """
    plain = safe_name(name)
    if plain.rpartition(".")[2].lower() in _PROGRAMS:
        raise Refused(
            _("{name} is a program, so it was not opened.").format(name=plain),
            hint=_("Save it if you must, and look at it with care."),
        )
    if not viewer:
        raise ConfigError(
            _("No program is chosen that shows attachments."),
            hint=_('For example: mado config set attachments.viewer "xdg-open"'),
        )
    forget_copies(older_than=_COPY_SECONDS)
    copy = save(data, Path(tempfile.mkdtemp(prefix=_COPIES)), plain, mode=0o400)
    try:
        subprocess.Popen(
            [*viewer, str(copy)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            close_fds=True,
        )
    except OSError as error:
        copy.unlink()
        copy.parent.rmdir()
        raise ConfigError(
            _("{viewer} could not be run: {reason}.").format(viewer=viewer[0], reason=refused_because(error)),
            hint=_("`mado config set attachments.viewer …` chooses another one."),
        ) from None
    return copy

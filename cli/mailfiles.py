"""Messages out of files: one .eml, an mbox, a Maildir, or a folder of these. One message at a time in memory."""

from __future__ import annotations

import email.utils
import errno
import os
import re
import shutil
import stat
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from config.languages import translator

_ = translator("cli")
_OPEN_ALREADY = ("/dev/fd/", "/dev/stdin", "/proc/self/fd/")
"""What this process was started with: `<(…)` of a shell."""
_DATE = re.compile(rb"^date:[ \t]*([^\r\n]{1,200})", re.IGNORECASE | re.MULTILINE)
_FROM_LINE = re.compile(
    rb"From [^\n]*\d:\d\d[^\n]*\b\d{4}\b[^\n]*(?:\n(?:[!-9;-~]+[ \t]*:|>From |[ \t]*\r?\n)|\n?\Z)"
)
_PATCH_LINE = re.compile(rb"From [0-9a-f]{40} Mon Sep 17 00:00:00 2001\s")
_QUOTED_FROM = re.compile(rb"^>(>*From )", re.MULTILINE)
_CHUNK = 1 << 20
_AHEAD = 2_000
"""How far after a line end a `From ` line and the header below it are looked for."""
_NEAR = 8
_HEADER_BYTES = 65536


@dataclass(frozen=True, slots=True)
class Found:
    """One message: its bytes and where it stood. `stamp` is what the file itself tells of when it was received."""

    raw: bytes
    place: str
    stamp: bytes | float

    @property
    def when(self) -> datetime | None:
        """When it was written by its own account, else received as far as the file tells."""
        if written := _written(self.raw):
            return written
        return _asctime(self.stamp) if isinstance(self.stamp, bytes) else datetime.fromtimestamp(self.stamp, UTC)


def open_file(path: str | Path) -> BinaryIO:
    """A file to read mail from. Raises OSError, also for a pipe or a device, which might never end or begin."""
    if str(path).startswith(_OPEN_ALREADY):
        return Path(path).open("rb")
    opened = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC) if _is_file(Path(path).stat()) else -1
    if opened >= 0 and _is_file(os.fstat(opened)):
        return os.fdopen(opened, "rb")
    if opened >= 0:
        os.close(opened)
    raise OSError(errno.EINVAL, _("it is a pipe or a device, no file"), str(path))


def _is_file(found: os.stat_result) -> bool:
    """Whether reading ends by itself; of a folder the system says so better than we do."""
    return stat.S_ISREG(found.st_mode) or stat.S_ISDIR(found.st_mode)


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """The path, or a copy of what comes through standard input (`-`) or a shell's `<(…)`: it can be read only once.

    The copy is readable by its owner alone and gone afterwards. Raises OSError.
    """
    if str(path) != "-" and not str(path).startswith(_OPEN_ALREADY):
        yield path
        return
    with tempfile.NamedTemporaryFile(prefix="mado-") as copy:
        if str(path) == "-":
            shutil.copyfileobj(sys.stdin.buffer, copy, _CHUNK)
        else:
            with open_file(path) as source:
                shutil.copyfileobj(source, copy, _CHUNK)
        copy.flush()
        yield Path(copy.name)


def messages_in(path: Path) -> Iterator[Found]:
    """Every message below a path, in the order of the files. Raises OSError for what cannot be read."""
    for file in files_in(path):
        yield from messages_of(file)


def files_in(path: Path) -> Iterator[Path]:
    """The files with messages in them: the path itself, or what stands below it. Raises OSError."""
    if not path.is_dir():
        yield path
    elif is_maildir(path):
        yield from _maildir(path)
    else:
        for below in sorted(path.iterdir()):
            if not below.name.startswith(".") or is_maildir(below):
                yield from files_in(below)


def messages_of(file: Path) -> Iterator[Found]:
    """The messages of one file: an mbox by its first line, else one message. Raises OSError."""
    in_maildir = file.parent.name in ("cur", "new") and is_maildir(file.parent.parent)
    yield from _mbox(file) if not in_maildir and _begins_as_mbox(file) else _single(file)


def is_maildir(path: Path) -> bool:
    """Whether a folder is a Maildir."""
    return (path / "cur").is_dir() and (path / "new").is_dir()


def _maildir(path: Path) -> Iterator[Path]:
    for part in ("cur", "new"):
        for file in sorted((path / part).iterdir()):
            if file.is_file() and not file.name.startswith("."):
                yield file
    for below in sorted(path.iterdir()):
        if below.is_dir() and is_maildir(below):
            yield from _maildir(below)


def _begins_as_mbox(path: Path) -> bool:
    with open_file(path) as file:
        return file.read(5) == b"From "


def _single(path: Path) -> Iterator[Found]:
    with open_file(path) as file:
        raw = file.read()
    if raw and not raw.isspace():
        yield Found(as_on_the_wire(raw), str(path), path.stat().st_mtime)


def _mbox(path: Path) -> Iterator[Found]:
    """An mbox: a `From ` line with a time and a year, an empty line before it and a header after, begins a message.

    The fixed `From ` line of a patch (git format-patch) begins one only in a file that begins with such a line:
    elsewhere a patch stands in the text of a mail.
    """
    number, begin, look = 1, 0, 0
    with open_file(path) as file:
        held = file.read(_CHUNK)
        patches, more = bool(_PATCH_LINE.match(held)), True
        while True:
            at = held.find(b"\nFrom ", look)
            if more and (at < 0 or len(held) < at + _AHEAD):
                read = file.read(max(_CHUNK, len(held) - begin))
                more = bool(read)
                look = max((at if at >= 0 else len(held) - _NEAR) - begin, 0)
                held, begin = held[begin:] + read, 0
            elif at < 0:
                yield _of_mbox(held[begin:], f"{path}:{number}")
                return
            else:
                look = at + 1
                if _begins_message(held, begin, at, patches=patches):
                    yield _of_mbox(held[begin:look], f"{path}:{number}")
                    number, begin = number + 1, look


def _begins_message(held: bytes, begin: int, at: int, *, patches: bool) -> bool:
    """Whether the line after the line end at `at` begins a message."""
    if not held.endswith((b"\n", b"\n\r"), begin, at):
        return False
    ahead = held[at + 1 : at + _AHEAD]
    return bool(_FROM_LINE.match(ahead)) and (patches or not _PATCH_LINE.match(ahead))


def _of_mbox(block: bytes, place: str) -> Found:
    from_line, _end, raw = block.partition(b"\n")
    if raw.endswith(b"\n\r\n") or raw == b"\r\n":
        raw = raw[:-2]
    elif raw.endswith(b"\n\n") or raw == b"\n":
        raw = raw[:-1]
    if b">From " in raw:
        raw = _QUOTED_FROM.sub(rb"\1", raw)
    return Found(as_on_the_wire(raw), place, from_line)


def as_on_the_wire(raw: bytes) -> bytes:
    """The bytes as IMAP would hand them over: a file that ends its lines with LF alone gets CRLF."""
    return raw if b"\r\n" in raw else raw.replace(b"\n", b"\r\n")


def _written(raw: bytes) -> datetime | None:
    header = re.split(rb"\r?\n\r?\n", raw[:_HEADER_BYTES], maxsplit=1)[0]
    found = _DATE.search(header)
    return _read_date(found[1].decode("ascii", "replace")) if found else None


def _asctime(from_line: bytes) -> datetime | None:
    words = from_line.decode("ascii", "replace").split()
    return _read_date(" ".join(words[2:])) if len(words) > 2 else None


def _read_date(text: str) -> datetime | None:
    """RFC 5322 or asctime; None for what is neither, or for a time that cannot be."""
    try:
        moment = email.utils.parsedate_to_datetime(text)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return moment.astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None

"""Messages out of files: one .eml, an mbox, a Maildir, or a folder of these. One message at a time in memory."""

from __future__ import annotations

import email.utils
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

_DATE = re.compile(rb"^date:[ \t]*([^\r\n]{1,200})", re.IGNORECASE | re.MULTILINE)
_FROM_LINE = re.compile(rb"From \S*.*\d{4}\s*$")
_QUOTED_FROM = re.compile(rb">+From ")
_HEADER_BYTES = 65536


@dataclass(frozen=True, slots=True)
class Found:
    """One message: its bytes, when it was received as far as the file tells, and where it stood."""

    raw: bytes
    when: datetime | None
    place: str


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
    with path.open("rb") as file:
        return file.read(5) == b"From "


def _single(path: Path) -> Iterator[Found]:
    raw = path.read_bytes()
    if raw.strip():
        when = _written(raw) or datetime.fromtimestamp(path.stat().st_mtime, UTC)
        yield Found(as_on_the_wire(raw), when, str(path))


def _mbox(path: Path) -> Iterator[Found]:
    """An mbox: a `From ` line with a year, at the beginning or after an empty line, begins a message."""
    lines: list[bytes] = []
    number, from_line, blank = 0, b"", True
    with path.open("rb") as file:
        for line in file:
            if blank and line.startswith(b"From ") and (_FROM_LINE.match(line) or not number):
                if number:
                    yield _of_mbox(lines, from_line, f"{path}:{number}")
                lines, from_line, number = [], line, number + 1
            else:
                lines.append(line[1:] if _QUOTED_FROM.match(line) else line)
            blank = not line.strip(b"\r\n")
    if number:
        yield _of_mbox(lines, from_line, f"{path}:{number}")


def _of_mbox(lines: list[bytes], from_line: bytes, place: str) -> Found:
    if lines and not lines[-1].strip(b"\r\n"):
        lines.pop()
    raw = b"".join(lines)
    return Found(as_on_the_wire(raw), _written(raw) or _asctime(from_line), place)


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

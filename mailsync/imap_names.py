"""Folder names between people and the wire: modified UTF-7 (RFC 3501 5.1.3), quoting, roles' names."""

from __future__ import annotations

import re
from dataclasses import dataclass

from imapclient import imap_utf7

from core.text import clean
from mailsync.imap_errors import NotALiteral
from mailsync.imap_wire import Argument, Literal

_QUOTABLE = re.compile(rb"[ -~]*\Z")
_NEVER = re.compile(rb"[\x00-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class FolderName:
    """One folder of the server: `name` as people read it, `wire` its exact bytes, `flags` lower case.

    `separator` is what parts the levels of its hierarchy, "" where the server has none.
    """

    name: str
    wire: bytes
    flags: frozenset[str] = frozenset()
    separator: str = ""

    @property
    def selectable(self) -> bool:
        """Whether it can hold messages."""
        return not self.flags & {"\\noselect", "\\nonexistent"}

    @property
    def last_part(self) -> str:
        """The name without the levels above it."""
        return self.name.rsplit(self.separator, 1)[-1] if self.separator else self.name


def decoded(wire: bytes) -> str:
    """A folder's name for people. Broken modified UTF-7, and what cannot be shown, stand as they came; no error."""
    try:
        text = imap_utf7.decode(wire)
    except (UnicodeError, ValueError, IndexError):
        text = ""
    return clean(text, one_line=True) or clean(wire.decode("utf-8", "backslashreplace"), one_line=True)


def encoded(name: str) -> bytes:
    """The bytes of a folder that is named in the settings. Raises NotALiteral for control characters."""
    wire = bytes(imap_utf7.encode(name))
    if _NEVER.search(wire):
        raise NotALiteral("a folder's name may not hold control characters")
    return wire


def astring(value: bytes) -> Argument:
    """A value as one argument: quoted where that is exact, else a literal. Raises NotALiteral for CR, LF, NUL."""
    if re.search(rb"[\x00\r\n]", value):
        raise NotALiteral("a line end or NUL may not be part of an IMAP argument")
    if _QUOTABLE.match(value) and len(value) < 1000:
        return b'"' + value.replace(b"\\", b"\\\\").replace(b'"', b'\\"') + b'"'
    return Literal(value)

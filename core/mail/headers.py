"""The header block of a message or part, cut into fields as bytes (RFC 5322 section 2.2, and what is really sent).

Nothing is decoded here. Lines that are no header are kept with the field before them (a fold that lost its
space) or begin the body (a blank line that was forgotten); prose before the first header is passed over.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from core.mail import limits

_BLOCK_END = re.compile(rb"\n\r*\n")
_EMPTY_START = re.compile(rb"\r*\n")
_BLANK = re.compile(rb"[\r\n \t]*")
_FIELD = re.compile(rb"([!-9;-~]+)[ \t]*:(.*(?:\n[ \t].*)*)(?:\n|\Z)|([^\n]*\n|[^\n]+\Z)")
_FIELD_LINE = re.compile(rb"[!-9;-~]+[ \t]*:")
_FAMILIAR = re.compile(
    rb"(?:from|to|cc|bcc|subject|date|sender|reply-to|received|return-path|message-id|mime-version|in-reply-to"
    rb"|references|delivered-to|envelope-to|precedence|importance|organization|user-agent|status"
    rb"|(?:content|x|list|arc|dkim|authentication|resent|auto)-[!-9;-~]+)[ \t]*:",
    re.I,
)
_FAMILIAR_LINE = re.compile(rb"(?:^|\n)" + _FAMILIAR.pattern, re.I)
_ENVELOPE_LINE = re.compile(rb">?From [^\n]*\n")
_BOM = b"\xef\xbb\xbf"
_SHORT = 300
_MOST_KEYS = 2_048


class HeaderBlock(NamedTuple):
    """Fields by lower-case name, in order, values as raw bytes (folds kept); `body` is where the body begins."""

    fields: dict[str, list[bytes]]
    body: int
    warnings: Sequence[str] = ()

    def first(self, name: str) -> bytes | None:
        """The first field of that lower-case name, or None."""
        values = self.fields.get(name)
        return values[0] if values else None


def read_headers(data: bytes, start: int = 0, end: int | None = None, *, top: bool = False) -> HeaderBlock:
    """Cut the header block that begins at `start`. `top`: of a whole message, it may follow prose or a BOM."""
    end = len(data) if end is None else end
    if top and _FIELD_LINE.match(data, start, end) is None:
        start = _skip_foreword(data, start, end)
    stop, body = _block(data, start, end)
    if stop - start > limits.HEADER_BLOCK_BYTES:
        block = data[start : start + limits.HEADER_BLOCK_BYTES]
        warnings = [f"header block of {stop - start:,} bytes: read up to {limits.HEADER_BLOCK_BYTES:,}"]
    else:
        block, warnings = data[start:stop], []
    plain = _remembered_fields(block) if len(block) <= _SHORT else _plain_fields(block)
    return HeaderBlock(plain, body) if plain is not None else _fields(block, start, body, warnings)


def _block(data: bytes, start: int, end: int) -> tuple[int, int]:
    """Where the header block that begins at `start` stops, and where the body after its blank line begins."""
    empty = _EMPTY_START.match(data, start, end)
    if empty:
        return start, empty.end()
    crlf = data.find(b"\n\r\n", start, end)
    near = end if crlf < 0 else crlf + 2
    bare = data.find(b"\n\n", start, near)
    if bare >= 0:
        near = bare + 1
    if data.find(b"\n\r\r", start, near) >= 0:
        found = _BLOCK_END.search(data, start, end)
        return (found.start() + 1, found.end()) if found else (end, end)
    if bare >= 0:
        return bare + 1, bare + 2
    return (crlf + 1, crlf + 3) if crlf >= 0 else (end, end)


def _skip_foreword(data: bytes, start: int, end: int) -> int:
    """Past a BOM, blank lines, an mbox line, and prose that stands before a header block."""
    if data.startswith(_BOM, start):
        start += len(_BOM)
    blank = _BLANK.match(data, start, end)
    start = blank.end() if blank else start
    envelope = _ENVELOPE_LINE.match(data, start, end)
    if envelope:
        start = envelope.end()
    if _FIELD_LINE.match(data, start, end):
        return start
    stop, body = _block(data, start, end)
    familiar = _FAMILIAR_LINE.search(data, start, min(stop, start + limits.HEADER_BLOCK_BYTES))
    if familiar:
        return start
    return body if _FAMILIAR.match(data, body, end) else start


@lru_cache(maxsize=512)
def _remembered_fields(block: bytes) -> dict[str, list[bytes]] | None:
    """The few lines over the parts of a multipart are the same in most mail. Nobody changes what is returned."""
    return _plain_fields(block)


def _plain_fields(block: bytes) -> dict[str, list[bytes]] | None:
    """The fields of a block in which nothing is odd, as in most mail; None where something is."""
    if len(block) > limits.HEADER_BYTES:
        return None
    fields: dict[str, list[bytes]] = {}
    found = _FIELD.findall(block)
    if len(found) > limits.HEADERS:
        return None
    keys = _KEYS
    for name, value, junk in found:
        if junk:
            return None
        key = keys[name]
        if key in fields:
            fields[key].append(value.strip())
        else:
            fields[key] = [value.strip()]
    return fields


class _Keys(dict[bytes, str]):
    """Names of fields in lower case; those seen before are remembered, up to a limit."""

    def __missing__(self, name: bytes) -> str:
        key = name.decode("ascii").lower()
        if len(self) < _MOST_KEYS:
            self[name] = key
        return key


_KEYS = _Keys()


def _fields(block: bytes, start: int, body: int, warnings: list[str]) -> HeaderBlock:
    fields: dict[str, list[bytes]] = {}
    last: list[bytes] | None = None
    last_familiar: int | None = None
    count = 0
    for match in _FIELD.finditer(block):
        name, value, junk = match.groups()
        if junk is not None:
            if junk.strip():
                if last_familiar is None:
                    last_familiar = max((m.start() for m in _FAMILIAR_LINE.finditer(block)), default=-1)
                if match.start() > last_familiar:
                    if fields or not _is_mbox_line(junk):
                        body = start + match.start()
                    break
                if last is not None and len(last[-1]) < limits.HEADER_BYTES and not _is_mbox_line(junk):
                    last[-1] = (last[-1] + b" " + junk.strip())[: limits.HEADER_BYTES]
            continue
        count += 1
        if count > limits.HEADERS:
            warnings.append(f"more than {limits.HEADERS:,} header fields: the rest was left out")
            break
        value = value.strip()
        if len(value) > limits.HEADER_BYTES:
            warnings.append(f"header field of {len(value):,} bytes: read up to {limits.HEADER_BYTES:,}")
            value = value[: limits.HEADER_BYTES]
        last = fields.setdefault(_KEYS[name], [])
        last.append(value)
    return HeaderBlock(fields, body, warnings)


def _is_mbox_line(line: bytes) -> bool:
    return _ENVELOPE_LINE.match(line) is not None

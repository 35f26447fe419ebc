"""Uuencoded files, whole parts or in the middle of a text, as programs before MIME attached them."""

from __future__ import annotations

import binascii
import re
from dataclasses import dataclass

from core.mail import limits

_BEGIN = re.compile(rb"begin(?:-base64)? +([0-7]{3,4}) +([^\r\n]+)\r?\n")
_END = re.compile(rb"\n====[ \t]*(?:\r?\n|\Z)")
_BASE64 = b"begin-base64"
_FALSE_BEGINNINGS = 1_000
"""After so many (of base64, whose end may be far away, after four) what looks like a beginning is text."""


@dataclass(frozen=True, slots=True)
class UuFile:
    """A file found in a text: its name as bytes, its bytes, and where its lines stood."""

    name: bytes
    data: bytes
    start: int
    end: int


def find_files(text: bytes) -> list[UuFile]:
    """The uuencoded files in a text, in order; lines that only look like a beginning are passed over."""
    if b"begin" not in text:
        return []
    found: list[UuFile] = []
    at = false = 0
    while len(found) < limits.UNPACKED_FILES and false < _FALSE_BEGINNINGS:
        begin = _BEGIN.search(text, at)
        if begin is None:
            break
        at_line_start = begin.start() == 0 or text[begin.start() - 1] == 0x0A
        data, end = _decoded(begin, text) if at_line_start else (None, 0)
        if data is None:
            at = begin.end()
            false += _FALSE_BEGINNINGS // 4 if begin[0].startswith(_BASE64) else 1
            continue
        found.append(UuFile(begin[2].strip(), data, begin.start(), end))
        at = end
    return found


def without_files(text: bytes, files: list[UuFile]) -> bytes:
    """The text without the lines of the files found in it."""
    out: list[bytes] = []
    at = 0
    for file in files:
        out.append(text[at : file.start])
        at = file.end
    out.append(text[at:])
    return b"".join(out)


def decode_whole(data: bytes) -> bytes:
    """The file of a part whose transfer encoding is uuencode; the part itself where it holds none."""
    files = find_files(data)
    return files[0].data if files else data


def _decoded(begin: re.Match[bytes], text: bytes) -> tuple[bytes | None, int]:
    """The file's bytes and where its last line ends; None where the lines are no such file."""
    if begin[0].startswith(_BASE64):
        end = _END.search(text, begin.end() - 1)
        if end is None:
            return None, 0
        try:
            return binascii.a2b_base64(text[begin.end() : end.start() + 1]), end.end()
        except binascii.Error:
            return None, 0
    out: list[bytes] = []
    at = begin.end()
    while at < len(text):
        stop = text.find(b"\n", at)
        stop = len(text) if stop < 0 else stop
        line = text[at:stop].rstrip(b"\r")
        at = stop + 1
        if line.rstrip() == b"end":
            return b"".join(out), min(at, len(text))
        if not line or line == b"`":
            continue
        piece = _line(line)
        if piece is None:
            return None, 0
        out.append(piece)
    return None, 0


def _line(line: bytes) -> bytes | None:
    """One line; spaces cut off at its end are put back, excess beyond its count is ignored. None: no such line."""
    count = (line[0] - 32) & 63
    if line[0] < 32 or line[0] > 96:
        return None
    wanted = (count + 2) // 3 * 4
    body = line[1 : wanted + 1].ljust(wanted)
    try:
        return binascii.a2b_uu(line[:1] + body)
    except binascii.Error:
        return None

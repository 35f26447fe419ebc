"""Content transfer encodings undone (RFC 2045 section 6), with the damage that real parts have. Nothing raises."""

from __future__ import annotations

import binascii
import re
from functools import lru_cache

import pybase64

from core.mail.uuencode import decode_whole

_NAMES = {
    "base64": "base64",
    "base-64": "base64",
    "b64": "base64",
    "quoted-printable": "quoted-printable",
    "quotedprintable": "quoted-printable",
    "quoted/printable": "quoted-printable",
    "qp": "quoted-printable",
    "x-uuencode": "uuencode",
    "uuencode": "uuencode",
    "x-uue": "uuencode",
    "uue": "uuencode",
}
_IDENTITY = {"", "7bit", "8bit", "binary", "7-bit", "8-bit", "none", "us-ascii", "utf-8", "7bits", "8bits", "ascii"}
_NAME = re.compile(rb"[\s\"']*([A-Za-z0-9/_-]*)")
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/=]+")
_NO_LETTERS = bytes(b for b in range(256) if not (chr(b).isascii() and chr(b).isalnum()) and b not in b"+/")
_MOST_PIECES = 10_000
_OF_BASE64 = bytes(b for b in range(256) if b not in _NO_LETTERS) + b"= \t\r\n\f\v"
_BASE64_LINE = re.compile(rb"[ \t]*[A-Za-z0-9+/]{1,}={0,2}[ \t\r]*\Z")
_SOFT_BREAK = re.compile(rb"=[ \t]+(?=\r?\n)")
_LINE_END_SPACE = re.compile(rb"(?<![ \t])[ \t]+(?=\r?\n|\Z)")
_BARE_CR = re.compile(rb"=\r(?!\n)")
_QP_SIGN = re.compile(rb"=(?:[0-9A-Fa-f]{2}|[ \t]*\r?\n)")


@lru_cache(maxsize=256)
def encoding_name(raw: bytes | None) -> str:
    """`base64`, `quoted-printable`, `uuencode`, "" for none, or the unknown name as it stands."""
    if not raw:
        return ""
    match = _NAME.match(raw)
    name = match[1].decode("ascii").lower() if match else ""
    return "" if name in _IDENTITY else _NAMES.get(name, name)


def undo(data: bytes, encoding: str) -> bytes:
    """The bytes a part stands for."""
    if encoding == "base64":
        return from_base64(data)
    if encoding == "quoted-printable":
        return from_quoted_printable(data)
    if encoding == "uuencode":
        return decode_whole(data)
    return data


def from_base64(data: bytes) -> bytes:
    """Base64 with foreign bytes, padding in the middle (pieces put together) or a torn end."""
    padding = data.find(b"=")
    if padding < 0 or not data[padding:].strip(b"=\r\n\t "):
        try:
            return pybase64.b64decode(data)
        except binascii.Error:
            pass
    if data.count(b"=", padding) > _MOST_PIECES:
        return _piece(data.translate(None, _NO_LETTERS))
    pieces = re.split(rb"=+", _NOT_BASE64.sub(b"", data))
    return b"".join(_piece(p) for p in pieces if p)


def _piece(letters: bytes) -> bytes:
    rest = len(letters) % 4
    letters = letters[:-1] if rest == 1 else letters + b"=" * (-rest % 4)
    try:
        return binascii.a2b_base64(letters)
    except binascii.Error:
        return b""


def text_from_base64(data: bytes) -> tuple[bytes, bytes, bool]:
    """Of a text part: its bytes, plain text that list servers put behind, and whether it was base64 at all."""
    if not data.translate(None, _OF_BASE64):
        return from_base64(data), b"", True
    lines = data.split(b"\n")
    good = 0
    while good < len(lines) and (_BASE64_LINE.match(lines[good]) or not lines[good].strip()):
        good += 1
    if not any(line.strip() for line in lines[:good]):
        words = data.split()
        odd = sum(1 for w in words[:200] if _NOT_BASE64.search(w))
        if odd * 4 >= min(len(words), 200) and len(words) > 2 * len(lines):
            return data, b"", False
        return from_base64(data), b"", True
    tail = b"\n".join(lines[good:])
    if b" " not in tail.strip():
        return from_base64(data), b"", True
    return from_base64(b"\n".join(lines[:good])), tail, True


def from_quoted_printable(data: bytes) -> bytes:
    """Quoted-printable; a sign that is no code stays, white space that ends a line goes (RFC 2045 section 6.7)."""
    if b"=" not in data:
        return data
    if b"= " in data or b"=\t" in data:
        data = _SOFT_BREAK.sub(b"=", data)
    if b" \n" in data or b" \r" in data or b"\t\n" in data or b"\t\r" in data:
        data = _LINE_END_SPACE.sub(b"", data)
    if b"=\r" in data:
        data = _BARE_CR.sub(b"=\r\n", data)
    return binascii.a2b_qp(data)

"""Text into the bytes that real mail programs write: old Japanese charsets, header words, transfer encodings.

The standard library is no help here: its ISO-2022-JP knows neither ①㈱髙 nor half-width kana, which
mail programs have sent for decades (as in Microsoft's CP50221).
"""

from __future__ import annotations

import base64
import quopri
import textwrap
from collections.abc import Iterator
from urllib.parse import quote

_ASCII, _KANJI, _KANA = b"\x1b(B", b"\x1b$B", b"\x1b(I"
_WORD_BYTES = 45
"""Bytes of text in one encoded word, so that it stays within 75 characters (RFC 2047 section 2)."""


def encode(text: str, charset: str) -> bytes:
    """Text as bytes of a charset. Raises UnicodeEncodeError where it cannot hold a character."""
    if charset == "iso-2022-jp":
        return _jis(text)
    return text.encode({"shift_jis": "cp932", "us-ascii": "ascii"}.get(charset, charset))


def _jis(text: str) -> bytes:
    out, state = bytearray(), _ASCII
    for character in text:
        code = character.encode("ascii" if character.isascii() else "cp932")
        if len(code) == 2:
            wanted, code = _KANJI, _jis_pair(code)
        elif code[0] < 0x80:
            wanted = _ASCII
        else:
            wanted, code = _KANA, bytes([code[0] - 0x80])
        if wanted != state:
            out += wanted
            state = wanted
        out += code
    return bytes(out if state == _ASCII else out + _ASCII)


def _jis_pair(sjis: bytes) -> bytes:
    """A two-byte Shift_JIS code as its two JIS bytes; IBM's extensions through NEC's copy of them (row 89 on)."""
    lead, trail = sjis
    if lead >= 0xFA:
        index = (lead - 0xFA) * 188 + trail - (0x40 if trail < 0x7F else 0x41) - 28
        lead, cell = 0xED + index // 188, index % 188
    else:
        cell = trail - (0x40 if trail < 0x7F else 0x41)
    row = (lead - (0x81 if lead < 0xA0 else 0xC1)) * 2 + cell // 94
    return bytes([row + 0x21, cell % 94 + 0x21])


def header(text: str, charset: str) -> str:
    """A header's value, folded, with RFC 2047 encoded words where it is not ASCII (Q in Latin scripts, else B)."""
    if text.isascii():
        return text
    latin = charset in {"iso-8859-1", "windows-1252"} or all(ord(c) < 0x250 for c in text)
    words = [_word(chunk, charset, latin) for chunk in _chunks(text, charset, 15 if latin else _WORD_BYTES)]
    return "\r\n ".join(words)


def _chunks(text: str, charset: str, limit: int) -> Iterator[str]:
    chunk = ""
    for character in text:
        if chunk and len(encode(chunk + character, charset)) > limit:
            yield chunk
            chunk = ""
        chunk += character
    yield chunk


def _word(chunk: str, charset: str, latin: bool) -> str:
    raw = encode(chunk, charset)
    if latin:
        q = "".join(chr(b) if chr(b).isalnum() and b < 128 else "_" if b == 32 else f"={b:02X}" for b in raw)
        return f"=?{charset}?Q?{q}?="
    return f"=?{charset}?B?{base64.b64encode(raw).decode()}?="


def mailbox(name: str, address: str, charset: str) -> str:
    """A display name and an address as they stand in From or To (RFC 5322 section 3.4)."""
    if not name:
        return address
    if name.isascii():
        plain = name.replace(" ", "").replace("'", "").isalnum()
        return f"{name} <{address}>" if plain else f'"{name}" <{address}>'
    return f"{header(name, charset)} <{address}>"


def body(text: str, charset: str) -> tuple[str, bytes]:
    """The transfer encoding this charset's mail programs use, and the text in it, lines ended by CRLF."""
    lines = text.replace("\n", "\r\n")
    raw = encode(lines, charset)
    if charset == "iso-2022-jp" or lines.isascii():
        return "7bit", raw
    if charset == "shift_jis":
        return "8bit", raw
    if sum(b > 127 for b in raw) * 5 < len(raw):
        return "quoted-printable", quopri.encodestring(raw.replace(b"\r\n", b"\n")).replace(b"\n", b"\r\n")
    return "base64", base64_lines(raw)


def base64_lines(raw: bytes) -> bytes:
    """Base64 in lines of 76 characters."""
    return "\r\n".join(textwrap.wrap(base64.b64encode(raw).decode(), 76)).encode() + b"\r\n"


def file_name(name: str, charset: str) -> str:
    """The `filename` parameter: by RFC 2231 in UTF-8, and as an encoded word where old programs write one."""
    if name.isascii():
        return f'filename="{name}"'
    if charset == "utf-8":
        return f"filename*=UTF-8''{quote(name)}"
    return f'filename="{header(name, charset)}"'

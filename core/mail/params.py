"""Content-Type and Content-Disposition: a value and its parameters, also those that no RFC allows.

RFC 2045 and RFC 2231 (continuations, charset'language'percent), and their relatives as sent: encoded words inside
quotes, raw eight-bit or JIS bytes, percent signs without a charset, missing semicolons, quotes never closed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote_to_bytes

from core.mail import charsets, limits
from core.mail.words import decode_words

_SHORT = 100
_VALUE = re.compile(rb"[ \t\r\n]*\"?([^;\s\"()]*)")
_USUAL = re.compile(
    rb"([A-Za-z0-9.+-]+/[A-Za-z0-9.+-]+);[ \t\r\n]*([A-Za-z-]+)="
    rb"(?:\"([!#-'*-\[\]-~ ]*)\"|([!#-'*-:<-\[\]-~]+));?\Z"
)
"""A value with one parameter and nothing odd, as most have."""
_NAME = re.compile(rb"[;\s,]*([A-Za-z0-9_.*\-]+)[ \t\r\n]*=[ \t\r\n]*")
_BARE = re.compile(rb"[^;]*")
_NEXT_PARAMETER = re.compile(rb"\s+[A-Za-z0-9_\-]+\*?=")
_SECTION = re.compile(r"^([^*]+)\*(?:(\d{1,4})(\*)?)?$")
_JIS_RUN = re.compile(rb"\x1b\$[@B](?:[\x21-\x7e]{2})*")
_COMMENT = re.compile(r"\s*\([^()]*\)\s*$")
_COMMENT_BEHIND_NAME = re.compile(rb"(\S+\.\w{1,8})[ \t\r\n]+\([^()]*\)\Z")
"""A file name without quotes and a comment; one with brackets of its own ("report (1).pdf") has none."""
_SINGLE_QUOTED = re.compile(rb"'([^';]*(?:;[^'=;]*)*)'(?=[ \t\r\n]*(?:;|\Z))")
_PERCENT = re.compile(r"%[0-9A-Fa-f]{2}")
_CHARSET_MARK = re.compile(rb"^([^']{0,60})'([^']{0,40})'")
_FOLDED = re.compile(rb"[ \t]*[\r\n]+[ \t]*")
_FILE_NAMES = frozenset({"filename", "name"})


@dataclass(frozen=True, slots=True)
class Parameters:
    """A value ("text/plain", lower case) and its parameters, decoded, by lower-case name."""

    value: str
    named: dict[str, str]
    repaired: bool = False
    cut: bool = False

    def get(self, name: str) -> str | None:
        """The parameter of that lower-case name, or None."""
        return self.named.get(name)


NONE = Parameters("", {})


def read_parameters(raw: bytes | None, hint: str | None = None) -> Parameters:
    """Read such a header. Never raises; what lies above the limit of bytes is left out and `cut` is true."""
    if not raw:
        return NONE
    if len(raw) <= _SHORT:
        return _remembered(raw, hint)
    return _read(raw, hint)


@lru_cache(maxsize=1_024)
def _remembered(raw: bytes, hint: str | None) -> Parameters:
    """The same few dozen values stand in most mail."""
    return _read(raw, hint)


def _read(raw: bytes, hint: str | None) -> Parameters:
    usual = _USUAL.match(raw, 0, limits.PARAMETER_BYTES)
    if usual and usual.end() == len(raw):
        value, name, quoted, bare = usual.groups()
        key = name.decode("ascii").lower()
        if key not in _FILE_NAMES:
            plain = (bare if quoted is None else quoted).decode("ascii").strip()
            return Parameters(value.decode("ascii").lower(), {key: plain})
    return _read_odd(raw, hint)


def _read_odd(raw: bytes, hint: str | None) -> Parameters:
    cut = len(raw) > limits.PARAMETER_BYTES
    raw = raw[: limits.PARAMETER_BYTES]
    match = _VALUE.match(raw)
    value = match[1].decode("ascii", "replace").lower() if match else ""
    at = match.end() if match else 0
    if b"=" not in raw:
        return Parameters(value, {}, False, cut)
    if "=" in value:
        value, at = "", 0
    named, repaired = _decoded(_pairs(raw, at), hint)
    return Parameters(value, named, repaired, cut)


def _pairs(raw: bytes, at: int) -> list[tuple[str, bytes]]:
    """Names and raw values, in order of appearance."""
    pairs: list[tuple[str, bytes]] = []
    if at:
        semicolon = raw.find(b";", at)
        missing = _NAME.match(raw, at)
        at = at if missing or semicolon < 0 else semicolon
    while at < len(raw):
        match = _NAME.match(raw, at)
        if not match:
            semicolon = raw.find(b";", at + 1)
            if semicolon < 0:
                break
            at = semicolon
            continue
        name = match[1].decode("ascii").lower()
        value, at = _one_value(raw, match.end(), of_file=name in _FILE_NAMES)
        pairs.append((name, value))
    return pairs


def _one_value(raw: bytes, at: int, *, of_file: bool) -> tuple[bytes, int]:
    if raw[at : at + 1] == b'"':
        return _quoted(raw, at + 1)
    if of_file and raw[at : at + 1] == b"'" and (single := _SINGLE_QUOTED.match(raw, at)):
        return single[1], single.end()
    found = _BARE.match(raw, at)
    value = found[0] if found else b""
    after = _NEXT_PARAMETER.search(value)
    if after:
        value = value[: after.start()]
    commented = _COMMENT_BEHIND_NAME.match(value) if of_file else None
    return (commented[1] if commented else value.strip()), at + len(value)


def _quoted(raw: bytes, at: int) -> tuple[bytes, int]:
    """A quoted string from behind its opening quote on; JIS text may hold quotes and backslashes of its own."""
    start = at
    closing = raw.find(b'"', at)
    if closing >= 0 and raw.find(b"\\", at, closing) < 0 and raw.find(b"\x1b", at, closing) < 0:
        return raw[at:closing], closing + 1
    out = bytearray()
    single_byte = raw.isascii() or _is_utf8(raw)
    while at < len(raw):
        byte = raw[at]
        if byte == 0x1B:
            run = _JIS_RUN.match(raw, at)
            if run:
                out += run[0]
                at = run.end()
                continue
        if byte == 0x22:
            return bytes(out), at + 1
        if byte == 0x5C and raw[at + 1 : at + 2] in (b'"', b"\\") and single_byte:
            at += 1
            byte = raw[at]
        out.append(byte)
        at += 1
    semicolon = raw.find(b";", start)
    if semicolon >= 0:
        return raw[start:semicolon].strip(), semicolon
    return bytes(out), at


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _decoded(pairs: list[tuple[str, bytes]], hint: str | None) -> tuple[dict[str, str], bool]:
    plain: dict[str, str] = {}
    sections: dict[str, dict[int, tuple[bytes, bool]]] = {}
    repaired = False
    for name, value in pairs:
        if b"\n" in value or b"\r" in value:
            value = _FOLDED.sub(b" ", value)
        section = _SECTION.match(name) if "*" in name else None
        if section is None:
            if name not in plain:
                plain[name], mended = _plain_value(name, value, hint)
                repaired |= mended
            continue
        index = int(section[2]) if section[2] else 0
        encoded = section[2] is None or section[3] is not None
        sections.setdefault(section[1], {}).setdefault(index, (value, encoded))
    for name, numbered in sections.items():
        text, mended = _joined(numbered, hint)
        if text:
            plain[name] = text
            repaired |= mended
    return plain, repaired


def _plain_value(name: str, value: bytes, hint: str | None) -> tuple[str, bool]:
    if value.isascii() and b"\x1b" not in value:
        text, mended = value.decode("ascii"), False
    else:
        read = charsets.decode(value, None, hint=hint)
        text, mended = read.text, read.repaired
    if name not in _FILE_NAMES:
        return _COMMENT.sub("", text).strip(), mended
    if "=?" in text:
        text, again = decode_words(text)
        return text, mended or again
    return _percent_text(text), mended


def _percent_text(text: str) -> str:
    """A name written in percent signs without saying so: decoded where that gives text beyond ASCII."""
    if "%" not in text or not text.isascii() or not _PERCENT.search(text):
        return text
    data = unquote_to_bytes(text)
    if data.isascii():
        return text
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return text


def _joined(numbered: dict[int, tuple[bytes, bool]], hint: str | None) -> tuple[str, bool]:
    """The sections of one parameter, put in order, joined as bytes and decoded."""
    label: str | None = None
    data = bytearray()
    any_encoded = False
    for place, index in enumerate(sorted(numbered)):
        value, encoded = numbered[index]
        if encoded:
            mark = _CHARSET_MARK.match(value)
            if mark and place == 0:
                label = mark[1].decode("ascii", "replace") or None
                value = value[mark.end() :]
            if value[:1] == b'"' and value[-1:] == b'"':
                value = value[1:-1]
            any_encoded = True
            data += unquote_to_bytes(value)
        else:
            data += value
    read = charsets.decode(bytes(data), label, hint=hint)
    if "=?" in read.text:
        text, mended = decode_words(read.text)
        return text, mended
    return (read.text if any_encoded else _percent_text(read.text)), read.repaired and label is not None

"""Encoded words in headers (RFC 2047), as strict as needed and as lenient as real mail asks for.

Adjacent words are joined as bytes before they are decoded, because programs split them inside a character.
"""

from __future__ import annotations

import binascii
import re
from dataclasses import dataclass
from functools import lru_cache

import pybase64

from core.mail import charsets

_FOLD = re.compile(r"[ \t]*[\r\n]+[ \t]*")
_HEX = re.compile(rb"=([0-9A-Fa-f]{2})")
_WORD_START = re.compile(r"=\?([\w.:+*'\"\-]{1,60})\?([BbQq])\?")
_ONE_WORD = re.compile(r"=\?([\w.:+*'\-]{1,60})\?([BbQq])\?([^?=]*=*)\?=(?:[ \t]*\Z|(?=[ \t]+[^=\s]))")
_BASE64 = re.compile(r"[A-Za-z0-9+/]+={0,2}")
_NOT_BASE64 = re.compile(r"[^A-Za-z0-9+/]")


@dataclass(slots=True)
class _Word:
    """One encoded word: its label, its encoding, its still encoded text."""

    label: str
    kind: str
    payload: str
    start: int
    end: int


def raw_text(raw: bytes, hint: str | None = None) -> charsets.Decoded:
    """A header's bytes as one unfolded line, encoded words still in it; eight-bit and JIS bytes are read by guess."""
    if raw.isascii() and b"\x1b" not in raw:
        read = charsets.Decoded(raw.decode("ascii"), "us-ascii")
    else:
        read = charsets.decode(raw, None, hint=hint)
    if "\n" in read.text or "\r" in read.text:
        return charsets.Decoded(_FOLD.sub(" ", read.text), read.charset, read.repaired)
    return read


def header_text(raw: bytes, hint: str | None = None) -> charsets.Decoded:
    """An unstructured header (Subject) as text. Never raises."""
    read = raw_text(raw, hint)
    if "=?" not in read.text:
        return read
    text, repaired = decode_words(read.text)
    return charsets.Decoded(text, read.charset, repaired or read.repaired)


def decode_words(text: str) -> tuple[str, bool]:
    """Text with its encoded words decoded, and whether bytes had to be repaired."""
    alone = _ONE_WORD.match(text)
    if alone and "=?" not in text[alone.end() :]:
        decoded, mended = _decode_alone(*alone.groups())
        return decoded + text[alone.end() :], mended
    out: list[str] = []
    pending: list[_Word] = []
    repaired = False
    at = 0
    while True:
        word = _next_word(text, at)
        gap = text[at : word.start] if word else text[at:]
        if pending and (word is None or gap.strip(" \t\r\n") or not _same(pending[-1], word)):
            decoded, mended = _decode_run(pending, text)
            out.append(decoded)
            repaired |= mended
            joined = word is not None and not gap.strip(" \t\r\n")
            pending = []
        else:
            joined = bool(pending)
        if not joined:
            out.append(gap)
        if word is None:
            return "".join(out), repaired
        pending.append(word)
        at = word.end


@lru_cache(maxsize=256)
def _decode_alone(label: str, kind: str, payload: str) -> tuple[str, bool]:
    """A text that is one encoded word: names and subjects, each asked for more than once."""
    if kind in "Bb" and "*" not in label and _BASE64.fullmatch(payload):
        charset = charsets.canonical(label)
        if charset is not None and len(payload) % 4 == 0:
            read = charsets.decode(base64_bytes(payload), label)
            return read.text, read.repaired
    text = f"=?{label}?{kind}?{payload}?="
    return _decode_run([_Word(label, kind, payload, 0, len(text))], text)


def _same(one: _Word, other: _Word | None) -> bool:
    return other is not None and charsets.canonical(one.label) == charsets.canonical(other.label)


def _next_word(text: str, at: int) -> _Word | None:
    """The next encoded word from `at` on, also one whose end was lost; None where there is no more."""
    match = _WORD_START.search(text, at)
    if not match:
        return None
    start = match.end()
    end = text.find("?=", start)
    other = text.find("=?", start, end if end >= 0 else len(text))
    if 0 <= other < (end if end >= 0 else len(text)) and _WORD_START.match(text, other):
        return _Word(match[1], match[2], text[start:other].rstrip(), match.start(), other)
    if end < 0:
        return _Word(match[1], match[2], text[start:].rstrip("? "), match.start(), len(text))
    if (
        match[2] in "Qq"
        and text[end + 2 : end + 4].strip()
        and _HEX.match(text[end + 1 : end + 4].encode("ascii", "replace"))
    ):
        later = text.find("?=", end + 2)
        if later >= 0 and " " not in text[start:later]:
            end = later
    return _Word(match[1], match[2], text[start:end], match.start(), end + 2)


def _decode_run(run: list[_Word], text: str) -> tuple[str, bool]:
    """Words of one charset that stand side by side, as text."""
    label = run[0].label.split("*")[0]
    if charsets.canonical(label) is None and "utf" in label.lower() and "7" in label:
        return text[run[0].start : run[-1].end], False
    read = charsets.decode(_run_bytes(run, label, joined=False), label)
    if (read.repaired or "\ufffd" in read.text) and _torn(run):
        whole = charsets.decode(_run_bytes(run, label, joined=True), label)
        if not whole.repaired:
            return whole.text, False
    return read.text, read.repaired


def _torn(run: list[_Word]) -> bool:
    """Whether base64 was cut at a place where no four letters end."""
    return any(w.kind in "Bb" and "=" not in w.payload and len(w.payload) % 4 for w in run[:-1])


def _run_bytes(run: list[_Word], label: str, *, joined: bool) -> bytes:
    if joined:
        return base64_bytes(_NOT_BASE64.sub("", "".join(w.payload for w in run)))
    return b"".join(
        base64_bytes(_NOT_BASE64.sub("", w.payload)) if w.kind in "Bb" else _q_bytes(w.payload, label) for w in run
    )


def base64_bytes(text: str) -> bytes:
    """Base64 without its padding, or with a torn end, as bytes. Never raises."""
    rest = len(text) % 4
    if rest == 1:
        text = text[:-1]
    elif rest:
        text += "=" * (4 - rest)
    try:
        return pybase64.b64decode(text)
    except (binascii.Error, ValueError):
        return b""


def _q_bytes(payload: str, label: str) -> bytes:
    if payload.isascii():
        raw = payload.encode("ascii")
    else:
        try:
            raw = payload.encode(charsets.canonical(label) or "utf-8")
        except (UnicodeError, LookupError):
            raw = payload.encode("utf-8", "replace")
    raw = raw.replace(b"_", b" ")
    return _HEX.sub(lambda m: bytes.fromhex(m[1].decode("ascii")), raw)

"""Message ids out of Message-ID, In-Reply-To and References (RFC 5322 section 3.6.4), without angle brackets."""

from __future__ import annotations

import re
from collections.abc import Iterable

from core.mail import limits
from core.mail.words import header_text
from core.text import clean

_ALONE = re.compile(rb"<([!-;@-~]+)>\Z")
"""One id, of the characters that ids are made of; no encoded word."""
_SEVERAL = re.compile(rb"(?:<[!-;@-~]+>[ \t\r\n]*)+\Z")
_ANGLE = re.compile(r"<([^<>]*)>")
_WORD = re.compile(r"[^\s<>,;\"()]+")
_DIGIT = re.compile(r"\d")
_SPACE = re.compile(r"\s+")
_SPACE_OUTSIDE_QUOTES = re.compile(r'("[^"]*"(?=@))|\s+')
_LONGEST = 2_000


def read_ids(raw: bytes | None) -> tuple[str, ...]:
    """All ids of a header in order, each once; of very many the first and the newest are kept."""
    if not raw:
        return ()
    alone = _ALONE.match(raw)
    if alone and len(raw) <= _LONGEST and b"=?" not in raw:
        return (alone[1].decode("ascii"),)
    if _SEVERAL.match(raw) and len(raw) <= _LONGEST and b"=?" not in raw:
        return _limited(_ANGLE.findall(raw.decode("ascii")))
    return _read_odd_ids(raw)


def _read_odd_ids(raw: bytes) -> tuple[str, ...]:
    """Ids beside prose, without brackets, encoded, torn."""
    text = raw.decode("ascii") if raw.isascii() else raw.decode("utf-8", "replace")
    if "=?" in text:
        text = header_text(raw).text
    found = [_tidy(i) for i in _ANGLE.findall(text)]
    if not any(found):
        found = _bare(text)
    elif len(found) > 1 and " from " in f" {text.lower()}":
        found = _without_sender(found)
    return _limited(filter(None, found))


def _limited(found: Iterable[str]) -> tuple[str, ...]:
    ids = list(dict.fromkeys(found))
    if len(ids) > limits.REFERENCES:
        ids = [ids[0], *ids[1 - limits.REFERENCES :]]
    return tuple(ids)


def _bare(text: str) -> list[str]:
    """Ids without brackets. Beside words of prose an id is told from an address by a digit in it."""
    words = _WORD.findall(text)
    ids = [w for w in words if "@" in w[1:-1]]
    if len(ids) < len(words):
        ids = [w for w in ids if _DIGIT.search(w.partition("@")[0])]
    return [_tidy(w) for w in ids]


def _without_sender(found: list[str]) -> list[str]:
    """Of "Message from Bob <bob@example.org> of … <id>" the id alone (RFC 822 section 4.6.2)."""
    ids = [i for i in found if _DIGIT.search(i.partition("@")[0])]
    return ids or found


def read_id(raw: bytes | None) -> str | None:
    """The one id a header names; a word without brackets counts where there is no other. None where there is none."""
    ids = read_ids(raw)
    if ids:
        return ids[0]
    words = (raw or b"").decode("utf-8", "replace").replace("<", " ").replace(">", " ").split()
    return _tidy(words[0]) or None if len(words) == 1 else None


def _tidy(text: str) -> str:
    if text.isascii() and text.isprintable() and " " not in text:
        return text[:_LONGEST]
    text = clean(text, one_line=True)
    if '"' in text:
        return _SPACE_OUTSIDE_QUOTES.sub(lambda match: match[1] or "", text)[:_LONGEST]
    return _SPACE.sub("", text)[:_LONGEST]

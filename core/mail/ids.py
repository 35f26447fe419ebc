"""Message ids out of Message-ID, In-Reply-To and References (RFC 5322 section 3.6.4), without angle brackets."""

from __future__ import annotations

import re

from core.mail import limits
from core.mail.words import header_text
from core.text import clean

_ANGLE = re.compile(r"<([^<>]*)>")
_WORD = re.compile(r"[^\s<>,;\"()]+")
_SPACE = re.compile(r"\s+")
_LONGEST = 2_000


def read_ids(raw: bytes | None) -> tuple[str, ...]:
    """All ids of a header in order, each once; of very many the first and the newest are kept."""
    if not raw:
        return ()
    text = raw.decode("ascii") if raw.isascii() else raw.decode("utf-8", "replace")
    if "=?" in text:
        text = header_text(raw).text
    found = [_tidy(i) for i in _ANGLE.findall(text)]
    if not any(found):
        found = [_tidy(w) for w in _WORD.findall(text) if "@" in w[1:-1]]
    ids = list(dict.fromkeys(i for i in found if i))
    if len(ids) > limits.REFERENCES:
        ids = [ids[0], *ids[1 - limits.REFERENCES :]]
    return tuple(ids)


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
    return _SPACE.sub("", clean(text, one_line=True))[:_LONGEST]

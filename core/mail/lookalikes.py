"""Senders that want to be taken for somebody else: mixed scripts, international domains, an address as the name.

Compare Unicode TR 39: Japanese mixes kanji, kana and Latin letters by right, so these count as one script here.
"""

from __future__ import annotations

import re
import unicodedata

from core.mail.message import Address

_WORD = re.compile(r"[^\W\d_]+")
_ADDRESS = re.compile(r"[^\s<>\"'(),:;@]{1,64}@([^\s<>\"'(),:;@]{1,190})")
_OF_JAPAN = {"CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "HALFWIDTH", "FULLWIDTH", "IDEOGRAPHIC", "LATIN"}
_LATIN_LOOK = re.compile(
    "[\u0370-\u058f\u13a0-\u13ff\u1c80-\u1c8f\u1d26-\u1d2b\u1f00-\u1fff\u2de0-\u2dff\ua640-\ua69f\uab65\uab70-\uabbf"
    "\ufb13-\ufb17]"
)
"""The blocks of the scripts in _LIKE_LATIN."""
_LIKE_LATIN = {"CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE"}


def sender_warnings(sender: Address | None) -> list[str]:
    """What a reader should know before believing who wrote; empty for nearly all mail."""
    if sender is None:
        return []
    said: list[str] = []
    domain = sender.address.rpartition("@")[2].lower()
    shown = _readable_domain(domain)
    if shown != domain or not domain.isascii():
        said.append(f"the sender's domain is international: {shown}")
    if not sender.name.isascii() and any(_mixed(w) for w in _WORD.findall(sender.name[:200])):
        said.append("the sender's name mixes letters of different scripts")
    if not shown.isascii() and any(_mixed(w) for w in _WORD.findall(shown)):
        said.append("the sender's domain mixes letters of different scripts")
    named = _ADDRESS.search(sender.name[:400]) if "@" in sender.name else None
    if named and domain and not _same_house(named[1].lower(), domain):
        said.append(f"the sender's name shows another address than {sender.address}")
    return said


def _readable_domain(domain: str) -> str:
    """A domain with its punycode labels decoded (RFC 3492); labels that are none stay."""
    if "xn--" not in domain or len(domain) > 255:
        return domain
    return ".".join(_readable_label(x) for x in domain.split("."))


def _readable_label(label: str) -> str:
    if not label.startswith("xn--") or not label.isascii():
        return label
    try:
        return label[4:].encode("ascii").decode("punycode")
    except (UnicodeError, ValueError):
        return label


def _mixed(word: str) -> bool:
    """Whether a word has letters that look like Latin ones beside letters of another script."""
    if _LATIN_LOOK.search(word) is None:
        return False
    scripts = {unicodedata.name(c, "?").split(" ")[0] for c in word}
    return len(scripts) > 1 and bool(scripts & _LIKE_LATIN) and bool(scripts & (_OF_JAPAN | _LIKE_LATIN))


def _same_house(one: str, other: str) -> bool:
    one, other = one.strip("."), other.strip(".")
    return one == other or one.endswith("." + other) or other.endswith("." + one)

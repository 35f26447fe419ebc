"""The one gate for text from outside: after it, no character of a mail can act on a terminal.

Run it after charsets, encoded words and HTML have been decoded: a character reference can hold an escape too.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NewType

Safe = NewType("Safe", str)
"""Text that has been through `clean`; the fronts take no other."""

_MOST_MARKS = 8
"""Combining marks kept on one base character."""

_BREAKS = re.compile("[\x0b\x0c\x85\u2028\u2029]")
_ASCII_CONTROLS = bytes((*range(9), *range(11, 32), 127))
_ASCII_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f]")
_INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ud800-\udfff\ufdd0-\ufdef\ufeff\uffa0\ufff0-\ufffc\ufffe\uffff"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e00ff\U000e01f0-\U000e0fff"
)
_DROPPED = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f{_INVISIBLE}]")
_SELECTOR = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_JOINER = re.compile("[\u200c\u200d]")
_PILE = re.compile(rf"[^\w\s\x00-\x7f]{{{_MOST_MARKS + 1},}}")
_PLAIN = re.compile(
    "[\t\n -~\u00a0-\u00ac\u00ae-\u02ff\u0370-\u0373\u0375-\u037d\u0388-\u0482\u048a-\u052f"
    "\u2002-\u200a\u2010-\u2027\u202f-\u205f\u2070-\u20cf\u2100-\u2125\u2127-\u2129\u212c-\u2328\u232b-\u2adb"
    "\u2add-\u2bff\u3000-\u3029\u3030-\u3098\u309b-\u3163\u3165-\u9fff\uac00-\ud7a3\uff01-\uff9f\uffe0-\uffee]*"
)
"""Text of ordinary characters alone, which stay as they are: nothing to drop, nothing that NFC changes."""
_VARIANT_KANJI = re.compile("[\uf900-\ufaff\U0002f800-\U0002fa1f]")
_EMOJI = re.compile(
    "[\u00a9\u00ae\u203c\u2049\u2122\u2139\u2190-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff]"
)
_KANJI = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_JOINING_SCRIPT = re.compile("[\u0600-\u08ff\u0900-\u109f\u1780-\u18af\ufb50-\ufdff\ufe70-\ufefe]")
_SKIN_OR_VARIANT = "\ufe0f\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff"


def clean(text: str, *, one_line: bool = False) -> Safe:
    """Text that may be shown, in Unicode's NFC. Never raises, and costs one search where there is nothing to do.

    Drops control, bidi, invisible and tag characters and lone surrogates; joiners and variation selectors stay only
    where they make an emoji, a kanji's variant or a letter of a joining script; of a pile of combining marks the
    first eight stay. Every kind of line end becomes a line feed. `one_line` also turns line ends and tabs into
    one space each.
    """
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if text.isascii():
        data = text.encode("ascii")
        if len(data.translate(None, _ASCII_CONTROLS)) < len(data):
            text = _ASCII_CONTROL.sub("", _BREAKS.sub("\n", text))
    elif not _PLAIN.fullmatch(text):
        text = _scrubbed(text)
        if not unicodedata.is_normalized("NFC", text):
            text = _normal(text)
    if one_line and ("\n" in text or "\t" in text):
        text = text.replace("\n", " ").replace("\t", " ")
    return Safe(text)


def _scrubbed(text: str) -> str:
    text = _DROPPED.sub("", _BREAKS.sub("\n", text))
    # Selectors first: a joiner may lean on one that goes.
    text = _JOINER.sub(_kept_joiner, _SELECTOR.sub(_kept_joiner, text))
    return _PILE.sub(_lower_pile, text)


def _kept_joiner(match: re.Match[str]) -> str:
    """The joiner or selector where its neighbours give it a meaning, else nothing."""
    text, at = match.string, match.start()
    before, after, mark = text[at - 1 : at], text[at + 1 : at + 2], match[0]
    if mark in "\u200c\u200d":
        if not before or not after:
            return ""
        if mark == "\u200d" and (before in _SKIN_OR_VARIANT or _EMOJI.match(before)) and _EMOJI.match(after):
            return mark
        return mark if _JOINING_SCRIPT.match(before) and _JOINING_SCRIPT.match(after) else ""
    if mark in "\ufe0e\ufe0f":
        keycap = bool(before) and before in "#*0123456789" and after == "\u20e3"
        return mark if keycap or _EMOJI.match(before) else ""
    return mark if _KANJI.match(before) else ""


def _lower_pile(match: re.Match[str]) -> str:
    """A run of signs without more combining marks on one base than are kept."""
    kept: list[str] = []
    marks = 0
    for character in match[0]:
        marks = marks + 1 if unicodedata.category(character)[0] == "M" else 0
        if marks <= _MOST_MARKS:
            kept.append(character)
    return "".join(kept)


def _normal(text: str) -> str:
    """NFC, but for the kanji that it would replace by another form: people write their names with them."""
    if not _VARIANT_KANJI.search(text):
        return unicodedata.normalize("NFC", text)
    out: list[str] = []
    at = 0
    for match in _VARIANT_KANJI.finditer(text):
        out += [unicodedata.normalize("NFC", text[at : match.start()]), match[0]]
        at = match.end()
    return "".join([*out, unicodedata.normalize("NFC", text[at:])])

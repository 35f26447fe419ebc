"""The pictures of Japanese phones before Unicode had them: the carriers' own codes as Unicode's emoji.

In Shift_JIS DoCoMo's stand at F89F to F9FC and au's at F340 to F493 and F640 to F7FC, which cp932 reads as private
characters; in JIS au's are rows 85 to 88. SoftBank's are escapes ("ESC $ G j SI"), whatever the charset. In UTF-8
each carrier used private characters of its own, alike for different pictures: there the sender's domain decides.
What is in no table is shown as 〓, as Japanese print has always shown a sign that cannot be set.
"""

from __future__ import annotations

import re
from typing import Final

from core.mail.carrier_tables import AU, DOCOMO, SOFTBANK

GETA: Final = "〓"
"""What stands for a sign that nobody else can show."""
_PRIVATE: Final = re.compile("[\ue000-\ue757]")
_ANY_PRIVATE: Final = re.compile("[\ue001-\uebff]")
_SOFTBANK_ESCAPE: Final = re.compile("\x1b\\$([GEFOPQ])([!-z]{1,200})(?:\x0f|(?=[\x1b\r\n]|\\Z))")
_SOFTBANK_GROUPS: Final = "GEFOPQ"
_SENDERS: Final = (
    (re.compile(r"(?:^|[@.])(?:softbank\.ne\.jp|i\.softbank\.jp|vodafone\.ne\.jp|disney\.ne\.jp)\Z", re.I), 0),
    (re.compile(r"(?:^|[@.])docomo\.ne\.jp\Z", re.I), 1),
    (re.compile(r"(?:^|[@.])(?:ezweb\.ne\.jp|au\.com)\Z", re.I), 2),
)
AU_JIS_ROWS: Final = range(84, 88)
"""Rows of JIS (the first is 0) that no standard fills and au's mail gateway used."""


def _in_order(first: int, signs: str) -> dict[str, str]:
    return {chr(first + at): sign for at, sign in enumerate(signs.split()) if sign != "."}


_DOCOMO: Final = _in_order(*DOCOMO)
_AU: Final = {char: sign for table in AU for char, sign in _in_order(*table).items()}
_SOFTBANK: Final = {char: sign for table in SOFTBANK for char, sign in _in_order(*table).items()}
_EMOJI: Final = _AU | _DOCOMO


def _au_in_unicode() -> dict[str, str]:
    """au's private characters in Unicode, which follow its Shift_JIS codes block by block."""
    blocks = (
        (0xE468, 0xE5B4, 0xE468),
        (0xE5B5, 0xE5CC, 0xE5C8),
        (0xE5CD, 0xE5DF, 0xE234),
        (0xEA80, 0xEAFA, 0xE247),
        (0xEAFB, 0xEB0D, 0xE5B5),
        (0xEB0E, 0xEB88, 0xE2C2),
    )
    places = (
        (chr(code), chr(code - first + read)) for first, last, read in blocks for code in range(first, last + 1)
    )
    return {char: _AU[read] for char, read in places if read in _AU}


_OF_SENDERS: Final = (_SOFTBANK, _DOCOMO, _au_in_unicode())


def au_sign(row: int, cell: int) -> str:
    """The private character of a row and cell of AU_JIS_ROWS."""
    return chr(0xE468 + (row - AU_JIS_ROWS.start) * 94 + cell)


def with_emoji(text: str) -> str:
    """Text that was Shift_JIS, JIS or EUC with its private characters as emoji, or as 〓 where none is known."""
    if _PRIVATE.search(text) is None:
        return text
    return _PRIVATE.sub(lambda match: _EMOJI.get(match[0], GETA), text)


def without_escapes(text: str) -> str:
    """Text in any charset with SoftBank's escapes as emoji, or as 〓 where none is known."""
    return _SOFTBANK_ESCAPE.sub(_unescaped, text)


def _unescaped(match: re.Match[str]) -> str:
    first = 0xE000 + 0x100 * _SOFTBANK_GROUPS.index(match[1])
    return "".join([_SOFTBANK.get(chr(first + ord(sign) - 0x20), GETA) for sign in match[2]])


def as_sent_by(address: str, text: str) -> str:
    """Text in Unicode with the private characters of the sender's carrier as emoji; what is no picture stays."""
    if text.isascii() or _ANY_PRIVATE.search(text) is None:
        return text
    signs = next((_OF_SENDERS[table] for domain, table in _SENDERS if domain.search(address)), None)
    return _ANY_PRIVATE.sub(lambda match: signs.get(match[0], match[0]), text) if signs is not None else text

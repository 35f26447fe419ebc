"""yEnc files in the middle of a text, as news programs and old mail programs attached them (yenc.org, draft 1.3).

Every byte stands as itself plus 42; four of them, which transports touch, behind an escape sign.
"""

from __future__ import annotations

import re
from typing import Final

from core.mail import limits
from core.mail.uuencode import UuFile

_BEGIN: Final = re.compile(rb"=ybegin [^\r\n]{0,200}?\bname=([^\r\n]{1,400})\r?\n(?:=ypart [^\r\n]{0,200}\r?\n)?")
_END: Final = b"\n=yend "
_ESCAPED: Final = re.compile(rb"=(.)", re.S)
_DOWN: Final = bytes((value - 42) & 0xFF for value in range(256))
_UNESCAPED: Final = {bytes((value,)): bytes(((value - 64) & 0xFF,)) for value in range(256)}


def find_yenc(text: bytes) -> list[UuFile]:
    """The yEnc files in a text, in order; a beginning without an end is text. Linear in the text."""
    found: list[UuFile] = []
    at, end = 0, -1
    while len(found) < limits.UNPACKED_FILES:
        begin = _BEGIN.search(text, at)
        if begin is None:
            break
        if end < begin.end() - 1:
            end = text.find(_END, begin.end() - 1)
        if end < 0:
            break
        at = begin.end()
        if begin.start() and text[begin.start() - 1] != 0x0A:
            continue
        line_end = text.find(b"\n", end + 1) + 1 or len(text)
        found.append(UuFile(begin[1].strip().strip(b'"'), _decoded(text[at:end]), begin.start(), line_end))
        at = line_end
    return found


def _decoded(data: bytes) -> bytes:
    data = data.translate(None, b"\r\n")
    return _ESCAPED.sub(lambda found: _UNESCAPED[found[1]], data).translate(_DOWN)

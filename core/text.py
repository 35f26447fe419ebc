"""The one gate for text from outside: after it, no character of a mail can act on a terminal."""

from __future__ import annotations

import re
from typing import NewType

Safe = NewType("Safe", str)

_DROPPED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\U000e0000-\U000e007f\ud800-\udfff]"
)


def clean(text: str, *, one_line: bool = False) -> Safe:
    """Text that may be shown. Drops control, bidi, invisible and tag characters and lone surrogates.

    `one_line` also turns line ends and tabs into one space each.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if one_line:
        text = text.replace("\n", " ").replace("\t", " ")
    return Safe(_DROPPED.sub("", text))

"""What holds of every answer, whatever went in."""

from __future__ import annotations

import re

from core.mail.as_json import message_json
from core.mail.message import Message
from core.text import clean

ACTS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2028\u2029\u2060-\u2069\u061c\ufeff"
    "\U000e0000-\U000e007f\ud800-\udfff]"
)
"""Written out here once more on purpose: a hole in the gate must not be a hole in its test."""


def hold_text(text: str, *, one_line: bool = False) -> None:
    """A text may be shown: nothing acts, and cleaning it again changes nothing."""
    assert isinstance(text, str)
    assert not ACTS.search(text), ascii(text)
    assert clean(text) == text
    if one_line:
        assert "\n" not in text
        assert "\t" not in text


def hold_message(message: Message) -> None:
    """The contract of `mado parse`: clean texts, the types of its JSON."""
    people = [*message.to, *message.cc, *message.reply_to, *([message.sender] if message.sender else [])]
    for line in [message.subject, *(t for p in people for t in (p.name, p.address))]:
        hold_text(line, one_line=True)
    for text in (message.text, message.reply_text, *message.warnings, *message.references):
        hold_text(text)
    for file in message.attachments:
        hold_text(file.filename, one_line=True)
        assert file.filename
        assert file.size >= 0
    assert message.date is None or message.date.tzinfo is not None
    shape = message_json(message)
    assert isinstance(shape["auto_submitted"], bool)
    assert isinstance(shape["charset_repaired"], bool)
    for name in ("references", "to", "cc", "reply_to", "attachments", "warnings"):
        assert isinstance(shape[name], list)
    if shape["bounce"] is not None:
        assert set(shape["bounce"]) == {"recipient", "status", "action"}
        assert shape["bounce"]["status"] is None or re.fullmatch(
            r"[245]\.\d{1,3}\.\d{1,3}", shape["bounce"]["status"]
        )

"""What holds of every answer, whatever went in."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any, Final

from core.mail.as_json import message_json
from core.mail.message import Message
from core.text import clean

ACTS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2028\u2029\u2060-\u2069\u061c\ufeff"
    "\U000e0000-\U000e007f\ud800-\udfff]"
)
"""Written out here once more on purpose: a hole in the gate must not be a hole in its test."""


_TEXTS: Final = ("subject", "text", "reply_text")
_OPTIONAL_TEXTS: Final = ("message_id", "in_reply_to")
_LISTS: Final = ("references", "to", "cc", "reply_to", "attachments", "warnings")
_FLAGS: Final = ("auto_submitted", "charset_repaired")


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
    hold_contract(message_json(message))


def hold_contract(shape: dict[str, Any]) -> None:
    """An object of `mado parse --json`: exactly the keys of the contract, each of its type, each in its form."""
    assert set(shape) == {*_TEXTS, *_LISTS, *_FLAGS, *_OPTIONAL_TEXTS, "from", "date", "bounce"}
    for name in _TEXTS:
        assert type(shape[name]) is str
    for name in _LISTS:
        assert type(shape[name]) is list
    for name in _FLAGS:
        assert type(shape[name]) is bool
    for name in _OPTIONAL_TEXTS:
        assert shape[name] is None or type(shape[name]) is str
    for each in (shape["message_id"], shape["in_reply_to"], *shape["references"]):
        outside = re.sub(r'"[^"]*"(?=@)', "", each or "")  # a quoted local part may hold spaces (RFC 5322, 3.6.4)
        assert each is None or (each and not re.search(r"[\s<>]", outside)), each
    for person in (*shape["to"], *shape["cc"], *shape["reply_to"], *([shape["from"]] if shape["from"] else [])):
        _hold_person(person)
    assert shape["from"] is None or type(shape["from"]) is dict
    assert shape["date"] is None or datetime.fromisoformat(shape["date"]).tzinfo is not None
    for file in shape["attachments"]:
        _hold_file(file)
    assert all(type(warning) is str and warning for warning in shape["warnings"])
    if shape["bounce"] is not None:
        _hold_bounce(shape["bounce"])


def _hold_person(person: dict[str, Any]) -> None:
    assert set(person) == {"name", "address"}
    assert all(type(value) is str for value in person.values())
    assert person["name"] or person["address"]


def _hold_file(file: dict[str, Any]) -> None:
    assert set(file) == {"filename", "content_type", "size", "sha256", "inline"}
    assert type(file["filename"]) is str and file["filename"]
    assert re.fullmatch(r"[^\s/]+/[^\s/]+", file["content_type"]), file["content_type"]
    assert type(file["size"]) is int and file["size"] >= 0
    assert re.fullmatch(r"[0-9a-f]{64}", file["sha256"])
    assert type(file["inline"]) is bool


def _hold_bounce(bounce: dict[str, Any]) -> None:
    assert set(bounce) == {"recipient", "status", "action"}
    assert bounce["recipient"] is None or (type(bounce["recipient"]) is str and "@" in bounce["recipient"])
    assert bounce["status"] is None or re.fullmatch(r"[245]\.\d{1,3}\.\d{1,3}", bounce["status"])
    assert type(bounce["action"]) is str and bounce["action"]

"""What a message says, as data: the result of reading one RFC 5322 message (see `core/mail/parse.py`)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Address:
    """A mail address with its display name, both clean; `name` may be empty."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """A part that is not the readable body. `part` is its IMAP part number ("2.1"), `sha256` of its decoded bytes."""

    filename: str
    content_type: str
    size: int
    sha256: str
    inline: bool
    part: str


@dataclass(frozen=True, slots=True)
class Bounce:
    """A delivery report (RFC 3464 or a provider's own form) on one of our messages."""

    recipient: str | None
    status: str | None
    action: str
    original_message_id: str | None = None


class Message(NamedTuple):
    """One message as read. All text is clean (core/text.py). Message ids stand without angle brackets.

    `text` is the whole body as readable text; `reply_text` what this person newly wrote (no quoted
    history, no signature). `charset` is the charset the text body came in (lower case), used to
    answer in kind. `warnings` says, in English words, what was repaired or left out.
    """

    message_id: str | None
    in_reply_to: str | None
    references: tuple[str, ...]
    subject: str
    sender: Address | None
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    reply_to: tuple[Address, ...]
    date: datetime | None
    text: str
    reply_text: str
    attachments: tuple[Attachment, ...] = ()
    auto_submitted: bool = False
    bounce: Bounce | None = None
    charset: str | None = None
    charset_repaired: bool = False
    list_id: str | None = None
    warnings: tuple[str, ...] = ()


def nothing_read(reason: str) -> Message:
    """What stands for a message of which nothing can be read, with the reason (clean text) as its warning."""
    return Message(None, None, (), "", None, (), (), (), None, "", "", warnings=(reason,))

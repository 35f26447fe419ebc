"""What stands in a ticket, oldest first: messages, notes and events."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from core.mail.message import Address, Attachment, Bounce


@dataclass(frozen=True, slots=True)
class MessageEntry:
    """A message in a ticket. `id` is its record id; `raw` the sha256 of its exact bytes.

    `name` is what it is called in the log, the same on every replica; "" before it has left.
    `state` is "sent" for everything that has left or come in, else the outbox's word for it.
    """

    id: int
    at: datetime
    by: str
    message_id: str | None
    direction: Literal["in", "out"]
    sender: Address | None
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    reply_to: tuple[Address, ...]
    subject: str
    text: str
    reply_text: str
    attachments: tuple[Attachment, ...]
    auto_submitted: bool
    bounce: Bounce | None
    warnings: tuple[str, ...]
    raw: str
    state: str = "sent"
    charset: str | None = None
    name: str = ""
    kind: Literal["message"] = "message"


@dataclass(frozen=True, slots=True)
class NoteEntry:
    """A note for the team."""

    id: str
    at: datetime
    by: str
    text: str
    kind: Literal["note"] = "note"


@dataclass(frozen=True, slots=True)
class EventEntry:
    """A decision, e.g. event "status" with data {"status": "solved"}."""

    id: str
    at: datetime
    by: str
    event: str
    data: Mapping[str, Any]
    kind: Literal["event"] = "event"


Entry = MessageEntry | NoteEntry | EventEntry

"""Small messages for tests of the desk, built as text so that a reader sees what is sent."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime

from core.arrivals import Arrival, Place, Role

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
US = "support@shop.example"


def mail(
    number: int,
    *,
    sender: str = "Hanako <hanako@customer.example>",
    to: str = US,
    subject: str = "Where is my parcel?",
    body: str = "Hello, where is it?",
    refs: tuple[int, ...] = (),
    headers: dict[str, str] | None = None,
) -> bytes:
    """Message `number`, with Message-ID `<mN@customer.example>`, sent N minutes past noon."""
    message = EmailMessage()
    message["From"] = sender
    message["To"] = to
    message["Subject"] = subject
    message["Date"] = format_datetime(NOON + timedelta(minutes=number))
    message["Message-ID"] = name(number)
    if refs:
        message["In-Reply-To"] = name(refs[-1])
        message["References"] = " ".join(name(r) for r in refs)
    for key, value in (headers or {}).items():
        message[key] = value
    message.set_content(body)
    return message.as_bytes()


def name(number: int) -> str:
    """The Message-ID of message `number`."""
    return f"<m{number}@customer.example>"


def arrival(
    uid: int, raw: bytes, *, role: Role = "inbox", folder: str = "INBOX", flags: tuple[str, ...] = ()
) -> Arrival:
    """A message as the network hands it over."""
    return Arrival(Place("support", folder, 1, uid), role, flags, NOON + timedelta(minutes=uid), raw)

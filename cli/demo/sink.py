"""The SMTP end of the embedded servers: takes every mail, keeps it, and tells who waits for it."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

_MESSAGE_ID = re.compile(rb"(?im)^message-id:\s*<([^<>\s]+)>")


@dataclass(frozen=True, slots=True)
class Envelope:
    """One mail as it was handed over: envelope addresses and the exact bytes after DATA."""

    sender: str
    recipients: tuple[str, ...]
    raw: bytes
    at: datetime

    @property
    def message_id(self) -> str | None:
        """The Message-ID without angle brackets; None where the header has none."""
        found = _MESSAGE_ID.search(self.raw.split(b"\r\n\r\n", 1)[0])
        return found[1].decode("ascii", "replace") if found else None


class Sink:
    """Every mail that was sent. Usable from any thread.

    `refusals` maps a recipient's address (lower case) to the answer it gets, e.g.
    "550 5.1.1 No such user"; everybody else is accepted. `listener` is called in the
    servers' thread with each envelope, after it was recorded.
    """

    def __init__(self) -> None:
        self.refusals: dict[str, str] = {}
        self.listener: Callable[[Envelope], None] | None = None
        self._arrived = threading.Condition()
        self._envelopes: list[Envelope] = []

    @property
    def envelopes(self) -> tuple[Envelope, ...]:
        """What came so far, oldest first."""
        with self._arrived:
            return tuple(self._envelopes)

    def add(self, envelope: Envelope) -> None:
        """Record a mail and wake who waits."""
        with self._arrived:
            self._envelopes.append(envelope)
            self._arrived.notify_all()
        if self.listener is not None:
            self.listener(envelope)

    def wait(self, predicate: Callable[[Envelope], bool] = lambda _: True, timeout: float = 5.0) -> Envelope | None:
        """The first envelope that fits, already here or coming within `timeout` seconds; else None."""
        deadline = time.monotonic() + timeout
        with self._arrived:
            looked_at = 0
            while True:
                for envelope in self._envelopes[looked_at:]:
                    if predicate(envelope):
                        return envelope
                looked_at = len(self._envelopes)
                left = deadline - time.monotonic()
                if left <= 0 or not self._arrived.wait(left):
                    return None


class SinkHandler:
    """aiosmtpd's hooks; their names and arguments are its interface."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        """Accept a recipient, or give the answer written down for it."""
        refusal = self._sink.refusals.get(address.lower())
        if refusal:
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """Take the mail."""
        raw = envelope.original_content or b""
        self._sink.add(Envelope(envelope.mail_from or "", tuple(envelope.rcpt_tos), raw, datetime.now(UTC)))
        return "250 2.0.0 OK: taken"


def smtp_protocol(sink: Sink, user: str, password: str, size_limit: int) -> SMTP:
    """One SMTP connection's protocol. Logging in is optional; a wrong password is refused (RFC 4954)."""

    def authenticate(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        fits = isinstance(data, LoginPassword) and data.login == user.encode() and data.password == password.encode()
        return AuthResult(success=fits, handled=False, auth_data=data if fits else None)

    return SMTP(
        SinkHandler(sink),
        hostname="localhost",
        ident="demo",
        authenticator=authenticate,
        auth_require_tls=False,
        data_size_limit=size_limit,
        enable_SMTPUTF8=True,
    )

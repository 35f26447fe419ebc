"""The mailbox of a team under torture, as its colleagues' processes know it."""

from __future__ import annotations

from config.settings import Mailbox, Server


def torture_mailbox(user: str, port: int, smtp: int = 0) -> Mailbox:
    """A mailbox on loopback; it sends nothing where no port for sending is given."""
    imap, away = Server("127.0.0.1", port, "none"), Server("127.0.0.1", smtp, "none") if smtp else None
    return Mailbox("support", "support@shop.example", imap, away, user)

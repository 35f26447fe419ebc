"""The mailbox of a team under torture, as its colleagues' processes know it."""

from __future__ import annotations

from config.settings import Mailbox, Server


def torture_mailbox(user: str, port: int) -> Mailbox:
    """A mailbox on loopback that sends nothing."""
    return Mailbox("support", "support@shop.example", Server("127.0.0.1", port, "none"), None, user)

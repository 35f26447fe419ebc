"""What can go wrong on an IMAP line, as exceptions for our own code; `explain.py` puts them into words for people."""

from __future__ import annotations

import re

_CODE = re.compile(r"\s*\[([A-Za-z0-9._-]+)[ \]]")


class ImapTrouble(Exception):
    """Base of everything that this layer raises itself. OSError and ssl.SSLError may come besides."""


class LineLost(ImapTrouble):
    """The connection is gone: end of file, reset, time-out, or the server said BYE (`bye` has its text)."""

    def __init__(self, reason: str, *, timed_out: bool = False, bye: str | None = None) -> None:
        super().__init__(reason)
        self.timed_out = timed_out
        self.bye = bye


class Rubbish(ImapTrouble):
    """The server sent what is not IMAP; the connection cannot be used any more."""


class Refusal(ImapTrouble):
    """The server answered NO or BAD. `text` is its own text, not yet clean; the connection lives."""

    def __init__(self, command: str, status: str, text: str) -> None:
        super().__init__(f"{command}: {status}")
        self.command = command
        self.status = status
        self.text = text

    @property
    def code(self) -> str:
        """The response code in brackets, upper case (RFC 3501 7.1, RFC 5530), or ""."""
        found = _CODE.match(self.text)
        return found[1].upper() if found else ""


class LoginRefused(Refusal):
    """The server does not take this user with this password."""


class StartTlsMissing(ImapTrouble):
    """STARTTLS is asked for and not on offer: nothing was sent (RFC 8314: never fall back to plain)."""


class PreAuthenticated(ImapTrouble):
    """The server let us in before we said who we are (PREAUTH, RFC 3501 7.1.4): whose mailbox it is nobody knows."""


class LoginDisabled(ImapTrouble):
    """The server takes no password on this kind of connection (RFC 3501 6.2.3, LOGINDISABLED)."""


class TokensNotTaken(ImapTrouble):
    """The settings say OAuth2, and the server offers neither OAUTHBEARER nor XOAUTH2."""


class PlainForbidden(ImapTrouble):
    """Security "none" is set for a host that is not this machine."""


class NotALiteral(ValueError):
    """A value with CR, LF or NUL was about to become part of a command; it was not sent."""

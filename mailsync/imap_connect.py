"""Opening a line to a mailbox: name, TCP, TLS, login. IMAPClient does these; our Wire takes over after them.

Rules (RFC 8314, NO STARTTLS): implicit TLS unless the admin says otherwise; STARTTLS is never optional;
plain text only to this very machine; certificates are verified, there is no switch to ignore them.
"""

from __future__ import annotations

import contextlib
import ipaddress
import re
import socket
import ssl
from dataclasses import dataclass
from typing import TYPE_CHECKING

from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import CapabilityError, IMAPClientAbortError, IMAPClientError, LoginError

from config.settings import Mailbox, Server
from mailsync.imap_errors import (
    ImapTrouble,
    LineLost,
    LoginDisabled,
    LoginRefused,
    NotALiteral,
    PlainForbidden,
    PreAuthenticated,
    Refusal,
    Rubbish,
    StartTlsMissing,
    TokensNotTaken,
)
from mailsync.imap_wire import Wire
from mailsync.tls import context_for

if TYPE_CHECKING:
    from mailsync.oauth import TokenSource

_PLAIN_WORD = re.compile(r"[!#$&'+,\-./0-9:;<=>?@A-Z^_`a-z|~]+\Z")
_PLAIN_TEXT = re.compile(r"[ -~]+\Z")
_NEVER = re.compile(r"[\x00\r\n]")


@dataclass(frozen=True, slots=True)
class Timeouts:
    """How long to wait for a server, in seconds: for the connection, and for each piece of an answer."""

    connect: float = 15.0
    read: float = 60.0


@dataclass(frozen=True, slots=True)
class Line:
    """A logged-in connection: the wire, what the server can (upper case words), whether it is encrypted."""

    wire: Wire
    capabilities: frozenset[str]
    encrypted: bool
    _client: IMAPClient

    def can(self, *words: str) -> bool:
        """Whether the server announced all of these capabilities."""
        return self.capabilities.issuperset(words)

    def close(self) -> None:
        """Say LOGOUT if the line still lives, then drop it. Never raises."""
        with contextlib.suppress(ImapTrouble, OSError):
            self.wire.command(b"LOGOUT")
        self.drop()

    def drop(self) -> None:
        """Let go of the socket without a word. Never raises."""
        self.wire.close()
        try:
            self._client.shutdown()
        except OSError:
            # already closed
            return


def is_loopback(host: str) -> bool:
    """Whether a host is this machine for certain: "localhost" or a loopback address."""
    if host.lower() in {"localhost", "ip6-localhost"}:
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def open_line(mailbox: Mailbox, password: str, timeouts: Timeouts = Timeouts()) -> Line:  # noqa: B008 - frozen
    """Connect and log in. Raises ImapTrouble, OSError or ssl.SSLError; `explain.py` words them."""
    client = connect(mailbox.imap, timeouts)
    try:
        _log_in(client, mailbox, password)
        wire = Wire(client.socket(), read_timeout=timeouts.read)
        capabilities = _capabilities(wire)
        wire.literal_plus = bool(capabilities & {"LITERAL+"})
        if capabilities >= {"ENABLE", "QRESYNC"}:
            # from here on the server names what is expunged by UID
            _enable_qresync(wire)
        if mailbox.imap.compress and "COMPRESS=DEFLATE" in capabilities:
            wire.compress()
        return Line(wire, capabilities, mailbox.imap.security != "none", client)
    except BaseException:
        _abandon(client)
        raise


def connect(server: Server, timeouts: Timeouts) -> IMAPClient:
    """Connect, secure, and read the greeting; nothing of ours is said yet. Raises as `open_line`."""
    if server.security == "none" and not is_loopback(server.host):
        raise PlainForbidden(server.host)
    implicit = server.security == "tls"
    context = None if server.security == "none" else context_for(server)
    try:
        client = IMAPClient(
            server.host,
            server.port,
            ssl=implicit,
            ssl_context=context if implicit else None,
            timeout=SocketTimeout(timeouts.connect, timeouts.read),
        )
    except IMAPClientAbortError as error:
        raise _aborted(error) from error
    except IMAPClientError as error:
        raise _greeting_trouble(error) from error
    # IMAPClient formats every answer for its log otherwise, at half the cost of a sync
    client._imap.debug = 0
    try:
        client.socket().setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        client.socket().setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        if server.security == "starttls":
            _start_tls(client, context)
    except BaseException:
        _abandon(client)
        raise
    return client


def _start_tls(client: IMAPClient, context: ssl.SSLContext | None) -> None:
    try:
        client.starttls(context)
    except CapabilityError as error:
        raise StartTlsMissing(client.host) from error
    except IMAPClientAbortError as error:
        raise LineLost(str(error)) from error
    except IMAPClientError as error:
        # refused, or the server said PREAUTH before any encryption
        raise StartTlsMissing(client.host) from error


def _log_in(client: IMAPClient, mailbox: Mailbox, password: str) -> None:
    if _NEVER.search(mailbox.user) or _NEVER.search(password):
        raise NotALiteral("user and password may hold no line end and no NUL")
    if client._imap.state == "AUTH":
        raise PreAuthenticated(mailbox.imap.host)
    try:
        announced = {word.decode("ascii", "replace").upper() for word in client.capabilities()}
        if mailbox.oauth is not None:
            # here, because only who signs in that way needs it
            from mailsync.oauth import token_source

            _with_token(client, mailbox, token_source(mailbox), announced)
        else:
            _with_password(client, mailbox, password, announced)
    except LoginError as error:
        raise _login_trouble(error) from error
    except IMAPClientAbortError as error:
        raise _aborted(error) from error
    except IMAPClientError as error:
        raise Rubbish(str(error)) from error


def _with_password(client: IMAPClient, mailbox: Mailbox, password: str, announced: set[str]) -> None:
    if _PLAIN_WORD.match(mailbox.user) and _PLAIN_TEXT.match(password) and "LOGINDISABLED" not in announced:
        client.login(mailbox.user, password)
    elif "AUTH=PLAIN" in announced:
        client.plain_login(mailbox.user, password)
    elif "LOGINDISABLED" in announced:
        raise LoginDisabled(mailbox.imap.host)
    else:
        raise LoginRefused("LOGIN", "NO", "these characters need AUTH=PLAIN, which the server has not")


def _with_token(client: IMAPClient, mailbox: Mailbox, token: TokenSource | None, announced: set[str]) -> None:
    """OAUTHBEARER (RFC 7628), else XOAUTH2; a token that was refused is renewed once, then it is an error."""
    assert token is not None
    bearer = "AUTH=OAUTHBEARER" in announced
    if not bearer and "AUTH=XOAUTH2" not in announced:
        raise TokensNotTaken(mailbox.imap.host)
    login = client.oauthbearer_login if bearer else client.oauth2_login
    try:
        login(mailbox.user, token(False))
    except LoginError as error:
        if isinstance(error.__context__, IMAPClientAbortError):
            raise
        login(mailbox.user, token(True))


def _login_trouble(error: LoginError) -> ImapTrouble:
    # IMAPClient makes a LoginError of a lost line, too
    cause = error.__context__
    if isinstance(cause, IMAPClientAbortError):
        return _aborted(cause)
    return LoginRefused("LOGIN", "NO", _unwrapped(str(error)))


def _greeting_trouble(error: IMAPClientError) -> LineLost | Rubbish:
    said = error.args[0] if error.args else b""
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    if text.upper().startswith("* BYE"):
        return LineLost("the server refused the connection", bye=text[5:].strip())
    return Rubbish(text)


def _aborted(error: IMAPClientError) -> LineLost | Rubbish:
    """imaplib reports a BYE by its bare text, everything else with a word of its own before it."""
    text = str(error)
    own = re.match(r"(?:command: \w+ => )?(socket error|unexpected|TLS )", text)
    if own is None:
        return LineLost("the server refused the connection", bye=_unwrapped(text))
    return LineLost(text) if own[1] == "socket error" else Rubbish(text)


def _unwrapped(text: str) -> str:
    """A server's text without the words and the quotes imaplib puts around it."""
    inner = text.split("=> ", 1)[-1].strip()
    return inner[2:-1] if inner[:2] in {"b'", 'b"'} else inner


def _capabilities(wire: Wire) -> frozenset[str]:
    words: list[str] = []
    for row in wire.command(b"CAPABILITY"):
        if row.text[:11].upper() == b"CAPABILITY ":
            words += row.text[11:].decode("ascii", "replace").upper().split()
    return frozenset(words)


def _enable_qresync(wire: Wire) -> None:
    """ENABLE QRESYNC (RFC 7162 3.2.3). A server that promised it and refuses is read without."""
    with contextlib.suppress(Refusal):
        wire.command(b"ENABLE", b"QRESYNC")


def _abandon(client: IMAPClient) -> None:
    try:
        client.shutdown()
    except OSError:
        # the socket is gone already
        return

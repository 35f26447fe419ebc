"""One SMTP connection that knows how far it has got (RFC 5321, 3207, 4954, 1870, 6531).

smtplib's own sendmail raises the same exception whether the line fell before the final dot (nothing was
accepted) or after it (perhaps everything was). So its pieces are driven one by one here, and `deliver`
tells the caller before the dot leaves.
"""

from __future__ import annotations

import base64
import contextlib
import re
import select
import smtplib
import socket
import ssl
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from types import TracebackType
from typing import Self

from config.errors import MadoError
from config.languages import translator
from config.settings import Server
from core.outcome import Outcome
from mailsync.explain import server_text
from mailsync.imap_connect import is_loopback
from mailsync.imap_errors import ImapTrouble, PlainForbidden, StartTlsMissing
from mailsync.oauth import TokenSource
from mailsync.smtp_explain import explain_smtp
from mailsync.tls import context_for

_ = translator("mailsync")
# The name we greet with. It ends up in Received headers, so it says nothing about the agent's machine.
_OUR_NAME = "[127.0.0.1]"
_LOST = (OSError, smtplib.SMTPException, ValueError)
# Linux: what is sent so waits a little for what follows (at most 200 ms). Larger bodies go out as they are, so that a
# server that gives up in the middle of one is heard before the dot.
_HELD = getattr(socket, "MSG_MORE", 0)
_SHORT = 16 * 1024


@dataclass(frozen=True, slots=True)
class SmtpTimeouts:
    """How long to wait, in seconds: for the connection, for an answer, for the answer to the final dot."""

    connect: float = 15.0
    answer: float = 60.0
    dot: float = 300.0


@dataclass(frozen=True, slots=True)
class Parcel:
    """One mail to be handed over: whose it is (an outbox id), and its envelope and bytes."""

    id: str
    sender: str
    recipients: tuple[str, ...]
    raw: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server said: its code (RFC 5321 4.2) and clean text that begins with it."""

    code: int
    text: str

    @property
    def good(self) -> bool:
        """It was accepted."""
        return 200 <= self.code < 300

    @property
    def later(self) -> bool:
        """It was not accepted now."""
        return 400 <= self.code < 500

    @property
    def never(self) -> bool:
        """It was refused for good."""
        return 500 <= self.code < 600


class SmtpLine:
    """A connection, greeted, secured and logged in. Use with `with`; entering raises MadoError only."""

    def __init__(
        self,
        server: Server,
        user: str,
        password: str,
        timeouts: SmtpTimeouts = SmtpTimeouts(),  # noqa: B008 - frozen
        *,
        token: TokenSource | None = None,
    ) -> None:
        self._token = token
        self._server = server
        self._user = user
        self._password = password
        self._timeouts = timeouts
        self._smtp: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        try:
            self._smtp = self._connected()
            self._prepare(self._smtp)
        except (MadoError, ImapTrouble, *_LOST) as error:
            self.close()
            raise explain_smtp(error, self._server, self._user) from error
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None and self._smtp is not None and self._smtp.sock is not None:
            with contextlib.suppress(*_LOST):
                self._smtp.quit()
        self.close()

    @property
    def alive(self) -> bool:
        """Whether another mail may be sent on this connection."""
        return self._smtp is not None and self._smtp.sock is not None

    @property
    def offers(self) -> Mapping[str, str]:
        """What the server says it can (EHLO): keywords in lower case, with their parameters."""
        return self._smtp.esmtp_features if self._smtp is not None else {}

    @property
    def sock(self) -> socket.socket | None:
        """The connection itself, to be looked at."""
        return self._smtp.sock if self._smtp is not None else None

    def explained(self, error: Exception) -> str:
        """The sentence for what the connection raised."""
        return explain_smtp(error, self._server, self._user).message

    def close(self) -> None:
        """Drop the connection without a word. Never raises."""
        if self._smtp is not None:
            with contextlib.suppress(*_LOST):
                self._smtp.close()

    # mails ---------------------------------------------------------------------------------
    def deliver_all(
        self, mails: Iterable[Parcel], before_dot: Callable[[Parcel, Mapping[str, str]], None]
    ) -> Iterator[tuple[Parcel, Outcome]]:
        """Hand mails over one after the other, each with what came of it, until the line ends.

        Where the server offers PIPELINING the envelope of the next mail travels with the last dot of this
        one (RFC 2920): one round trip a mail. `before_dot` is as in `deliver`.
        """
        if self._smtp is not None and self._smtp.has_extn("pipelining"):
            from mailsync.smtp_pipeline import pipelined

            yield from pipelined(self, self._smtp, mails, before_dot)
            return
        for mail in mails:
            if not self.alive:
                return
            yield mail, self.deliver(mail.sender, mail.recipients, mail.raw, partial(before_dot, mail))

    def deliver(
        self,
        sender: str,
        recipients: Sequence[str],
        raw: bytes,
        before_dot: Callable[[Mapping[str, str]], None],
    ) -> Outcome:
        """Hand one mail over. Never raises for what the server or the network does.

        `raw` has CRLF line ends only. `before_dot` is called once, when everything but the final dot has
        left, with the recipients turned away so far; if it raises, the mail is broken off unsent.
        """
        smtp = self._smtp
        if smtp is None or smtp.sock is None:
            return Outcome(later=dict.fromkeys(recipients, _("The connection is closed.")))
        wide = is_wide(sender, recipients, raw)
        if impossible := self.impossible(smtp, len(raw), wide):
            return Outcome(refused=dict.fromkeys(recipients, impossible), error=impossible, phase="connected")
        smtp.command_encoding = "utf-8" if wide else "ascii"
        try:
            return self._envelope(smtp, sender, recipients, raw, wide, before_dot)
        except _LOST as error:
            self.close()
            said = explain_smtp(error, self._server, self._user).message
            return Outcome(later=dict.fromkeys(recipients, said), error=said, phase="envelope")

    def _envelope(
        self,
        smtp: smtplib.SMTP,
        sender: str,
        recipients: Sequence[str],
        raw: bytes,
        wide: bool,
        before_dot: Callable[[Mapping[str, str]], None],
    ) -> Outcome:
        answer = self._say(smtp, mail_from(smtp, sender, len(raw), wide))
        if not answer.good:
            return self.turned_away(smtp, answer, recipients, "connected")
        accepted: list[str] = []
        refused: dict[str, str] = {}
        later: dict[str, str] = {}
        for recipient in recipients:
            answer = self._say(smtp, f"RCPT TO:<{recipient}>")
            if answer.good:
                accepted.append(recipient)
            elif answer.never:
                refused[recipient] = answer.text
            elif answer.code == 421:
                return self.turned_away(smtp, answer, recipients, "connected")
            else:
                later[recipient] = answer.text
        if not accepted:
            self.reset(smtp)
            return Outcome(refused=refused, later=later, phase="envelope")
        answer = self._say(smtp, "DATA")
        if answer.code != 354:
            rest = self.turned_away(smtp, answer, accepted, "envelope")
            return Outcome(
                refused={**refused, **rest.refused}, later={**later, **rest.later}, error=rest.error, phase="envelope"
            )
        self.send_body(smtp, raw, lambda: before_dot({**refused, **later}))
        return self.dot(smtp, tuple(accepted), refused, later)

    def send_body(self, smtp: smtplib.SMTP, raw: bytes, before_dot: Callable[[], None]) -> None:
        """Send all but the final dot, then let the caller write down that the dot follows.

        A short body waits in the system for its dot, and both reach the server as one piece.
        """
        if _HELD and len(raw) <= _SHORT and smtp.sock is not None and not isinstance(smtp.sock, ssl.SSLSocket):
            _send_held(smtp.sock, stuffed(raw))
        else:
            smtp.send(stuffed(raw))
        if smtp.sock is not None and readable(smtp.sock):
            # no server has anything to say here but that it gives up
            self.close()
            raise smtplib.SMTPServerDisconnected("closed in the body")
        try:
            before_dot()
        except BaseException:
            # Nothing may be accepted that was not written down first: the line is cut, the dot never leaves.
            self.close()
            raise

    def dot(
        self,
        smtp: smtplib.SMTP,
        accepted: tuple[str, ...],
        refused: Mapping[str, str],
        later: Mapping[str, str],
        behind: bytes = b"",
    ) -> Outcome:
        """The final dot and its answer. From here on silence means: nobody knows.

        `behind` is what travels with the dot: the next mail's envelope.
        """
        try:
            if smtp.sock is not None:
                smtp.sock.settimeout(self._timeouts.dot)
            smtp.send(b".\r\n" + behind)
            answer = self.answer(smtp)
            if smtp.sock is not None:
                smtp.sock.settimeout(self._timeouts.answer)
        except _LOST as error:
            self.close()
            why = explain_smtp(error, self._server, self._user).message
            said = _("{why} The mail had been handed over; whether it was accepted is unknown.").format(why=why)
            return Outcome(accepted, refused, later, said, unknown=True, phase="data")
        if answer.good:
            return Outcome(accepted, refused, later, phase="data")
        if answer.never or answer.later:
            rest = self.turned_away(smtp, answer, accepted, "data", reset=False)
            return Outcome((), {**refused, **rest.refused}, {**later, **rest.later}, rest.error, phase="data")
        self.close()
        said = _("{host} gave no clear answer ({said}).").format(host=self._server.host, said=answer.text)
        return Outcome(accepted, refused, later, said, unknown=True, phase="data")

    # pieces --------------------------------------------------------------------------------
    def _say(self, smtp: smtplib.SMTP, command: str) -> Answer:
        smtp.putcmd(command)
        return self.answer(smtp)

    def answer(self, smtp: smtplib.SMTP) -> Answer:
        """The server's next answer, clean. Raises what smtplib and the socket raise."""
        return _answer(*smtp.getreply())

    def turned_away(
        self, smtp: smtplib.SMTP, answer: Answer, recipients: Sequence[str], phase: str, *, reset: bool = True
    ) -> Outcome:
        """The server did not take the mail for these; for good (5xx), or not now (4xx and nonsense)."""
        if answer.code == 421 or not (answer.later or answer.never):
            self.close()
        elif reset:
            self.reset(smtp)
        said = _("{host} did not take the mail: {said}").format(host=self._server.host, said=answer.text)
        each = dict.fromkeys(recipients, answer.text)
        return Outcome(
            refused=each if answer.never else {}, later={} if answer.never else each, error=said, phase=phase
        )

    def reset(self, smtp: smtplib.SMTP) -> None:
        """Forget the mail that was begun; a line on which that fails is closed."""
        try:
            if not self._say(smtp, "RSET").good:
                self.close()
        except _LOST:
            self.close()

    def impossible(self, smtp: smtplib.SMTP, size: int, wide: bool) -> str:
        """Why the server will not take such a mail, known before anything is sent; "" where it may."""
        most = smtp.esmtp_features.get("size", "").split(" ")[0]
        if most.isascii() and most.isdigit() and 0 < int(most[:18]) < size:
            return _("The mail is {size} kB, {host} takes at most {most} kB; it was not sent.").format(
                size=-(-size // 1024), most=int(most[:18]) // 1024, host=self._server.host
            )
        if wide and not smtp.has_extn("smtputf8"):
            return _("{host} cannot send to addresses with characters beyond ASCII; it was not sent.").format(
                host=self._server.host
            )
        return ""

    def _connected(self) -> smtplib.SMTP:
        server = self._server
        if server.security == "none" and not is_loopback(server.host):
            raise PlainForbidden(server.host)
        if server.security == "tls":
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(
                server.host, server.port, _OUR_NAME, timeout=self._timeouts.connect, context=context_for(self._server)
            )
        else:
            smtp = smtplib.SMTP(server.host, server.port, _OUR_NAME, timeout=self._timeouts.connect)
        if smtp.sock is not None:
            smtp.sock.settimeout(self._timeouts.answer)
            # the final dot is a small write of its own: else it waits 40 ms for the body to be acknowledged
            smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return smtp

    def _prepare(self, smtp: smtplib.SMTP) -> None:
        smtp.ehlo_or_helo_if_needed()
        if self._server.security == "starttls":
            if not smtp.has_extn("starttls"):
                raise StartTlsMissing(self._server.host)
            smtp.starttls(context=context_for(self._server))
            smtp.ehlo_or_helo_if_needed()
        self._log_in(smtp)

    def _log_in(self, smtp: smtplib.SMTP) -> None:
        """Log in where the server offers it; a server that asks for no login gets no password."""
        if not self._user or not smtp.has_extn("auth"):
            return
        ways = smtp.esmtp_features["auth"].upper().split()
        if self._token is not None:
            self._log_in_with_token(smtp, self._token, ways)
            return
        user, secret = self._user.encode("utf-8"), self._password.encode("utf-8", "surrogateescape")
        if "PLAIN" in ways:
            answer = self._say(smtp, "AUTH PLAIN " + _b64(b"\0" + user + b"\0" + secret))
        elif "LOGIN" in ways:
            answer = self._say(smtp, "AUTH LOGIN")
            for part in (user, secret):
                if answer.code == 334:
                    answer = self._say(smtp, _b64(part))
        elif "CRAM-MD5" in ways:
            smtp.user, smtp.password = self._user, self._password
            answer = Answer(*smtp.auth("CRAM-MD5", smtp.auth_cram_md5)[:1], "")
        else:
            said = _("{host} offers no way of logging in that is known here ({ways}).")
            raise MadoError(said.format(host=self._server.host, ways=server_text(" ".join(ways))), code="smtp_login")
        if not answer.good:
            raise smtplib.SMTPAuthenticationError(answer.code, answer.text)

    def _log_in_with_token(self, smtp: smtplib.SMTP, token: TokenSource, ways: list[str]) -> None:
        """OAUTHBEARER (RFC 7628), else XOAUTH2; a token that was refused is renewed once."""
        known = next((way for way in ("OAUTHBEARER", "XOAUTH2") if way in ways), None)
        if known is None:
            said = _("{host} offers no way of signing in with OAuth2 ({ways}); no token was sent.")
            raise MadoError(said.format(host=self._server.host, ways=server_text(" ".join(ways))), code="smtp_login")
        for renew in (False, True):
            answer = self._say(smtp, f"AUTH {known} {_b64(_bearer(known, self._user, token(renew)))}")
            if answer.code == 334:
                # what is wrong stands in there; an empty answer ends the exchange
                answer = self._say(smtp, _b64(b"\x01") if known == "OAUTHBEARER" else "")
            if answer.good:
                return
        raise smtplib.SMTPAuthenticationError(answer.code, answer.text)


@lru_cache(maxsize=64)
def _answer(code: int, said: bytes) -> Answer:
    text = server_text(said.decode("utf-8", "replace"))
    return Answer(code, f"{code} {text}".strip() if code > 0 else text)


def _bearer(way: str, user: str, token: str) -> bytes:
    if way == "OAUTHBEARER":
        name = user.replace("=", "=3D").replace(",", "=2C")
        return f"n,a={name},\x01auth=Bearer {token}\x01\x01".encode()
    return f"user={user}\x01auth=Bearer {token}\x01\x01".encode()


def is_wide(sender: str, recipients: Sequence[str], raw: bytes) -> bool:
    """Whether a mail needs SMTPUTF8 (RFC 6531)."""
    return not all(a.isascii() for a in (sender, *recipients)) or not _head(raw).isascii()


def mail_from(smtp: smtplib.SMTP, sender: str, size: int, wide: bool) -> str:
    """The MAIL command with the options that this server takes."""
    options = f" SIZE={size}" if smtp.has_extn("size") else ""
    return f"MAIL FROM:<{sender}>{options}" + (" SMTPUTF8 BODY=8BITMIME" if wide else "")


def _send_held(sock: socket.socket, data: bytes) -> None:
    left = memoryview(data)
    while left:
        left = left[sock.send(left, _HELD) :]


def readable(sock: socket.socket) -> bool:
    """Whether the other side has said something, or closed, unread. Under TLS bytes may mean nothing: then False."""
    return not isinstance(sock, ssl.SSLSocket) and bool(select.select([sock], [], [], 0)[0])


def stuffed(raw: bytes) -> bytes:
    """A mail as DATA carries it: a dot before every line that begins with one (RFC 5321 4.5.2), CRLF last."""
    data = re.sub(rb"(?m)^\.", b"..", raw)
    return data if data.endswith(b"\r\n") else data + b"\r\n"


def try_sending(server: Server, user: str, password: str, token: TokenSource | None = None) -> str:
    """Connect and log in, send nothing; the sentence for `mado check`. Raises MadoError."""
    with SmtpLine(server, user, password, token=token):
        return _("{host} is ready to send.").format(host=server.host)


def _b64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _head(raw: bytes) -> bytes:
    return raw.partition(b"\r\n\r\n")[0]

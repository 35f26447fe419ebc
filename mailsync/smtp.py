"""One SMTP connection that knows how far it has got (RFC 5321, 3207, 4954, 1870, 6531).

smtplib's own sendmail raises the same exception whether the line fell before the final dot (nothing was
accepted) or after it (perhaps everything was). So its pieces are driven one by one here, and `deliver`
tells the caller before the dot leaves.
"""

from __future__ import annotations

import base64
import contextlib
import re
import smtplib
import socket
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from config.errors import MadoError
from config.languages import translator
from config.settings import Server
from core.outcome import Outcome
from mailsync.explain import server_text
from mailsync.imap_connect import is_loopback, tls_context
from mailsync.imap_errors import ImapTrouble, PlainForbidden, StartTlsMissing
from mailsync.smtp_explain import explain_smtp

_ = translator("mailsync")
# The name we greet with. It ends up in Received headers, so it says nothing about the agent's machine.
_OUR_NAME = "[127.0.0.1]"
_LOST = (OSError, smtplib.SMTPException, ValueError)


@dataclass(frozen=True, slots=True)
class SmtpTimeouts:
    """How long to wait, in seconds: for the connection, for an answer, for the answer to the final dot."""

    connect: float = 15.0
    answer: float = 60.0
    dot: float = 300.0


@dataclass(frozen=True, slots=True)
class _Answer:
    code: int
    text: str

    @property
    def good(self) -> bool:
        return 200 <= self.code < 300

    @property
    def later(self) -> bool:
        return 400 <= self.code < 500

    @property
    def never(self) -> bool:
        return 500 <= self.code < 600


class SmtpLine:
    """A connection, greeted, secured and logged in. Use with `with`; entering raises MadoError only."""

    def __init__(
        self,
        server: Server,
        user: str,
        password: str,
        timeouts: SmtpTimeouts = SmtpTimeouts(),  # noqa: B008 - frozen
    ) -> None:
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

    def close(self) -> None:
        """Drop the connection without a word. Never raises."""
        if self._smtp is not None:
            with contextlib.suppress(*_LOST):
                self._smtp.close()

    # a mail --------------------------------------------------------------------------------
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
        wide = not all(a.isascii() for a in (sender, *recipients)) or not _head(raw).isascii()
        if impossible := self._impossible(smtp, len(raw), wide):
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
        options = f" SIZE={len(raw)}" if smtp.has_extn("size") else ""
        options += " SMTPUTF8 BODY=8BITMIME" if wide else ""
        answer = self._say(smtp, f"MAIL FROM:<{sender}>{options}")
        if not answer.good:
            return self._turned_away(smtp, answer, recipients, "connected")
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
                return self._turned_away(smtp, answer, recipients, "connected")
            else:
                later[recipient] = answer.text
        if not accepted:
            self._reset(smtp)
            return Outcome(refused=refused, later=later, phase="envelope")
        answer = self._say(smtp, "DATA")
        if answer.code != 354:
            rest = self._turned_away(smtp, answer, accepted, "envelope")
            return Outcome(
                refused={**refused, **rest.refused}, later={**later, **rest.later}, error=rest.error, phase="envelope"
            )
        smtp.send(stuffed(raw))
        try:
            before_dot({**refused, **later})
        except BaseException:
            # Nothing may be accepted that was not written down first: the line is cut, the dot never leaves.
            self.close()
            raise
        return self._dot(smtp, tuple(accepted), refused, later)

    def _dot(
        self, smtp: smtplib.SMTP, accepted: tuple[str, ...], refused: dict[str, str], later: dict[str, str]
    ) -> Outcome:
        """The final dot and its answer. From here on silence means: nobody knows."""
        try:
            if smtp.sock is not None:
                smtp.sock.settimeout(self._timeouts.dot)
            smtp.send(b".\r\n")
            answer = self._answer(smtp)
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
            rest = self._turned_away(smtp, answer, accepted, "data", reset=False)
            return Outcome((), {**refused, **rest.refused}, {**later, **rest.later}, rest.error, phase="data")
        self.close()
        said = _("{host} gave no clear answer ({said}).").format(host=self._server.host, said=answer.text)
        return Outcome(accepted, refused, later, said, unknown=True, phase="data")

    # pieces --------------------------------------------------------------------------------
    def _say(self, smtp: smtplib.SMTP, command: str) -> _Answer:
        smtp.putcmd(command)
        return self._answer(smtp)

    def _answer(self, smtp: smtplib.SMTP) -> _Answer:
        code, said = smtp.getreply()
        text = server_text(said.decode("utf-8", "replace"))
        return _Answer(code, f"{code} {text}".strip() if code > 0 else text)

    def _turned_away(
        self, smtp: smtplib.SMTP, answer: _Answer, recipients: Sequence[str], phase: str, *, reset: bool = True
    ) -> Outcome:
        """The server did not take the mail for these; for good (5xx), or not now (4xx and nonsense)."""
        if answer.code == 421 or not (answer.later or answer.never):
            self.close()
        elif reset:
            self._reset(smtp)
        said = _("{host} did not take the mail: {said}").format(host=self._server.host, said=answer.text)
        each = dict.fromkeys(recipients, answer.text)
        return Outcome(
            refused=each if answer.never else {}, later={} if answer.never else each, error=said, phase=phase
        )

    def _reset(self, smtp: smtplib.SMTP) -> None:
        try:
            if not self._say(smtp, "RSET").good:
                self.close()
        except _LOST:
            self.close()

    def _impossible(self, smtp: smtplib.SMTP, size: int, wide: bool) -> str:
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
                server.host, server.port, _OUR_NAME, timeout=self._timeouts.connect, context=tls_context()
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
            smtp.starttls(context=tls_context())
            smtp.ehlo_or_helo_if_needed()
        self._log_in(smtp)

    def _log_in(self, smtp: smtplib.SMTP) -> None:
        """Log in where the server offers it; a server that asks for no login gets no password."""
        if not self._user or not smtp.has_extn("auth"):
            return
        ways = smtp.esmtp_features["auth"].upper().split()
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
            answer = _Answer(*smtp.auth("CRAM-MD5", smtp.auth_cram_md5)[:1], "")
        else:
            said = _("{host} offers no way of logging in that is known here ({ways}).")
            raise MadoError(said.format(host=self._server.host, ways=server_text(" ".join(ways))), code="smtp_login")
        if not answer.good:
            raise smtplib.SMTPAuthenticationError(answer.code, answer.text)


def stuffed(raw: bytes) -> bytes:
    """A mail as DATA carries it: a dot before every line that begins with one (RFC 5321 4.5.2), CRLF last."""
    data = re.sub(rb"(?m)^\.", b"..", raw)
    return data if data.endswith(b"\r\n") else data + b"\r\n"


def try_sending(server: Server, user: str, password: str) -> str:
    """Connect and log in, send nothing; the sentence for `mado check`. Raises MadoError."""
    with SmtpLine(server, user, password):
        return _("{host} is ready to send.").format(host=server.host)


def _b64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _head(raw: bytes) -> bytes:
    return raw.partition(b"\r\n\r\n")[0]

"""Trying a mailbox for real, step by step, for `mado check`: what works, what does not, what to do then."""

from __future__ import annotations

import hashlib
import socket
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

from config.errors import MadoError
from config.languages import language, translator
from config.providers import provider_for
from config.settings import Mailbox, Server
from mailsync.explain import explain, server_text, without_kept
from mailsync.imap_connect import Timeouts, connect, open_line
from mailsync.login_hints import login_hint
from mailsync.oauth import token_source
from mailsync.probe_inside import Inside
from mailsync.smtp import SmtpLine, SmtpTimeouts
from mailsync.smtp_explain import explain_smtp
from mailsync.trials import Good, Step, Trial, run

_ = translator("mailsync")
_TIMEOUTS = Timeouts(connect=10.0, read=20.0)
_EXTRA_LINES = 3


def probe(mailbox: Mailbox, password: str, *, timeouts: Timeouts = _TIMEOUTS) -> Iterator[Step]:
    """Try everything in order: reading first, then sending. Raises nothing.

    Names: dns, connect, tls, login, folders, capabilities, connections, server_clock, filter, quota, team;
    send_dns, send_connect, send_tls, send_login, send_size. `quota` stands only where the server tells of one,
    `team` only where there is a team folder.
    """
    yield from _reading(mailbox, password, timeouts)
    if mailbox.smtp is None:
        yield Step("send_connect", None, _("No server for sending is set, so replies cannot leave."))
    else:
        yield from _sending(mailbox, mailbox.smtp, password, timeouts)


def _reading(mailbox: Mailbox, password: str, timeouts: Timeouts) -> Iterator[Step]:
    server = mailbox.imap
    inside = Inside(mailbox)
    allowed = timeouts.connect + timeouts.read

    def log_in() -> str:
        inside.begin(open_line(mailbox, password, timeouts))
        return _("{user} is logged in.").format(user=server_text(mailbox.user))

    trial = partial(Trial, needs=("login",), seconds=2 * allowed)
    trials = [
        Trial("dns", partial(_address, server), seconds=timeouts.connect),
        Trial("connect", partial(_connect, server, timeouts.connect), ("dns",), timeouts.connect + 1),
        Trial("tls", partial(_tls, server, timeouts), ("connect",), allowed),
        Trial("login", log_in, ("tls",), allowed),
        trial("folders", inside.folders),
        trial("capabilities", inside.capabilities),
        trial("connections", partial(_connections, mailbox, password, timeouts)),
        trial("server_clock", inside.clock, needs=("login", "folders")),
        trial("filter", inside.filter, needs=("login", "folders")),
    ]
    try:
        yield from run(trials, _worder(mailbox))
        if inside.tells_quota:
            yield from run([Trial("quota", inside.quota, seconds=allowed)], _worder(mailbox))
        if inside.has_team_folder:
            yield from run([Trial("team", inside.team, seconds=allowed)], _worder(mailbox))
    finally:
        inside.end()


def _sending(mailbox: Mailbox, server: Server, password: str, timeouts: Timeouts) -> Iterator[Step]:
    sender = _Sending(mailbox, server, password, SmtpTimeouts(timeouts.connect, timeouts.read))
    allowed = timeouts.connect + timeouts.read
    trials = [
        Trial("send_dns", partial(_address, server), seconds=timeouts.connect),
        Trial("send_connect", partial(_connect, server, timeouts.connect), ("send_dns",), timeouts.connect + 1),
        Trial("send_tls", sender.secure, ("send_connect",), allowed),
        Trial("send_login", sender.log_in, ("send_tls",), allowed),
        Trial("send_size", sender.size, ("send_tls",)),
    ]
    yield from run(trials, lambda error: _helped(mailbox, explain_smtp(error, server, mailbox.user)))


def _worder(mailbox: Mailbox) -> Callable[[Exception], MadoError]:
    return lambda error: _helped(mailbox, explain(error, mailbox.imap, user=mailbox.user))


def _helped(mailbox: Mailbox, told: MadoError) -> MadoError:
    """A refused login with what is known of this provider, and of what its server said."""
    told = without_kept(told)
    if told.code != "login_refused":
        return told
    provider = provider_for(mailbox.email)
    told.hint = login_hint(told.message, provider.hint if provider else "") or told.hint
    return told


def _address(server: Server) -> str:
    found = socket.getaddrinfo(server.host, server.port, type=socket.SOCK_STREAM)
    addresses = sorted({str(info[4][0]) for info in found})
    return _("{host} has the address {address}.").format(host=server.host, address=", ".join(addresses[:3]))


def _connect(server: Server, seconds: float) -> str:
    with socket.create_connection((server.host, server.port), seconds):
        return _("{host} takes connections on port {port}.").format(host=server.host, port=server.port)


def _tls(server: Server, timeouts: Timeouts) -> str:
    client = connect(server, timeouts)
    try:
        return _secured(client.socket())
    finally:
        client.shutdown()


def _secured(sock: object) -> str:
    """How a connection is secured, with the fingerprint that `tls_fingerprint` would pin."""
    if not isinstance(sock, ssl.SSLSocket):
        return _("Not encrypted: this machine only.")
    seen = hashlib.sha256(sock.getpeercert(binary_form=True) or b"").hexdigest()
    until = _day((sock.getpeercert() or {}).get("notAfter", ""))
    said = _("{version}; SHA-256 of the certificate: {fingerprint}").format(
        version=sock.version() or "TLS", fingerprint=seen
    )
    if not until:
        return said
    return said + ("" if language() == "ja" else " ") + _("(valid until {day})").format(day=until)


def _day(said: object) -> str:
    """The day of a certificate's time; "" where it has none."""
    try:
        return f"{datetime.fromtimestamp(ssl.cert_time_to_seconds(str(said)), UTC):%Y-%m-%d}"
    except ValueError:
        return ""


def _connections(mailbox: Mailbox, password: str, timeouts: Timeouts) -> str:
    """How many lines at a time the server allows: the console reads on one while a reply leaves by another."""
    more = []
    try:
        for _number in range(_EXTRA_LINES):
            more.append(open_line(mailbox, password, timeouts))
    except Exception as error:
        if not more:
            told = explain(error, mailbox.imap, user=mailbox.user)
            raise MadoError(
                _("A second connection at the same time is refused: {said}").format(said=told.message),
                hint=_("Too many connections: close other mail programs that use this mailbox, then try again."),
                code="too_many_connections",
            ) from error
    finally:
        for line in more:
            line.close()
    return _("{count} connections at a time work.").format(count=1 + len(more))


@dataclass
class _Sending:
    """The way a reply would leave, up to the point where the mail itself would follow."""

    mailbox: Mailbox
    server: Server
    password: str
    timeouts: SmtpTimeouts
    largest: int | None = None
    asks_login: bool = False

    def secure(self) -> str:
        with SmtpLine(self.server, "", "", self.timeouts) as line:
            size = line.offers.get("size", "").split(" ")[0]
            self.largest = int(size) if size.isascii() and size.isdigit() and len(size) < 19 else None
            self.asks_login = "auth" in line.offers
            return _secured(line.sock)

    def log_in(self) -> Good | str:
        if not self.asks_login:
            said = _("{host} asks for no login.").format(host=self.server.host)
            return Good(said, _("If it refuses the first reply, look at port and security: 465 tls or 587 starttls."))
        with SmtpLine(self.server, self.mailbox.user, self.password, self.timeouts, token=token_source(self.mailbox)):
            return _("{host} is ready to send.").format(host=self.server.host)

    def size(self) -> str:
        if not self.largest:
            return _("{host} names no limit for the size of a mail.").format(host=self.server.host)
        return _("Mails of up to {size} MB are taken.").format(size=self.largest // 1_000_000)

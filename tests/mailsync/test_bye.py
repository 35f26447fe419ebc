"""A server that goes away, or will not have us, at any point: what was fetched is kept and the next sync goes on."""

from __future__ import annotations

import re
import socket
import ssl
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.errors import ExitCode, MadoError
from config.settings import Mailbox, Server
from core.desk import Desk
from mailsync.explain import Throttled, explain
from mailsync.imap_connect import Timeouts, open_line
from mailsync.imap_errors import ImapTrouble
from mailsync.sync import sync_mailbox
from tests.mailsync.conftest import Sync
from tests.mailsync.desk_view import raws
from tests.servers.authority import make_authority
from tests.servers.daemon import PASSWORD
from tests.servers.dovecot import Dovecot
from tests.servers.fault_proxy import FaultProxy
from tests.servers.mail_maker import small
from tests.servers.other_client import OtherClient

pytestmark = pytest.mark.dovecot
MAIL = [small(n) for n in range(1, 7)]
POINTS = ("CAPABILITY", "LOGIN", "ENABLE", "LIST", "EXAMINE", "UID SEARCH", "UID FETCH")
QUICK = Timeouts(connect=2.0, read=1.0)


@pytest.mark.parametrize("closes", [True, False], ids=["and closes", "and stays silent"])
@pytest.mark.parametrize("point", POINTS)
def test_case_16_a_bye_at_any_point_is_said_with_its_words_and_loses_nothing(
    faulty: Sync, sync_desk: Desk, proxy: FaultProxy, other: OtherClient, point: str, closes: bool
) -> None:
    other.append(MAIL)

    said = b"* BYE Server \x1b[31mis going down\r\n"
    proxy.answer = lambda line: said if line.partition(b" ")[2].startswith(point.encode()) else None
    proxy.then_close = closes
    result = faulty()
    proxy.answer = None
    assert result.error is not None
    assert (result.error.code, result.error.exit_code) == ("server_closed", ExitCode.LATER)
    assert "is going down" in result.error.message
    assert "\x1b" not in result.error.message
    assert proxy.accepted <= 3
    assert faulty().error is None
    assert raws(sync_desk) == sorted(MAIL)


def test_a_bye_in_the_midst_of_a_fetch_keeps_the_messages_before_it(
    faulty: Sync, sync_desk: Desk, proxy: FaultProxy, other: OtherClient
) -> None:
    other.append(MAIL)
    proxy.replace = [(re.compile(rb"^\* 4 FETCH \(UID 4 FLAGS .*BODY"), b"* BYE Going down\r\n* 4 FETCH (UID 4 BODY")]
    proxy.answer = lambda line: proxy.replace.clear() if proxy.accepted == 2 else None
    result = faulty()
    assert (result.error, result.fetched, result.set_aside) == (None, len(MAIL), 0)
    fetches = [line for line in proxy.lines if b"BODY.PEEK[]" in line]
    assert not [line for line in fetches[1:] if re.search(rb"FETCH [123]\b", line)]
    assert raws(sync_desk) == sorted(MAIL)


@pytest.mark.parametrize(
    "refusal",
    [b"NO [LIMIT] Too many simultaneous connections", b"NO [ALERT] Too many simultaneous connections. (Failure)"],
)
def test_case_19_a_login_over_the_limit_of_connections_is_no_wrong_password(
    faulty: Sync, proxy: FaultProxy, refusal: bytes
) -> None:
    proxy.answer = lambda line: line.split()[0] + b" " + refusal + b"\r\n" if b" LOGIN " in line else None
    result = faulty()
    assert isinstance(result.error, Throttled)
    assert result.error.wait >= 600
    assert (proxy.accepted, result.error.exit_code) == (1, ExitCode.LATER)


def told(mailbox: Mailbox) -> MadoError:
    try:
        open_line(mailbox, PASSWORD, QUICK).close()
    except (ImapTrouble, OSError) as error:
        return explain(error, mailbox.imap, user=mailbox.user)
    raise AssertionError("it connected")


@pytest.mark.parametrize("security", ["none", "starttls"])
def test_a_server_that_lets_everybody_in_gets_neither_a_password_nor_a_question(
    dovecot: Dovecot, user: str, proxy: FaultProxy, security: str
) -> None:
    proxy.replace = [(re.compile(rb"^\* OK \["), b"* PREAUTH [")]
    mailbox = dovecot.mailbox(user, port=proxy.port, security="starttls" if security == "starttls" else "none")
    assert told(mailbox).code == ("preauthenticated" if security == "none" else "starttls_missing")
    assert not any(PASSWORD.encode() in line or b"EXAMINE" in line for line in proxy.lines)


def test_what_is_slipped_in_behind_starttls_is_not_believed(
    sync_desk: Desk, dovecot: Dovecot, user: str, proxy: FaultProxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    """CVE-2011-0411: what stands in the buffer when TLS begins came from whoever sits on the line."""
    monkeypatch.setenv("SSL_CERT_FILE", str(dovecot.authority))
    evil = b"* CAPABILITY IMAP4rev1 X-EVIL\r\n* OK [CAPABILITY IMAP4rev1 X-EVIL AUTH=PLAIN] hello\r\n"
    proxy.slip_in = (re.compile(rb"OK Begin TLS negotiation now.\r\n"), evil)
    mailbox = dovecot.mailbox(user, port=proxy.port, security="starttls")
    try:
        line = open_line(mailbox, PASSWORD, QUICK)
    except (ImapTrouble, OSError):
        # refusing such a line is right, too
        assert not any(PASSWORD.encode() in line for line in proxy.lines)
    else:
        assert line.encrypted
        assert not line.can("X-EVIL")
        line.close()
    assert proxy.slip_in is None, "it was slipped in"


@pytest.fixture
def expired() -> Iterator[tuple[int, Path]]:
    """A port whose certificate has expired, and the authority that signed it."""
    with tempfile.TemporaryDirectory() as name, socket.create_server(("127.0.0.1", 0)) as server:
        folder = Path(name)
        make_authority(folder, days=-1)
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(folder / "server.pem", folder / "server.key")

        def serve() -> None:
            try:
                client, _ = server.accept()
                with client:
                    context.wrap_socket(client, server_side=True)
            except OSError:
                return

        threading.Thread(target=serve, daemon=True).start()
        yield server.getsockname()[1], folder / "ca.pem"


def test_case_24_an_expired_certificate_names_the_clock_as_well(
    expired: tuple[int, Path], monkeypatch: pytest.MonkeyPatch, user: str
) -> None:
    port, authority = expired
    monkeypatch.setenv("SSL_CERT_FILE", str(authority))
    worded = told(Mailbox(user, f"{user}@example.com", Server("127.0.0.1", port, "tls"), None, user))
    assert worded.code == "tls_expired"
    assert "clock" in worded.hint


def test_case_14_a_server_that_falls_silent_in_the_midst_of_a_row_is_not_waited_for(
    sync_desk: Desk, via_proxy: Mailbox, proxy: FaultProxy, other: OtherClient
) -> None:
    other.append(MAIL)

    def drip(line: bytes) -> bytes | None:
        proxy.silent = b"UID FETCH" in line
        return b"* 1 FETCH (UID" if proxy.silent else None

    proxy.answer = drip
    result = sync_mailbox(sync_desk, via_proxy, PASSWORD, timeouts=Timeouts(connect=0.3, read=0.3))
    assert result.error is not None
    assert result.error.code == "timeout"
    assert result.seconds < 5

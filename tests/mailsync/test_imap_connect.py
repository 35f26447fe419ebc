"""Connecting to a real Dovecot, and what people are told when it does not come about."""

import re
import socket
import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest

from config.errors import ExitCode, MadoError
from config.settings import Mailbox, Security, Server
from mailsync.explain import explain
from mailsync.imap_connect import Timeouts, is_loopback, open_line
from mailsync.imap_errors import ImapTrouble, NotALiteral
from tests.servers.dovecot import PASSWORD, Dovecot
from tests.servers.fault_proxy import FaultProxy

pytestmark = pytest.mark.dovecot
QUICK = Timeouts(connect=2.0, read=1.0)


@pytest.fixture
def trusting(dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(dovecot.authority))


def told(mailbox: Mailbox, password: str = PASSWORD) -> MadoError:
    """What a person hears when this mailbox cannot be opened."""
    try:
        open_line(mailbox, password, QUICK).close()
    except (ImapTrouble, NotALiteral, OSError) as error:
        worded = explain(error, mailbox.imap, user=mailbox.user)
        assert worded.hint
        assert "\n" not in worded.message
        assert password not in worded.message + worded.hint
        return worded
    raise AssertionError("it connected")


def at(mailbox: Mailbox, **changes: object) -> Mailbox:
    return replace(mailbox, imap=replace(mailbox.imap, **changes))  # type: ignore[arg-type]  # from a test


@pytest.mark.usefixtures("trusting")
@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_a_trusted_server_is_reached_encrypted(dovecot: Dovecot, user: str, security: Security) -> None:
    port = dovecot.tls_port if security == "tls" else dovecot.port
    line = open_line(dovecot.mailbox(user, port=port, security=security), PASSWORD)
    assert line.encrypted
    assert line.can("IDLE")
    line.close()


def test_an_untrusted_certificate_is_refused_before_the_password(dovecot: Dovecot, user: str) -> None:
    worded = told(dovecot.mailbox(user, security="tls"))
    assert (worded.code, worded.exit_code) == ("tls_untrusted", ExitCode.FAILED)
    assert "the password was not sent" in worded.message


@pytest.mark.usefixtures("trusting")
def test_a_certificate_for_another_name_is_refused(dovecot: Dovecot, user: str) -> None:
    assert told(at(dovecot.mailbox(user, security="tls"), host="127.0.0.2")).code in {"tls_wrong_name", "refused"}


@pytest.mark.usefixtures("trusting")
def test_starttls_that_is_stripped_is_never_given_up_for_plain(
    dovecot: Dovecot, user: str, proxy: FaultProxy
) -> None:
    proxy.replace = [(re.compile(rb" STARTTLS"), b"")]
    worded = told(dovecot.mailbox(user, port=proxy.port, security="starttls"))
    assert worded.code == "starttls_missing"
    assert not any(b"LOGIN" in line or b"AUTHENTICATE" in line for line in proxy.lines)


def test_a_greeting_that_says_preauth_gets_no_password(dovecot: Dovecot, user: str, proxy: FaultProxy) -> None:
    proxy.replace = [(re.compile(rb"^\* OK \["), b"* PREAUTH [")]
    worded = told(dovecot.mailbox(user, port=proxy.port, security="starttls"))
    assert worded.code == "starttls_missing"
    assert not any(PASSWORD.encode() in line for line in proxy.lines)


def test_tls_to_a_port_that_speaks_none_is_explained(mailbox: Mailbox) -> None:
    worded = told(at(mailbox, security="tls"))
    assert (worded.code, worded.exit_code) == ("tls_refused", ExitCode.FAILED)


def test_plain_text_to_another_machine_is_a_wrong_setting(mailbox: Mailbox) -> None:
    worded = told(at(mailbox, host="mail.example.com"))
    assert (worded.code, worded.exit_code) == ("plain_forbidden", ExitCode.USAGE)


def test_a_wrong_password_is_said_with_the_servers_own_words(mailbox: Mailbox) -> None:
    worded = told(mailbox, "wrong")
    assert (worded.code, worded.exit_code) == ("login_refused", ExitCode.FAILED)
    assert "AUTHENTICATIONFAILED" in worded.message
    assert mailbox.user in worded.message


@pytest.mark.parametrize("password", ['quo"te', "back\\slash", "パスワード", "two words"])
def test_a_password_of_any_characters_is_only_wrong(mailbox: Mailbox, password: str) -> None:
    assert told(mailbox, password).code == "login_refused"


def test_a_password_with_a_line_end_is_never_sent(via_proxy: Mailbox, proxy: FaultProxy) -> None:
    assert told(via_proxy, "x\r\nA1 LOGOUT").exit_code == ExitCode.USAGE
    assert not any(b"LOGOUT" in line for line in proxy.lines)


def test_a_host_that_does_not_exist_means_try_later(mailbox: Mailbox) -> None:
    worded = told(at(mailbox, host="nowhere.invalid", security="tls"))
    assert (worded.code, worded.exit_code) == ("no_such_host", ExitCode.LATER)


def test_a_closed_port_means_try_later(mailbox: Mailbox) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    worded = told(at(mailbox, port=port))
    assert (worded.code, worded.exit_code) == ("refused", ExitCode.LATER)


@pytest.mark.parametrize(
    ("greeting", "code", "exit_code"),
    [
        (b"* BYE Too many connections\r\n", "throttled", ExitCode.LATER),
        (b"* BYE gone \x1b[31mhome\r\n", "server_closed", ExitCode.LATER),
        (b"220 smtp.example.com ESMTP\r\n", "rubbish", ExitCode.FAILED),
        (b"\x00\xff\xfe\r\n", "rubbish", ExitCode.FAILED),
        (b"", "line_lost", ExitCode.LATER),
    ],
    ids=["too many", "BYE", "another protocol", "noise", "nothing"],
)
def test_a_strange_greeting_is_explained(
    via_proxy: Mailbox, proxy: FaultProxy, greeting: bytes, code: str, exit_code: ExitCode
) -> None:
    proxy.greeting = greeting
    worded = told(via_proxy)
    assert (worded.code, worded.exit_code) == (code, exit_code)
    assert "\x1b" not in worded.message


def test_a_line_that_stays_silent_is_given_up(via_proxy: Mailbox, proxy: FaultProxy) -> None:
    proxy.silent = True
    worded = told(via_proxy)
    assert (worded.code, worded.exit_code) == ("timeout", ExitCode.LATER)


def test_a_server_that_takes_no_plain_password_gets_none(via_proxy: Mailbox, proxy: FaultProxy) -> None:
    proxy.replace = [(re.compile(rb"AUTH=\w+ ?"), b""), (re.compile(rb"LITERAL\+"), b"LITERAL+ LOGINDISABLED")]
    assert told(via_proxy).code == "login_disabled"
    assert not any(PASSWORD.encode() in line for line in proxy.lines)


@pytest.mark.parametrize(
    ("host", "here"),
    [("localhost", True), ("127.0.0.9", True), ("::1", True), ("localhost.example.com", False), ("10.0.0.1", False)],
)
def test_only_this_machine_counts_as_loopback(host: str, here: bool) -> None:
    assert is_loopback(host) is here


@pytest.fixture
def tls_server_of_rubbish() -> Iterator[int]:
    """A port that answers whatever comes with something that is not TLS."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            client, _ = server.accept()
            with client:
                client.recv(100)
                client.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

        threading.Thread(target=serve, daemon=True).start()
        yield server.getsockname()[1]


def test_a_web_server_on_the_tls_port_is_explained(mailbox: Mailbox, tls_server_of_rubbish: int) -> None:
    security: Security = "tls"
    wrong = replace(mailbox, imap=Server("127.0.0.1", tls_server_of_rubbish, security))
    assert told(wrong).code == "tls_refused"

"""One SMTP connection: what it says, what it never says, and that it knows how far it got."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.errors import ConfigError, MadoError, TryLater
from config.settings import Security, Server
from core.outcome import Outcome
from mailsync.smtp import SmtpLine, SmtpTimeouts, stuffed, try_sending
from tests.servers.authority import make_authority
from tests.servers.smtp_sink import SmtpSink

RAW = b"From: shop@example.jp\r\nTo: mary@example.com\r\nSubject: x\r\n\r\nHello.\r\n"
QUICK = SmtpTimeouts(connect=5, answer=5, dot=0.3)
TO = ("mary@example.com", "bob@example.com")


@pytest.fixture
def sink() -> Iterator[SmtpSink]:
    with SmtpSink() as running:
        yield running


def at(sink: SmtpSink, security: Security = "none", host: str = "127.0.0.1") -> Server:
    return Server(host, sink.port, security)


def send(sink: SmtpSink, raw: bytes = RAW, to: tuple[str, ...] = TO) -> tuple[Outcome, int]:
    """The outcome, and how often the final dot was announced."""
    announced: list[Mapping[str, str]] = []
    with SmtpLine(at(sink), "user", "secret", QUICK) as line:
        outcome = line.deliver("shop@example.jp", to, raw, announced.append)
    return outcome, len(announced)


def test_a_mail_arrives_byte_for_byte(sink: SmtpSink) -> None:
    outcome, announced = send(sink)
    assert outcome == Outcome(TO, {}, {}, phase="data")
    assert announced == 1
    assert [(m.sender, m.recipients, m.raw) for m in sink.mails] == [("shop@example.jp", TO, RAW)]


def test_the_greeting_does_not_name_this_machine(sink: SmtpSink) -> None:
    send(sink)
    assert sink.helo_names == ["[127.0.0.1]"]
    assert socket.gethostname() not in "".join(sink.helo_names)


def test_lines_that_begin_with_dots_arrive_unchanged(sink: SmtpSink) -> None:
    raw = RAW + b".\r\n..\r\n.x\r\n"
    send(sink, raw)
    assert sink.mails[0].raw == raw


@given(st.lists(st.sampled_from([b".", b"..", b"a", b"", b".\t"]), max_size=8))
def test_stuffing_can_be_undone_line_by_line(lines: list[bytes]) -> None:
    data = b"\r\n".join([b"x", *lines, b""])
    wire = stuffed(data)
    assert b"\r\n.\r\n" not in wire
    assert b"\r\n".join(x.removeprefix(b".") for x in wire.split(b"\r\n")) == data


@pytest.mark.parametrize("fault", ["drop_after_dot", "lose_after_dot", "silent_after_dot", "garbage_after_dot"])
def test_silence_after_the_dot_is_unknown(sink: SmtpSink, fault: str) -> None:
    sink.fault = fault
    outcome, announced = send(sink)
    assert outcome.unknown and outcome.accepted == TO and outcome.phase == "data"
    assert announced == 1


@pytest.mark.parametrize("fault", ["drop_at_mail", "drop_at_rcpt", "421_mail", "451_mail", "450_rcpt"])
def test_trouble_before_the_dot_is_later_and_no_dot_is_announced(sink: SmtpSink, fault: str) -> None:
    sink.fault = fault
    outcome, announced = send(sink)
    assert not outcome.unknown and not outcome.accepted and set(outcome.later) == set(TO)
    assert announced == 0 and sink.mails == []


def test_a_line_that_falls_in_a_long_body_is_later(sink: SmtpSink) -> None:
    sink.fault = "drop_in_body"
    outcome, announced = send(sink, RAW + b"x" * 70 + b"\r\n" * 2_000_000)
    assert not outcome.unknown and set(outcome.later) == set(TO)
    assert announced == 0 and sink.mails == []


@pytest.mark.parametrize("fault", ["451_data", "421_data"])
def test_a_no_for_now_after_the_dot_is_later_not_unknown(sink: SmtpSink, fault: str) -> None:
    sink.fault = fault
    outcome, _announced = send(sink)
    assert not outcome.unknown and not outcome.accepted and set(outcome.later) == set(TO)


@pytest.mark.parametrize("fault", ["550_rcpt", "554_data"])
def test_a_no_for_good_is_refused(sink: SmtpSink, fault: str) -> None:
    sink.fault = fault
    outcome, _announced = send(sink)
    assert set(outcome.refused) == set(TO) and not outcome.later and not outcome.unknown


def test_recipients_are_refused_one_by_one(sink: SmtpSink) -> None:
    sink.refusals = {"bob@example.com": "550 5.1.1 no such user", "eve@example.com": "450 4.2.1 busy"}
    outcome, _announced = send(sink, to=(*TO, "eve@example.com"))
    assert outcome.accepted == ("mary@example.com",)
    assert "no such user" in outcome.refused["bob@example.com"] and "busy" in outcome.later["eve@example.com"]
    assert sink.mails[0].recipients == ("mary@example.com",)


def test_a_mail_over_the_servers_size_is_refused_unsent() -> None:
    with SmtpSink(size_limit=1000) as sink:
        outcome, announced = send(sink, RAW + b"x\r\n" * 500)
        assert "at most" in outcome.error and set(outcome.refused) == set(TO)
        assert announced == 0 and sink.attempts == []


def test_answers_are_cleaned(sink: SmtpSink) -> None:
    sink.fault = "escapes"
    outcome, _announced = send(sink)
    assert not any(c in str(outcome) for c in "\x1b\x07\x9b")


def test_a_recording_that_fails_cuts_the_line_before_the_dot(sink: SmtpSink) -> None:
    def full(_turned_away: Mapping[str, str]) -> None:
        raise MadoError("disk full")

    with SmtpLine(at(sink), "", "", QUICK) as line:
        with pytest.raises(MadoError, match="disk full"):
            line.deliver("shop@example.jp", TO, RAW, full)
        assert not line.alive
    assert sink.mails == []


def test_two_mails_share_a_connection_and_a_refused_one_does_not_spoil_the_next(sink: SmtpSink) -> None:
    sink.fault, sink.times = "550_rcpt", 1
    with SmtpLine(at(sink), "", "", QUICK) as line:
        first = line.deliver("shop@example.jp", TO[:1], RAW, lambda _away: None)
        second = line.deliver("shop@example.jp", TO[:1], RAW, lambda _away: None)
    assert first.refused and second.accepted == TO[:1]
    assert sink.connections == 1


def test_smtputf8_is_asked_for_only_where_an_address_needs_it(sink: SmtpSink) -> None:
    send(sink)
    send(sink, to=("用户@example.com",))
    assert [any("SMTPUTF8" in o for o in m.options) for m in sink.mails] == [False, True]


def test_an_address_beyond_ascii_is_refused_where_the_server_cannot() -> None:
    with SmtpSink(smtputf8=False) as sink:
        outcome, announced = send(sink, to=("用户@example.com",))
        assert "ASCII" in outcome.error and announced == 0 and sink.mails == []


# security ---------------------------------------------------------------------------------


def test_where_starttls_is_configured_and_missing_nothing_is_said_in_plain() -> None:
    with SmtpSink(password="secret") as sink:
        with pytest.raises(MadoError) as error, SmtpLine(at(sink, "starttls"), "user", "secret", QUICK):
            pass
        assert error.value.code == "starttls_missing"
        assert sink.logins == [] and sink.attempts == []


def test_plain_text_is_for_this_machine_only() -> None:
    with pytest.raises(ConfigError), SmtpLine(Server("mail.example.com", 25, "none"), "user", "secret", QUICK):
        pass


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_tls_is_verified(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, security: Security) -> None:
    make_authority(tmp_path)
    certificate = (str(tmp_path / "server.pem"), str(tmp_path / "server.key"))
    with SmtpSink(certificate=certificate, implicit=security == "tls", password="secret") as sink:
        with pytest.raises(MadoError) as error, SmtpLine(at(sink, security, "localhost"), "user", "secret", QUICK):
            pass
        assert error.value.code == "tls_untrusted" and sink.logins == []
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
        with SmtpLine(at(sink, security, "localhost"), "user", "secret", QUICK) as line:
            line.deliver("shop@example.jp", TO, RAW, lambda _away: None)
        assert len(sink.mails) == 1 and sink.logins == [("user", "secret")]


def test_what_is_slipped_in_behind_starttls_is_not_believed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_authority(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(str(tmp_path / "server.pem"), str(tmp_path / "server.key"))
    heard: list[bytes] = []

    def serve(listening: socket.socket) -> None:
        client, _address = listening.accept()
        client.sendall(b"220 mail.test\r\n")
        heard.append(client.recv(1000))
        client.sendall(b"250-mail.test\r\n250 STARTTLS\r\n")
        heard.append(client.recv(1000))
        # the attacker's words travel in plain text, together with the answer to STARTTLS
        client.sendall(b"220 go on\r\n250-evil.test\r\n250 AUTH PLAIN\r\n")
        with context.wrap_socket(client, server_side=True) as secured:
            heard.append(secured.recv(1000))
            secured.sendall(b"250 mail.test\r\n")
            heard.append(secured.recv(1000))

    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = threading.Thread(target=serve, args=(listening,), daemon=True)
        server.start()
        there = Server("localhost", listening.getsockname()[1], "starttls")
        with SmtpLine(there, "user", "secret", SmtpTimeouts(connect=5, answer=5)):
            pass
        server.join(5)
    assert [line[:4].upper() for line in heard] == [b"EHLO", b"STAR", b"EHLO", b"QUIT"]


def test_a_wrong_password_is_said_without_it() -> None:
    with SmtpSink(password="right") as sink, pytest.raises(MadoError) as error:
        try_sending(at(sink), "user", "wr0ng-pässword")
    assert error.value.code == "login_refused" and not isinstance(error.value, TryLater)
    assert "wr0ng" not in error.value.message + error.value.hint


def test_a_password_beyond_ascii_logs_in() -> None:
    with SmtpSink(password="pässwörd日本") as sink:
        assert try_sending(at(sink), "user", "pässwörd日本")


@pytest.mark.parametrize("fault", ["no_greeting", "421_greeting"])
def test_a_server_that_is_busy_is_later(sink: SmtpSink, fault: str) -> None:
    sink.fault = fault
    with pytest.raises(TryLater), SmtpLine(at(sink), "", "", SmtpTimeouts(connect=0.5, answer=0.5)):
        pass


def test_a_server_that_is_away_is_later() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(TryLater), SmtpLine(Server("127.0.0.1", port, "none"), "", "", QUICK):
        pass

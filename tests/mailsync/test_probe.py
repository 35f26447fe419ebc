"""`mado check`, tried on a real mailbox."""

import contextlib
import hashlib
import re
import socket
import ssl
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from imapclient.exceptions import IMAPClientError

from config.errors import ExitCode, MadoError
from config.settings import Folders, Mailbox, Server
from mailsync.explain import explain
from mailsync.imap_connect import Timeouts
from mailsync.imap_errors import LoginRefused
from mailsync.login_hints import login_hint
from mailsync.probe import probe
from mailsync.trials import Step, Trial, run
from tests.servers.dovecot import PASSWORD, Dovecot
from tests.servers.fault_proxy import FaultProxy
from tests.servers.mail_maker import small
from tests.servers.other_client import OtherClient
from tests.servers.smtp_sink import SmtpSink

pytestmark = pytest.mark.dovecot
QUICK = Timeouts(connect=2.0, read=1.0)
READING = ("dns", "connect", "tls", "login", "folders", "capabilities", "connections", "server_clock", "filter")
SENDING = ("send_dns", "send_connect", "send_tls", "send_login", "send_size")


def tried(mailbox: Mailbox, password: str = PASSWORD) -> dict[str, Step]:
    steps = list(probe(mailbox, password, timeouts=QUICK))
    assert all(step.message and (step.ok is not False or step.hint) for step in steps), steps
    assert all(step.exit_code for step in steps if step.ok is False)
    return {step.name: step for step in steps}


def failed(steps: dict[str, Step]) -> list[str]:
    return [name for name, step in steps.items() if step.ok is False]


def test_a_mailbox_that_works_passes_every_step_and_is_not_changed(mailbox: Mailbox, other: OtherClient) -> None:
    other.append([small(1), small(2)])
    before = other.flags()
    with SmtpSink(password=PASSWORD, size_limit=25_000_000) as sink:
        steps = tried(replace(mailbox, smtp=Server("127.0.0.1", sink.port, "none")))
        assert sink.mails == []
        assert sink.attempts == []
    assert list(steps) == [*READING, *SENDING]
    assert failed(steps) == []
    assert "2" in steps["folders"].message
    assert "IDLE" in steps["capabilities"].message
    assert "25 MB" in steps["send_size"].message
    assert other.flags() == before


def test_what_depends_on_a_failed_step_is_not_tried(mailbox: Mailbox) -> None:
    steps = tried(mailbox, "wrong")
    assert [(name, step.ok) for name, step in steps.items() if name in READING] == [
        *((name, True) for name in READING[:3]),
        ("login", False),
        *((name, None) for name in READING[4:]),
    ]
    nowhere = tried(replace(mailbox, imap=replace(mailbox.imap, host="nowhere.invalid")))
    assert failed(nowhere) == ["dns"]
    assert nowhere["dns"].exit_code is ExitCode.LATER


def test_a_port_that_nobody_serves_is_told_at_connect(mailbox: Mailbox) -> None:
    steps = tried(replace(mailbox, imap=Server("127.0.0.1", 9, "none"), smtp=Server("127.0.0.1", 9, "none")))
    assert failed(steps) == ["connect", "send_connect"]


def test_tls_shows_the_fingerprint_and_an_unknown_authority_fails_there(
    dovecot: Dovecot, user: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    secured = dovecot.mailbox(user, security="tls")
    steps = tried(secured)
    assert failed(steps) == ["tls"]
    monkeypatch.setenv("SSL_CERT_FILE", str(dovecot.authority))
    steps = tried(secured)
    assert failed(steps) == []
    assert re.search("TLSv1.[23].*[0-9a-f]{64}", steps["tls"].message)


def test_a_pinned_certificate_passes_alone_and_another_fails_at_tls(dovecot: Dovecot, user: str) -> None:
    der = ssl.PEM_cert_to_DER_cert((dovecot.root / "server.pem").read_text())
    secured = dovecot.mailbox(user, security="tls")
    for pin, wrong in ((hashlib.sha256(der).hexdigest(), []), ("0" * 64, ["tls"])):
        steps = tried(replace(secured, imap=replace(secured.imap, tls_fingerprint=pin)))
        assert failed(steps) == wrong


def test_a_server_that_says_nothing_costs_its_own_time_and_no_more(mailbox: Mailbox) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        steps = tried(replace(mailbox, imap=Server("127.0.0.1", port, "none")))
    assert failed(steps) == ["tls"]
    assert steps["tls"].exit_code is ExitCode.LATER


def test_a_trial_that_never_returns_is_left_behind() -> None:
    held = threading.Event()
    trials = [Trial("stuck", lambda: str(held.wait(30)), seconds=0.05), Trial("next", lambda: "well")]
    server = Server("h.example", 1)
    steps = list(run(trials, lambda error: explain(error, server)))
    held.set()
    assert [(s.name, s.ok) for s in steps] == [("stuck", False), ("next", True)]
    assert steps[0].hint


def test_a_folder_that_is_missing_is_named_with_those_there_are(mailbox: Mailbox) -> None:
    steps = tried(replace(mailbox, folders=Folders(sent="送信箱")))
    assert failed(steps) == ["folders"]
    assert "送信箱" in steps["folders"].message
    assert "Archive" in steps["folders"].hint


def test_a_mailbox_without_a_sent_folder_shows_the_folders_there_are(via_proxy: Mailbox, proxy: FaultProxy) -> None:
    proxy.replace = [(re.compile(rb"^\* LIST \(.*Sent.*$"), b"* OK nothing\r")]
    steps = tried(via_proxy)
    assert failed(steps) == ["folders"]
    assert "Archive" in steps["folders"].message


def test_a_server_without_idle_is_told_of_and_is_no_failure(via_proxy: Mailbox, proxy: FaultProxy) -> None:
    proxy.replace = [(re.compile(rb" IDLE\b"), b"")]
    step = tried(via_proxy)["capabilities"]
    assert (step.ok, "IDLE" in step.hint) == (True, True)


def test_mail_that_a_filter_moves_away_is_found(mailbox: Mailbox, other: OtherClient) -> None:
    now = datetime.now(UTC)
    other.imap.append("INBOX", small(1), (), now - timedelta(days=60))
    other.imap.create_folder("問い合わせ")
    for folder in ("Trash", "Archive", "Sent"):
        other.imap.append(folder, small(2), (), now)
    assert failed(tried(mailbox)) == []
    other.imap.append("問い合わせ", small(3), (), now)
    steps = tried(mailbox)
    assert failed(steps) == ["filter"]
    assert "問い合わせ" in steps["filter"].hint
    assert failed(tried(replace(mailbox, folders=Folders(inbox="問い合わせ")))) == []


def test_mail_from_the_future_says_that_a_clock_is_wrong(
    via_proxy: Mailbox, proxy: FaultProxy, other: OtherClient
) -> None:
    other.append([small(1)])
    proxy.replace = [(re.compile(rb'INTERNALDATE "[^"]*"'), b'INTERNALDATE " 5-Jan-2090 00:00:00 +0000"')]
    assert failed(tried(via_proxy)) == ["server_clock"]


def test_a_team_folder_is_looked_at_where_there_is_one(mailbox: Mailbox, other: OtherClient) -> None:
    assert "team" not in tried(mailbox)
    other.imap.create_folder("Madoguchi")
    assert tried(mailbox)["team"].ok


def test_a_second_connection_that_is_refused_is_told(via_proxy: Mailbox, proxy: FaultProxy) -> None:
    logins: list[bytes] = []

    def only_one(line: bytes) -> bytes | None:
        if b" LOGIN " not in line.upper():
            return None
        logins.append(line)
        refusal = line.split()[0] + b" NO [LIMIT] Too many simultaneous connections\r\n"
        return refusal if len(logins) > 1 else None

    proxy.answer = only_one
    steps = tried(via_proxy)
    assert failed(steps) == ["connections"]


def test_a_wrong_password_for_sending_fails_at_its_own_step(mailbox: Mailbox) -> None:
    with SmtpSink(password="another") as sink:
        steps = tried(replace(mailbox, smtp=Server("127.0.0.1", sink.port, "none")))
    assert failed(steps) == ["send_login"]


def test_starttls_that_is_missing_fails_before_any_password(mailbox: Mailbox) -> None:
    with SmtpSink(password=PASSWORD) as sink:
        steps = tried(replace(mailbox, smtp=Server("127.0.0.1", sink.port, "starttls")))
        assert sink.logins == []
    assert (failed(steps), steps["send_login"].ok) == (["send_tls"], None)


@pytest.mark.parametrize(
    ("said", "word"),
    [
        ("[ALERT] Your account is not enabled for IMAP use. Please visit your settings", "IMAP"),
        ("[ALERT] Application-specific password required", "app password"),
        ("Basic authentication is disabled", "OAuth2"),
        ("[AUTHENTICATIONFAILED] Invalid credentials", "of the provider"),
    ],
)
def test_the_words_of_a_refusal_lead_to_the_next_step(said: str, word: str) -> None:
    assert word in login_hint(said, "of the provider")


def test_a_sync_gives_the_same_next_step_for_a_refused_login_as_the_check() -> None:
    told = explain(LoginRefused("LOGIN", "NO", "[ALERT] Your account is not enabled for IMAP use."), Server("h", 1))
    assert (told.code, "switch it on" in told.hint) == ("login_refused", True)


def test_a_full_mailbox_is_told_before_mail_is_lost(small_dovecot: Dovecot, user: str) -> None:
    filling = OtherClient(small_dovecot, user)
    roomy = tried(small_dovecot.mailbox(user))
    assert (roomy["quota"].ok, "%" in roomy["quota"].message) == (True, True)
    with contextlib.suppress(IMAPClientError):
        for size in (8000, 8000, *[1000] * 9, *[1] * 9):
            filling.append([small(1, body="x" * size)])
    full = tried(small_dovecot.mailbox(user))
    assert (full["quota"].ok, full["quota"].exit_code) == (False, ExitCode.FAILED)


@pytest.mark.parametrize("greeting", [b"* OK IMAP4rev1 ready\r\n", b"SSH-2.0-OpenSSH_9.2\r\n"])
def test_a_port_for_sending_that_speaks_something_else_is_named_so(mailbox: Mailbox, greeting: bytes) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def greet() -> None:
            for _connection in range(2):
                with server.accept()[0] as line:
                    line.sendall(greeting)

        threading.Thread(target=greet, daemon=True).start()
        steps = tried(replace(mailbox, smtp=Server("127.0.0.1", server.getsockname()[1], "none")))
    assert "not SMTP" in steps["send_tls"].message
    assert steps["send_tls"].exit_code is ExitCode.FAILED


def test_any_other_error_keeps_its_own_hint() -> None:
    told = MadoError("x", hint="y")
    assert explain(told, Server("h", 1)).hint == "y"

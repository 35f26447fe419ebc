"""The embedded servers, driven by the clients that people use."""

from __future__ import annotations

import smtplib
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta, timezone

import pytest
from imapclient import IMAPClient

from cli.demo.servers import Delivery, EmbeddedServers

RAW = b'From: a@example.com\r\nMessage-ID: <1@example.com>\r\nSubject: hi\r\n\r\n\x1b$B$"\x1b(B\r\n'


@pytest.fixture
def servers() -> Iterator[EmbeddedServers]:
    with EmbeddedServers() as running:
        yield running


@contextmanager
def client(servers: EmbeddedServers) -> Iterator[IMAPClient]:
    imap = IMAPClient("127.0.0.1", servers.imap_port, ssl=False, timeout=10)
    imap.login(servers.user, servers.password)
    try:
        yield imap
    finally:
        imap.shutdown()


def test_a_delivered_message_is_fetched_with_its_bytes_flags_and_date(servers: EmbeddedServers) -> None:
    when = datetime(2026, 3, 4, 5, 6, 7, tzinfo=timezone(timedelta(hours=9)))
    uid = servers.deliver(RAW, when=when, flags=["\\Seen"])
    with client(servers) as imap:
        imap.normalise_times = False
        imap.select_folder("INBOX", readonly=True)
        row = imap.fetch([uid], ["BODY.PEEK[]", "FLAGS", "INTERNALDATE"])[uid]
    assert row[b"BODY[]"] == RAW
    assert b"\\Seen" in row[b"FLAGS"]
    assert row[b"INTERNALDATE"] == when


def test_the_folders_sent_and_archive_exist(servers: EmbeddedServers) -> None:
    with client(servers) as imap:
        assert {name for _, _, name in imap.list_folders()} >= {"INBOX", "Sent", "Archive"}


def test_a_copy_appended_by_a_client_stands_in_its_folder_with_a_zoned_date(servers: EmbeddedServers) -> None:
    with client(servers) as imap:
        imap.append("Sent", RAW, flags=["\\Seen"])
    [stored] = servers.stored("Sent")
    assert (stored.raw, stored.flags) == (RAW, ("\\Seen",))
    assert stored.when.tzinfo is not None


def test_an_idle_client_is_told_of_every_arrival(servers: EmbeddedServers) -> None:
    with client(servers) as imap:
        imap.select_folder("INBOX", readonly=True)
        imap.idle()
        told = 0
        for number in range(1, 11):
            servers.deliver(RAW)
            while told < number:
                answers = imap.idle_check(timeout=5)
                assert answers, f"message {number} was not pushed"
                told = max([told, *(a[0] for a in answers if a[1] == b"EXISTS")])
        imap.idle_done()


def test_a_thousand_messages_are_delivered_in_one_call(servers: EmbeddedServers) -> None:
    uids = servers.deliver_all(Delivery(RAW, when=datetime(2026, 1, 1, tzinfo=UTC)) for _ in range(1000))
    assert len(set(uids)) == 1000
    assert len(servers.stored()) == 1000


def test_a_wrong_password_is_refused(servers: EmbeddedServers) -> None:
    imap = IMAPClient("127.0.0.1", servers.imap_port, ssl=False, timeout=10)
    with pytest.raises(Exception, match="(?i)invalid|authentic"):
        imap.login(servers.user, "wrong")
    imap.shutdown()


@pytest.mark.parametrize("log_in", [True, False])
def test_a_mail_sent_lands_in_the_sink_with_its_exact_bytes(servers: EmbeddedServers, log_in: bool) -> None:
    with smtplib.SMTP("127.0.0.1", servers.smtp_port, timeout=10) as smtp:
        if log_in:
            smtp.login(servers.user, servers.password)
        smtp.sendmail(servers.user, ["a@example.com", "b@example.com"], RAW + b".dot\r\n")
    found = servers.sink.wait(lambda e: e.message_id == "1@example.com")
    assert found is not None
    assert (found.raw, found.recipients) == (RAW + b".dot\r\n", ("a@example.com", "b@example.com"))
    assert servers.sink.envelopes == (found,)


def test_a_wrong_smtp_password_is_refused(servers: EmbeddedServers) -> None:
    with (
        smtplib.SMTP("127.0.0.1", servers.smtp_port, timeout=10) as smtp,
        pytest.raises(smtplib.SMTPAuthenticationError),
    ):
        smtp.login(servers.user, "wrong")


def test_a_refused_recipient_gets_the_answer_written_down_for_it(servers: EmbeddedServers) -> None:
    servers.sink.refusals["gone@example.com"] = "550 5.1.1 No such user"
    with smtplib.SMTP("127.0.0.1", servers.smtp_port, timeout=10) as smtp:
        refused = smtp.sendmail(servers.user, ["gone@example.com", "a@example.com"], RAW)
    assert refused == {"gone@example.com": (550, b"5.1.1 No such user")}


def test_waiting_for_a_mail_that_never_comes_ends() -> None:
    assert EmbeddedServers().sink.wait(timeout=0.01) is None


def test_stopping_closes_ports_clients_and_the_thread() -> None:
    before = threading.active_count()
    with EmbeddedServers() as servers, client(servers) as imap:
        imap.select_folder("INBOX")
        imap.idle()
        servers.stop()
        servers.stop()
        with pytest.raises(OSError):
            socket.create_connection(("127.0.0.1", servers.imap_port), 1)
    assert threading.active_count() == before


def test_two_systems_run_side_by_side() -> None:
    with EmbeddedServers() as one, EmbeddedServers() as two:
        one.deliver(RAW)
        assert len({one.imap_port, one.smtp_port, two.imap_port, two.smtp_port}) == 4
        assert (len(one.stored()), len(two.stored())) == (1, 0)


def test_nothing_is_written_to_the_terminal_even_when_a_client_breaks_off() -> None:
    script = (
        "import socket\n"
        "from cli.demo.servers import EmbeddedServers\n"
        "with EmbeddedServers() as s:\n"
        "    for port in (s.imap_port, s.smtp_port):\n"
        "        for said in (b'', b'a1 LOGI', b'\\xff\\r\\n', b'EHLO x\\r\\nAUTH PLAIN AHgAeQ==\\r\\n'):\n"
        "            c = socket.create_connection(('127.0.0.1', port))\n"
        "            c.recv(10); c.sendall(said); c.close()\n"
        "    s.deliver(b'x')\n"
    )
    done = subprocess.run([sys.executable, "-W", "always", "-c", script], capture_output=True, text=True, timeout=30)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")

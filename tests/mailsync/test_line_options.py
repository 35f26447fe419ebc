"""What the admin may ask of a line (a pinned certificate, compression), and one watcher for each mailbox."""

import hashlib
import re
import ssl
import threading
from dataclasses import replace

import pytest

from config.settings import Mailbox, Server
from core.desk import Desk
from mailsync.imap_wire import Wire
from mailsync.lock import watch_lock
from mailsync.pace import Pace
from mailsync.sync import SyncResult, sync_mailbox
from mailsync.watch import watch_mailbox
from tests.mailsync.desk_view import raws
from tests.servers.dovecot import PASSWORD, Dovecot
from tests.servers.fault_proxy import FaultProxy
from tests.servers.mail_maker import realistic, small
from tests.servers.other_client import OtherClient

pytestmark = pytest.mark.dovecot


def pinned(dovecot: Dovecot, user: str, fingerprint: str) -> Mailbox:
    mailbox = dovecot.mailbox(user, security="tls")
    return replace(mailbox, imap=replace(mailbox.imap, tls_fingerprint=fingerprint))


def certificate(dovecot: Dovecot) -> str:
    pem = (dovecot.root / "server.pem").read_text()
    return hashlib.sha256(ssl.PEM_cert_to_DER_cert(pem)).hexdigest()


def test_case_24_a_pinned_certificate_needs_no_authority(
    sync_desk: Desk, dovecot: Dovecot, user: str, other: OtherClient
) -> None:
    other.append([small(1)])
    result = sync_mailbox(sync_desk, pinned(dovecot, user, certificate(dovecot)), PASSWORD)
    assert (result.error, result.fetched) == (None, 1)


def test_case_24_another_certificate_than_the_pinned_one_gets_no_password(
    sync_desk: Desk, dovecot: Dovecot, user: str
) -> None:
    result = sync_mailbox(sync_desk, pinned(dovecot, user, "0" * 64), PASSWORD)
    assert result.error is not None
    assert result.error.code == "certificate"
    assert certificate(dovecot) in result.error.hint


def test_a_compressed_line_brings_the_same_bytes_with_fewer(
    sync_desk: Desk, mailbox: Mailbox, other: OtherClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    mail = [realistic(n) for n in range(60)]
    other.append(mail)
    carried: list[int] = []
    received = Wire._received

    def counted(wire: Wire) -> bytes:
        piece = received(wire)
        carried.append(len(piece))
        return piece

    monkeypatch.setattr(Wire, "_received", counted)
    result = sync_mailbox(sync_desk, replace(mailbox, imap=replace(mailbox.imap, compress=True)), PASSWORD)
    assert (result.error, raws(sync_desk)) == (None, sorted(mail))
    assert sum(carried) < sum(map(len, mail)) * 0.9


def test_news_of_another_folder_comes_while_idling_where_the_server_has_notify(
    sync_desk: Desk, via_proxy: Mailbox, proxy: FaultProxy, other: OtherClient
) -> None:
    stop, arrived = threading.Event(), threading.Event()

    def hear(result: SyncResult) -> None:
        if result.fetched:
            arrived.set()

    watch = threading.Thread(
        target=watch_mailbox,
        args=(sync_desk, via_proxy, PASSWORD),
        kwargs={"on_result": hear, "stop": stop, "pace": Pace(post=30.0)},
    )
    watch.start()
    try:
        assert proxy.wait_for(lambda lines: any(line.rstrip().endswith(b" IDLE") for line in lines))
        assert any(re.search(rb'NOTIFY SET .*\(MAILBOXES \("Sent"', line) for line in proxy.lines)
        other.append([small(1)], folder="Sent")
        assert arrived.wait(20)
    finally:
        stop.set()
        watch.join(20)


def test_case_31_a_second_watcher_names_the_first_and_takes_over_when_it_goes(
    sync_desk: Desk, mailbox: Mailbox, other: OtherClient
) -> None:
    other.append([small(1)])
    stop, standing_by, took_over = threading.Event(), threading.Event(), threading.Event()
    said: list[SyncResult] = []

    def hear(result: SyncResult) -> None:
        said.append(result)
        (standing_by if result.elsewhere else took_over).set()

    watch = threading.Thread(
        target=watch_mailbox,
        args=(sync_desk, mailbox, PASSWORD),
        kwargs={"on_result": hear, "stop": stop, "pace": Pace(post=30.0)},
    )
    try:
        with watch_lock(sync_desk.home, mailbox.name, wait=stop.wait, standing_by=lambda _pid: None):
            watch.start()
            assert standing_by.wait(20)
            assert not took_over.is_set()
        assert took_over.wait(20)
        assert said[0].elsewhere > 0
        assert said[1].fetched == 1
    finally:
        stop.set()
        watch.join(20)


@pytest.mark.parametrize("typed", ["AB:" * 31 + "AB", "ab" * 32])
def test_a_fingerprint_is_written_as_openssl_does_or_plainly(typed: str, tmp_path: object) -> None:
    from config.reading import Section
    from config.settings_file import _server

    values = {"host": "mail.example.com", "tls_fingerprint": typed}
    server = _server(Section("config.toml", values), {"tls": 993})  # type: ignore[arg-type]  # a name is enough here
    assert server == Server("mail.example.com", 993, "tls", "ab" * 32)

"""Syncing a real mailbox to a real desk."""

import os
import re
import threading
from dataclasses import replace

import pytest

from config.errors import ExitCode
from config.settings import Folders, Mailbox
from core.desk import Desk
from mailsync.sync import Progress, sync_mailbox
from tests.mailsync.desk_view import raws, shape
from tests.servers.dovecot import PASSWORD, Dovecot
from tests.servers.fault_proxy import FaultProxy
from tests.servers.mail_maker import realistic, small
from tests.servers.other_client import OtherClient, fill_maildir

pytestmark = pytest.mark.dovecot
MANY = 5_000 if os.environ.get("MADO_TORTURE") == "1" else 400


def test_many_messages_arrive_byte_for_byte_and_a_second_sync_fetches_nothing(
    sync_desk: Desk, mailbox: Mailbox, dovecot: Dovecot, user: str
) -> None:
    sent = [realistic(n) for n in range(MANY)]
    fill_maildir(dovecot, sent, user)
    first = sync_mailbox(sync_desk, mailbox, PASSWORD)
    assert (first.error, first.fetched, first.set_aside) == (None, MANY, 0)
    assert first.tickets_new == sync_desk.count()
    assert raws(sync_desk) == sorted(sent)
    second = sync_mailbox(sync_desk, mailbox, PASSWORD)
    assert (second.error, second.fetched, second.changed) == (None, 0, frozenset())


def test_a_second_sync_with_nothing_new_writes_nothing(sync_desk: Desk, mailbox: Mailbox, other: OtherClient) -> None:
    other.append([small(1), small(2)])
    sync_mailbox(sync_desk, mailbox, PASSWORD)
    stamp = sync_desk.stamp()
    assert sync_mailbox(sync_desk, mailbox, PASSWORD).error is None
    assert sync_desk.stamp() == stamp


def test_nothing_on_the_server_changes(
    sync_desk: Desk, via_proxy: Mailbox, proxy: FaultProxy, other: OtherClient
) -> None:
    other.append([small(1), small(2)], flags=[rb"\Flagged"])
    other.append([small(3)])
    other.append([small(4)], folder="Sent", flags=[rb"\Seen"])
    before = other.flags(), other.flags("Sent")
    assert sync_mailbox(sync_desk, via_proxy, PASSWORD).fetched == 4
    assert (other.flags(), other.flags("Sent")) == before
    said = {re.sub(rb"^\S+ ", b"", line).strip() for line in proxy.lines}
    words = {b" ".join(line.split(b" ")[: 2 if line.startswith(b"UID") else 1]) for line in said}
    reading = {b"LIST", b"EXAMINE", b"UID SEARCH", b"UID FETCH", b"STATUS"}
    assert words <= reading | {b"CAPABILITY", b"LOGIN", b"ENABLE", b"LOGOUT"}
    assert not any(b"BODY[" in line for line in said), "only BODY.PEEK marks nothing"


def test_what_comes_later_is_all_that_is_fetched(
    sync_desk: Desk, via_proxy: Mailbox, proxy: FaultProxy, other: OtherClient
) -> None:
    other.append([small(1), small(2)])
    sync_mailbox(sync_desk, via_proxy, PASSWORD)
    other.append([small(3)])
    proxy.lines.clear()
    result = sync_mailbox(sync_desk, via_proxy, PASSWORD)
    assert (result.fetched, result.tickets_new) == (1, 1)
    fetches = [line for line in proxy.lines if b"BODY.PEEK[]" in line]
    assert [re.findall(rb"FETCH (\S+) ", line) for line in fetches] == [[b"3"]]


def test_the_newest_messages_come_first(sync_desk: Desk, mailbox: Mailbox, dovecot: Dovecot, user: str) -> None:
    fill_maildir(dovecot, [small(n) for n in range(1, 121)], user)
    seen: list[int] = []

    def progress(step: Progress) -> None:
        if step.folder == "INBOX" and not seen:
            seen.extend(int(t.subject.split()[-1]) for t in sync_desk.rows())

    sync_mailbox(sync_desk, mailbox, PASSWORD, progress=progress)
    assert sorted(seen) == list(range(71, 121))
    assert sync_desk.count() == 120


def test_sent_mail_joins_the_ticket_it_belongs_to(sync_desk: Desk, mailbox: Mailbox, other: OtherClient) -> None:
    question = small(1, sender="mika@example.jp")
    answer = (
        b"From: support@example.com\r\nTo: mika@example.jp\r\nSubject: Re: Question 1\r\n"
        b"Date: Mon, 05 Jan 2026 08:00:00 +0000\r\nMessage-ID: <a1@example.com>\r\n"
        b"In-Reply-To: <m1@example.com>\r\nReferences: <m1@example.com>\r\n\r\nHere you are.\r\n"
    )
    other.append([question])
    other.append([answer], folder="Sent", flags=[rb"\Seen"])
    assert sync_mailbox(sync_desk, mailbox, PASSWORD).fetched == 2
    assert sync_desk.count() == 1
    assert len(shape(sync_desk)[0]) == 2


def test_after_a_uidvalidity_change_no_ticket_gains_a_message(
    sync_desk: Desk, mailbox: Mailbox, dovecot: Dovecot, user: str, other: OtherClient
) -> None:
    other.append([small(n) for n in range(1, 6)])
    sync_mailbox(sync_desk, mailbox, PASSWORD)
    before = shape(sync_desk)
    other.append([small(6)])
    dovecot.forget_uids(user)
    old = sync_desk.folder_state(mailbox.name, "INBOX")
    assert sync_mailbox(sync_desk, mailbox, PASSWORD).error is None
    new = sync_desk.folder_state(mailbox.name, "INBOX")
    assert old is not None
    assert new is not None
    assert old.uidvalidity != new.uidvalidity
    assert len(shape(sync_desk)) == len(before) + 1
    assert set(before) < set(shape(sync_desk))


def test_a_message_that_is_gone_on_the_server_keeps_its_ticket(
    sync_desk: Desk, mailbox: Mailbox, other: OtherClient
) -> None:
    other.append([small(1), small(2)])
    sync_mailbox(sync_desk, mailbox, PASSWORD)
    other.expunge([1])
    assert sync_mailbox(sync_desk, mailbox, PASSWORD).error is None
    assert raws(sync_desk) == sorted([small(1), small(2)])


def test_a_folder_that_is_missing_is_named_and_the_others_are_read(
    sync_desk: Desk, mailbox: Mailbox, other: OtherClient
) -> None:
    other.append([small(1)])
    wrong = replace(mailbox, folders=Folders(sent="送信済みの箱"))
    result = sync_mailbox(sync_desk, wrong, PASSWORD)
    assert result.fetched == 1
    assert result.error is not None
    assert (result.error.code, result.error.exit_code) == ("folder_missing", ExitCode.FAILED)
    assert "送信済みの箱" in result.error.message


def test_a_wrong_password_comes_back_as_a_sentence_and_nothing_is_lost(
    sync_desk: Desk, mailbox: Mailbox, other: OtherClient
) -> None:
    other.append([small(1)])
    sync_mailbox(sync_desk, mailbox, PASSWORD)
    result = sync_mailbox(sync_desk, mailbox, "wrong")
    assert result.error is not None
    assert result.error.code == "login_refused"
    assert raws(sync_desk) == [small(1)]


def test_japanese_folder_names_are_read_by_name(sync_desk: Desk, mailbox: Mailbox, other: OtherClient) -> None:
    other.imap.create_folder("問い合わせ/送信 & 控え")
    other.append([small(1)], folder="問い合わせ/送信 & 控え")
    named = replace(mailbox, folders=Folders(sent="問い合わせ/送信 & 控え"))
    assert sync_mailbox(sync_desk, named, PASSWORD).fetched == 1
    assert sync_desk.folder_state(mailbox.name, "問い合わせ/送信 & 控え") is not None


def test_a_stop_keeps_what_came_and_the_next_sync_brings_the_rest(
    sync_desk: Desk, mailbox: Mailbox, dovecot: Dovecot, user: str
) -> None:
    fill_maildir(dovecot, [small(n) for n in range(1, 121)], user)
    stop = threading.Event()
    first = sync_mailbox(sync_desk, mailbox, PASSWORD, progress=lambda _: stop.set(), stop=stop)
    assert first.error is None
    assert 0 < first.fetched < 120
    second = sync_mailbox(sync_desk, mailbox, PASSWORD)
    assert first.fetched + second.fetched == 120
    assert sync_desk.count() == 120


def test_two_syncs_at_once_bring_each_message_once(
    sync_desk: Desk, mailbox: Mailbox, dovecot: Dovecot, user: str
) -> None:
    fill_maildir(dovecot, [small(n) for n in range(1, 151)], user)
    results = []
    threads = [
        threading.Thread(target=lambda: results.append(sync_mailbox(sync_desk, mailbox, PASSWORD))) for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [r.error for r in results] == [None, None]
    assert sum(r.fetched for r in results) == 150
    assert len(raws(sync_desk)) == 150

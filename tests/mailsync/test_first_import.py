"""The first sync of a mailbox: how far back it reads, and what old mail becomes."""

from __future__ import annotations

import imaplib
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta

import pytest

from config.settings import Mailbox
from core.desk import Desk
from mailsync.since import Since, imap_date, months_back
from mailsync.sync import sync_mailbox
from tests.servers.dovecot import PASSWORD, Dovecot

pytestmark = pytest.mark.dovecot
Put = Callable[[bytes, int], None]


def letter(name: str, sender: str, reply_to: str = "") -> bytes:
    reference = f"In-Reply-To: <{reply_to}@x.example>\r\n" if reply_to else ""
    return (
        f"From: {sender}\r\nTo: someone@customer.example\r\nSubject: {name}\r\n"
        f"Message-ID: <{name}@x.example>\r\n{reference}\r\nText of {name}.\r\n"
    ).encode()


@pytest.fixture
def put(dovecot: Dovecot, user: str) -> Iterator[Put]:
    line = imaplib.IMAP4("127.0.0.1", dovecot.port)
    line.login(user, PASSWORD)

    def append(raw: bytes, days: int) -> None:
        when = datetime.now(UTC) - timedelta(days=days)
        assert line.append("INBOX", "", when, raw)[0] == "OK"

    yield append
    line.logout()


def statuses(desk: Desk) -> dict[str, tuple[str, bool]]:
    return {t.subject: (t.status, t.waiting_since is not None) for t in desk.rows()}


def test_old_threads_are_closed_and_fresh_ones_wait(put: Put, sync_desk: Desk, mailbox: Mailbox) -> None:
    put(letter("old", "ann@customer.example"), 200)
    put(letter("fresh", "bob@customer.example"), 3)
    put(letter("ancient", "eve@customer.example"), 900)
    assert sync_mailbox(sync_desk, mailbox, PASSWORD).error is None
    assert statuses(sync_desk) == {"old": ("closed", False), "fresh": ("open", True)}


def test_an_answer_to_an_old_thread_opens_it_again(put: Put, sync_desk: Desk, mailbox: Mailbox) -> None:
    put(letter("old", "ann@customer.example"), 200)
    sync_mailbox(sync_desk, mailbox, PASSWORD)
    put(letter("again", "ann@customer.example", "old"), 0)
    sync_mailbox(sync_desk, mailbox, PASSWORD)
    assert statuses(sync_desk) == {"old": ("open", True)}


def test_what_is_moved_in_later_is_read_at_any_age(put: Put, sync_desk: Desk, mailbox: Mailbox) -> None:
    put(letter("fresh", "bob@customer.example"), 3)
    sync_mailbox(sync_desk, mailbox, PASSWORD)
    put(letter("ancient", "eve@customer.example"), 900)
    assert sync_mailbox(sync_desk, mailbox, PASSWORD).fetched == 1


def test_asking_for_more_brings_the_rest_and_nothing_twice(put: Put, sync_desk: Desk, mailbox: Mailbox) -> None:
    put(letter("fresh", "bob@customer.example"), 3)
    put(letter("ancient", "eve@customer.example"), 900)
    assert sync_mailbox(sync_desk, mailbox, PASSWORD).fetched == 1
    assert sync_mailbox(sync_desk, mailbox, PASSWORD).fetched == 0
    assert sync_mailbox(sync_desk, mailbox, PASSWORD, since=Since(None)).fetched == 1
    assert sync_mailbox(sync_desk, mailbox, PASSWORD, since=Since(None)).fetched == 0
    assert statuses(sync_desk) == {"fresh": ("open", True), "ancient": ("closed", False)}


def test_days_and_months() -> None:
    assert months_back(12, date(2028, 2, 29)) == date(2027, 2, 28)
    assert months_back(1, date(2026, 3, 31)) == date(2026, 2, 28)
    assert months_back(3, date(2026, 2, 14)) == date(2025, 11, 14)
    assert imap_date(date(2026, 2, 4)) == b"4-Feb-2026"

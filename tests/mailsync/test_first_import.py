"""The first sync of a mailbox: how far back it reads, and what old mail becomes."""

from __future__ import annotations

import imaplib
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from config.home import Home
from config.settings import Agent, Mailbox, Settings
from core.desk import Desk
from mailsync.since import Since, imap_date, months_back
from mailsync.sync import sync_mailbox
from tests.servers.dovecot import PASSWORD, Dovecot

pytestmark = pytest.mark.dovecot
Put = Callable[[bytes, int], None]


def letter(name: str, sender: str, reply_to: str = "", to: str = "someone@customer.example") -> bytes:
    reference = f"In-Reply-To: <{reply_to}@x.example>\r\n" if reply_to else ""
    return (
        f"From: {sender}\r\nTo: {to}\r\nSubject: {name}\r\n"
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


def test_nobody_is_answered_for_what_a_first_sync_finds(sync_home: Home, put: Put, mailbox: Mailbox) -> None:
    (sync_home.canned_folder).mkdir(exist_ok=True)
    (sync_home.canned_folder / "received.md").write_text("---\nsubject: We have it\n---\nWe answer soon.\n")
    box = replace(mailbox, acknowledge="received")
    with Desk.open(sync_home, Settings(Agent("A"), (box,))) as desk:
        put(letter("before", "ann@customer.example", to=box.email), 0)
        until_the_next_second()
        assert sync_mailbox(desk, box, PASSWORD).fetched == 1
        assert not desk.outbox.waiting()
        until_the_next_second()
        put(letter("after", "bob@customer.example", to=box.email), 0)
        assert sync_mailbox(desk, box, PASSWORD).fetched == 1
        assert [to for entry in desk.outbox.waiting() for to in entry.to] == ["bob@customer.example"]


def until_the_next_second() -> None:
    """A server tells when a mail came to the second only."""
    now = time.time()
    time.sleep(1.01 - now % 1)


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

"""What a dry run foretells is what a sync then brings."""

from __future__ import annotations

import pytest

from config.settings import Mailbox
from core.desk import Desk
from mailsync import preview as preview_module
from mailsync.preview import preview
from mailsync.sync import sync_mailbox
from tests.servers.dovecot import PASSWORD, Dovecot
from tests.servers.mail_maker import realistic, small
from tests.servers.other_client import OtherClient, fill_maildir

pytestmark = pytest.mark.dovecot


def test_it_foretells_messages_bytes_and_tickets_of_every_folder(
    mailbox: Mailbox, other: OtherClient, sync_desk: Desk
) -> None:
    raws = [realistic(number) for number in range(40)]
    other.append(raws)
    other.append([small(900, sender="support@example.com")], folder="Sent")
    before = other.flags()
    foretold = preview(None, mailbox, PASSWORD)
    assert foretold.error is None
    assert other.flags() == before
    inbox, sent = foretold.folders
    assert (inbox.messages, inbox.bytes, sent.messages) == (40, sum(map(len, raws)), 1)
    came = sync_mailbox(sync_desk, mailbox, PASSWORD)
    assert (came.fetched, came.tickets_new) == (foretold.messages, foretold.tickets)
    again = preview(sync_desk, mailbox, PASSWORD)
    assert (again.messages, again.tickets) == (0, 0)


def test_an_answer_to_a_known_thread_is_no_new_ticket(mailbox: Mailbox, other: OtherClient, sync_desk: Desk) -> None:
    other.append([realistic(number) for number in range(2)])
    sync_mailbox(sync_desk, mailbox, PASSWORD)
    other.append([realistic(2), small(901)])
    foretold = preview(sync_desk, mailbox, PASSWORD)
    assert (foretold.messages, foretold.tickets) == (2, 1)


def test_a_large_mailbox_is_estimated_and_says_so(
    dovecot: Dovecot, user: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(preview_module, "MOST_COUNTED", 100)
    monkeypatch.setattr(preview_module, "_SAMPLE", 40)
    monkeypatch.setattr(preview_module, "_WINDOW", 16)
    fill_maildir(dovecot, (realistic(number) for number in range(160)), user)
    foretold = preview(None, dovecot.mailbox(user), PASSWORD)
    assert (foretold.messages, foretold.exact) == (160, False)
    assert 32 <= foretold.tickets <= 48


def test_a_wrong_password_is_an_error_in_words(mailbox: Mailbox) -> None:
    foretold = preview(None, mailbox, "wrong")
    assert foretold.error is not None
    assert foretold.error.code == "login_refused"

"""What other mail programs do to messages we hold: gone, moved, marked. On servers that can much and little."""

import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from config.settings import Folders, Mailbox
from core.desk import Desk
from core.entries import MessageEntry
from mailsync.sync import SyncResult, sync_mailbox
from tests.servers.dovecot import PASSWORD
from tests.servers.fault_proxy import FaultProxy
from tests.servers.mail_maker import small
from tests.servers.other_client import OtherClient

pytestmark = pytest.mark.dovecot
MAIL = [small(n) for n in range(1, 9)]
SERVERS = {
    "all": rb"(?!)",
    "gmail": rb" QRESYNC\b",
    "qresync-without-esearch": rb" ESEARCH\b",
    "microsoft": rb" (?:QRESYNC|CONDSTORE|ESEARCH|ENABLE|SPECIAL-USE|LIST-EXTENDED|LITERAL\+|NOTIFY)\b",
}
Sync = Callable[[], SyncResult]


@pytest.fixture(params=SERVERS)
def sync(
    request: pytest.FixtureRequest, sync_desk: Desk, via_proxy: Mailbox, proxy: FaultProxy, other: OtherClient
) -> Sync:
    proxy.replace = [(re.compile(SERVERS[request.param]), b"")]
    other.append(MAIL)
    mailbox = replace(via_proxy, flags="follow", folders=Folders(archive="Archive"))

    def run() -> SyncResult:
        result = sync_mailbox(sync_desk, mailbox, PASSWORD)
        assert result.error is None
        return result

    assert run().fetched == len(MAIL)
    return run


def gone(desk: Desk) -> list[str]:
    return sorted(m.subject for m in messages(desk) if any("gone from the mailbox" in w for w in m.warnings))


def messages(desk: Desk) -> list[MessageEntry]:
    return [e for t in desk.rows() for e in desk.entries(t.code) if isinstance(e, MessageEntry)]


def test_case_36_a_message_deleted_elsewhere_keeps_its_text_and_says_so(
    sync: Sync, sync_desk: Desk, other: OtherClient
) -> None:
    other.expunge([3, 8])
    other.append([small(20)])
    result = sync()
    assert (result.fetched, result.tickets_changed) == (1, 2)
    assert gone(sync_desk) == ["Question 3", "Question 8"]
    assert len(messages(sync_desk)) == len(MAIL) + 1
    assert sync().changed == frozenset()


def test_case_36_a_message_moved_to_another_folder_keeps_its_ticket_and_is_not_gone(
    sync: Sync, sync_desk: Desk, other: OtherClient
) -> None:
    before = {t.code for t in sync_desk.rows()}
    other.imap.select_folder("INBOX")
    other.imap.move([2, 5], "Archive")
    sync()
    assert gone(sync_desk) == []
    assert {t.code for t in sync_desk.rows()} == before
    assert len(messages(sync_desk)) == len(MAIL)


def test_flags_of_other_programs_are_followed_where_the_admin_says_so(
    sync: Sync, sync_desk: Desk, other: OtherClient
) -> None:
    other.imap.select_folder("INBOX")
    other.imap.add_flags([1], [rb"\Seen"])
    other.imap.add_flags([2], [rb"\Flagged"])
    assert sync().tickets_changed == 2
    by_subject = {t.subject: t for t in sync_desk.rows()}
    assert not by_subject["Question 1"].unread
    assert [f.reason for f in by_subject["Question 2"].flags] == ["flagged in the mailbox"]
    other.imap.remove_flags([2], [rb"\Flagged"])
    sync()
    assert {t.subject: t.flags for t in sync_desk.rows()}["Question 2"] == ()


def test_a_message_put_back_is_gone_no_more(sync: Sync, sync_desk: Desk, other: OtherClient) -> None:
    other.expunge([4])
    sync()
    assert gone(sync_desk) == ["Question 4"]
    other.append([MAIL[3]])
    sync()
    assert gone(sync_desk) == []
    assert len(messages(sync_desk)) == len(MAIL)


def test_by_default_flags_of_other_programs_change_nothing(
    sync_desk: Desk, mailbox: Mailbox, other: OtherClient
) -> None:
    other.append(MAIL[:1])
    sync_mailbox(sync_desk, mailbox, PASSWORD)
    other.imap.select_folder("INBOX")
    other.imap.add_flags([1], [rb"\Seen"])
    assert sync_mailbox(sync_desk, mailbox, PASSWORD).changed == frozenset()
    assert sync_desk.rows()[0].unread

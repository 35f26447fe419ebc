"""`mado check`, tried on a real mailbox."""

import re
from dataclasses import replace

import pytest

from config.settings import Folders, Mailbox
from mailsync.imap_connect import Timeouts
from mailsync.probe import Step, probe
from tests.servers.dovecot import PASSWORD
from tests.servers.fault_proxy import FaultProxy
from tests.servers.mail_maker import small
from tests.servers.other_client import OtherClient

pytestmark = pytest.mark.dovecot
QUICK = Timeouts(connect=2.0, read=1.0)


def outcome(steps: list[Step]) -> list[tuple[str, bool]]:
    return [(step.name, step.ok) for step in steps]


def tried(mailbox: Mailbox, password: str = PASSWORD) -> list[Step]:
    steps = list(probe(mailbox, password, timeouts=QUICK))
    assert all(step.message and (step.ok or step.hint) for step in steps)
    return steps


def test_a_mailbox_that_works_passes_every_step(mailbox: Mailbox, other: OtherClient) -> None:
    other.append([small(1), small(2)])
    before = other.flags()
    steps = tried(mailbox)
    assert outcome(steps) == [(name, True) for name in ("address", "login", "folders", "reading", "reading", "live")]
    assert "2" in steps[3].message
    assert other.flags() == before


def test_it_stops_at_the_first_step_that_fails(mailbox: Mailbox) -> None:
    assert outcome(tried(mailbox, "wrong")) == [("address", True), ("login", False)]
    nowhere = replace(mailbox, imap=replace(mailbox.imap, host="nowhere.invalid"))
    assert outcome(tried(nowhere)) == [("address", False)]


def test_a_folder_that_is_missing_is_one_failed_step(mailbox: Mailbox) -> None:
    steps = tried(replace(mailbox, folders=Folders(sent="送信箱")))
    assert [s.name for s in steps if not s.ok] == ["reading"]
    assert "送信箱" in next(s.message for s in steps if not s.ok)


def test_a_mailbox_without_a_sent_folder_shows_the_folders_there_are(via_proxy: Mailbox, proxy: FaultProxy) -> None:
    proxy.replace = [(re.compile(rb"^\* LIST \(.*Sent.*$"), b"* OK nothing\r")]
    (failed,) = [s for s in tried(via_proxy) if not s.ok]
    assert failed.name == "folders"
    assert "Archive" in failed.message


def test_a_server_without_idle_is_told_of_and_is_no_failure(via_proxy: Mailbox, proxy: FaultProxy) -> None:
    proxy.replace = [(re.compile(rb" IDLE\b"), b"")]
    live = tried(via_proxy)[-1]
    assert (live.name, live.ok) == ("live", True)
    assert "IDLE" in live.message

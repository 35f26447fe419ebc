"""Looking again on a line that stays open: a folder that did not change is not opened, one that did always is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from config.settings import Mailbox
from core.arrivals import FolderState
from core.desk import Desk
from mailsync import sync as syncing
from mailsync.imap_folder import Opened
from mailsync.imap_rows import status_name
from mailsync.imap_wire import Row
from mailsync.stopping import StopSignal
from mailsync.sync import Syncer
from mailsync.sync_again import as_we_left_it
from tests.mailsync.desk_view import gone, raws
from tests.servers.daemon import PASSWORD
from tests.servers.fault_proxy import FaultProxy
from tests.servers.mail_maker import small
from tests.servers.other_client import OtherClient

MAIL = [small(n) for n in range(1, 9)]
LEFT = FolderState("support", "INBOX", 7, uidnext=9, highestmodseq=30, done="1:8", there="1:3,5:8")


@pytest.fixture
def kept(sync_desk: Desk, via_proxy: Mailbox, other: OtherClient) -> Iterator[Syncer]:
    """A line that has read the mailbox and stays."""
    other.append(MAIL)
    with StopSignal(None) as signal:
        syncer = Syncer(sync_desk, replace(via_proxy, flags="follow"), PASSWORD, signal=signal)
        assert syncer.run().fetched == len(MAIL)
        yield syncer
        syncer.close()


def asked(proxy: FaultProxy, word: bytes) -> int:
    """How many commands of that name have passed."""
    return sum(line.split()[1:2] == [word] for line in proxy.lines)


@pytest.mark.dovecot
def test_a_folder_that_did_not_change_is_not_opened(kept: Syncer, proxy: FaultProxy) -> None:
    proxy.lines.clear()
    for _look in range(2):
        result = kept.run()
        assert (result.error, result.fetched, result.changed) == (None, 0, frozenset())
        assert dict(result.folders) == {"INBOX": 8, "Sent": 0}
    assert (asked(proxy, b"EXAMINE"), asked(proxy, b"NOOP"), asked(proxy, b"STATUS")) == (1, 1, 2), (
        "INBOX is opened again after the other folder, then it stays open and NOOP does"
    )


@pytest.mark.dovecot
@pytest.mark.parametrize(
    "change",
    [
        lambda other: other.append([small(20)]),
        lambda other: other.expunge([3]),
        lambda other: other.mark([4], b"\\Seen"),
        lambda other: (other.append([small(21)]), other.expunge([2])),
    ],
    ids=["new", "gone", "read elsewhere", "one new and one gone"],
)
def test_every_kind_of_change_is_seen(
    kept: Syncer, proxy: FaultProxy, other: OtherClient, change: Callable[[OtherClient], object]
) -> None:
    kept.run()
    proxy.lines.clear()
    change(other)
    assert kept.run().error is None
    assert asked(proxy, b"EXAMINE") == 1
    kept.run()
    proxy.lines.clear()
    kept.run()
    assert asked(proxy, b"EXAMINE") == 0


@pytest.mark.dovecot
def test_what_is_told_beside_another_answer_is_not_missed(
    kept: Syncer, sync_desk: Desk, proxy: FaultProxy, other: OtherClient
) -> None:
    """A server tells of the open folder with the answer to any command; the next look must know it was told."""
    kept.run()
    kept.run()
    proxy.replace = [(re.compile(rb"(?s)^(M\d+ OK List.*)"), rb"* 9 EXISTS\r\n\1")]
    proxy.lines.clear()
    kept.run()
    assert (asked(proxy, b"EXAMINE"), asked(proxy, b"NOOP")) == (1, 0)


@pytest.mark.dovecot
def test_what_came_and_what_went_is_taken_in(kept: Syncer, sync_desk: Desk, other: OtherClient) -> None:
    kept.run()
    other.append([small(21)])
    other.expunge([2])
    assert kept.run().fetched == 1
    assert raws(sync_desk) == sorted([*MAIL, small(21)])
    assert gone(sync_desk) == ["Question 2"]


@pytest.mark.dovecot
def test_now_and_then_each_folder_is_opened_all_the_same(
    kept: Syncer, proxy: FaultProxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(syncing, "_FULL_LOOK", 0.0)
    proxy.lines.clear()
    assert kept.run().error is None
    assert (asked(proxy, b"EXAMINE"), asked(proxy, b"STATUS")) == (2, 0)


@pytest.mark.dovecot
def test_a_folder_of_which_status_says_nothing_is_opened(kept: Syncer, proxy: FaultProxy) -> None:
    proxy.replace = [(re.compile(rb"\* STATUS "), b"* XSTATUS ")]
    proxy.lines.clear()
    assert kept.run().error is None
    assert asked(proxy, b"EXAMINE") == 2


@pytest.mark.parametrize(
    "told",
    [
        Opened(8, 7, 9, 30),
        Opened(7, 8, 9, 30),
        Opened(7, 6, 9, 30),
        Opened(7, 7, 10, 30),
        Opened(7, 7, None, 30),
        Opened(7, 7, 9, 31),
        Opened(7, 7, 9, 29),
        Opened(7, 7, 9, None),
    ],
)
def test_any_number_that_differs_means_a_look(told: Opened) -> None:
    assert as_we_left_it(LEFT, Opened(7, 7, 9, 30))
    assert not as_we_left_it(LEFT, told)


@pytest.mark.parametrize(
    "state",
    [replace(LEFT, done="1:4,6:8"), replace(LEFT, former="6/1:3"), replace(LEFT, highestmodseq=None)],
    ids=["some are wanted again", "another UIDVALIDITY is being found again", "changes were not counted"],
)
def test_a_folder_that_was_not_read_to_its_end_is_looked_at(state: FolderState) -> None:
    assert not as_we_left_it(state, Opened(7, 7, 9, state.highestmodseq))


@pytest.mark.parametrize(
    ("row", "name"),
    [
        (Row(b"STATUS INBOX (MESSAGES 1)"), b"INBOX"),
        (Row(b'STATUS "a \\"b\\" (c" (MESSAGES 1)'), b'a "b" (c'),
        (Row(b"status {4} (MESSAGES 1)", (b"a\\b(",)), b"a\\b("),
        (Row(b"LIST () NIL INBOX"), None),
    ],
)
def test_the_folder_of_a_status_row(row: Row, name: bytes | None) -> None:
    assert status_name(row) == name

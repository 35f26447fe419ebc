"""A server that comes back out of a backup, a folder whose UIDs begin anew in the midst of a session."""

from __future__ import annotations

import re

import pytest

from config.settings import Mailbox
from core.desk import Desk
from mailsync.sync import sync_mailbox
from tests.mailsync.conftest import Sync
from tests.mailsync.desk_view import gone, raws, shape
from tests.servers.daemon import PASSWORD
from tests.servers.dovecot import Dovecot
from tests.servers.fault_proxy import FaultProxy
from tests.servers.mail_maker import small
from tests.servers.other_client import OtherClient

pytestmark = pytest.mark.dovecot
LITTLE = rb" (?:QRESYNC|CONDSTORE|ESEARCH|ENABLE)\b"


@pytest.mark.parametrize("without", [rb"(?!)", LITTLE], ids=["CONDSTORE", "plain"])
@pytest.mark.parametrize("since", [0, 1, 2, 5], ids="{} came after it".format)
def test_case_3_and_8_a_server_restored_from_a_backup_hides_no_message(
    faulty: Sync, sync_desk: Desk, dovecot: Dovecot, user: str, proxy: FaultProxy, since: int, without: bytes
) -> None:
    """Two messages came after the backup and are lost on the server; those that come then get their UIDs again."""
    proxy.replace = [(re.compile(without), b"")]
    early, lost, late = [[small(n) for n in range(*span)] for span in ((1, 4), (4, 6), (10, 10 + since))]
    other = OtherClient(dovecot, user)
    other.append(early)
    other.close()
    with dovecot.kept(user) as restore:
        other = OtherClient(dovecot, user)
        other.append(lost)
        assert faulty().fetched == 5
        other.close()
        restore()
    other = OtherClient(dovecot, user)
    other.append(late, first=500)
    proxy.lines.clear()
    result = faulty()
    assert (result.error, result.fetched) == (None, since)
    assert raws(sync_desk) == sorted([*early, *lost, *late])
    assert gone(sync_desk) == ["Question 4", "Question 5"]
    fetched = b"".join(line for line in proxy.lines if b"BODY.PEEK[]" in line)
    assert not re.search(rb"FETCH 1\D", fetched), "what is held is not fetched again"
    again = faulty()
    assert (again.error, again.fetched, again.changed) == (None, 0, frozenset())
    other.close()


def test_case_2_uids_that_begin_anew_while_the_line_stands_are_noticed(
    faulty: Sync, sync_desk: Desk, proxy: FaultProxy, other: OtherClient
) -> None:
    other.append([small(n) for n in range(1, 5)])
    assert faulty().fetched == 4
    before = shape(sync_desk)
    proxy.replace = [(re.compile(rb"UIDVALIDITY \d+"), b"UIDVALIDITY 77")]
    proxy.lines.clear()
    result = faulty()
    assert (result.error, result.fetched, result.changed) == (None, 0, frozenset())
    assert shape(sync_desk) == before
    assert not any(b"BODY.PEEK[]" in line for line in proxy.lines)
    state = sync_desk.folder_state(result.name, "INBOX")
    assert state is not None
    assert (state.uidvalidity, state.there) == (77, "1:4")


def test_a_line_that_falls_while_the_folder_is_found_again_goes_on(
    faulty: Sync, sync_desk: Desk, proxy: FaultProxy, other: OtherClient
) -> None:
    other.append([small(n) for n in range(1, 9)])
    assert faulty().fetched == 8
    proxy.replace = [(re.compile(rb"UIDVALIDITY \d+"), b"UIDVALIDITY 99")]
    proxy.cut_when = re.compile(rb"HEADER\.FIELDS")
    assert faulty().error is not None
    proxy.cut_when = None
    assert faulty().error is None
    assert raws(sync_desk) == sorted(small(n) for n in range(1, 9))
    assert gone(sync_desk) == []


def test_a_tail_that_is_as_we_know_it_costs_one_question_a_connection(
    sync_desk: Desk, via_proxy: Mailbox, proxy: FaultProxy, other: OtherClient
) -> None:
    proxy.replace = [(re.compile(LITTLE), b"")]
    other.append([small(n) for n in range(1, 9)])
    assert sync_mailbox(sync_desk, via_proxy, PASSWORD).fetched == 8
    proxy.lines.clear()
    assert sync_mailbox(sync_desk, via_proxy, PASSWORD).changed == frozenset()
    asked = [line for line in proxy.lines if b" FETCH " in line]
    assert [re.findall(rb"FETCH (\S+)", line) for line in asked] == [[b"6:8"]]

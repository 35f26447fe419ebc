"""A server that says what is not so, or what is not IMAP: what comes is kept, what cannot be had is set aside."""

from __future__ import annotations

import re

import pytest

from config.errors import ExitCode
from core.desk import Desk
from mailsync.sync import SyncResult
from tests.mailsync.conftest import Sync
from tests.mailsync.desk_view import gone, raws
from tests.servers.fault_proxy import FaultProxy
from tests.servers.mail_maker import small
from tests.servers.other_client import OtherClient

pytestmark = pytest.mark.dovecot
MAIL = [small(n) for n in range(1, 7)]


@pytest.fixture(autouse=True)
def mail_there(other: OtherClient) -> None:
    other.append(MAIL)


def well(result: SyncResult, fetched: int) -> None:
    assert (result.error, result.fetched, result.set_aside) == (None, fetched, 0)


@pytest.mark.parametrize(
    ("pattern", "lie"),
    [
        (rb"^\* \d+ EXISTS", b"* 99 EXISTS"),
        (rb"^\* \d+ EXISTS", b"* 2 EXISTS"),
        (rb"RFC822\.SIZE \d+", b"RFC822.SIZE 7"),
        (rb"RFC822\.SIZE \d+", b"RFC822.SIZE 20000000"),
        (rb" FLAGS \([^)]*\)", b" FLAGS (\\\\Seen \\\\*odd[ \xff)"),
        (rb'INTERNALDATE "[^"]*"', b'INTERNALDATE "yesterday"'),
        (rb"^\)\r\n", b"\r\n"),
        (rb"HIGHESTMODSEQ \d+", b"NOMODSEQ"),
        (rb"HIGHESTMODSEQ \d+", b"HIGHESTMODSEQ 0"),
        (rb"UIDNEXT \d+", b"UIDNEXT 4000000000"),
    ],
    ids=[
        *("EXISTS too high", "EXISTS too low", "size too small", "size too large", "odd flags", "no date"),
        *("no closing bracket", "NOMODSEQ", "modseq 0", "UIDNEXT too high"),
    ],
)
def test_case_30_a_lie_about_numbers_costs_no_message(
    faulty: Sync, sync_desk: Desk, proxy: FaultProxy, other: OtherClient, pattern: bytes, lie: bytes
) -> None:
    proxy.replace = [(re.compile(pattern), lie)]
    well(faulty(), len(MAIL))
    assert faulty().error is None
    assert raws(sync_desk) == sorted(MAIL)
    other.append([small(7)])
    proxy.replace = []
    assert faulty().fetched + faulty().fetched == 1
    assert raws(sync_desk) == sorted([*MAIL, small(7)])


@pytest.mark.parametrize(
    "rubbish",
    [b"\x00\xff\xfe\r\n", b"250 2.0.0 OK queued\r\n", b"HTTP/1.1 200 OK\r\n\r\n<html>\r\n", b"M999 OK done\r\n"],
    ids=["noise", "SMTP", "a web page", "another command's tag"],
)
@pytest.mark.parametrize("command", [b"LIST", b"EXAMINE", b"UID SEARCH", b"UID FETCH"])
def test_an_answer_that_is_not_imap_is_said_so_and_the_next_sync_is_well(
    faulty: Sync, proxy: FaultProxy, command: bytes, rubbish: bytes
) -> None:
    proxy.answer = lambda line: rubbish if line.partition(b" ")[2].startswith(command) else None
    result = faulty()
    assert result.error is not None
    assert result.error.code == "rubbish"
    assert result.error.exit_code == ExitCode.FAILED
    assert proxy.accepted < 12, "it does not hammer the server"
    proxy.answer = None
    well(faulty(), len(MAIL) - result.fetched)


def test_an_ok_without_data_is_asked_again_and_the_message_is_not_given_up_silently(
    faulty: Sync, sync_desk: Desk, proxy: FaultProxy
) -> None:
    proxy.answer = lambda line: line.split()[0] + b" OK done\r\n" if b"BODY.PEEK[]" in line else None
    result = faulty()
    assert (result.error, result.fetched, result.set_aside) == (None, 0, len(MAIL))
    assert len(sync_desk.set_aside()) == len(MAIL)


def test_two_messages_under_one_uid_are_both_kept(faulty: Sync, sync_desk: Desk, proxy: FaultProxy) -> None:
    twin = small(50)

    def say_twin(line: bytes) -> None:
        if b"BODY.PEEK[]" in line:
            proxy.before_line = b"* 3 FETCH (UID 3 FLAGS () BODY[] {%d}\r\n%s)\r\n" % (len(twin), twin)

    proxy.answer = say_twin
    well(faulty(), len(MAIL) + 1)
    assert raws(sync_desk) == sorted([*MAIL, twin])


def test_a_search_in_any_order_and_twice_is_read_as_a_set(faulty: Sync, sync_desk: Desk, proxy: FaultProxy) -> None:
    proxy.replace = [
        (re.compile(rb" ESEARCH\b"), b""),
        (re.compile(rb"^\* SEARCH 1 .*\r"), b"* SEARCH 6 2 2 1 5 4 3 6 \r"),
    ]
    well(faulty(), len(MAIL))


def test_case_6_the_last_message_is_named_again_by_every_search_and_not_fetched_again(
    faulty: Sync, proxy: FaultProxy
) -> None:
    well(faulty(), len(MAIL))
    proxy.replace = [(re.compile(rb"\[UIDNEXT 7\]"), b"[UIDNEXT 9]")]
    proxy.lines.clear()
    well(faulty(), 0)
    assert any(b"UID 7:*" in line for line in proxy.lines)
    assert not any(b"BODY.PEEK[]" in line for line in proxy.lines)


def test_a_message_that_shows_up_late_under_a_uid_below_the_newest_is_fetched(
    faulty: Sync, sync_desk: Desk, proxy: FaultProxy
) -> None:
    hidden = [
        (re.compile(rb"^\* ESEARCH (.*) 1:6\r"), rb"* ESEARCH \1 1:2,4:6\r"),
        (re.compile(rb"^\* 6 EXISTS"), b"* 5 EXISTS"),
    ]
    proxy.replace = hidden
    well(faulty(), len(MAIL) - 1)
    proxy.replace = []
    well(faulty(), 1)
    assert raws(sync_desk) == sorted(MAIL)
    well(faulty(), 0)


@pytest.mark.parametrize("said", [b"1:4294967295", b"1:3000000000,3000000002"])
def test_a_list_of_more_messages_than_fit_anywhere_is_not_believed(
    faulty: Sync, proxy: FaultProxy, said: bytes
) -> None:
    proxy.replace = [(re.compile(rb"^\* ESEARCH (.*) ALL \S+\r"), rb"* ESEARCH \1 ALL " + said + b"\r")]
    result = faulty()
    assert result.error is not None
    assert result.error.code == "rubbish"


def test_case_7_vanished_may_name_what_was_never_there(
    faulty: Sync, sync_desk: Desk, proxy: FaultProxy, other: OtherClient
) -> None:
    proxy.replace = [
        (re.compile(rb" ESEARCH\b"), b""),
        (re.compile(rb"^(\* VANISHED \(EARLIER\)) 2\r"), rb"\1 2,41:60,4294967295\r"),
    ]
    well(faulty(), len(MAIL))
    other.expunge([2])
    well(faulty(), 0)
    assert any(b"VANISHED" in line for line in proxy.lines)
    assert gone(sync_desk) == ["Question 2"]


def test_case_5_modseq_is_asked_for_only_where_the_server_has_it(faulty: Sync, proxy: FaultProxy) -> None:
    proxy.replace = [(re.compile(rb" (CONDSTORE|QRESYNC)\b"), b"")]
    well(faulty(), len(MAIL))
    assert not any(b"MODSEQ" in line or b"CONDSTORE" in line or b"CHANGEDSINCE" in line for line in proxy.lines)


def test_case_9_messages_that_vanish_in_the_midst_of_a_fetch_cost_no_other(
    faulty: Sync, sync_desk: Desk, proxy: FaultProxy
) -> None:
    proxy.replace = [(re.compile(rb"^(\* 4 FETCH \(UID 4 FLAGS .*BODY)"), rb"* 1 EXPUNGE\r\n* VANISHED 1\r\n\1")]
    well(faulty(), len(MAIL))
    assert raws(sync_desk) == sorted(MAIL)


def test_case_23_a_user_without_a_mailbox_is_told_apart_from_a_wrong_password(
    faulty: Sync, proxy: FaultProxy
) -> None:
    proxy.answer = lambda line: (
        line.split()[0] + b" BAD User is authenticated but not connected.\r\n" if b" LIST " in line else None
    )
    result = faulty()
    assert result.error is not None
    assert (result.error.code, result.error.exit_code) == ("no_mailbox", ExitCode.FAILED)
    assert "licence" in result.error.hint


def test_case_20_an_ok_that_complains_of_throttling_is_an_ok(faulty: Sync, proxy: FaultProxy) -> None:
    proxy.replace = [(re.compile(rb"^(M\d+ OK)\b"), rb"\1 [THROTTLED]")]
    well(faulty(), len(MAIL))


def test_case_29_folders_with_names_beyond_reason_are_listed_and_the_others_read(
    faulty: Sync, proxy: FaultProxy, other: OtherClient
) -> None:
    for name in ("日本語 受信", "A & B", 'quo"te', "back\\slash", "100%", "emoji 🍵", "{5}"):
        other.imap.create_folder(name)
    odd = (
        b'* LIST () "/" "&xx-"\r\n* LIST () "/" \xff\xfe\r\n* LIST () NIL "NIL"\r\n* LIST (\\sent) "." Gesendet&\r\n'
    )
    proxy.answer = lambda line: setattr(proxy, "before_line", odd) if b" LIST " in line else None
    result = faulty()
    assert result.error is not None
    assert (result.error.code, result.fetched) == ("folder_missing", len(MAIL))

"""Syncing over a line, and from a server, that do what they should not. Dovecot stands behind the proxy."""

import re
from collections.abc import Callable, Iterable, Sequence

import pytest

from config.errors import ExitCode
from config.settings import Mailbox
from core.arrivals import Arrival, FolderState, Intake, SetAside
from core.desk import Desk
from mailsync import imap_batches, sync_folder
from mailsync.explain import Throttled
from mailsync.imap_connect import Timeouts
from mailsync.sync import SyncResult, sync_mailbox
from tests.mailsync.desk_view import raws
from tests.servers.dovecot import PASSWORD
from tests.servers.fault_proxy import FaultProxy
from tests.servers.mail_maker import small
from tests.servers.other_client import OtherClient

pytestmark = pytest.mark.dovecot
QUICK = Timeouts(connect=2.0, read=2.0)
MAIL = [small(n, body="x" * 400 * n) for n in range(1, 13)]


@pytest.fixture(autouse=True)
def mail_there(other: OtherClient) -> None:
    other.append(MAIL)


@pytest.fixture
def sync(sync_desk: Desk, via_proxy: Mailbox, monkeypatch: pytest.MonkeyPatch) -> Callable[[], SyncResult]:
    monkeypatch.setattr("mailsync.sync._PAUSE", 0.001)
    return lambda: sync_mailbox(sync_desk, via_proxy, PASSWORD, timeouts=QUICK)


Sync = Callable[[], SyncResult]


def bodies_only(line: bytes, answer: Callable[[bytes, bytes], bytes | None]) -> bytes | None:
    """Ask `answer(tag, uids)` for what the server says to a fetch of bodies; None leaves it to Dovecot."""
    found = re.match(rb"(\S+) UID FETCH (\S+) .*BODY\.PEEK", line)
    return answer(found[1], found[2]) if found else None


@pytest.mark.parametrize("after", [7_997, 11_003, 15_993, 30_001])
def test_a_line_that_is_cut_again_and_again_brings_everything_once(
    sync: Sync, sync_desk: Desk, proxy: FaultProxy, after: int
) -> None:
    proxy.cut_after, proxy.cuts = after, 6
    first = sync()
    proxy.cut_after = None
    rest = sync()
    assert rest.error is None
    assert first.fetched + rest.fetched == len(MAIL)
    assert raws(sync_desk) == sorted(MAIL)
    assert (first.set_aside, rest.set_aside) == (0, 0)


def test_a_line_cut_after_the_command_is_said_so_and_what_came_is_kept(
    sync: Sync, sync_desk: Desk, proxy: FaultProxy
) -> None:
    proxy.cut_when = re.compile(rb"UID SEARCH")
    result = sync()
    assert result.error is not None
    assert (result.error.code, result.error.exit_code) == ("line_lost", ExitCode.LATER)
    proxy.cut_when = None
    assert sync().fetched == len(MAIL)


def test_a_message_that_breaks_the_line_each_time_is_set_aside_and_the_rest_comes(
    sync: Sync, sync_desk: Desk, proxy: FaultProxy
) -> None:
    proxy.cut_when = re.compile(rb"UID FETCH (5|[1-5]:[5-9]|[1-5]:1\d) .*BODY")
    result = sync()
    assert result.error is None
    assert (result.fetched, result.set_aside) == (len(MAIL) - 1, 1)
    (aside,) = sync_desk.set_aside()
    assert aside.place.uid == 5
    assert "connection breaks" in aside.reason
    assert sync().fetched == 0


def test_a_message_too_much_for_the_line_comes_by_its_beginning(
    sync: Sync, sync_desk: Desk, proxy: FaultProxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imap_batches, "START_BYTES", 800)
    monkeypatch.setattr(sync_folder, "START_BYTES", 800)
    proxy.cut_when = re.compile(rb"UID FETCH (12|\S*:12) .*BODY\.PEEK\[\]\)")
    result = sync()
    assert (result.error, result.fetched, result.set_aside) == (None, len(MAIL), 1)
    assert raws(sync_desk) == sorted([*MAIL[:-1], MAIL[-1][:800]])
    assert "beginning" in sync_desk.set_aside()[0].reason


def test_a_row_that_is_malformed_costs_no_other_message(sync: Sync, sync_desk: Desk, proxy: FaultProxy) -> None:
    proxy.replace = [(re.compile(rb"^(\* 3 FETCH \()UID 3 "), rb"\1UID what ")]
    result = sync()
    assert result.error is None
    assert (result.fetched, result.set_aside) == (len(MAIL) - 1, 1)
    assert [(a.place.uid, bool(a.reason)) for a in sync_desk.set_aside()] == [(3, True)]
    proxy.replace = []
    assert sync().fetched == 0


def test_a_row_that_is_malformed_once_is_fetched_the_second_time(
    sync: Sync, sync_desk: Desk, proxy: FaultProxy
) -> None:
    proxy.replace = [(re.compile(rb"^\* 3 FETCH \(UID 3 (.*\{1\d\d\d\}\r\n)$"), rb"* 3 FETCH (UID 3 X-NEW \1")]
    proxy.answer = lambda line: proxy.replace.clear() if re.search(rb"UID FETCH 3 ", line) else None
    result = sync()
    assert (result.error, result.fetched, result.set_aside) == (None, len(MAIL), 0)
    assert raws(sync_desk) == sorted(MAIL)


def test_a_message_without_a_body_is_set_aside(sync: Sync, sync_desk: Desk, proxy: FaultProxy) -> None:
    def nothing(tag: bytes, uids: bytes) -> bytes | None:
        return b"* 12 FETCH (UID 12 BODY[] NIL)\r\n" + tag + b" OK\r\n" if uids == b"12" else None

    proxy.replace = [(re.compile(rb"^\* 12 FETCH \(UID 12 (?=.*BODY)"), b"* 12 FETCH (UID 99 ")]
    proxy.answer = lambda line: bodies_only(line, nothing)
    result = sync()
    assert (result.error, result.fetched, result.set_aside) == (None, len(MAIL) - 1, 1)


def test_an_answer_for_messages_nobody_asked_for_is_passed_over(
    sync: Sync, sync_desk: Desk, proxy: FaultProxy
) -> None:
    def say_more(tag: bytes, uids: bytes) -> bytes | None:
        proxy.before_line = b"* 77 FETCH (UID 77 BODY[] {2}\r\nhi)\r\n* 78 FETCH (FLAGS (\\Seen))\r\n"
        return None

    proxy.answer = lambda line: bodies_only(line, say_more)
    assert sync().fetched == len(MAIL)
    assert raws(sync_desk) == sorted(MAIL)


def test_a_message_expunged_between_list_and_fetch_is_skipped(
    sync: Sync, sync_desk: Desk, proxy: FaultProxy, other: OtherClient
) -> None:
    gone: list[int] = []

    def expunge_first(tag: bytes, uids: bytes) -> bytes | None:
        if not gone:
            gone.append(2)
            other.expunge([2])
        return None

    proxy.answer = lambda line: bodies_only(line, expunge_first)
    result = sync()
    assert (result.error, result.fetched, result.set_aside) == (None, len(MAIL) - 1, 0)
    assert sync().fetched == 0


def test_a_batch_that_is_refused_is_fetched_one_by_one(sync: Sync, sync_desk: Desk, proxy: FaultProxy) -> None:
    def refuse_many(tag: bytes, uids: bytes) -> bytes | None:
        return tag + b" NO Some of the requested messages no longer exist.\r\n" if b":" in uids else None

    proxy.answer = lambda line: bodies_only(line, refuse_many)
    result = sync()
    assert (result.error, result.fetched, result.set_aside) == (None, len(MAIL), 0)


def test_a_message_that_is_refused_each_time_is_set_aside_with_the_servers_reason(
    sync: Sync, sync_desk: Desk, proxy: FaultProxy
) -> None:
    def refuse(tag: bytes, uids: bytes) -> bytes | None:
        return tag + b" NO Internal \x1b[31merror 17\r\n" if b":" in uids or uids == b"4" else None

    proxy.answer = lambda line: bodies_only(line, refuse)
    assert sync().set_aside == 1
    (aside,) = sync_desk.set_aside()
    assert "error 17" in aside.reason
    assert "\x1b" not in aside.reason


@pytest.mark.parametrize(
    ("said", "wait"),
    [
        (b"BAD Request is throttled. Suggested Backoff Time: 92415 milliseconds", 92.415),
        (b"NO [OVERQUOTA] Account exceeded command or bandwidth limits", 600.0),
        (b"NO [UNAVAILABLE] Temporary failure", 600.0),
    ],
)
def test_a_server_that_asks_for_patience_is_obeyed(
    sync: Sync, sync_desk: Desk, proxy: FaultProxy, said: bytes, wait: float
) -> None:
    proxy.answer = lambda line: bodies_only(line, lambda tag, uids: tag + b" " + said + b"\r\n")
    result = sync()
    assert isinstance(result.error, Throttled)
    assert result.error.wait == pytest.approx(wait)
    assert result.error.exit_code == ExitCode.LATER
    assert proxy.accepted == 1
    proxy.answer = None
    assert sync().fetched == len(MAIL)


def test_a_line_that_goes_silent_while_fetching_is_noticed(sync: Sync, proxy: FaultProxy) -> None:
    def go_silent(tag: bytes, uids: bytes) -> bytes | None:
        proxy.silent = True
        return b""

    proxy.answer = lambda line: bodies_only(line, go_silent)
    result = sync()
    assert result.error is not None
    assert (result.error.code, result.error.exit_code) == ("timeout", ExitCode.LATER)


def test_a_literal_of_a_gigabyte_is_not_waited_for(sync: Sync, sync_desk: Desk, proxy: FaultProxy) -> None:
    def huge(tag: bytes, uids: bytes) -> bytes | None:
        return b"* 1 FETCH (UID 1 BODY[] {999999999}\r\n" if uids.endswith(b"12") else None

    proxy.answer = lambda line: bodies_only(line, huge)
    result = sync()
    assert result.error is None
    assert result.fetched + result.set_aside == len(MAIL)


def test_a_message_over_the_cap_comes_by_its_beginning_and_is_listed(
    sync: Sync, sync_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (imap_batches, sync_folder):
        monkeypatch.setattr(module, "SIZE_CAP", 4000)
        monkeypatch.setattr(module, "START_BYTES", 1500)
    monkeypatch.setattr(imap_batches, "FAIR_SHARE", 1000)
    result = sync()
    over = [raw for raw in MAIL if len(raw) > 4000]
    assert (result.error, result.fetched, result.set_aside) == (None, len(MAIL), len(over))
    assert raws(sync_desk) == sorted(raw if raw not in over else raw[:1500] for raw in MAIL)


@pytest.mark.parametrize(
    "without",
    [rb" QRESYNC| CONDSTORE| ESEARCH", rb" (QRESYNC|CONDSTORE|ESEARCH|LITERAL\+|SPECIAL-USE|LIST-EXTENDED)\b"],
    ids=["as Gmail without", "as Microsoft 365"],
)
def test_a_server_that_can_little_is_read_just_so(
    sync: Sync, sync_desk: Desk, proxy: FaultProxy, other: OtherClient, without: bytes
) -> None:
    proxy.replace = [(re.compile(without), b"")]
    assert sync().fetched == len(MAIL)
    assert sync().fetched == 0
    other.append([small(50)])
    assert sync().fetched == 1


def test_a_server_that_names_no_uidnext_is_read_just_so(sync: Sync, proxy: FaultProxy, other: OtherClient) -> None:
    proxy.replace = [(re.compile(rb"\[UIDNEXT \d+\]"), b"[X]"), (re.compile(rb"UIDNEXT \d+"), b"MESSAGES 1")]
    assert sync().fetched == len(MAIL)
    assert sync().fetched == 0
    other.append([small(50)])
    assert sync().fetched == 1


def test_a_server_that_counts_backwards_is_read_again_and_nothing_doubles(
    sync: Sync, sync_desk: Desk, proxy: FaultProxy
) -> None:
    sync()
    proxy.replace = [(re.compile(rb"\[UIDNEXT \d+\]"), b"[UIDNEXT 5]")]
    assert sync().error is None
    assert raws(sync_desk) == sorted(MAIL)


def test_a_message_that_upsets_the_intake_is_set_aside_with_its_bytes(
    sync: Sync, sync_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_in = sync_desk.take_in

    def upset(batch: Sequence[Arrival], state: FolderState | None = None, aside: Iterable[SetAside] = ()) -> Intake:
        if any(a.raw == MAIL[6] for a in batch):
            raise RecursionError("too deep")
        return take_in(batch, state, aside)

    monkeypatch.setattr(sync_desk, "take_in", upset)
    result = sync()
    assert (result.error, result.fetched, result.set_aside) == (None, len(MAIL) - 1, 1)
    assert "RecursionError" in sync_desk.set_aside()[0].reason


def test_a_full_disk_is_one_sentence_and_nothing_more_is_fetched(
    sync: Sync, sync_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(sync_desk, "take_in", full)
        result = sync()
    assert result.error is not None
    assert "No space left on device" in result.error.message
    assert sync().fetched == len(MAIL)

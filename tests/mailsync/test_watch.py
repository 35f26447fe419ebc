"""Staying with a real mailbox while things happen to it."""

import re
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

import pytest

from config.settings import Mailbox
from core.desk import Desk
from mailsync.imap_connect import Timeouts
from mailsync.pace import BackOff, Pace
from mailsync.sync import SyncResult
from mailsync.watch import watch_mailbox
from tests.mailsync.desk_view import raws
from tests.servers.dovecot import PASSWORD
from tests.servers.fault_proxy import FaultProxy
from tests.servers.mail_maker import small
from tests.servers.other_client import OtherClient

pytestmark = pytest.mark.dovecot
BRISK = Pace(renew=30.0, answer=1.0, poll=0.1, first_wait=0.02, longest_wait=0.1, healthy=0.0, post=30.0)
QUICK = Timeouts(connect=2.0, read=2.0)
PATIENCE = 20.0


@dataclass
class Watching:
    """A watch in a thread of its own, and what it told."""

    results: list[SyncResult] = field(default_factory=list)
    stop: threading.Event = field(default_factory=threading.Event)
    told: threading.Condition = field(default_factory=threading.Condition)
    thread: threading.Thread | None = None

    def hear(self, result: SyncResult) -> None:
        with self.told:
            self.results.append(result)
            self.told.notify_all()

    def until(self, found: Callable[[list[SyncResult]], bool]) -> bool:
        with self.told:
            return self.told.wait_for(lambda: found(self.results), PATIENCE)

    def until_fetched(self, count: int) -> bool:
        return self.until(lambda results: sum(r.fetched for r in results) >= count)

    def end(self) -> bool:
        self.stop.set()
        assert self.thread is not None
        self.thread.join(PATIENCE)
        return not self.thread.is_alive()


Watch = Callable[..., Watching]


@pytest.fixture
def watch(sync_desk: Desk, via_proxy: Mailbox) -> Iterator[Watch]:
    begun: list[Watching] = []

    def start(pace: Pace = BRISK, timeouts: Timeouts = QUICK) -> Watching:
        watching = Watching()
        watching.thread = threading.Thread(
            target=watch_mailbox,
            args=(sync_desk, via_proxy, PASSWORD),
            kwargs={"on_result": watching.hear, "stop": watching.stop, "pace": pace, "timeouts": timeouts},
        )
        begun.append(watching)
        watching.thread.start()
        return watching

    yield start
    assert all(watching.end() for watching in begun)


def idles(times: int) -> Callable[[list[bytes]], bool]:
    return lambda lines: sum(line.rstrip().endswith(b" IDLE") for line in lines) >= times


def test_mail_that_another_client_appends_arrives_while_idling(
    watch: Watch, sync_desk: Desk, proxy: FaultProxy, other: OtherClient
) -> None:
    other.append([small(1)])
    watching = watch()
    assert proxy.wait_for(idles(1))
    other.append([small(2)])
    assert watching.until_fetched(2)
    assert proxy.wait_for(idles(2))
    other.append([small(3), small(4)])
    assert watching.until_fetched(4)
    assert raws(sync_desk) == sorted(small(n) for n in range(1, 5))
    assert proxy.accepted == 1, "one connection serves all of it"


def test_an_idle_whose_lines_come_byte_by_byte_works(watch: Watch, proxy: FaultProxy, other: OtherClient) -> None:
    proxy.piecewise = True
    watching = watch()
    assert proxy.wait_for(idles(1))
    other.append([small(1)])
    assert watching.until_fetched(1)
    assert not [r.error for r in watching.results if r.error]


def test_idle_is_ended_and_begun_again_in_time(watch: Watch, proxy: FaultProxy) -> None:
    watch(pace=Pace(renew=0.05, answer=1.0, post=30.0))
    assert proxy.wait_for(idles(3))
    assert proxy.wait_for(lambda lines: lines.count(b"DONE\r\n") >= 2)
    assert proxy.accepted == 1


def test_a_stop_is_honoured_at_once_while_idling(watch: Watch, proxy: FaultProxy) -> None:
    watching = watch()
    assert proxy.wait_for(idles(1))
    assert watching.end()


def test_a_stop_is_honoured_at_once_on_a_line_that_went_silent(
    watch: Watch, proxy: FaultProxy, other: OtherClient
) -> None:
    watching = watch(pace=Pace(post=30.0))
    assert proxy.wait_for(idles(1))
    proxy.silent = True
    assert watching.end()


def test_a_done_that_is_not_answered_means_a_new_connection(
    watch: Watch, proxy: FaultProxy, other: OtherClient
) -> None:
    proxy.answer = lambda line: b"" if line == b"DONE\r\n" and proxy.accepted == 1 else None
    watching = watch(pace=Pace(renew=0.05, answer=0.1, first_wait=0.02, longest_wait=0.1, healthy=0.0, post=30.0))
    assert proxy.wait_for(lambda _: proxy.accepted >= 2)
    other.append([small(1)])
    assert watching.until_fetched(1)


@pytest.mark.parametrize("goes", ["FIN", "RST", "BYE", "BYE and stays"])
def test_case_16_a_server_that_goes_while_idling_is_found_again(
    watch: Watch, proxy: FaultProxy, other: OtherClient, goes: str
) -> None:
    watching = watch()
    assert proxy.wait_for(idles(1))
    other.append([small(1)])
    assert watching.until_fetched(1)
    assert proxy.wait_for(idles(2))
    bye = b"* BYE Autologout; idle for too long\r\n"
    if goes == "BYE and stays":
        proxy.say(bye)
    else:
        proxy.hang_up(reset=goes == "RST", last=bye if goes == "BYE" else b"")
    assert proxy.wait_for(idles(3))
    assert proxy.accepted == 2
    other.append([small(2)])
    assert watching.until_fetched(2)


def test_an_idle_that_is_never_answered_means_a_new_connection(
    watch: Watch, proxy: FaultProxy, other: OtherClient
) -> None:
    proxy.answer = lambda line: b"" if line.endswith(b" IDLE\r\n") and proxy.accepted == 1 else None
    watching = watch(timeouts=Timeouts(connect=2.0, read=0.2))
    assert proxy.wait_for(lambda _: proxy.accepted >= 2)
    other.append([small(1)])
    assert watching.until_fetched(1)


def test_case_15_mail_that_came_while_the_line_was_dead_is_there_with_the_new_one(
    watch: Watch, proxy: FaultProxy, other: OtherClient
) -> None:
    watching = watch(pace=replace(BRISK, renew=0.3, answer=0.2), timeouts=Timeouts(connect=2.0, read=0.3))
    assert proxy.wait_for(idles(1))
    proxy.silent = True
    other.append([small(1)])
    assert watching.until(lambda results: any(r.error and r.error.code == "timeout" for r in results))
    proxy.silent = False
    assert watching.until_fetched(1)


def test_case_32_a_laptop_that_slept_looks_at_once_and_once(
    watch: Watch, proxy: FaultProxy, other: OtherClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mailsync.watch._TICK", 0.05)
    slept: list[float] = []
    monkeypatch.setattr("mailsync.watch.now", lambda: time.time() + sum(slept))
    watching = watch()
    assert proxy.wait_for(idles(1))
    while not proxy.wait_for(idles(2), timeout=0.3):
        slept.append(8 * 3600.0)
    assert proxy.lines.count(b"DONE\r\n") == 1
    slept.append(-8 * 3600.0)
    other.append([small(1)])
    assert watching.until_fetched(1)
    assert proxy.accepted == 1


def test_case_2_uids_that_begin_anew_while_idling_give_no_ticket_a_message(
    watch: Watch, sync_desk: Desk, proxy: FaultProxy, other: OtherClient
) -> None:
    other.append([small(1), small(2)])
    watching = watch()
    assert watching.until_fetched(2)
    assert proxy.wait_for(idles(1))
    proxy.replace = [(re.compile(rb"UIDVALIDITY \d+"), b"UIDVALIDITY 77")]
    other.append([small(3)])
    assert watching.until_fetched(3)
    assert raws(sync_desk) == sorted(small(n) for n in (1, 2, 3))
    assert all(ticket.messages == 1 for ticket in sync_desk.rows())


def test_case_20_a_server_that_asks_for_patience_while_we_stay_gets_it(watch: Watch, proxy: FaultProxy) -> None:
    refusal = b" BAD Request is throttled. Suggested Backoff Time: 1500 milliseconds\r\n"
    asked: list[float] = []

    def throttle(line: bytes) -> bytes | None:
        if b" LIST " not in line:
            return None
        asked.append(time.monotonic())
        return line.split()[0] + refusal if len(asked) == 1 else None

    proxy.answer = throttle
    watching = watch()
    assert proxy.wait_for(idles(1))
    assert asked[1] - asked[0] >= 1.5
    assert [r.error.code for r in watching.results if r.error] == ["throttled"]


def test_without_idle_the_mailbox_is_asked_again_and_again(
    watch: Watch, proxy: FaultProxy, other: OtherClient
) -> None:
    proxy.replace = [(re.compile(rb" IDLE\b"), b"")]
    watching = watch()
    assert watching.until(lambda results: len(results) >= 2)
    other.append([small(1)])
    assert watching.until_fetched(1)
    assert not any(line.rstrip().endswith(b" IDLE") for line in proxy.lines)


def test_mail_that_comes_between_sync_and_idle_is_not_missed(
    watch: Watch, proxy: FaultProxy, other: OtherClient
) -> None:
    once: list[bytes] = []

    def deliver_just_before_idle(line: bytes) -> bytes | None:
        if line.rstrip().endswith(b" IDLE") and not once:
            once.append(line)
            other.append([small(1)])
        return None

    proxy.answer = deliver_just_before_idle
    assert watch().until_fetched(1)


def test_a_server_that_is_away_is_tried_ever_later_and_told_of(watch: Watch, proxy: FaultProxy) -> None:
    proxy.greeting = b"* BYE Server shutting down\r\n"
    watching = watch()
    assert watching.until(lambda results: len(results) >= 3)
    assert {r.error.code for r in watching.results if r.error} == {"server_closed"}
    proxy.greeting = None
    assert proxy.wait_for(idles(1))
    assert watching.results[-1].error is None


def test_a_refused_login_is_tried_three_times_and_no_more(watch: Watch, proxy: FaultProxy) -> None:
    refusal = b" NO [AUTHENTICATIONFAILED] Authentication failed.\r\n"
    proxy.answer = lambda line: line.split()[0] + refusal if b" LOGIN " in line else None
    watching = watch()
    assert watching.thread is not None
    watching.thread.join(PATIENCE)
    assert not watching.thread.is_alive()
    assert [r.error.code for r in watching.results if r.error] == ["login_refused"] * 3
    assert sum(b" LOGIN " in line for line in proxy.lines) == 3
    assert ["not tried any more" in r.error.hint for r in watching.results if r.error] == [False, False, True]


def test_waits_double_up_to_the_longest_and_vary_by_half() -> None:
    pace = Pace(first_wait=2.0, longest_wait=900.0)
    middle = BackOff(pace, chance=lambda: 0.5)
    assert [middle.wait() for _ in range(11)] == [2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]
    assert BackOff(pace, chance=lambda: 0.0).wait() == 1.0
    assert BackOff(pace).wait(at_least=600.0) == 600.0
    middle.reset()
    assert middle.wait() == 2.0


def test_case_19_a_server_that_is_full_is_knocked_at_ten_times_in_ten_minutes_at_most() -> None:
    for chance in (0.0, 0.5, 1.0):
        waits = BackOff(Pace(), chance=lambda: chance)  # noqa: B023 - used at once
        knocks, clock = 1, 0.0
        while (clock := clock + waits.wait()) < 600:
            knocks += 1
        assert knocks <= 10


def test_what_is_due_is_sent_meanwhile_and_a_failure_there_harms_nothing(
    watch: Watch, proxy: FaultProxy, other: OtherClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    called = threading.Semaphore(0)

    def deliver(*_: object) -> None:
        called.release()
        raise KeyError("unforeseen")

    monkeypatch.setattr("mailsync.outbox.deliver_due", deliver)
    watching = watch(pace=Pace(poll=0.02, first_wait=0.02, longest_wait=0.02, post=0.01))
    assert called.acquire(timeout=PATIENCE)
    assert called.acquire(timeout=PATIENCE), "it goes on after a failure"
    assert watching.until(lambda results: any(r.error and "KeyError" in r.error.message for r in results))
    other.append([small(1)])
    assert watching.until_fetched(1)


def test_the_watch_leaves_no_socket_open(watch: Watch, proxy: FaultProxy) -> None:
    watching = watch()
    assert proxy.wait_for(idles(1))
    assert watching.end()
    assert proxy.wait_for(lambda _: proxy.open == 0)

"""Consoles of a team that stay with the mailbox: what one decides the others have within a moment, always."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from core import decisions
from core.desk import Desk
from mailsync.pace import Pace
from mailsync.sync import SyncResult
from mailsync.team_sync import sync_team
from mailsync.watch import watch_mailbox
from tests.mailsync.test_team_servers import QUICK, Colleagues
from tests.servers.contract import Servers, open_counter
from tests.servers.dovecot import PASSWORD

pytestmark = pytest.mark.dovecot
PATIENCE = 15.0
SLOW = Pace(answer=5.0, post=30.0, hole=0.1)
"""Looks again by itself after minutes only: what is seen within PATIENCE was told."""


class Staying:
    """A desk that stays with the mailbox in a thread of its own."""

    def __init__(self, desk: Desk, colleagues: Colleagues, pace: Pace) -> None:
        self.desk = desk
        self._turn = threading.Condition()
        self._stop = threading.Event()
        self._thread = threading.Thread(
            target=watch_mailbox,
            args=(desk, colleagues.counter.mailbox, PASSWORD),
            kwargs={"on_result": self._hear, "stop": self._stop, "pace": pace, "timeouts": QUICK},
        )
        self.errors: list[str] = []
        self._thread.start()

    def _hear(self, result: SyncResult) -> None:
        with self._turn:
            self.errors += [result.error.message] if result.error else []
            self._turn.notify_all()

    def until(self, found: Callable[[], bool]) -> bool:
        """Looked at after each of its turns."""
        with self._turn:
            return self._turn.wait_for(found, PATIENCE)

    def end(self) -> None:
        self._stop.set()
        self._thread.join(PATIENCE)


@contextmanager
def staying(desk: Desk, colleagues: Colleagues, pace: Pace = SLOW) -> Iterator[Staying]:
    watch = Staying(desk, colleagues, pace)
    try:
        yield watch
    finally:
        watch.end()


@pytest.fixture
def pair(user: str, servers: Servers, tmp_path: Path) -> Iterator[Colleagues]:
    """Alice and Bob on one Dovecot, their lines through the proxy."""
    for counter in open_counter("dovecot", user, servers):
        made = Colleagues(tmp_path, counter)
        made.found()
        made.join("Bob")
        made.sync()
        yield made
        for desk in made.desks:
            desk.close()


def notes(desk: Desk, code: str) -> int:
    return desk.ticket(code).notes


def has_notes(desk: Desk, code: str, count: int) -> bool:
    return notes(desk, code) == count


def aside(pair: Colleagues, desk: Desk) -> None:
    """Ship what a desk decided, past the proxy."""
    direct = replace(pair.counter.mailbox, imap=replace(pair.counter.mailbox.imap, port=pair.counter.proxy.target))
    sync_team(desk, direct, PASSWORD, timeouts=QUICK)


def test_what_is_decided_between_reading_the_log_and_waiting_for_news_is_seen(pair: Colleagues) -> None:
    alice, bob = pair.desks
    code = alice.codes()[0]
    said: list[bytes] = []

    def meanwhile(line: bytes) -> None:
        if b" NOTIFY SET" in line and not said:
            said.append(line)
            alice.do(decisions.add_note(code, "between the two"))
            aside(pair, alice)

    pair.counter.proxy.answer = meanwhile
    with staying(bob, pair) as watch:
        assert watch.until(lambda: notes(bob, code) == 1)
        assert said and watch.errors == []


def test_many_decisions_one_after_the_other_are_all_seen(pair: Colleagues) -> None:
    alice, bob = pair.desks
    code = alice.codes()[0]
    with staying(bob, pair) as watch:
        for number in range(1, 9):
            alice.do(decisions.add_note(code, f"note {number}"))
            aside(pair, alice)
            if number % 2 == 0:
                assert watch.until(partial(has_notes, bob, code, number))


def test_without_idle_ones_own_decision_waits_for_no_look(pair: Colleagues) -> None:
    alice, bob = pair.desks
    pair.counter.proxy.replace = [(re.compile(rb" (?:IDLE|NOTIFY)\b"), b"")]
    with staying(bob, pair, replace(SLOW, team=200.0, poll=200.0)) as watch:
        assert watch.until(lambda: True)
        bob.do(decisions.add_note(alice.codes()[0], "from Bob"))
        assert watch.until(lambda: bob.team.pending() == 0)


def test_what_the_log_listed_and_did_not_give_is_asked_for_again_soon(pair: Colleagues) -> None:
    alice, bob = pair.desks
    code = alice.codes()[0]
    hidden: list[bytes] = []

    def keep_back(line: bytes) -> bytes | None:
        if b"BODY.PEEK[TEXT]" not in line or len(hidden) >= 8:
            return None
        hidden.append(line)
        return line.partition(b" ")[0] + b" OK Fetch completed.\r\n"

    alice.do(decisions.add_note(code, "shown late"))
    aside(pair, alice)
    pair.counter.proxy.answer = keep_back
    with staying(bob, pair) as watch:
        assert watch.until(lambda: notes(bob, code) == 1)
        assert len(hidden) == 8

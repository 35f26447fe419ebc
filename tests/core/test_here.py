"""Who is here: at the consoles of one home, and at those of a team's desks."""

from __future__ import annotations

import os
import time
from pathlib import Path
from unittest import mock

import pytest

from config.home import Home
from core import decisions, here, team_here
from core.desk import Desk
from core.here import Sign, people
from core.log import START
from tests.core.mails import mail
from tests.core.team_kit import Team, assert_same


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home").ensure()


@pytest.fixture
def pair(team: Team) -> tuple[Desk, Desk]:
    alice, bob = team.founded("Alice"), team.joined("Bob")
    team.mail(mail(1))
    return alice, bob


def names(desk: Desk) -> list[str]:
    return [p.agent for p in desk.team.status().here]


def after(seconds: float) -> mock._patch[object]:
    moment = time.time() + seconds
    return mock.patch.object(time, "time", lambda: moment)


def test_who_has_signed_is_here_until_they_leave(home: Home) -> None:
    sign = Sign(home, "Yuki")
    assert people(home) == []
    sign.give()
    assert [p.agent for p in people(home)] == ["Yuki"]
    assert (home.root / "here" / str(os.getpid())).stat().st_mode & 0o777 == 0o600
    sign.take_back()
    assert people(home) == []


def test_who_touches_no_key_for_long_is_not_here(home: Home) -> None:
    Sign(home, "Yuki").give()
    with after(here.STILL_HERE + 1):
        assert people(home) == []


@pytest.mark.parametrize("text", [b"", b"{", b"[]", b'{"agent": "x", "since": null, "last": 1}'])
def test_what_is_no_sign_stops_nobody(home: Home, text: bytes) -> None:
    Sign(home, "Yuki").give()
    (home.root / "here" / "1").write_bytes(text)
    assert [p.agent for p in people(home)] == ["Yuki"]


def test_the_sign_of_a_console_that_was_killed_counts_for_nobody(home: Home) -> None:
    child = os.fork()
    if child == 0:
        Sign(home, "Yuki").give()
        os._exit(0)
    os.waitpid(child, 0)
    assert people(home) == []
    assert list((home.root / "here").iterdir()) == []


def test_colleagues_see_who_is_here_and_who_has_gone(team: Team, pair: tuple[Desk, Desk]) -> None:
    alice, bob = pair
    Sign(alice.home, "Alice").give()
    alice.team.say_here(team.log)
    team.sync()
    assert names(bob) == ["Alice"]
    assert names(alice) == ["Alice"]
    (there,) = bob.team.status().here
    assert not there.me and there.replica == alice.team.state.replica
    with after(team_here.STANDS + 1):
        assert names(bob) == []


def test_it_is_said_now_and_then_only_and_the_last_word_is_taken_out(team: Team, pair: tuple[Desk, Desk]) -> None:
    alice, _bob = pair
    before = team.messages()
    Sign(alice.home, "Alice").give()
    for _n in range(3):
        alice.team.say_here(team.log)
        team.sync()
    assert team.messages() == before + 1
    with after(team_here.SAY_EVERY + 1):
        Sign(alice.home, "Alice").give()
        alice.team.say_here(team.log)
        team.sync()
    assert team.messages() == before + 1


def test_where_nobody_sits_nothing_is_said(team: Team, pair: tuple[Desk, Desk]) -> None:
    before = team.messages()
    pair[0].team.say_here(team.log)
    assert team.messages() == before


def test_it_is_no_decision_and_nothing_is_folded_from_it(team: Team, pair: tuple[Desk, Desk]) -> None:
    alice, bob = pair
    Sign(alice.home, "Alice").give()
    alice.team.say_here(team.log)
    events = bob.team.status().events
    team.sync()
    assert bob.team.status().events == events
    assert bob.team.status().counts == {}
    assert_same(alice, bob)
    bob.team.pack(team.log, keep=0)
    assert names(bob) == ["Alice"]


def test_status_says_how_far_behind_a_colleague_was(team: Team, pair: tuple[Desk, Desk]) -> None:
    alice, bob = pair
    Sign(bob.home, "Bob").give()
    bob.team.say_here(team.log)
    code = alice.codes()[0]
    for number in range(3):
        alice.do(decisions.add_note(code, f"note {number}"))
        alice.team.exchange(team.log)
    found = {c.agent: c for c in alice.team.status().colleagues}
    assert found["Bob"].behind == 3
    assert found["Alice"].behind is None
    assert found["Bob"].heard >= found["Bob"].last
    with after(team_here.STANDS + 1):
        assert {c.behind for c in alice.team.status().colleagues} == {None}, "that was long ago"


def test_a_desk_that_several_use_is_called_by_all_their_names(team: Team, pair: tuple[Desk, Desk]) -> None:
    alice, bob = pair
    for name in ("Dan", "Bob", "Chie"):
        with mock.patch.object(bob.ledger, "agent", name):
            bob.do(decisions.add_note(bob.codes()[0], "a note"))
            bob.team.exchange(team.log)
    team.sync()
    assert [c.agent for c in alice.team.status().colleagues if not c.me] == ["Bob, Chie, Dan"]


def test_a_broken_word_is_counted_and_changes_nothing(team: Team, pair: tuple[Desk, Desk]) -> None:
    alice, bob = pair
    for content in (b"{}", b"[1]", b'{"r": "x", "m": ["a", 2], "p": []}', b'{"r": "x", "m": [1, 2], "p": [[1]]}'):
        team.log.append(alice.team.state.ring.seal("here", content))
    alice.do(decisions.add_note(alice.codes()[0], "behind it"))
    team.sync()
    assert bob.team.status().counts["malformed"] == 4
    assert names(bob) == []
    assert_same(alice, bob)


def test_a_founder_is_called_by_name_though_no_person_decided_anything_yet(team: Team) -> None:
    alice = team.founded("Alice")
    team.mail(mail(1))
    assert [c.agent for c in alice.team.status().colleagues] == ["Alice"]
    assert len(team.log.read(START).items) >= 1

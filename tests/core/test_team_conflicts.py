"""What was decided offline and came too late: it overwrites nothing, and its author hears of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from unittest import mock

import pytest

from core import decisions
from core.desk import Desk
from tests.core.team_kit import Team, assert_rebuilds, assert_same
from tests.core.test_team import MAIL, at, codes


@pytest.fixture
def pair(team: Team) -> tuple[Desk, Desk]:
    """Alice and Bob with the same mail."""
    alice, bob = team.founded("Alice"), team.joined("Bob")
    team.mail(*MAIL)
    return alice, bob


def test_an_hour_old_offline_decision_overwrites_nothing_newer_and_is_shown(
    team: Team, pair: tuple[Desk, Desk]
) -> None:
    alice, bob = pair
    code = codes(alice)[0]
    with at(bob, timedelta(hours=1)):
        bob.do(decisions.set_status(code, "closed"), decisions.add_tag(code, "train"))
        bob.do(decisions.set_priority(code, "high"))
    alice.do(decisions.set_status(code, "solved"))
    alice.team.exchange(team.log)
    (told,) = bob.team.exchange(team.log).problems
    assert told == f"{code}: what you decided offline (closed) came too late. Alice had decided solved; that stands."
    assert not bob.team.exchange(team.log).problems, "it is told once"
    team.sync()
    assert_same(alice, bob)
    ticket = bob.ticket(code)
    assert (ticket.status, ticket.tags, ticket.priority) == ("solved", ("train",), "high")
    conflicts = [e for e in bob.entries(code) if e.kind == "event" and e.event == "conflict"]
    assert [(c.by, c.data["status"]) for c in conflicts] == [("Bob", "closed")]


def test_an_hour_old_offline_expectation_overwrites_nothing_newer_and_its_words_are_kept(
    team: Team, pair: tuple[Desk, Desk]
) -> None:
    alice, bob = pair
    address = alice.ticket(codes(alice)[0]).customer.address
    with at(bob, timedelta(hours=1)):
        bob.do(decisions.expect(address, "wants to be called"))
    alice.do(decisions.expect(address, "never calls"))
    alice.team.exchange(team.log)
    (told,) = bob.team.exchange(team.log).problems
    assert told.startswith(f"{address}: what you wrote offline of their expectations (“wants to be called”)")
    assert "Alice had written “never calls”; that stands." in told
    assert not bob.team.exchange(team.log).problems, "it is told once"
    team.sync()
    assert_same(alice, bob)
    for desk in (alice, bob):
        kept = desk.customer(address)
        assert kept.expectation == "never calls"
        assert [(n.text, n.by) for n in kept.notes] == [("wants to be called", "Bob")]
    assert_rebuilds(alice, bob)


def test_a_promise_moved_offline_long_ago_does_not_undo_what_a_colleague_said_of_it(
    team: Team, pair: tuple[Desk, Desk]
) -> None:
    alice, bob = pair
    code = codes(alice)[0]
    due = datetime(2026, 12, 1, 9, tzinfo=UTC)
    alice.do(decisions.promise(code, "We send a new one.", due), decisions.promise(code, "We call you.", due))
    team.sync()
    first, second = (p.id for p in alice.care.promised(code))
    with at(bob, timedelta(hours=1)):
        bob.do(decisions.move_promise(code, first, due + timedelta(days=3)))
        bob.do(decisions.move_promise(code, second, due + timedelta(days=1)))
    alice.do(decisions.keep_promise(code, first))
    alice.team.exchange(team.log)
    (told,) = bob.team.exchange(team.log).problems
    assert told.startswith(f"{code}: what you decided offline (promise due 2026-12-04")
    assert told.endswith("came too late. Alice had decided promise kept; that stands.")
    team.sync()
    assert_same(alice, bob)
    for desk in (alice, bob):
        found = {p.id: (p.state, p.due) for p in desk.care.promised(code)}
        assert found == {first: ("kept", due), second: ("open", due + timedelta(days=1))}
    assert [e.event for e in bob.entries(code) if e.kind == "event"].count("conflict") == 1
    assert_rebuilds(alice, bob)


def test_a_conflict_of_somebody_else_on_the_same_home_is_told_with_their_name(
    team: Team, pair: tuple[Desk, Desk]
) -> None:
    alice, bob = pair
    code = codes(alice)[0]
    with at(bob, timedelta(hours=1)), mock.patch.object(bob.ledger, "agent", "Chie"):
        bob.do(decisions.set_status(code, "closed"))
    alice.do(decisions.set_status(code, "solved"))
    alice.team.exchange(team.log)
    (told,) = bob.team.exchange(team.log).problems
    assert told.startswith(f"For Chie: {code}: what you decided offline (closed) came too late.")


def test_an_expectation_that_was_taken_back_makes_no_other_one_late(team: Team, pair: tuple[Desk, Desk]) -> None:
    alice, bob = pair
    address = alice.ticket(codes(alice)[0]).customer.address
    with at(bob, timedelta(hours=1)):
        bob.do(decisions.expect(address, "wants to be called"))
    alice.do(decisions.expect(address, "never calls"))
    alice.undo_last()
    alice.team.exchange(team.log)
    assert not bob.team.exchange(team.log).problems
    team.sync()
    assert [d.customer(address).expectation for d in (alice, bob)] == ["wants to be called"] * 2
    assert_rebuilds(alice, bob)

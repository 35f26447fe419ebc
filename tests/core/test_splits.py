"""Splitting a message off: it gets a ticket of its own, replies follow it, and it can be taken back."""

from __future__ import annotations

import pytest

from config.errors import NothingMatched, Refused, UsageError
from core import decisions
from core.desk import Desk
from core.entries import MessageEntry
from tests.core.mails import arrival, mail
from tests.core.team_kit import Team, assert_rebuilds, assert_same


@pytest.fixture
def code(desk: Desk) -> str:
    """One ticket: 1, 2 answers 1, 3 answers 1, 4 answers 3."""
    desk.take_in([arrival(n, mail(n, refs=refs)) for n, refs in ((1, ()), (2, (1,)), (3, (1,)), (4, (1, 3)))])
    (ticket,) = desk.rows("")
    return ticket.code


def messages(desk: Desk, code: str) -> list[MessageEntry]:
    return [e for e in desk.entries(code) if isinstance(e, MessageEntry)]


def ids(desk: Desk, code: str) -> list[str]:
    return [e.message_id.partition("@")[0] if e.message_id else "" for e in messages(desk, code)]


def split_third(desk: Desk, code: str) -> str:
    (event,) = desk.do(decisions.split(code, messages(desk, code)[2].name))
    return str(event.data["into"])


def test_a_message_is_split_off_with_the_replies_to_it(desk: Desk, code: str) -> None:
    before = ids(desk, code)
    new = split_third(desk, code)
    assert ids(desk, code) == before[:2]
    assert ids(desk, new) == before[2:]
    assert desk.ticket(new).status == "open"
    assert [e.event for e in desk.entries(new) if e.kind == "event"] == ["split"]
    assert desk.count("") == 2
    assert_rebuilds(desk)


def test_later_replies_follow_the_message_they_answer(desk: Desk, code: str) -> None:
    new = split_third(desk, code)
    desk.take_in([arrival(5, mail(5, refs=(1, 3, 4))), arrival(6, mail(6, refs=(1, 2)))])
    assert desk.count("") == 2
    assert len(messages(desk, new)) == 3
    assert len(messages(desk, code)) == 3
    assert_rebuilds(desk)


def test_a_split_is_found_by_its_words(desk: Desk, code: str) -> None:
    new = split_third(desk, code)
    assert {t.code for t in desk.rows(f"code:{new}")} == {new}


def test_taking_a_split_back_makes_one_ticket_again(desk: Desk, code: str) -> None:
    before = ids(desk, code)
    new = split_third(desk, code)
    desk.undo_last()
    assert ids(desk, code) == before
    with pytest.raises(NothingMatched):
        desk.ticket(new)
    assert_rebuilds(desk)


def test_a_split_that_went_on_is_not_taken_back_but_can_be_merged(desk: Desk, code: str) -> None:
    new = split_third(desk, code)
    desk.take_in([arrival(5, mail(5, refs=(1, 3, 4)))])
    with pytest.raises(Refused):
        desk.undo_last()
    desk.do(decisions.merge(new, code))
    assert len(messages(desk, code)) == 5
    assert_rebuilds(desk)


def test_the_message_all_others_answer_cannot_be_split_off(desk: Desk, code: str) -> None:
    with pytest.raises(UsageError):
        desk.do(decisions.split(code, messages(desk, code)[0].name))
    with pytest.raises(NothingMatched):
        desk.do(decisions.split(code, "nothing"))


def test_what_was_merged_before_keeps_its_way_back(desk: Desk, code: str) -> None:
    desk.take_in([arrival(9, mail(9, subject="Other"))])
    other = next(t.code for t in desk.rows("") if t.code != code)
    (merge,) = desk.do(decisions.merge(other, code))
    new = split_third(desk, code)
    desk.do(decisions.undo(merge.id))
    assert {t.code for t in desk.rows("")} == {code, other, new}
    assert_rebuilds(desk)


def test_a_team_sees_a_split_and_its_taking_back_alike(team: Team) -> None:
    alice, bob = team.founded("Alice"), team.joined("Bob")
    team.mail(*(mail(n, refs=refs) for n, refs in ((1, ()), (2, (1,)), (3, (1,)), (4, (1, 3)))))
    code = alice.rows("")[0].code
    new = split_third(alice, code)
    team.sync()
    assert len(messages(bob, new)) == 2
    assert_same(alice, bob)
    assert_rebuilds(alice, bob)
    alice.undo_last()
    team.sync()
    assert len(messages(bob, code)) == 4
    assert_same(alice, bob)
    assert_rebuilds(alice, bob)

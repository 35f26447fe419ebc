"""Whoever one desk erases is gone from every desk of the team, and from the log that they share."""

from __future__ import annotations

import pytest

from core import decisions
from core.desk import Desk
from core.log import START
from core.teamkeys import NotOurs
from tests.core.mails import mail
from tests.core.team_kit import Team, assert_same
from tests.core.test_erase import EVA, WORDS, found_in

ADDRESS = "eva.lindqvist@nordmail.example"
MAIL = [
    mail(1, sender=EVA, subject="Kühlschrank 冷蔵庫故障", body="Der Kühlschrank zebrafinch.\n"),
    mail(2, sender="Bob <bob@other.example>", subject="Bill", body="My bill."),
]


@pytest.fixture
def three(team: Team) -> tuple[Desk, Desk, Desk]:
    desks = team.founded("Alice"), team.joined("Bob"), team.joined("Chie")
    team.mail(*MAIL)
    eva, other = _eva(desks[0]), next(t.code for t in desks[0].rows() if t.subject == "Bill")
    desks[0].do(decisions.add_note(eva, "Lindqvist is cross"), decisions.add_tag(eva, "fridge"))
    desks[1].do(decisions.add_note(other, f"compare {ADDRESS}"), decisions.add_note(other, "call Bob"))
    desks[1].do(decisions.expect(ADDRESS, "zebrafinch"))
    team.sync()
    return desks


def _eva(desk: Desk) -> str:
    return desk.customer(ADDRESS).tickets[0].code


def _erase(desk: Desk) -> None:
    desk.keeping.erase(desk.keeping.plan_erasure(ADDRESS))


def _everybody_syncs(team: Team) -> None:
    for _round in range(2):
        for desk in team.desks:
            desk.team.exchange(team.log)
            desk.keeping.erase_as_told()
            desk.team.exchange(team.log)


def _words_in_the_log(team: Team, ring: Desk) -> set[str]:
    said = b""
    for item in team.log.read(START).items:
        try:
            said += ring.team.state.ring.open(item.payload or b"").content
        except NotOurs:
            continue
    return {word for word in WORDS if word.encode() in said or word.encode().lower() in said}


def test_every_desk_and_the_log_lose_them(team: Team, three: tuple[Desk, Desk, Desk]) -> None:
    assert _words_in_the_log(team, three[0])
    three[2].team.pack(team.log, keep=0)  # also what stands in packs
    _erase(three[0])
    _everybody_syncs(team)
    assert_same(*three)
    homes = [desk.home for desk in three]
    assert _words_in_the_log(team, three[0]) == set()
    team.close()
    for home in homes:
        assert found_in(home) == set()
    team.desks.clear()


def test_notes_written_offline_before_the_erasure_was_known_do_not_bring_them_back(
    team: Team, three: tuple[Desk, Desk, Desk]
) -> None:
    alice, bob, _chie = three
    bob.do(decisions.add_note(_eva(bob), "Lindqvist called, zebrafinch again"))
    _erase(alice)
    alice.team.exchange(team.log)
    _everybody_syncs(team)
    fresh = team.joined("Dan")
    assert _words_in_the_log(team, alice) == set()
    assert {t.subject for t in fresh.rows()} == set()
    team.mail(*MAIL)  # the server still has it
    assert_same(*team.desks)
    assert {t.subject for t in fresh.rows()} == {"Bill"}


def test_a_reply_that_waits_to_leave_keeps_them_until_it_has_left(team: Team, three: tuple[Desk, Desk, Desk]) -> None:
    alice, bob, _chie = three
    queued = bob.replies.queue(bob.replies.start(_eva(bob), text="We answer soon."))
    _erase(alice)
    alice.team.exchange(team.log)
    bob.team.exchange(team.log)
    (said,) = bob.keeping.erase_as_told()
    assert "waits" in said
    assert _eva(bob)
    bob.outbox.cancel(queued.id)
    for draft in bob.replies.drafts():
        bob.replies.discard(draft.id)
    bob.keeping.erase_as_told()
    assert bob.customers("lindqvist") == []


def test_what_was_carried_out_is_not_done_again(team: Team, three: tuple[Desk, Desk, Desk]) -> None:
    _erase(three[0])
    _everybody_syncs(team)
    assert three[1].keeping.erase_as_told() == []
    messages = team.messages()
    _everybody_syncs(team)
    assert team.messages() == messages

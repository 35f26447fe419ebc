"""Whoever may only draft sends nothing; a colleague reads, changes, sends or returns it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from config.errors import Refused, UsageError
from core.desk import Desk
from core.drafts import Draft
from core.sending import announce, obstacle
from tests.core.mails import mail
from tests.core.team_kit import Team, assert_rebuilds


@pytest.fixture
def pair(team: Team) -> tuple[Desk, Desk]:
    """Alice, and Nao, who may only draft."""
    desks = team.founded("Alice"), team.joined("Nao")
    team.mail(mail(1, sender="Eva <eva@else.example>", subject="Broken cup", body="It broke."))
    desks[0].approvals.set_role("Nao", "draft")
    team.sync()
    return desks


def _reply(desk: Desk, text: str = "We send a new one.") -> Draft:
    return desk.replies.start(desk.codes()[0], text=text)


def test_a_reply_of_whoever_may_only_draft_does_not_enter_the_outbox(pair: tuple[Desk, Desk]) -> None:
    alice, nao = pair
    with pytest.raises(Refused) as refused:
        nao.replies.queue(_reply(nao), override=True)
    assert refused.value.code == "needs_approval"
    assert nao.outbox.waiting() == []
    assert not alice.approvals.needed
    with pytest.raises(Refused):
        nao.approvals.set_role("Nao", "full")


def test_a_colleague_changes_and_sends_it_and_its_author_sees_what_was_changed(
    team: Team, pair: tuple[Desk, Desk]
) -> None:
    alice, nao = pair
    asked = nao.approvals.ask(_reply(nao))
    assert nao.approvals.of_ticket(asked.ticket) == asked
    team.sync()
    assert alice.count("is:approval") == nao.count("is:approval") == 1
    draft = alice.approvals.take(asked.id[:6])
    assert (draft.body, draft.to) == (asked.body, asked.to)
    queued = alice.replies.queue(replace(draft, body=draft.body.replace("a new one", "two new ones")))
    assert "two new ones" in alice.outbox.entries_of(queued.ticket)[0].text
    team.sync()
    seen = nao.approvals.one(asked.id)
    assert (seen.state, seen.reviewer, seen.message_id) == ("sent", "Alice", queued.message_id)
    assert "two new ones" in seen.sent
    assert nao.count("is:approval") == 0
    assert_rebuilds(alice, nao)


def test_what_was_returned_with_a_note_is_asked_again_and_shows_the_difference(
    team: Team, pair: tuple[Desk, Desk]
) -> None:
    alice, nao = pair
    first = nao.approvals.ask(_reply(nao))
    team.sync()
    with pytest.raises(UsageError):
        alice.approvals.give_back(first.id, " ")
    alice.approvals.give_back(first.id, "Say sorry first.")
    team.sync()
    returned = nao.approvals.one(first.id)
    assert (returned.state, returned.note, returned.reviewer) == ("returned", "Say sorry first.", "Alice")
    nao.approvals.ask(_reply(nao, "We are sorry. We send a new one."))
    team.sync()
    (waiting,) = alice.approvals.waiting()
    assert waiting.before == first.body
    assert "sorry" in waiting.body


def test_a_reply_is_answered_by_one_colleague_only(team: Team, pair: tuple[Desk, Desk]) -> None:
    alice, nao = pair
    bob = team.joined("Bob")
    team.mail(mail(1, sender="Eva <eva@else.example>", subject="Broken cup", body="It broke."))
    asked = nao.approvals.ask(_reply(nao))
    team.sync()
    alice.replies.queue(alice.approvals.take(asked.id))
    team.sync()
    with pytest.raises(Refused):
        bob.approvals.take(asked.id)


def test_its_author_takes_it_back_without_a_word(team: Team, pair: tuple[Desk, Desk]) -> None:
    alice, nao = pair
    asked = nao.approvals.ask(_reply(nao))
    nao.approvals.give_back(asked.id, "")
    team.sync()
    assert alice.approvals.waiting() == []


def test_files_are_not_handed_on_silently(tmp_path: Path, pair: tuple[Desk, Desk]) -> None:
    _alice, nao = pair
    (tmp_path / "a.txt").write_text("x")
    with pytest.raises(Refused) as refused:
        nao.approvals.ask(replace(_reply(nao), attachments=(tmp_path / "a.txt",)))
    assert refused.value.code == "not_to_hand_on"
    assert nao.approvals.all() == []


def _three(team: Team, nao: Desk) -> Desk:
    bob = team.joined("Bob")
    team.mail(mail(1, sender="Eva <eva@else.example>", subject="Broken cup", body="It broke."))
    return bob


@pytest.mark.parametrize("override", [False, True])
def test_of_two_who_send_it_at_the_same_moment_one_does(team: Team, pair: tuple[Desk, Desk], override: bool) -> None:
    alice, nao = pair
    bob = _three(team, nao)
    asked = nao.approvals.ask(_reply(nao))
    team.sync()
    hers = alice.replies.queue(alice.approvals.take(asked.id), override=override)
    his = bob.replies.queue(bob.approvals.take(asked.id), override=override)
    announce(bob, [his])
    bob.team.exchange(team.log)
    announce(alice, [hers])
    team.sync(alice)
    assert obstacle(bob, his) is None
    assert obstacle(alice, hers) == "Bob has answered that already."
    team.sync()
    for desk in (alice, bob, nao):
        seen = desk.approvals.one(asked.id)
        assert (seen.state, seen.reviewer, seen.message_id) == ("sent", "Bob", his.message_id)
    assert_rebuilds(alice, bob, nao)


def test_of_one_who_sends_and_one_who_returns_it_the_first_in_the_log_counts(
    team: Team, pair: tuple[Desk, Desk]
) -> None:
    alice, nao = pair
    bob = _three(team, nao)
    asked = nao.approvals.ask(_reply(nao))
    team.sync()
    hers = alice.replies.queue(alice.approvals.take(asked.id))
    bob.approvals.give_back(asked.id, "Say sorry first.")
    bob.team.exchange(team.log)
    announce(alice, [hers])
    team.sync(alice)
    assert obstacle(alice, hers) == "Bob has answered that already."
    team.sync()
    assert [d.approvals.one(asked.id).state for d in (alice, bob, nao)] == ["returned"] * 3


def test_whoever_looked_before_a_colleague_answered_cannot_queue_it_afterwards(
    team: Team, pair: tuple[Desk, Desk]
) -> None:
    alice, nao = pair
    bob = _three(team, nao)
    asked = nao.approvals.ask(_reply(nao))
    team.sync()
    draft = alice.approvals.take(asked.id)
    bob.replies.queue(bob.approvals.take(asked.id))
    team.sync()
    with pytest.raises(Refused) as refused:
        alice.replies.queue(draft, override=True)
    assert refused.value.code == "approval_over"
    assert alice.outbox.waiting() == []


def test_what_is_taken_back_before_it_left_waits_again_and_can_be_sent_once(
    team: Team, pair: tuple[Desk, Desk]
) -> None:
    alice, nao = pair
    asked = nao.approvals.ask(_reply(nao))
    team.sync()
    queued = alice.replies.queue(alice.approvals.take(asked.id))
    team.sync()
    alice.outbox.cancel(queued.id)
    team.sync()
    assert [d.approvals.one(asked.id).state for d in (alice, nao)] == ["waiting"] * 2
    assert alice.count("is:approval") == nao.count("is:approval") == 1
    (draft,) = alice.replies.drafts()
    again = alice.replies.queue(draft)
    team.sync()
    seen = nao.approvals.one(asked.id)
    assert (seen.state, seen.message_id) == ("sent", again.message_id)
    assert_rebuilds(alice, nao)

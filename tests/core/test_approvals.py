"""Whoever may only draft sends nothing; a colleague reads, changes, sends or returns it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from config.errors import Refused, UsageError
from core.desk import Desk
from core.drafts import Draft
from tests.core.mails import mail
from tests.core.team_kit import Team, assert_rebuilds


@pytest.fixture
def team(tmp_path: Path) -> Iterator[Team]:
    found = Team(tmp_path)
    yield found
    found.close()


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

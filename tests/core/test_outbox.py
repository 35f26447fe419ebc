"""The outbox's states on a real store: what may follow what, and what a crash leaves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from config.errors import NothingMatched, Refused
from core.desk import Desk
from core.drafts import Queued
from core.entries import MessageEntry
from core.mail.message import Address
from core.outbox_settled import MOST_ATTEMPTS, remaining
from core.outcome import Outcome
from tests.core.mails import arrival, mail

LATER = datetime.now(UTC).replace(microsecond=0) + timedelta(hours=1)
HANAKO, TARO = "hanako@customer.example", "taro@customer.example"


@pytest.fixture
def queued(desk: Desk) -> Queued:
    code = next(iter(desk.take_in([arrival(1, mail(1))]).opened))
    draft = desk.replies.start(code, text="Hi.")
    return desk.replies.queue(replace(draft, cc=(Address("", TARO),)))


def attempt(desk: Desk, queued: Queued, outcome: Outcome, now: datetime = LATER) -> Queued:
    assert desk.outbox.sender.begin(queued.id)
    desk.outbox.sender.phase(queued.id, "data")
    return desk.outbox.sender.finish(queued.id, outcome, now=now)


def test_a_sent_reply_is_part_of_its_ticket_and_the_ticket_waits(desk: Desk, queued: Queued) -> None:
    sent = attempt(desk, queued, Outcome(accepted=(HANAKO, TARO)))
    assert sent.state == "sent" and desk.outbox.waiting() == []
    assert desk.ticket(queued.ticket).status == "pending"
    ours = [e for e in desk.entries(queued.ticket) if isinstance(e, MessageEntry) and e.direction == "out"]
    assert [(m.message_id, m.state, m.raw) for m in ours] == [(queued.message_id, "sent", queued.raw)]


def test_until_it_has_left_the_ticket_shows_it_with_its_state(desk: Desk, queued: Queued) -> None:
    shown = desk.entries(queued.ticket)[-1]
    assert isinstance(shown, MessageEntry) and shown.state == "queued" and shown.id < 0
    assert desk.ticket(queued.ticket).status == "open"


def test_one_attempt_at_a_time(desk: Desk, queued: Queued) -> None:
    assert desk.outbox.sender.begin(queued.id)
    assert desk.outbox.sender.begin(queued.id) is None


def test_a_no_for_now_is_tried_again_ever_later_and_given_up_in_the_end(desk: Desk, queued: Queued) -> None:
    waits = []
    for number in range(MOST_ATTEMPTS):
        done = attempt(desk, queued, Outcome(later={HANAKO: "450 busy", TARO: "450 busy"}))
        waits.append((done.not_before - LATER).total_seconds())
        assert done.state == ("refused" if number == MOST_ATTEMPTS - 1 else "queued")
    assert waits[:4] == [60, 300, 900, 3600]
    assert "450 busy" in (done.error or "")


def test_a_no_for_good_stays_until_a_person_decides(desk: Desk, queued: Queued) -> None:
    done = attempt(desk, queued, Outcome(refused={HANAKO: "550 no", TARO: "550 no"}))
    assert done.state == "refused" and desk.outbox.due(LATER) == []
    assert desk.ticket(queued.ticket).status == "open"
    again = desk.outbox.retry(queued.id)
    assert again.state == "queued" and remaining(again) == (HANAKO, TARO)


def test_who_has_it_does_not_get_it_again(desk: Desk, queued: Queued) -> None:
    done = attempt(desk, queued, Outcome(accepted=(HANAKO,), later={TARO: "450 busy"}))
    assert done.state == "queued" and remaining(done) == (TARO,)
    done = attempt(desk, done, Outcome(refused={TARO: "550 no"}))
    assert done.state == "refused" and done.delivered == (HANAKO,)
    assert remaining(desk.outbox.retry(queued.id)) == (TARO,)
    assert attempt(desk, queued, Outcome(refused={TARO: "550 no"})).state == "refused"
    assert desk.outbox.cancel(queued.id).state == "sent"
    events = [e for e in desk.ledger.events_of([queued.ticket]) if e.kind == "sent"]
    assert len(events) == 1


def test_unknown_is_never_sent_again_by_itself(desk: Desk, queued: Queued) -> None:
    done = attempt(desk, queued, Outcome(accepted=(HANAKO, TARO), unknown=True, error="?", phase="data"))
    assert done.state == "unknown"
    assert desk.outbox.due(LATER + timedelta(days=30)) == []
    for act in (desk.outbox.retry, desk.outbox.cancel):
        with pytest.raises(Refused):
            act(queued.id)
    assert desk.outbox.sender.lookups_due(LATER + timedelta(minutes=2), "support") == [done]


def test_a_person_settles_what_is_unknown(desk: Desk, queued: Queued) -> None:
    attempt(desk, queued, Outcome(accepted=(HANAKO, TARO), unknown=True))
    again = desk.outbox.resolve(queued.id, sent=False)
    assert again.state == "queued" and again.message_id == queued.message_id
    attempt(desk, queued, Outcome(accepted=(HANAKO, TARO), unknown=True))
    assert desk.outbox.resolve(queued.id, sent=True).state == "sent"
    assert desk.ticket(queued.ticket).status == "pending"


def test_those_turned_away_before_an_unknown_end_are_not_taken_for_served(desk: Desk, queued: Queued) -> None:
    attempt(desk, queued, Outcome(accepted=(HANAKO,), refused={TARO: "550 no"}, unknown=True))
    done = desk.outbox.resolve(queued.id, sent=True)
    assert done.delivered == (HANAKO,) and done.state == "refused" and TARO in (done.error or "")


@pytest.mark.parametrize(("phase", "state"), [("", "queued"), ("data", "unknown")])
def test_what_a_dead_sender_left_is_judged_by_its_phase(
    desk: Desk, queued: Queued, phase: str, state: str, open_desk: Callable[[str], Desk]
) -> None:
    desk.outbox.sender.begin(queued.id)
    if phase:
        desk.outbox.sender.phase(queued.id, phase)
    other = open_desk("Yuki")
    assert [e.state for e in other.outbox.sender.recover("support")] == [state]
    assert other.outbox.sender.recover("support") == []


def test_what_was_taken_back_does_not_begin(desk: Desk, queued: Queued) -> None:
    desk.outbox.cancel(queued.id)
    assert desk.outbox.sender.begin(queued.id) is None
    assert desk.outbox.waiting() == [] and len(desk.outbox.waiting(cancelled=True)) == 1
    assert desk.outbox.cancel(queued.id).state == "cancelled"


def test_what_is_leaving_cannot_be_taken_back(desk: Desk, queued: Queued) -> None:
    desk.outbox.sender.begin(queued.id)
    with pytest.raises(Refused):
        desk.outbox.cancel(queued.id)


def test_a_failed_copy_is_tried_again_and_resends_nothing(desk: Desk, queued: Queued) -> None:
    attempt(desk, queued, Outcome(accepted=(HANAKO, TARO)))
    assert [e.id for e in desk.outbox.copies.due(LATER, "support")] == [queued.id]
    failed = desk.outbox.copies.finished([(queued.id, "no folder")], now=LATER)[0]
    assert (failed.state, failed.sent_copy) == ("sent", "failed")
    assert desk.outbox.copies.due(LATER, "support") == [] and desk.outbox.due(LATER) == []
    assert desk.outbox.copies.due(LATER + timedelta(minutes=2), "support") == [failed]
    assert desk.outbox.copies.missing() == [failed]
    assert desk.outbox.copies.finished([(queued.id, "")])[0].sent_copy == "filed"
    assert desk.outbox.copies.missing() == []
    assert not desk.outbox.has_work(LATER + timedelta(days=1), "support")


def test_the_answered_message_is_known_by_its_place(desk: Desk, queued: Queued) -> None:
    assert [(p.folder, p.uid) for p in desk.outbox.copies.answered_places(queued)] == [("INBOX", 1)]


def test_entries_are_found_by_the_beginning_of_their_id(desk: Desk, queued: Queued) -> None:
    assert desk.outbox.entry(queued.id[:6]) == desk.outbox.entry(queued.id)
    with pytest.raises(NothingMatched):
        desk.outbox.entry("zzz")

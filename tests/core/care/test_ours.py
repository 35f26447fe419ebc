"""A reply that leaves writes its promises down; the command line lists and ends them."""

from __future__ import annotations

from datetime import UTC, datetime

from core import decisions
from core.desk import Desk
from tests.core.mails import arrival, mail


def _sent(desk: Desk, text: str) -> str:
    """A ticket whose reply has left."""
    intake = desk.take_in([arrival(1, mail(1))])
    code = next(iter(intake.opened | intake.changed))
    queued = desk.replies.queue(desk.replies.start(code, text=text))
    desk.record_sent(queued)
    return code


def test_a_reply_that_has_left_writes_its_promises_down(desk: Desk) -> None:
    code = _sent(desk, "Thank you. I will get back to you by tomorrow noon.")
    (promise,) = desk.care.promised(code)
    assert promise.text == "I will get back to you by tomorrow noon."
    assert promise.due is not None
    assert promise.state == "open"
    assert [p.id for p in desk.care.all_promised()] == [promise.id]


def test_recording_a_reply_twice_promises_once(desk: Desk) -> None:
    intake = desk.take_in([arrival(1, mail(1))])
    code = next(iter(intake.opened | intake.changed))
    queued = desk.replies.queue(desk.replies.start(code, text="We will refund you within 3 days."))
    desk.record_sent(queued)
    desk.record_sent(queued)
    assert len(desk.care.promised(code)) == 1


def test_a_promise_made_by_hand_can_be_kept_and_the_keeping_taken_back(desk: Desk) -> None:
    code = _sent(desk, "Thank you.")
    desk.do(decisions.promise(code, "refund on the phone", datetime(2026, 12, 1, 9, tzinfo=UTC)))
    (promise,) = desk.care.promised(code)
    desk.do(decisions.keep_promise(code, promise.id))
    assert desk.care.promised(code)[0].state == "kept"
    desk.undo_last()
    assert desk.care.promised(code)[0].state == "open"


def test_a_charter_that_cannot_be_read_stops_no_reply(desk: Desk) -> None:
    (desk.home.root / "charter.toml").write_text("[calendar]\nhours = 5\n", encoding="utf-8")
    code = _sent(desk, "I will call you tomorrow.")
    assert len(desk.care.promised(code)) == 1

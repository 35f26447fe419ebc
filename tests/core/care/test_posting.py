"""The weekly digest by mail: off by default, once a week, through the outbox like every mail."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from config.errors import ConfigError
from core.care.report.posting import post_if_due, post_now
from core.desk import Desk
from core.mail.parse import parse
from tests.core.mails import arrival, mail

WEDNESDAY = datetime(2026, 11, 25, 12, tzinfo=UTC)
WEEK = timedelta(days=7)


def _wants(desk: Desk, more: str = "") -> None:
    text = f'[calendar]\nzone = "UTC"\n[digest]\nto = ["all@company.example", "boss@company.example"]\n{more}'
    (desk.home.root / "charter.toml").write_text(text, encoding="utf-8")


def test_without_the_charter_s_word_nothing_is_sent(desk: Desk) -> None:
    assert post_if_due(desk, WEDNESDAY) is None
    assert post_if_due(desk, WEDNESDAY + WEEK) is None
    with pytest.raises(ConfigError):
        post_now(desk, WEDNESDAY)


def test_it_is_queued_once_a_week_and_not_for_the_week_before_it_was_asked_for(desk: Desk) -> None:
    desk.take_in([arrival(1, mail(1, body="Where is the parcel of Hanako?"))])
    _wants(desk)
    assert post_if_due(desk, WEDNESDAY) is None
    assert post_if_due(desk, datetime(2026, 11, 30, 8, 59, tzinfo=UTC)) is None
    queued = post_if_due(desk, datetime(2026, 11, 30, 9, 0, tzinfo=UTC))
    assert queued is not None
    assert queued.to == ("all@company.example", "boss@company.example")
    assert post_if_due(desk, datetime(2026, 12, 4, 9, tzinfo=UTC)) is None
    said = parse(desk.raw(queued.raw))
    assert "2026-11-23" in said.subject
    assert "2026-11-29" in said.subject
    assert said.auto_submitted
    assert b"Auto-Submitted: auto-generated" in desk.raw(queued.raw)
    assert "Hanako" not in said.text
    assert [e.id for e in desk.outbox.waiting()] == [queued.id]


def test_what_has_left_is_a_closed_ticket_of_its_own_that_no_report_counts(desk: Desk) -> None:
    _wants(desk)
    queued = post_now(desk, WEDNESDAY)
    assert desk.codes("", 0, 9) == []
    desk.record_sent(queued)
    desk.record_sent(queued)
    assert desk.codes("", 0, 9) == [queued.ticket]
    assert desk.ticket(queued.ticket).status == "closed"
    again = post_now(desk, datetime.now(UTC))
    assert "answers sent | 1" not in parse(desk.raw(again.raw)).text


def test_its_copy_from_the_server_and_an_answer_to_it_stay_on_its_ticket(desk: Desk) -> None:
    _wants(desk)
    queued = post_now(desk, WEDNESDAY)
    desk.record_sent(queued)
    desk.take_in([arrival(7, desk.raw(queued.raw), role="sent", folder="Sent")])
    headers = {"In-Reply-To": f"<{queued.message_id}>", "References": f"<{queued.message_id}>"}
    desk.take_in([arrival(8, mail(8, sender="Boss <boss@company.example>", body="Well done!", headers=headers))])
    assert desk.codes("", 0, 9) == [queued.ticket]
    assert len(desk.entries(queued.ticket)) >= 2


def test_it_can_be_taken_back_and_tried_again_before_there_is_a_ticket(desk: Desk) -> None:
    _wants(desk)
    queued = post_now(desk, WEDNESDAY)
    assert desk.outbox.retry(queued.id).state == "queued"
    assert desk.outbox.cancel(queued.id).state == "cancelled"
    assert desk.outbox.waiting() == []
    assert desk.codes("", 0, 9) == []


def test_another_agent_s_desk_sends_it(desk: Desk) -> None:
    _wants(desk, 'by = "somebody else"\n')
    assert post_if_due(desk, WEDNESDAY) is None
    assert post_if_due(desk, WEDNESDAY + WEEK) is None
    assert desk.outbox.waiting() == []


@pytest.mark.parametrize("line", ['day = "someday"', 'time = "25:00"', 'whom = "x"', 'mailbox = "none"'])
def test_a_mistake_in_the_charter_is_named(desk: Desk, line: str) -> None:
    _wants(desk, line + "\n")
    with pytest.raises(ConfigError):
        post_now(desk, WEDNESDAY)

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from config.errors import MadoError, NothingMatched, Refused, UsageError
from core import decisions
from core.desk import Desk
from tests.core.mails import US, arrival, mail


@pytest.fixture
def code(desk: Desk) -> str:
    desk.take_in([arrival(1, mail(1))])
    return desk.rows("")[0].code


def test_a_decision_is_an_event_in_the_ticket(desk: Desk, code: str) -> None:
    desk.do(decisions.set_status(code, "solved"), decisions.assign(code, "Aya"), decisions.add_tag(code, "refund"))
    ticket = desk.ticket(code)
    assert (ticket.status, ticket.assignee, ticket.tags) == ("solved", "Aya", ("refund",))
    events = [(e.event, e.by) for e in desk.entries(code) if e.kind == "event"]
    assert events == [("status", "Yuki"), ("assign", "Yuki"), ("tag", "Yuki")]


def test_all_decisions_or_none(desk: Desk, code: str) -> None:
    with pytest.raises(NothingMatched):
        desk.do(decisions.set_status(code, "solved"), decisions.set_status("ZZZZ-ZZZZ", "solved"))
    assert desk.ticket(code).status == "open"


def test_a_mail_that_came_while_deciding_keeps_the_ticket_open(desk: Desk, code: str) -> None:
    had_seen = desk.ticket(code).last_message
    desk.take_in([arrival(2, mail(2, refs=(1,)))])
    desk.do(decisions.set_status(code, "solved"), seen_message=had_seen)
    assert desk.ticket(code).status == "open"


def test_a_note_is_an_entry_and_not_a_message(desk: Desk, code: str) -> None:
    desk.do(decisions.add_note(code, "She is right, we were late."))
    assert [e.kind for e in desk.entries(code)] == ["message", "note"]
    assert (desk.ticket(code).notes, desk.ticket(code).messages) == (1, 1)


def test_undo_takes_back_the_last_decision_and_then_the_one_before(desk: Desk, code: str) -> None:
    desk.do(decisions.add_tag(code, "one"))
    desk.do(decisions.set_status(code, "closed"))
    undone = desk.undo_last()
    assert undone is not None
    assert undone.data["kind"] == "status"
    assert (desk.ticket(code).status, desk.ticket(code).tags) == ("open", ("one",))
    desk.undo_last()
    assert desk.ticket(code).tags == ()
    assert desk.undo_last() is None


def test_undo_is_each_agents_own(open_desk: Callable[[str], Desk], code: str) -> None:
    yuki, aya = open_desk("Yuki"), open_desk("Aya")
    yuki.do(decisions.set_status(code, "solved"))
    assert aya.undo_last() is None


def test_a_claim_is_held_by_one_and_refused_to_the_second(open_desk: Callable[[str], Desk], code: str) -> None:
    yuki, aya = open_desk("Yuki"), open_desk("Aya")
    yuki.do(decisions.claim(code))
    with pytest.raises(Refused, match="Yuki"):
        aya.do(decisions.claim(code))
    yuki.do(decisions.claim(code))
    yuki.do(decisions.release(code))
    aya.do(decisions.claim(code))
    claim = aya.ticket(code).claim
    assert claim is not None
    assert claim.by == "Aya"


def test_merging_keeps_the_older_code_and_later_mail_follows(desk: Desk, code: str) -> None:
    desk.take_in([arrival(5, mail(5, subject="Also the cup"))])
    other = next(t.code for t in desk.rows("") if t.code != code)
    desk.do(decisions.merge(code, other))
    assert desk.count("") == 1
    assert desk.ticket(other).code == code
    assert desk.ticket(code).messages == 2
    desk.take_in([arrival(6, mail(6, subject="Also the cup", refs=(5,)))])
    assert desk.ticket(code).messages == 3


def test_a_merge_can_be_undone(desk: Desk, code: str) -> None:
    desk.take_in([arrival(5, mail(5, subject="Also the cup", body="broken handle"))])
    other = next(t.code for t in desk.rows("") if t.code != code)
    desk.do(decisions.merge(code, other))
    desk.undo_last()
    assert {desk.ticket(c).messages for c in (code, other)} == {1}
    assert [t.code for t in desk.rows("handle")] == [other]


def test_a_snoozed_ticket_comes_back_with_the_customers_answer(desk: Desk, code: str) -> None:
    desk.do(decisions.snooze(code, datetime.now(UTC) + timedelta(days=3)))
    assert desk.ticket(code).snoozed_until is not None
    assert desk.count("status:open -is:snoozed") == 0
    desk.take_in([arrival(2, mail(2, refs=(1,)))])
    assert desk.ticket(code).snoozed_until is None


def test_the_customer_card_has_history_counts_and_expectation(desk: Desk, code: str) -> None:
    desk.take_in([arrival(5, mail(5, subject="Also the cup"))])
    desk.do(decisions.set_status(code, "solved"))
    desk.do(decisions.expect("Hanako@customer.example", "Answer before noon."))
    card = desk.customer("hanako@customer.example")
    assert (card.name, card.counts, card.messages) == ("Hanako", {"open": 1, "solved": 1}, 2)
    assert card.expectation == "Answer before noon."
    assert card.organisation == "customer.example"
    assert {t.code for t in card.tickets} == {t.code for t in desk.rows("")}
    assert desk.customer(card.id) == card


def test_two_addresses_of_one_person_share_a_history_and_part_again(desk: Desk, code: str) -> None:
    desk.take_in([arrival(7, mail(7, sender="hanako@home.example", subject="From home"))])
    desk.do(decisions.merge_customers("hanako@customer.example", "hanako@home.example"))
    card = desk.customer("hanako@home.example")
    assert set(card.addresses) == {"hanako@customer.example", "hanako@home.example"}
    assert len(card.tickets) == 2
    desk.take_in([arrival(8, mail(8, sender="hanako@home.example", refs=(1,)))])
    assert desk.ticket(code).messages == 2
    desk.do(decisions.unmerge_customer("hanako@home.example"))
    assert len(desk.customer("hanako@home.example").tickets) == 1


def test_next_is_who_waits_longest_of_the_most_urgent(desk: Desk, code: str) -> None:
    desk.take_in([arrival(5, mail(5, sender="taro@customer.example", subject="Later"))])
    first = desk.next_ticket()
    assert first is not None
    assert first[0].code == code
    later = next(t.code for t in desk.rows("") if t.code != code)
    desk.do(decisions.set_priority(later, "high"))
    urgent = desk.next_ticket()
    assert urgent is not None
    assert urgent[0].code == later


def bounce_of(answer: bytes) -> bytes:
    return (
        b"From: MAILER-DAEMON@mx.example\r\nTo: support@shop.example\r\nSubject: Undelivered Mail\r\n"
        b"Message-ID: <b1@mx.example>\r\nMIME-Version: 1.0\r\nAuto-Submitted: auto-replied\r\n"
        b'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        b"--b\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n"
        b"--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n"
        b"Final-Recipient: rfc822; hanako@customer.example\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n"
        b"--b\r\nContent-Type: message/rfc822\r\n\r\n" + answer + b"\r\n--b--\r\n"
    )


@pytest.mark.parametrize("bounce_first", [False, True])
def test_a_bounce_opens_the_ticket_whose_reply_came_back(desk: Desk, code: str, bounce_first: bool) -> None:
    answer = mail(2, sender=US, to="hanako@customer.example", refs=(1,))
    sent = arrival(1, answer, folder="Sent", role="sent")
    came = arrival(3, bounce_of(answer))
    for one in (came, sent) if bounce_first else (sent, came):
        desk.take_in([one])
    ticket = desk.ticket(code)
    assert (ticket.messages, ticket.status, desk.count("")) == (3, "open", 1)
    assert ticket.customer.address == "hanako@customer.example"
    assert "hanako@customer.example" in ticket.flags[0].reason


@pytest.mark.parametrize(
    "make",
    [
        lambda: decisions.set_status("X", "done"),
        lambda: decisions.set_priority("X", "huge"),
        lambda: decisions.add_tag("X", "two words"),
        lambda: decisions.add_note("X", "  "),
    ],
)
def test_a_senseless_decision_is_refused_with_what_would_be_right(make: Callable[[], object]) -> None:
    with pytest.raises(UsageError) as told:
        make()
    assert told.value.hint


def test_every_refusal_is_a_mado_error(desk: Desk) -> None:
    with pytest.raises(MadoError):
        desk.ticket("")
    with pytest.raises(NothingMatched):
        desk.customer("nobody@customer.example")


def test_another_process_sees_what_changed(open_desk: Callable[[str], Desk], code: str) -> None:
    other = open_desk("Aya")
    stamp = other.stamp()
    open_desk("Yuki").do(decisions.set_status(code, "solved"))
    newer, codes = other.changed_since(stamp)
    assert newer > stamp
    assert list(codes) == [code]

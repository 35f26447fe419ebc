"""A customer at risk: amber at one bad experience, red at two, with reasons, until a person clears it with a word."""

from __future__ import annotations

from dataclasses import replace

import pytest

from config.errors import UsageError
from core import decisions
from core.arrivals import Arrival, Place
from core.bulk.make import make_plan
from core.desk import Desk
from core.keeping import Keeping
from tests.core.mails import NOON, arrival, mail

DAY = 24 * 60
ANGRY = "This is the third time I ask. I am furious and very disappointed."


def _take(desk: Desk, number: int, **fields: object) -> str:
    """A mail that comes in `number` minutes past noon; the code of its ticket."""
    intake = desk.take_in([arrival(number, mail(number, **fields))])  # type: ignore[arg-type]  # passed on as they are
    return next(iter(intake.opened | intake.changed))


def _flags(desk: Desk, code: str) -> list[tuple[str, str]]:
    return [(f.level, f.code) for f in desk.ticket(code).flags]


def test_one_bad_experience_is_amber_and_says_why(desk: Desk) -> None:
    code = _take(desk, 1, body=ANGRY)
    assert _flags(desk, code) == [("amber", "risk.mood")]
    assert desk.ticket(code).flags[0].reason == "angry mail on 2026-11-20"
    assert desk.codes("risk:amber") == [code]
    assert desk.codes("is:red") == []


def test_two_are_red_on_all_tickets_of_the_person_and_come_first(desk: Desk) -> None:
    calm = _take(desk, 1, sender="Bob <bob@other.example>", subject="Size?", body="Which size fits?")
    other = _take(desk, 2, subject="A question", body="Which colours are there?")
    angry = _take(desk, 3, subject="Broken", body=ANGRY)
    _take(desk, 2 * DAY, subject="Re: Broken", refs=(3,), body="Hello, I wrote two days ago.")
    assert {level for level, _code in _flags(desk, angry)} == {"red"}
    assert _flags(desk, other) == _flags(desk, angry)
    assert _flags(desk, calm) == []
    assert sorted(desk.codes("risk:red")) == sorted([other, angry])
    assert desk.codes("risk:none") == [calm]
    found = desk.next_ticket()
    assert found is not None
    assert found[0].code == other
    assert found[1] == "the customer is at risk"
    assert {f.code for f in desk.customer("hanako@customer.example").flags} == {"risk.mood", "risk.chased"}


def test_who_is_red_is_left_out_of_bulk(desk: Desk) -> None:
    _take(desk, 3, body=ANGRY)
    _take(desk, 2 * DAY, subject="Re: x", refs=(3,), body="Hello?")
    calm = _take(desk, 2 * DAY + 1, sender="Bob <bob@other.example>", subject="Size?", body="Which size fits?")
    (desk.home.canned_folder).mkdir(exist_ok=True)
    (desk.home.canned_folder / "hi.md").write_text("---\nname: hi\n---\nHello, it is done.\n", encoding="utf-8")
    plan = make_plan(desk, "status:open", "hi")
    assert [b.ticket for b in plan.blocks] == [calm]
    assert [e.code for e in plan.excluded] == ["at_risk"]


def test_a_third_matter_within_a_month_counts_and_a_slow_one_does_not(desk: Desk) -> None:
    for number in (1, 2, 3):
        last = _take(desk, number * DAY, subject=f"Matter {number}")
    assert _flags(desk, last) == [("amber", "risk.contacts")]
    slow = [
        _take(desk, number * 20 * DAY, sender="B <b@o.example>", subject=f"Slow {number}") for number in (1, 2, 3)
    ]
    assert _flags(desk, slow[-1]) == []


def test_spam_is_no_matter_of_theirs_and_is_one_again_when_it_was_none(desk: Desk) -> None:
    first, second, third = (_take(desk, n, subject=f"Matter {n}") for n in (1, 2, 3))
    assert _flags(desk, second) == [("amber", "risk.contacts")]
    desk.do(decisions.set_status(third, "spam"))
    assert _flags(desk, first) == _flags(desk, second) == []
    desk.do(decisions.set_status(third, "open"))
    assert _flags(desk, first) == _flags(desk, third) == [("amber", "risk.contacts")]
    assert desk.keeping.rebuild(verify=True).differences == ()


def test_a_person_clears_it_with_a_word_and_what_comes_later_counts_anew(desk: Desk) -> None:
    code = _take(desk, 1, body=ANGRY)
    with pytest.raises(UsageError):
        decisions.clear_risk("hanako@customer.example", " ")
    desk.do(decisions.clear_risk("hanako@customer.example", "talked on the phone, new one sent"))
    assert _flags(desk, code) == []
    customer = desk.customer("hanako@customer.example")
    assert [(c.by, c.why) for c in customer.cleared] == [("Yuki", "talked on the phone, new one sent")]
    desk.undo_last()
    assert _flags(desk, code) == [("amber", "risk.mood")]
    assert desk.customer("hanako@customer.example").cleared == ()


def test_praise_and_thanks_are_no_risk(desk: Desk) -> None:
    code = _take(desk, 1, body="What a wonderful shop, excellent service!")
    desk.do(decisions.set_status(code, "solved"))
    _take(desk, 2, subject="Re: x", refs=(1,), body="Thank you, all good now.")
    assert _flags(desk, code) == []
    assert desk.customer("hanako@customer.example").praise == 1


def test_imported_history_puts_nobody_at_risk(desk: Desk) -> None:
    raw = mail(1, body=ANGRY)
    desk.take_in([Arrival(Place("support", "INBOX", 1, 1), "inbox", (), NOON, raw, history=True)])
    assert desk.codes("risk:any") == []


def test_two_addresses_of_one_person_are_weighed_together_and_apart_again(desk: Desk) -> None:
    one = _take(desk, 1, body=ANGRY)
    other = _take(desk, 2, sender="H <h@home.example>", subject="Broken too", body="I am so disappointed by you.")
    assert _flags(desk, one) == [("amber", "risk.mood")]
    desk.do(decisions.merge_customers("hanako@customer.example", "h@home.example"))
    assert [level for level, _c in _flags(desk, one)] == ["red", "red"]
    assert _flags(desk, other) == _flags(desk, one)
    desk.do(decisions.unmerge_customer("h@home.example"))
    assert _flags(desk, one) == [("amber", "risk.mood")]
    assert _flags(desk, other) == [("amber", "risk.mood")]


def test_a_rebuild_comes_to_the_same_risk(desk: Desk) -> None:
    first = _take(desk, 3, body=ANGRY)
    _take(desk, 2 * DAY, subject="Re: x", refs=(3,), body="Hello?")
    _take(desk, 2 * DAY + 5, sender="Bob <bob@other.example>", body=ANGRY)
    desk.do(decisions.clear_risk("bob@other.example", "called"))
    desk.do(decisions.set_status(first, "solved"))
    found = Keeping(desk.home, desk.ledger).rebuild(verify=True)
    assert found.differences == ()


def test_a_ticket_that_begins_with_our_own_mail_bears_the_risk_of_its_customer_at_once(desk: Desk) -> None:
    angry = _take(desk, 1, body=ANGRY)
    ours = mail(2, sender="Shop <support@shop.example>", to="hanako@customer.example", subject="Something else")
    intake = desk.take_in([arrival(2, ours, role="sent", folder="Sent")])
    (code,) = intake.opened | intake.changed
    assert code != angry
    assert _flags(desk, code) == _flags(desk, angry) == [("amber", "risk.mood")]
    assert Keeping(desk.home, desk.ledger).rebuild(verify=True).differences == ()


def test_a_question_that_is_solved_away_without_an_answer_is_a_bad_experience_until_it_is_answered(
    desk: Desk,
) -> None:
    code = _take(desk, 1, body="Hello, how do I clean the kettle?")
    desk.do(decisions.set_status(code, "solved"))
    assert "risk.unanswered" in {kind for _level, kind in _flags(desk, code)}
    told = _take(desk, 2, sender="Bob <bob@other.example>", subject="For you", body="Here is the list of our fairs.")
    desk.do(decisions.set_status(told, "solved"))
    assert _flags(desk, told) == []
    draft = desk.replies.start(code, text="Hello Hanako,\n\nYou clean the kettle with a soft cloth.\n")
    desk.record_sent(desk.replies.queue(draft))
    assert "risk.unanswered" not in {kind for _level, kind in _flags(desk, code)}


def test_a_reply_that_solves_and_touches_no_word_of_the_question_counts_too(desk: Desk) -> None:
    code = _take(desk, 1, body="Hello, how do I clean the kettle?")
    draft = replace(desk.replies.start(code, text="Hello Hanako,\n\nWe have sent your parcel.\n"), then="solved")
    desk.record_sent(desk.replies.queue(draft))
    assert "risk.unanswered" in {kind for _level, kind in _flags(desk, code)}
    other = _take(desk, 3, sender="Bob <bob@other.example>", body="Hello, how do I clean the kettle?")
    draft = replace(desk.replies.start(other, text="Hello Bob,\n\nA soft cloth cleans the kettle.\n"), then="solved")
    desk.record_sent(desk.replies.queue(draft))
    assert "risk.unanswered" not in {kind for _level, kind in _flags(desk, other)}


def test_a_reply_to_a_customer_at_high_risk_asks_for_a_second_look_that_is_no_fault_of_the_text(desk: Desk) -> None:
    _take(desk, 3, body=ANGRY)
    code = _take(desk, 2 * DAY, subject="Re: x", refs=(3,), body="Hello, I wrote two days ago.")
    draft = desk.replies.start(
        code, text="Hello Hanako,\n\nI am sorry, and will call you tomorrow.\n\nBest regards\nYuki\n"
    )
    (asked,) = [p for p in desk.replies.check(draft) if p.code == "second_look"]
    assert (asked.level, asked.overridable) == ("hint", True)
    assert "had to ask again" in asked.reason
    assert "second_look" not in (desk.replies.queue(draft).found or ())

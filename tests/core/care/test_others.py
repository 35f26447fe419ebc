"""What belongs to another customer is stopped in a reply: their code, their address, the number of their order."""

from __future__ import annotations

import pytest

from core.desk import Desk
from core.problems import Problem
from tests.core.mails import arrival, mail

BOB = "Bob <bob@other.example>"


def _take(desk: Desk, number: int, **fields: object) -> str:
    intake = desk.take_in([arrival(number, mail(number, **fields))])  # type: ignore[arg-type]  # passed on as they are
    return next(iter(intake.opened | intake.changed))


def _stops(desk: Desk, code: str, text: str) -> list[tuple[str, str]]:
    found: list[Problem] = [p for p in desk.replies.check(desk.replies.start(code, text=text)) if p.level == "stop"]
    assert all(p.overridable for p in found)
    return [(p.code, p.text) for p in found]


def test_the_code_of_another_customers_ticket_is_stopped_and_one_of_their_own_is_not(desk: Desk) -> None:
    mine, own = _take(desk, 1), _take(desk, 2, subject="Second matter", body="One more thing I need.")
    theirs = _take(desk, 3, sender=BOB, subject="Bob's matter")
    assert _stops(desk, mine, f"Hello Hanako,\n\nwe go on in {theirs}.") == [("foreign_code", theirs)]
    assert _stops(desk, mine, f"Hello Hanako,\n\nwe go on in {own}.") == []
    assert _stops(desk, mine, "Hello Hanako,\n\nthe key is ABCD-EFGH.") == []


def test_the_address_of_another_customer_is_stopped_unless_the_customer_named_it(desk: Desk) -> None:
    code = _take(desk, 1)
    _take(desk, 3, sender=BOB)
    text = "Hello Hanako,\n\nwe sent it to bob@other.example."
    assert _stops(desk, code, text) == [("foreign_address", "bob@other.example")]
    assert _stops(desk, code, "Hello Hanako,\n\nplease ask carrier@parcel.example.") == []
    named = _take(desk, 4, subject="For Bob", body="Please send a copy to bob@other.example, he pays.")
    assert _stops(desk, named, text) == []


def test_the_order_of_another_customer_is_stopped_in_both_languages(desk: Desk) -> None:
    code = _take(desk, 1, body="Hello, my order is A-20551. Where is it?")
    _take(desk, 3, sender=BOB, body="Hello, order number B-77310 came broken.")
    _take(desk, 4, sender="花子 <h@third.example>", subject="注文", body="注文番号は C-90817 です。")
    assert _stops(desk, code, "Hello Hanako,\n\nyour order B-77310 has left.") == [("foreign_order", "B-77310")]
    assert _stops(desk, code, "注文番号：C-90817 を発送しました。") == [("foreign_order", "C-90817")]
    assert _stops(desk, code, "Hello Hanako,\n\nyour order A-20551 has left.") == []
    assert _stops(desk, code, "Hello Hanako,\n\nyour new order D-11111 has left.") == []


@pytest.mark.parametrize(
    "opening",
    [
        "Thank you, we look into it.",
        "Hi, we are sorry.",
        "Thanks, looking into it now.",
        "Hello, that order is lost.",
    ],
)
def test_a_sentence_after_the_greeting_is_nobody_s_name(desk: Desk, opening: str) -> None:
    code = _take(desk, 1, sender=BOB, body="Hello, where is my parcel? It was due last week.")
    named = [
        [p.text for p in desk.replies.check(desk.replies.start(code, text=text)) if p.code == "wrong_name"]
        for text in (opening, "Hi Will,\n\nit left today.")
    ]
    assert named == [[], ["Will"]]


def test_an_answer_after_the_charters_target_asks_for_an_apology(desk: Desk) -> None:
    code = _take(desk, 1, body="Hello, which size fits?")
    draft = desk.replies.start(code, text="Hello Hanako,\n\nit is size M.\n\nBest regards\n")
    assert "missing_apology" not in {p.code for p in desk.replies.check(draft)}
    (desk.home.root / "charter.toml").write_text('[[targets]]\nfirst = "4h"\n', encoding="utf-8")
    for known in ("charter", "calendar", "clocks"):
        desk.care.__dict__.pop(known, None)
    assert "missing_apology" in {p.code for p in desk.replies.check(draft)}

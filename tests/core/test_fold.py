from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from core.events import Event, Seen
from core.fold import Record, fold_ticket
from core.times import FAR

OWN = frozenset({"support@shop.example"})


def upto(position: int, number: int) -> Seen:
    """Somebody who had seen message `number`, and all before it."""
    return Seen(position, (f"m{number:02}",))


def record(number: int, direction: str = "in", **fields: Any) -> Record:
    them, us = ["Hanako", "hanako@customer.example"], ["Shop", "support@shop.example"]
    doc = {
        "direction": direction,
        "from": them if direction == "in" else us,
        "to": [us] if direction == "in" else [them],
        "cc": [],
        "reply_to": [],
        "subject": "Re: Parcel" if number > 1 else "Parcel",
        "at": f"2026-11-20T12:{number:02}:00+00:00",
        "attachments": [],
        "auto": False,
        "bounce": None,
        "mailbox": "support",
        "maybe": [],
        "name": f"m{number:02}",
    }
    return Record(number, {**doc, **fields})


def event(position: int, kind: str, by: str = "Yuki", seen: Seen | None = None, **data: Any) -> Event:
    at = f"2026-11-20T13:{position:02}:00+00:00"
    return Event(f"e{position}", kind, "K7F2-9QXM", data, by, at, seen or upto(position - 1, 99), position)


def fold(records: list[Record], *events: Event) -> dict[str, Any]:
    return fold_ticket("K7F2-9QXM", records, events, OWN)


def test_a_customers_mail_opens_and_our_answer_makes_it_pending() -> None:
    assert fold([record(1)])["status"] == "open"
    assert fold([record(1), record(2, "out")])["status"] == "pending"
    assert fold([record(1), record(2, "out"), record(3)])["status"] == "open"


def test_a_decision_holds_until_a_message_comes_that_its_author_had_not_seen() -> None:
    solved = event(1, "status", status="solved", seen=upto(0, 1))
    assert fold([record(1)], solved)["status"] == "solved"
    assert fold([record(1), record(2)], solved)["status"] == "open"
    assert fold([record(1), record(2)], replace(solved, seen=upto(0, 2)))["status"] == "solved"


def test_older_mail_that_is_fetched_later_reopens_nothing() -> None:
    solved = event(1, "status", status="solved", seen=upto(0, 5))
    newest, older = record(5), record(6, at="2026-11-01T09:00:00+00:00")
    assert fold([newest, older], solved)["status"] == "solved"


def test_spam_stays_spam_whatever_comes() -> None:
    spam = event(1, "status", status="spam", seen=upto(0, 1))
    assert fold([record(1), record(2)], spam)["status"] == "spam"


def test_an_out_of_office_answer_reopens_nothing_but_a_bounce_does() -> None:
    sent = event(1, "sent", status="pending", seen=upto(0, 2))
    away = record(3, auto=True)
    returned = record(3, auto=True, bounce=["hanako@customer.example", "5.1.1", "failed", None])
    assert fold([record(1), record(2, "out"), away], sent)["status"] == "pending"
    bounced = fold([record(1), record(2, "out"), returned], sent)
    assert bounced["status"] == "open"
    assert bounced["flags"] == [
        {
            "level": "amber",
            "reason": "mail to hanako@customer.example was returned",
            "code": "bounced",
            "about": "hanako@customer.example",
        }
    ]


def test_waiting_is_counted_from_the_first_unanswered_mail() -> None:
    doc = fold([record(1), record(2, "out"), record(3), record(4)])
    assert doc["waiting_since"] == "2026-11-20T12:03:00+00:00"
    assert fold([record(1), record(2, "out")])["waiting_since"] is None


def test_a_tag_that_was_added_meanwhile_survives_its_removal_elsewhere() -> None:
    added, again = event(1, "tag", tag="refund"), event(3, "tag", tag="refund")
    removed = event(4, "untag", tag="refund", seen=upto(1, 99))
    assert fold([record(1)], added, removed)["tags"] == []
    assert fold([record(1)], added, again, removed)["tags"] == ["refund"]


def test_what_is_undone_has_no_effect() -> None:
    solved = event(1, "status", status="solved")
    undo = event(2, "undo", event="e1")
    assert fold([record(1)], solved, undo)["status"] == "open"


def test_a_snooze_ends_with_a_reply_it_had_not_seen() -> None:
    snooze = event(1, "snooze", until="2026-11-25T09:00:00+09:00", until_reply=False, seen=upto(0, 1))
    assert fold([record(1)], snooze)["snoozed_until"] == "2026-11-25T00:00:00+00:00"
    assert fold([record(1), record(2)], snooze)["snoozed_until"] is None
    until_reply = event(1, "snooze", until=None, until_reply=True, seen=upto(0, 1))
    assert fold([record(1)], until_reply)["snoozed_until"] == FAR


def test_the_first_claim_wins_and_ends_with_its_holders_reply() -> None:
    first, second = event(1, "claim"), event(2, "claim", by="Aya")
    held = fold([record(1)], first, second)["claim"]
    assert held["by"] == "Yuki"
    assert fold([record(1)], first, event(3, "sent", status="pending"))["claim"] is None
    assert fold([record(1)], first, event(3, "release", by="Aya"))["claim"]["by"] == "Yuki"


def test_a_claim_that_is_renewed_ends_later_and_still_says_since_when() -> None:
    made, renewed = event(1, "claim"), event(9, "claim")
    (once, twice) = (fold([record(1)], *events)["claim"] for events in ([made], [made, renewed]))
    assert twice["until"] > once["until"]
    assert twice["since"] == event(1, "claim").moment
    assert fold([record(1)], made, renewed, event(16, "claim"))["claim"]["since"] == twice["since"]
    assert "since" not in fold([record(1)], made, event(40, "claim"))["claim"], "it had ended before"


def test_an_expired_claim_is_free_for_the_next() -> None:
    first, late = event(1, "claim"), event(40, "claim", by="Aya")
    assert fold([record(1)], first, late)["claim"]["by"] == "Aya"


def test_the_customer_is_who_wrote_first_and_never_ourselves() -> None:
    assert fold([record(1, "out"), record(2)])["customer_address"] == "hanako@customer.example"
    assert fold([record(1, "out")])["customer_address"] == "hanako@customer.example"


def test_a_contact_form_names_the_customer_in_reply_to() -> None:
    fields: dict[str, Any] = {
        "from": ["Shop", "noreply@shop.example"],
        "reply_to": [["Taro", "taro@customer.example"]],
    }
    form = record(1, "in", **fields)
    doc = fold([form])
    assert (doc["customer_name"], doc["customer_address"]) == ("Taro", "taro@customer.example")


_kinds = st.sampled_from(
    [
        ("status", {"status": "solved"}),
        ("status", {"status": "open"}),
        ("assign", {"assignee": "Aya"}),
        ("tag", {"tag": "a"}),
        ("untag", {"tag": "a"}),
        ("claim", {}),
        ("release", {}),
        ("note", {"text": "hm"}),
        ("snooze", {"until": None, "until_reply": True}),
    ]
)


@given(
    st.lists(
        st.tuples(st.integers(1, 30), st.sampled_from(["in", "out"])),
        min_size=1,
        max_size=8,
        unique_by=lambda t: t[0],
    ),
    st.lists(st.tuples(_kinds, st.integers(0, 30)), max_size=10),
    st.randoms(use_true_random=False),
)
def test_the_order_in_which_mail_was_fetched_does_not_matter(
    messages: list[tuple[int, str]], decided: list[tuple[tuple[str, dict[str, Any]], int]], random: Any
) -> None:
    records = [record(n, d) for n, d in messages]
    events = [event(i, kind, seen=upto(i - 1, n), **data) for i, ((kind, data), n) in enumerate(decided, 1)]
    expected = fold(records, *events)
    random.shuffle(records)
    assert fold(records, *events) == expected

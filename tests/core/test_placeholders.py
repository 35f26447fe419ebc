"""Placeholders: one pass over known names, values are never read as templates."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.placeholders import NAMES, Context, asked, expand, greeting, unfilled, unknown

CONTEXT = Context(
    lang="en",
    now=datetime(2026, 11, 24, 9, 30, tzinfo=UTC),
    customer_name="Mary Miller",
    customer_address="mary@example.com",
    ticket_code="K7F2-9QXM",
    ticket_subject="Broken cup",
    agent_name="Alice",
    mailbox_name="Blue Sky Shop",
    mailbox_address="shop@example.jp",
)


def test_known_names_are_filled_in() -> None:
    done = expand("{{customer.greeting}} {{ ticket.code }} {{agent.name}} {{date}}", CONTEXT)
    assert done.text == "Dear Mary Miller, K7F2-9QXM Alice November 24, 2026"
    assert done.missing == ()


def test_dates_and_greetings_are_in_the_language_of_the_reply() -> None:
    japanese = replace(CONTEXT, lang="ja", customer_name="山田 太郎")
    assert expand("{{customer.greeting}} {{date}} {{weekday}}", japanese).text == "山田 太郎 様 2026年11月24日 火曜日"


def test_an_asked_value_that_was_not_given_stays_and_is_reported() -> None:
    done = expand("Order {{?order number}} of {{customer.name}}", CONTEXT)
    assert done.text == "Order {{?order number}} of Mary Miller"
    assert done.missing == ("order number",)


@pytest.mark.parametrize("key", ["order number", "Order_Number", "order-number", "?order number"])
def test_a_given_value_is_found_however_its_name_is_written(key: str) -> None:
    assert expand("{{?order number}}", CONTEXT, {key: "1234"}).text == "1234"


def test_a_label_behind_the_bar_is_what_a_person_is_asked() -> None:
    text = "{{?order number|ご注文番号}}"
    assert asked(text) == ("ご注文番号",)
    assert expand(text, CONTEXT, {"order number": "7"}).text == "7"
    assert expand(text, CONTEXT, {"ご注文番号": "8"}).text == "8"


def test_an_empty_known_value_counts_as_missing() -> None:
    assert expand("Dear {{customer.name}}", replace(CONTEXT, customer_name="")).missing == ("customer.name",)


def test_an_address_in_place_of_a_name_is_no_name() -> None:
    assert greeting("mary@example.com", "en") == "Hello,"
    assert greeting("", "ja") == "お客様"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("鈴木", "鈴木 様"),
        ("鈴木様", "鈴木様"),
        ("株式会社青空", "株式会社青空 御中"),
        ("青空商店御中", "青空商店御中"),
    ],
)
def test_a_japanese_name_is_honoured_once(name: str, said: str) -> None:
    assert greeting(name, "ja") == said


def test_unknown_names_are_told_from_asked_ones() -> None:
    assert unknown("{{custmer.name}} {{?order}} {{date}}") == ("custmer.name",)
    assert asked("{{custmer.name}} {{?order}} {{date}}") == ("custmer.name", "order")


@pytest.mark.parametrize(
    "evil",
    ["{{agent.name}}", "{agent}", "{0.__class__}", "{{ticket.code}}", "%s", "${HOME}", "{{?x}}", "}}", "{{"],
)
def test_a_customers_name_is_never_read_as_a_template(evil: str) -> None:
    done = expand("Dear {{customer.name}}!", replace(CONTEXT, customer_name=evil))
    assert done.text == f"Dear {evil}!"
    assert unfilled(done.text, done.literals) == ()


def test_what_a_value_brought_in_does_not_excuse_what_was_forgotten() -> None:
    done = expand("{{customer.name}} {{?x}}", replace(CONTEXT, customer_name="{{?x}}"))
    assert done.text == "{{?x}} {{?x}}"
    assert unfilled(done.text, done.literals) == ("{{?x}}",)


@pytest.mark.parametrize("name", ["__class__", "customer.__dict__", "customer.name.upper", "customer_name", "0"])
def test_no_attribute_can_be_reached(name: str) -> None:
    assert expand(f"{{{{{name}}}}}", CONTEXT).missing == (name,)


_piece = st.one_of(
    st.sampled_from([f"{{{{{n}}}}}" for n in NAMES] + ["{{", "}}", "{", "}", "{{?a}}", "{{?b}}"]),
    st.text(st.characters(categories=["L", "N", "P", "Zs"]), max_size=6),
)
_hostile = st.lists(_piece, min_size=1, max_size=5).map("".join).filter(lambda s: bool(s.strip()))


@given(_hostile, _hostile)
def test_no_value_is_expanded_twice(name: str, order: str) -> None:
    context = replace(CONTEXT, customer_name=name, ticket_subject=order)
    parts = ["<", "{{customer.name}}", "|", "{{?a}}", "|", "{{ticket.subject}}", ">"]
    done = expand("".join(parts), context, {"a": order})
    # the reference: each value cleaned once and put side by side, never looked at again
    from core.placeholders import person_name
    from core.text import clean

    if not person_name(name) or not clean(name).strip() or not clean(order).strip():
        return
    middle = clean(order)
    assert done.text == f"<{clean(person_name(name), one_line=True)}|{middle}|{clean(order, one_line=True)}>"
    assert unfilled(done.text, done.literals) == () or done.missing


def test_the_context_holds_text_and_how_days_are_counted() -> None:
    assert {f.name for f in fields(Context)} - {"now", "works"} == {
        "lang",
        "customer_name",
        "customer_address",
        "ticket_code",
        "ticket_subject",
        "agent_name",
        "agent_email",
        "organisation",
        "ticket_date",
        "mailbox_name",
        "mailbox_address",
    }


def test_business_days_are_those_of_the_calendar() -> None:
    holiday = replace(CONTEXT, works=lambda day: day.weekday() < 5 and day.day != CONTEXT.now.day + 1)
    one, two = (expand("{{date+1b}}", c).text for c in (CONTEXT, holiday))
    assert one != two and expand("{{date+900b}}", replace(CONTEXT, works=lambda _day: False)).missing == ()

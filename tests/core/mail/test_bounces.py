"""Delivery reports are seen with recipient, status and the mail that came back; people's mail never is one."""

from __future__ import annotations

import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.mail.bounces import find
from core.mail.message import Bounce
from core.mail.parse import parse
from tests.core.mail.bounce_families import Family
from tests.core.mail.bounce_languages import FAMILIES
from tests.core.mail.bounce_samples import FREE, HUMAN, REPORTS, Sample
from tests.core.mail.people_samples import PEOPLE

MANY = 100 if os.environ.get("MADO_TORTURE") else 1
ALL = [*REPORTS, *FREE]


@pytest.mark.parametrize("sample", ALL, ids=[sample.name for sample in ALL])
def test_a_report_is_read(sample: Sample) -> None:
    bounce = parse(sample.raw.encode()).bounce
    assert bounce is not None
    assert bounce.action == sample.action
    assert bounce.status == sample.status
    if sample.recipient is not None:
        assert bounce.recipient == sample.recipient
    assert bounce.original_message_id == sample.original


@pytest.mark.parametrize(("name", "raw"), HUMAN, ids=[name for name, _ in HUMAN])
def test_other_mail_is_no_report(name: str, raw: str) -> None:
    assert parse(raw.encode()).bounce is None, name


@pytest.mark.parametrize("family", FAMILIES, ids=[family.name for family in FAMILIES])
def test_every_familys_report_is_read(family: Family) -> None:
    message = parse(family.raw())
    assert message.auto_submitted
    assert message.bounce is not None
    assert message.bounce.recipient == family.recipient
    assert message.bounce.action == family.action
    assert (message.bounce.status or "").startswith(family.status)


@pytest.mark.parametrize(("name", "raw"), PEOPLE, ids=[name for name, _ in PEOPLE])
def test_peoples_mail_is_neither_report_nor_automatic(name: str, raw: bytes) -> None:
    message = parse(raw)
    assert message.bounce is None, name
    assert not message.auto_submitted or "parcel service" in name


def test_a_masked_address_gives_way_to_the_one_the_mail_was_sent_to() -> None:
    parts = [("message/rfc822", b"Message-ID: <a@b.example>\r\nTo: Gone <gone@biglobe.example>\r\n\r\nHello")]
    headers = {"from": ["postmaster@biglobe.example"], "subject": ["Delivery failure"]}
    text = "----- The following addresses had delivery problems -----\n*******@biglobe.example"
    assert find(headers, parts, text) == Bounce("gone@biglobe.example", "5.0.0", "failed", "a@b.example")


def test_the_reports_own_addresses_are_not_the_ones_that_failed() -> None:
    headers = {
        "from": ["MAILER-DAEMON@mx.example"],
        "to": ["Desk <help@desk.example>"],
        "subject": ["failure notice"],
    }
    text = "Message from help@desk.example could not be delivered to gone@shop.example (postmaster@mx.example)"
    bounce = find(headers, [], text)
    assert bounce is not None
    assert bounce.recipient == "gone@shop.example"


NAMES = [
    "from",
    "subject",
    "return-path",
    "auto-submitted",
    "x-failed-recipients",
    "content-type",
    "to",
    "references",
]
VALUES = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        [
            "<>",
            "MAILER-DAEMON@a.example",
            "failure notice",
            "auto-replied",
            "multipart/report; report-type=delivery-status",
        ]
    ),
)
KINDS = ["message/delivery-status", "message/rfc822", "text/plain", "text/rfc822-headers"]
PIECES = st.sampled_from(
    [sample.raw.encode() for sample in ALL]
    + [b"Final-Recipient: rfc822;", b"Status: 5", b"Action:", b"\n\n", b"<@>", b"550 "]
)


@settings(max_examples=150 * MANY, deadline=None)
@given(
    st.dictionaries(st.sampled_from(NAMES), st.lists(VALUES, max_size=3), max_size=6),
    st.lists(st.tuples(st.sampled_from(KINDS), st.one_of(st.binary(max_size=200), PIECES)), max_size=4),
    st.one_of(st.text(max_size=300), PIECES.map(lambda raw: raw.decode())),
)
def test_any_input_gives_a_report_or_none(
    headers: dict[str, list[str]], parts: list[tuple[str, bytes]], text: str
) -> None:
    found = find(headers, parts, text)
    assert found is None or (found.action and "\n" not in found.action and "\x1b" not in found.action)


@pytest.mark.parametrize(
    "text",
    [
        "following recipient" * 4_000,
        "exceed" * 10_000,
        "a" * 60_000 + "@",
        "!" * 60_000,
        "-- " * 20_000,
        "<550 " * 12_000,
    ],
)
def test_prose_made_to_be_slow_is_read(text: str) -> None:
    headers = {"from": ["MAILER-DAEMON@mx.example"], "subject": ["failure notice"]}
    assert find(headers, [("message/delivery-status", text.encode())], text) is not None

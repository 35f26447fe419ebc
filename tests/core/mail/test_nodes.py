"""What threading reads of a message's header."""

from __future__ import annotations

import os
from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from core.mail.nodes import read_node

MANY = 100 if os.environ.get("MADO_TORTURE") else 1


def test_ids_and_date_are_read_without_brackets() -> None:
    node = read_node(
        b"Message-ID: <c@example.com>\nReferences: <a@example.com>\n <b@example.com>\nIn-Reply-To: <b@example.com>\n"
        b"Date: Mon, 5 Jan 2026 10:15:00 +0900\n\nHello"
    )
    assert (node.id, node.parents) == ("c@example.com", ("a@example.com", "b@example.com"))
    assert node.date is not None
    assert node.date.astimezone(UTC) == datetime(2026, 1, 5, 1, 15, tzinfo=UTC)


def test_what_is_answered_is_nearer_than_the_references() -> None:
    assert read_node(b"References: <a@x.example> <b@x.example>\nIn-Reply-To: <a@x.example>\n\n").parents == (
        "b@x.example",
        "a@x.example",
    )


def test_an_address_in_the_old_form_of_in_reply_to_is_no_reference() -> None:
    node = read_node(
        b"From: Anna <anna@example.com>\nTo: Bob <BOB@example.com>\n"
        b'In-Reply-To: Message from Bob <bob@example.com> of "Mon, 5 Jan 2026" <a@example.com>\n\n'
    )
    assert node.parents == ("a@example.com",)


def test_a_message_without_an_id_gets_the_same_one_each_time_whatever_its_line_ends() -> None:
    one, other = read_node(b"Subject: x\n\nHello\n"), read_node(b"Subject: x\r\n\r\nHello\r\n")
    assert one == other
    assert one.id.endswith(".invalid")
    assert read_node(b"Subject: y\n\nHello\n").id != one.id


def test_bodies_tell_messages_of_one_id_apart() -> None:
    one = read_node(b"Message-ID: <a@x.example>\n\nHello\n")
    assert one == read_node(b"Message-ID: <a@x.example>\r\n\r\nHello\r\n")
    assert one.key != read_node(b"Message-ID: <a@x.example>\n\nOther\n").key


@settings(max_examples=100 * MANY, deadline=None)
@given(
    st.one_of(
        st.binary(max_size=300), st.text(max_size=80).map(lambda t: f"References: {t}\nDate: {t}\n\n{t}".encode())
    )
)
def test_any_bytes_give_a_node(raw: bytes) -> None:
    assert read_node(raw).id

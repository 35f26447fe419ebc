"""Message ids as real programs write them: folded, bare, between words, torn."""

from __future__ import annotations

import pytest

from core.mail.ids import read_id, read_ids


@pytest.mark.parametrize(
    ("field", "ids"),
    [
        (b"<a1@x.example><b2@x.example>", ("a1@x.example", "b2@x.example")),
        (b"<a1@x.example>,\r\n\t<b2@x.example>", ("a1@x.example", "b2@x.example")),
        (b"<a1@\r\n x.example> <b2@x.example>", ("a1@x.example", "b2@x.example")),
        (b"< a1@x.example >", ("a1@x.example",)),
        (b"a1@x.example b2@x.example", ("a1@x.example", "b2@x.example")),
        (b"<cut-in-the-mid <b2@x.example>", ("b2@x.example",)),
        (b"<a1@x.example> <cut-at-the-e", ("a1@x.example",)),
        (b"<A1@X.Example>", ("A1@X.Example",)),
        (b"=?us-ascii?Q?=3Ca1=40x.example=3E?=", ("a1@x.example",)),
        (b"<a1@x.example> (Bob's message of Mon, 5 Jan 2026)", ("a1@x.example",)),
        (b'Message from Bob <bob@x.example> of "Mon, 5 Jan 2026 10:15:00 +0900" <20260105.a1@x.example>',)
        + (("20260105.a1@x.example",),),
        (b"Your message of Mon, 5 Jan 2026 10:15:00 +0900. <a1@x.example>", ("a1@x.example",)),
        (b"Your message of Mon, 5 Jan 2026. a1@x.example", ("a1@x.example",)),
        (b"bob@x.example's message of Mon, 5 Jan 2026", ()),
        (b"Message from bob@x.example of Mon", ()),
        (b"", ()),
        (b"<>", ()),
        (b"no id at all", ()),
    ],
)
def test_the_ids_of_a_field_are_found_and_nothing_else(field: bytes, ids: tuple[str, ...]) -> None:
    assert read_ids(field) == ids


def test_the_id_of_a_message_may_stand_without_brackets_or_at_sign() -> None:
    assert read_id(b"a1@x.example") == "a1@x.example"
    assert read_id(b"<20260105101500>") == "20260105101500"
    assert read_id(b"20260105101500") == "20260105101500"
    assert read_id(b"two words") is None

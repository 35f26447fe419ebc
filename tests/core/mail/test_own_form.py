"""The quick reading of mail in our own form says what the general one says, or nothing."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.errors import MadoError
from core.compose import Outgoing, compose
from core.mail.message import Address
from core.mail.own_form import read_own
from core.mail.parse import parse

_TEXT = st.one_of(
    st.text(st.sampled_from("ab Zé山田様、。\n->@:=<&\"'\u3000\x1b\ufeff\u200b09_."), max_size=120),
    st.text(max_size=60),
    st.sampled_from(
        [
            "山田様\n\nお送りします。\n\n-- \n窓口\n",
            "Hello,\n\nOn Monday Bob wrote:\n> old\n\nSent from my iPhone\n",
            "<html><body>no</body></html>",
            "begin 644 a.txt\n#0V%T\n`\nend\n",
            "See shop.example <https://evil.example/x>\n",
            "フォワード\n----- Original Message -----\nFrom: a@b.example\n",
        ]
    ),
)
_LINE = st.one_of(
    st.text(st.sampled_from("ab 山é\"',;:<>@=?()[]\\_.-"), max_size=40),
    st.text(max_size=20),
    st.sampled_from(
        ["Out of office: gone", "自動応答: 休暇", "Mail Delivery System", "no reply", "=?utf-8?b?5bGx?="]
    ),
)
_IDS = st.sampled_from(["a@b.example", "=?utf-8?q?x?=@b", "mado.1.2.3@shop.example", "x y@b", "<a>@b", "20260101"])
_SENDERS = st.sampled_from(["support@shop.example", "no-reply@shop.example", "mailer-daemon@shop.example"])


@st.composite
def mails(draw: st.DrawFn) -> bytes:
    people = [Address(draw(_LINE), f"c{n}@customer.example") for n in range(draw(st.integers(1, 3)))]
    meant = Outgoing(
        sender=Address(draw(_LINE), draw(_SENDERS)),
        to=tuple(people[:1]),
        cc=tuple(people[1:]),
        bcc=(),
        subject=draw(_LINE),
        body=draw(_TEXT),
        message_id=draw(_IDS),
        references=tuple(draw(st.lists(_IDS, max_size=4))),
        in_reply_to=draw(st.none() | _IDS),
        date=datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=draw(st.integers(0, 10**8))),
        automatic=draw(st.sampled_from([False, False, False, True])),
    )
    return compose(meant).raw


@given(mails(), st.data())
def test_it_reads_as_the_general_reader_does_or_not_at_all(raw: bytes, data: st.DataObject) -> None:
    read = read_own(raw)
    assert read is None or read == parse(raw)
    if data.draw(st.booleans()):
        at = data.draw(st.integers(0, len(raw) - 1))
        odd = data.draw(
            st.sampled_from([b"", b"\r", b"\n", b" ", b"<", b">", b"=", b"\x80", b"\0", b"A:", b"\r\n\r\n", b"?="])
        )
        hurt = raw[:at] + odd + raw[at + data.draw(st.integers(0, 2)) :]
        read = read_own(hurt)
        assert read is None or read == parse(hurt)


@pytest.mark.parametrize("body", ["山田様\n\nお送りします。", "Dear Anna,\n\nit is on its way.", "Grüße aus Köln"])
def test_what_bulk_replies_say_is_read_quickly(body: str) -> None:
    to = (Address("山田", "c@customer.example"),)
    sender = Address("Shop", "support@shop.example")
    meant = Outgoing(
        sender, to, (), (), "Re: 注文", body, "i@shop.example", ("a@b.example",), "a@b.example", datetime.now(UTC)
    )
    raw = compose(meant).raw
    assert read_own(raw) == parse(raw) is not None


def test_another_header_a_second_part_or_a_bare_line_end_is_not_its_form() -> None:
    raw = compose(
        Outgoing(
            Address("", "support@shop.example"), (Address("", "c@customer.example"),), (), (), "Re: x", "Text", "i@x",
            (), None, datetime.now(UTC),
        )
    ).raw  # fmt: skip
    assert read_own(raw) is not None
    for odd in (
        raw.replace(b"Subject:", b"Reply-To: x@y.example\r\nSubject:"),
        raw.replace(b"text/plain", b"text/html"),
        raw.replace(b"\r\n", b"\n"),
        raw + b"\rA",
        re.sub(rb"Message-ID: .*\r\n", b"", raw),
    ):
        assert read_own(odd) is None


def test_an_impossible_address_is_still_refused_by_the_gate() -> None:
    with pytest.raises(MadoError):
        compose(
            Outgoing(
                Address("", "support@shop.example"), (Address("", "c customer"),), (), (), "x", "y", "i@x", (), None,
                datetime.now(UTC),
            )
        )  # fmt: skip

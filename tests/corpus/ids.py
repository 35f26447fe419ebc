"""Message ids and references."""

from __future__ import annotations

from tests.corpus.kit import Case, header_case

CASES: list[Case] = [
    header_case("id: plain", b"Message-ID: <a@b>", message_id="a@b"),
    header_case("id: odd case of the name", b"Message-Id: <a@b>", message_id="a@b"),
    header_case("id: without brackets", b"Message-ID: a@b", message_id="a@b"),
    header_case("id: without an at sign", b"Message-ID: <abc>", message_id="abc"),
    header_case("id: folded before", b"Message-ID:\r\n <a@b>", message_id="a@b"),
    header_case("id: folded inside", b"Message-ID: <aaa\r\n bbb@c>", message_id="aaabbb@c"),
    header_case("id: comment", b"Message-ID: <a@b> (added by x@y)", message_id="a@b"),
    header_case("id: empty", b"Message-ID: <>", message_id=None),
    header_case("id: torn", b"Message-ID: <a@b", message_id="a@b"),
    header_case("id: brackets inside", b"Message-ID: <a@[10.0.0.1]>", message_id="a@[10.0.0.1]"),
    header_case("id: quoted", b'Message-ID: <"a b"@c>', message_id='"a b"@c'),
    header_case("id: control characters", b"Message-ID: <a\x1b[2J@b>", message_id="a[2J@b"),
    header_case("id: none", b"X: y", message_id=None, in_reply_to=None, references=[]),
    header_case("refs: three", b"References: <a@b> <c@d> <e@f>", references=["a@b", "c@d", "e@f"]),
    header_case("refs: no spaces", b"References: <a@b><c@d>", references=["a@b", "c@d"]),
    header_case("refs: commas", b"References: <a@b>, <c@d>", references=["a@b", "c@d"]),
    header_case("refs: folded", b"References: <a@b>\r\n\t<c@d>", references=["a@b", "c@d"]),
    header_case("refs: no brackets", b"References: a@b c@d", references=["a@b", "c@d"]),
    header_case("refs: repeated", b"References: <a@b> <c@d> <a@b>", references=["a@b", "c@d"]),
    header_case(
        "refs: two hundred",
        b"References: " + b" ".join(b"<%d@x>" % i for i in range(200)),
        references=["0@x", *(f"{i}@x" for i in range(101, 200))],
    ),
    header_case("reply: plain", b"In-Reply-To: <a@b>", in_reply_to="a@b"),
    header_case("reply: with words", b'In-Reply-To: Your message of "Sat, 21 Nov 2026" <a@b>', in_reply_to="a@b"),
    header_case("reply: two", b"In-Reply-To: <a@b> <c@d>", in_reply_to="a@b"),
    header_case(
        "reply: with the writer's address",
        b'From: ann@x.example\r\nTo: bob@x.example\r\nIn-Reply-To: Message from bob <bob@x.example> of "Sat" <a@b>',
        in_reply_to="a@b",
    ),
    header_case("reply: words only", b"In-Reply-To: your last mail", in_reply_to=None),
]

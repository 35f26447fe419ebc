"""Mail and text from real structures with pieces exchanged, doubled, torn: random noise ends early in a parser."""

from __future__ import annotations

import random
from typing import TypeVar

from hypothesis import strategies as st

from tests.core.mail.bounce_languages import FAMILIES
from tests.core.mail.bounce_samples import FREE, HUMAN, REPORTS
from tests.core.mail.quote_samples import BLOCKS, INTRODUCTIONS
from tests.core.mail.reply_samples import FORWARDS, INLINE, KEPT, SIGNED
from tests.corpus import CASES

S = TypeVar("S", str, bytes)

MAILS = [c.raw for c in CASES if len(c.raw) < 4_000]
BOUNCES = [
    *(f.raw() for f in FAMILIES),
    *(s.raw.encode() for s in (*REPORTS, *FREE)),
    *(raw.encode() for _name, raw in HUMAN),
]
REPLIES = [
    *(header for _language, _program, header in (*INTRODUCTIONS, *BLOCKS)),
    *(sample[1] for samples in (FORWARDS, INLINE, KEPT, SIGNED) for sample in samples),
]
ACTING = (
    "\x1b]0;t\x07", "\x1b]2;t\x1b\\", "\x1b]52;c;aGFjaw==\x07", "\x1b[2J", "\x1b[c", "\x1bc",
    "\x1bP+q\x1b\\", "\x1b_x\x1b\\", "\x1b^x\x1b\\", "\x1bXx\x1b\\", "\x9b31m", "\x9d0;t\x9c",
    "\x90q\x9c", "\x00", "\x07", "\x08", "\x0e", "\x7f", "\r", "\r\n", "\x85", "\u2028", "\u2029",
    "\u200b", "\u200d", "\u200e", "\u202e", "\u2066", "\u2069", "\u061c", "\ufeff", "\ufe0f",
    "\U000e0041", "\U000e0100", "\ud800", "\udc9b", "\udfff", "\u0301" * 30, "e\u0301",
    "\u1100\u1161", "\ufffe", "\ufff9", "👩\u200d👩\u200d👧", "葛\U000e0100", "﨑", "か\u3099", "ｶﾞ",
    "\U0001f1ef\U0001f1f5", "\u115f", "\u3164",
)  # fmt: skip
"""Text that acts on a terminal or a reader's eye, and what looks like it and must stay."""

_BYTES = [
    *(b"\r\n", b"\n", b"\r", b"\0", b"\x1b$B", b"\x1b(B", b"\x1b(I", b"=?utf-8?B?", b"=?iso-2022-jp?Q?", b"?="),
    *(b"--b0", b"--b0--", b'"', b"<", b">", b"(", b")", b";", b"=", b"\\", b"%E3%81", b"*0*=", b"''", b"@", b": "),
    *(b"\xff\xfe", b"\x82\xa0", b"\xa4\xa2", b"\xe3\x81", b"\x9b31m", b"&#27;", b"&#x9b;", b"<table>", b"<!--"),
    *(b"Content-Type: multipart/mixed; boundary=b0\r\n\r\n", b"Content-Type: text/html\r\n\r\n", b"begin 644 x\n"),
    *(b"\nend\n", b"Content-Transfer-Encoding: base64\r\n", b"charset=iso-2022-jp", b"charset=utf-16"),
    *(b"format=flowed", b"Content-Type: message/delivery-status\r\n\r\n", b"Final-Recipient: rfc822;", b"Status: 5."),
    *(b"Action: failed\n", b"Return-Path: <>\n", b"MAILER-DAEMON", b"550 5.1.1 ", b"Auto-Submitted: auto-replied\n"),
    *(a.encode("utf-8", "surrogatepass") for a in ACTING),
]
_TEXTS = [
    *ACTING,
    *("\n", "\n\n", "> ", ">> ", "＞", "-- \n", "--\n", "-----Original Message-----", "From: ", "差出人: ", "件名："),
    *(
        "On ",
        " wrote:",
        "<a@b.example>",
        "2026年11月21日(土) 10:15 ",
        "────────",
        "==========",
        "*",
        "| ",
        "\t",
        " " * 40,
    ),
    *(
        "Sent from my iPhone",
        "Begin forwarded message:",
        "より:",
        "さんは書きました:",
        "Le ",
        " a écrit :",
        "Am ",
        "schrieb",
    ),
]


@st.composite
def mutated(draw: st.DrawFn, templates: list[S], scraps: list[S], most: int = 6) -> S:
    """A template with a few pieces cut out, put in, doubled or taken from another template."""
    text = draw(st.sampled_from(templates))
    for _round in range(draw(st.integers(1, most))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 60)))
        other = draw(st.sampled_from(templates))
        cut = draw(st.integers(0, len(other)))
        kind = draw(st.integers(0, 4))
        if kind == 0:
            piece = text[:0]
        elif kind <= 2:
            piece = draw(st.sampled_from(scraps))
        else:
            piece = text[start:end] * 2 if kind == 3 else other[cut : cut + 80]
        text = text[:start] + piece + text[end:]
    return text


def odd(rng: random.Random) -> bytes:
    """One mail torn and put together again, the same for the same state of `rng`."""
    templates = [*MAILS, *BOUNCES]
    raw = rng.choice(templates)
    for _ in range(rng.randint(1, 6)):
        at, other = rng.randrange(len(raw) + 1), rng.choice(templates)
        cut = rng.randrange(len(other) + 1)
        piece = rng.choice((b"", rng.choice(_BYTES), raw[at : at + 40] * 2, other[cut : cut + 200]))
        raw = raw[:at] + piece + raw[at + rng.randrange(40) :]
    return raw


def any_mail() -> st.SearchStrategy[bytes]:
    """A whole mail, of all kinds."""
    return mutated([*MAILS, *BOUNCES], _BYTES)


def any_bounce() -> st.SearchStrategy[bytes]:
    """A delivery report or a person's mail about one."""
    return mutated(BOUNCES, _BYTES)


def any_reply() -> st.SearchStrategy[str]:
    """The text of a reply with quotes and signatures."""
    return st.lists(mutated(REPLIES, _TEXTS), min_size=1, max_size=3).map("\n".join)


def any_text() -> st.SearchStrategy[str]:
    """Any text, rich in what acts."""
    piece = st.one_of(st.sampled_from(ACTING), st.text(max_size=4), st.characters(codec=None))
    return st.lists(piece, max_size=30).map("".join)


_ID = st.one_of(
    st.sampled_from([b"<a1@x.example>", b"<b2@x.example>", b"<c3@x.example>", b"<A1@X.example>", b"<>", b"<a1@x.ex"]),
    st.sampled_from(
        [b"a1@x.example", b"Message from Bob <bob@x.example> of Monday", b"<b2 @x.exa\r\n mple>", b"<\x1b[2J@x>"]
    ),
    st.binary(max_size=8),
)
_FIELD = st.sampled_from([b"Message-ID: ", b"References: ", b"In-Reply-To: ", b"References:\r\n\t", b"Message-id:"])
_DATE = st.sampled_from(
    [b"Date: Tue, 3 Nov 2026 10:00:00 +0900\r\n", b"Date: Mon, 99 Foo 0000\r\n", b"Date: \r\n", b""]
)


def any_header() -> st.SearchStrategy[bytes]:
    """A short mail whose ids are good, torn, doubled or missing."""
    field = st.tuples(_FIELD, st.lists(_ID, max_size=4).map(b" ".join)).map(lambda f: f[0] + f[1] + b"\r\n")
    parts = st.tuples(_DATE, st.lists(field, max_size=4).map(b"".join), st.sampled_from([b"one", b"two"]))
    return parts.map(lambda p: p[0] + p[1] + b"\r\n" + p[2])

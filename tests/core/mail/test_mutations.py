"""Mail built from templates with pieces exchanged, doubled, torn: nothing raises, nothing acts, nothing is slow.

Random bytes end early in a parser; mutated real structures do not. MADO_TORTURE=1 tries a hundred times more.
"""

from __future__ import annotations

import os
import re
import unicodedata

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.mail.addresses import read_addresses
from core.mail.as_json import message_json
from core.mail.charsets import decode
from core.mail.dates import read_date
from core.mail.html_text import html_to_text
from core.mail.ids import read_ids
from core.mail.message import Message
from core.mail.params import read_parameters
from core.mail.parse import parse
from core.mail.parts import attachment
from core.mail.tnef import unpack
from core.mail.words import header_text
from core.text import clean
from tests.corpus import CASES
from tests.corpus.sealed import tnef

TRIES = 20_000 if os.environ.get("MADO_TORTURE") else 200
much = settings(max_examples=TRIES, deadline=None, suppress_health_check=list(HealthCheck))

_TEMPLATES = [c.raw for c in CASES if len(c.raw) < 4_000]
_SCRAPS = st.sampled_from(
    [
        b"\r\n",
        b"\n",
        b"\r",
        b"\0",
        b"\x1b$B",
        b"\x1b(B",
        b"\x1b(I",
        b"=?utf-8?B?",
        b"=?iso-2022-jp?Q?",
        b"?=",
        b"--b0",
        b"--b0--",
    ]
    + [
        b'"',
        b"<",
        b">",
        b"(",
        b")",
        b";",
        b"=",
        b"\\",
        b"%E3%81",
        b"*0*=",
        b"''",
        b"\xff\xfe",
        b"\x82\xa0",
        b"\xa4\xa2",
        b"\xe3\x81",
    ]
    + [
        b"Content-Type: multipart/mixed; boundary=b0\r\n\r\n",
        b"Content-Type: text/html\r\n\r\n",
        b"begin 644 x\n",
        b"\nend\n",
    ]
    + [
        b"Content-Transfer-Encoding: base64\r\n",
        b"charset=iso-2022-jp",
        b"charset=utf-16",
        b"format=flowed",
        b"&#27;",
        b"<table>",
        b"<!--",
    ]
)


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """A template with a few pieces cut out, put in, doubled or taken from another template."""
    raw = draw(st.sampled_from(_TEMPLATES))
    for _ in range(draw(st.integers(1, 6))):
        start = draw(st.integers(0, len(raw)))
        end = min(len(raw), start + draw(st.integers(0, 60)))
        other = draw(st.sampled_from(_TEMPLATES))
        cut = draw(st.integers(0, len(other)))
        piece = draw(
            st.one_of(
                st.just(b""),
                _SCRAPS,
                st.binary(max_size=8),
                st.just(raw[start:end] * 2),
                st.just(other[cut : cut + 80]),
            )
        )
        raw = raw[:start] + piece + raw[end:]
    return raw


def _hold(message: Message, raw: bytes) -> None:
    texts = [message.subject, message.text, message.reply_text, *message.warnings, *message.references]
    texts += [a.filename for a in message.attachments] + [a.content_type for a in message.attachments]
    people = [*message.to, *message.cc, *message.reply_to, *([message.sender] if message.sender else [])]
    texts += [t for p in people for t in (p.name, p.address)]
    for text in texts:
        assert clean(text) == text
        text.encode("utf-8")
    for line in (
        message.subject,
        *(p.name for p in people),
        *(p.address for p in people),
        *(a.filename for a in message.attachments),
    ):
        assert not any(unicodedata.category(c) in ("Cc", "Cs") for c in line)
    assert all(a.filename for a in message.attachments)
    assert len({a.part for a in message.attachments}) == len(message.attachments)
    assert message.date is None or message.date.tzinfo is not None
    for found in message.attachments:
        assert len(attachment(raw, found.part)) == found.size


_PRIVATE = re.compile("[\ue000-\uf8ff]")


@much
@given(mutated())
def test_no_mutated_mail_breaks_the_contract(raw: bytes) -> None:
    message = parse(raw)
    _hold(message, raw)
    assert message == parse(raw)
    message_json(message)


@much
@given(st.binary(max_size=400))
def test_no_bytes_break_the_contract(raw: bytes) -> None:
    _hold(parse(raw), raw)


@much
@given(
    st.lists(
        st.one_of(_SCRAPS, st.binary(max_size=6), st.sampled_from([b"a@b", b", ", b":", b"Ann", b" "])), max_size=20
    )
)
def test_no_header_value_raises(pieces: list[bytes]) -> None:
    raw = b"".join(pieces)
    header_text(raw)
    read_addresses(raw)
    read_parameters(raw)
    read_date(raw)
    read_ids(raw)


@much
@given(st.lists(st.one_of(_SCRAPS, st.binary(max_size=6)), max_size=20), st.text(max_size=20))
def test_no_charset_name_raises(pieces: list[bytes], label: str) -> None:
    decode(b"".join(pieces), label)


@much
@given(
    st.sampled_from(["utf-8", "cp932", "euc_jp", "iso2022_jp", "gb18030", "cp950", "euc_kr", "koi8-r", "cp1252"]),
    st.text(max_size=60),
)
def test_a_rightly_labelled_text_comes_back(charset: str, text: str) -> None:
    if charset == "cp932":  # its private characters are the carriers' pictures, or a firm's own: the next test
        text = _PRIVATE.sub("", text)
    data = (
        text.encode(charset, "ignore").replace(b"\x1b", b"")
        if charset != "iso2022_jp"
        else text.replace("\x1b", "").encode(charset, "ignore")
    )
    read = decode(data, charset)
    if not read.repaired and "\x0e" not in text and "\x0f" not in text:
        wanted = data.decode(charset)
        same = str.maketrans("〜−‖¢£¬—¦‾", "～－∥￠￡￢―￤~")
        assert read.text.translate(same) == wanted.translate(same)


@much
@given(st.text(max_size=20), st.characters(min_codepoint=0xE000, max_codepoint=0xE757), st.text(max_size=20))
def test_a_private_character_of_cp932_is_shown_as_a_picture_or_a_geta(before: str, private: str, after: str) -> None:
    before, after = _PRIVATE.sub("", before), _PRIVATE.sub("", after)
    data = f"{before}{private}{after}".encode("cp932", "ignore").replace(b"\x1b", b"")
    read = decode(data, "cp932")
    assert _PRIVATE.search(read.text) is None
    assert len(read.text) >= len(_PRIVATE.sub("", data.decode("cp932"))) + 1


_HTML = st.lists(
    st.sampled_from(
        [
            "<p>",
            "</p>",
            "<div>",
            "</div>",
            "<table>",
            "</table>",
            "<tr>",
            "<td>",
            "</td>",
            "<blockquote>",
            "</blockquote>",
            "<ul>",
            "<ol>",
            "<li>",
            "</ul>",
        ]
        + [
            '<a href="https://x.example/">',
            "</a>",
            "<pre>",
            "</pre>",
            "<br>",
            "<hr>",
            "<img alt=x>",
            "<b>",
            "</b>",
            "<!--",
            "-->",
            "<",
            ">",
            "&amp;",
            "&#27;",
            '"',
        ]
        + ["word0", "word1", "word2", "word3", " ", "\n", "日本"]
    ),
    max_size=40,
)


@much
@given(_HTML)
def test_no_word_of_html_is_lost(pieces: list[str]) -> None:
    source = "".join(pieces)
    shown, _ = html_to_text(source)
    if "<!--" not in source and '"' not in "".join(p for p in pieces if p in ('"', "<")) and "<" not in pieces:
        for number in range(4):
            word = f"word{number}"
            assert shown.count(word) == pieces.count(word)


@much
@given(st.integers(0, 600), st.binary(max_size=6))
def test_no_torn_winmail_raises(cut: int, scrap: bytes) -> None:
    whole = tnef(("a.pdf", "long name.pdf", b"data"), ("b.txt", "", b"more"))
    unpack(whole[:cut] + scrap + whole[cut + len(scrap) :], "1")

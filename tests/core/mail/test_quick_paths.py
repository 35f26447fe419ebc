"""Most mail takes a quick path through the parser: on every path the answer is the same."""

from __future__ import annotations

import binascii
import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from core.mail import addresses, ids, params, quote_headers, quote_lines, signatures
from core.mail import reply_text as reply_text_module
from core.mail.quote_words import REPLY_ABOVE
from core.mail.signature_words import HANDED_OVER, SENT_FROM
from core.mail.signatures import is_device_line
from core.mail.transfer import from_base64
from tests.fuzz.strategies import any_reply

_ADDRESS_PIECES = (
    *(
        "Ann Smith",
        "=?utf-8?B?5bGx55Sw?=",
        "=?utf-8?Q?J=C3=B6rg?=",
        '"',
        " ",
        "  ",
        "<",
        ">",
        "(",
        ")",
        ",",
        ";",
        ":",
    ),
    *("ann@shop.example", "'", "@", "\\", "\t", "\r\n ", "山田", "a..b.@docomo.ne.jp", "[1.2.3.4]", "mailto:", "."),
)
_PARAMETER_PIECES = (
    *("text/plain", "multipart/mixed", "charset", "boundary", "name", "filename", "=", ";", '"', " ", "\r\n ", "(x)"),
    *("utf-8", "b0--_=1", "*0*=", "''", "%E3", "\\", "=?utf-8?Q?a?=", "/", "é", ","),
)
_ID_PIECES = ("<", ">", "1a@x.example", "b?=", "=?utf-8?Q?c?=", " ", "\r\n ", ",", "from ", "é", "@", ".", "\t")


def _made_of(pieces: tuple[str, ...]) -> st.SearchStrategy[bytes]:
    return st.lists(st.sampled_from(pieces), min_size=1, max_size=9).map(lambda found: "".join(found).encode())


@settings(deadline=None)
@given(_made_of(_ADDRESS_PIECES))
@example(b"Ann Smith <ann@shop.example>")
@example(b'"=?utf-8?B?5bGx55Sw?=" <ann@shop.example>')
def test_a_usual_address_is_read_as_any_other(raw: bytes) -> None:
    assert addresses._read(raw, None) == addresses._read_odd(raw, None)


@settings(deadline=None)
@given(_made_of(_PARAMETER_PIECES))
@example(b'multipart/mixed; boundary="a (b) c"')
@example(b"text/plain; charset=utf-8;")
def test_a_usual_parameter_is_read_as_any_other(raw: bytes) -> None:
    assert params._read(raw, None) == params._read_odd(raw, None)


@settings(deadline=None)
@given(_made_of(_ID_PIECES))
@example(b"<1a@x.example>\r\n <2b@x.example>")
@example(b"<1a@x.example> <1a@x.example>")
def test_usual_ids_are_read_as_any_other(raw: bytes) -> None:
    assert ids.read_ids(raw) == ids._read_odd_ids(raw)


@settings(deadline=None)
@given(st.text("AQZz09+/ \r\n\t!-é\0", max_size=60), st.integers(0, 3))
def test_base64_is_what_the_standard_library_reads(letters: str, padding: int) -> None:
    data = letters.encode("latin-1") + b"=" * padding
    try:
        wanted = binascii.a2b_base64(data)
    except binascii.Error:
        return
    assert from_base64(data) == wanted


@settings(max_examples=60, deadline=None)
@given(any_reply())
def test_the_lines_looked_at_are_all_that_matter(text: str) -> None:
    lines = text.split("\n")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(quote_headers, "introducing_lines", lambda lines, text: range(len(lines)))
        every = quote_headers.find_headers(lines, text)
    assert quote_headers.find_headers(lines, text) == every


@pytest.mark.parametrize("phrase", REPLY_ABOVE)
def test_a_phrase_over_a_help_desks_text_is_found_however_it_is_written(phrase: str) -> None:
    for written in (phrase, phrase.upper(), phrase.capitalize(), f"## {phrase} ##", f"請 {phrase}"):
        assert quote_headers.find_headers([written], written)


@pytest.mark.parametrize("phrase", sorted({*SENT_FROM, *HANDED_OVER}))
def test_a_device_line_is_known_by_every_phrase(phrase: str) -> None:
    assert is_device_line(f"{phrase} iphone")


def test_a_word_that_only_ends_like_a_device_line_is_the_writers_own() -> None:
    assert not is_device_line("I will be absent from my phone today")


@settings(max_examples=100, deadline=None)
@given(any_reply())
@example("Hello\n\u200b\nAnna  \n\n\n-- \nAnna")
def test_a_text_without_signs_in_front_is_tidied_as_any_other(text: str) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(quote_lines, "has_signs_in_front", lambda text: True)
        patched.setattr(reply_text_module, "_UNTIDY", re.compile(""))
        patched.setattr(signatures, "_may_be_signed", bool)
        slowly = reply_text_module.reply_text(text)
    assert reply_text_module.reply_text(text) == slowly

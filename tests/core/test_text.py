"""The gate for text from outside."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.text import _DROPPED, _JOINER, _PLAIN, clean


@pytest.mark.parametrize(
    "hostile",
    ["\x1b]0;title\x07", "\x1b[2J", "\x9b2J", "\x9d52;c;AAAA\x9c", "\x1bP1$q\x1b\\", "\x00", "\x7f", "\x0e", "\x08"],
)
def test_no_control_sequence_passes(hostile: str) -> None:
    kept = clean(f"before{hostile}after")
    assert not any(unicodedata.category(c) == "Cc" for c in kept)
    assert kept.startswith("before")
    assert kept.endswith("after")


@pytest.mark.parametrize(
    "mark", ["\u202e", "\u2066", "\u200f", "\u061c", "\u200b", "\u2060", "\ufeff", "\u00ad", "\U000e0041", "\u3164"]
)
def test_bidi_and_invisible_characters_are_dropped(mark: str) -> None:
    assert clean(f"in{mark}voice") == "invoice"


def test_lone_surrogates_are_dropped() -> None:
    assert clean("a\ud800b\udc9bc") == "abc"


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n", "\x0b", "\x0c", "\x85", "\u2028", "\u2029"])
def test_every_line_end_becomes_a_line_feed(end: str) -> None:
    assert clean(f"one{end}二") == "one\n二"
    assert clean(f"one{end}二", one_line=True) == "one 二"


@pytest.mark.parametrize(
    "text",
    [
        "👨‍👩‍👧 family",
        "❤️ heart",
        "1️⃣ keycap",
        "👩🏽‍🚒",
        "می‌خواهم",
        "क्‍ष",
        "葛\U000e0100城",
        "髙島屋 﨑 ①㈱",
        "──────────────",
        "＊＊＊＊＊＊＊＊＊＊",
        "～～～～～～～～～～～",
        "ﾊﾝｶｸ",
        "กำลัง",
    ],
)
def test_what_people_write_stays_letter_for_letter(text: str) -> None:
    assert clean(text) == text


@pytest.mark.parametrize("text", ["a\u200db", "a\u200cb", "\u200d", "ab\ufe0f", "x\U000e0100"])
def test_joiners_without_something_to_join_are_dropped(text: str) -> None:
    assert clean(text) in ("ab", "", "x")


def test_a_joiner_that_leaned_on_a_selector_goes_with_it() -> None:
    once = clean("\ufe0f\u200d\U0001f469\u200d\U0001f469")
    assert once == "\U0001f469\u200d\U0001f469" == clean(once)


def test_a_pile_of_marks_keeps_eight() -> None:
    assert clean("q" + "\u0332" * 500 + "r") == "q" + "\u0332" * 8 + "r"


def test_every_combining_mark_can_pile_up_no_higher() -> None:
    for code in range(0x110000):
        mark = chr(code)
        if unicodedata.category(mark)[0] == "M" and clean("q" + mark):
            assert len(clean("q" + mark * 60)) <= 25, hex(code)


def test_the_short_way_is_taken_by_characters_that_stay_as_they_are() -> None:
    plain = "".join(chr(c) for c in range(0x10000) if _PLAIN.fullmatch(chr(c)))
    assert len(plain) > 40_000
    assert unicodedata.normalize("NFC", plain) == plain
    assert not _DROPPED.search(plain)
    assert not _JOINER.search(plain)
    assert not any(unicodedata.category(c)[0] == "M" for c in plain)


def test_decomposed_text_is_composed() -> None:
    assert clean("か\u3099e\u0301") == "がé"


def test_a_kanji_of_a_name_keeps_its_form() -> None:
    assert clean("神\ufa19か\u3099") == "神\ufa19が"


@given(st.text())
def test_cleaning_twice_changes_nothing(text: str) -> None:
    once = clean(text)
    assert clean(once) == once


@given(st.text(st.characters(codec="utf-8", categories=["L", "N", "Zs"], max_codepoint=0x2FFF)))
def test_letters_and_digits_are_never_lost(text: str) -> None:
    hidden = "\u3164\u115f\u1160\uffa0"
    wanted = unicodedata.normalize("NFC", "".join(c for c in text if c not in hidden))
    assert clean(text) == wanted


@given(st.text(st.sampled_from("a\u0301\u200d\u200c\ufe0f👩🏽か\u3099\x1b[\r\n1\u20e3\u0915\u094d\U000e0100葛")))
def test_nothing_that_acts_is_left(text: str) -> None:
    kept = clean(text, one_line=True)
    assert "\x1b" not in kept
    assert "\n" not in kept
    assert unicodedata.is_normalized("NFC", kept)

"""What a person newly wrote: quotes and signatures of many programs and languages go, sentences stay."""

from __future__ import annotations

import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.mail.quote_headers import find_headers
from core.mail.reply_text import LIMIT, reply_text
from tests.core.mail.quote_samples import BLOCKS, INTRODUCTIONS
from tests.core.mail.reply_samples import FORWARDS, INLINE, KEPT, SIGNED
from tests.core.mail.whole_replies import NAMED_ONLY, OWN, WHOLE_REPLIES, WholeReply

MANY = 100 if os.environ.get("MADO_TORTURE") else 1
ANSWER = "Thank you, that works for me.\nSee you soon."
QUOTED = "> Old text\n> more old\n"
NEEDS_MARKS = {"name only", "old webmail", "unknown name first", "unknown, no address"}
NEEDS_A_GAP = {"unknown labels"}


def _ids(samples: list[tuple[str, str, str]]) -> list[str]:
    return [f"{language}-{program}-{n}" for n, (language, program, _) in enumerate(samples)]


@pytest.mark.parametrize(("language", "program", "header"), INTRODUCTIONS, ids=_ids(INTRODUCTIONS))
def test_an_introduction_before_quoted_lines_goes_with_them(language: str, program: str, header: str) -> None:
    for gap in ("\n\n", "\n"):
        assert reply_text(f"{ANSWER}{gap}{header}\n\n{QUOTED}") == ANSWER, (language, program)
        assert reply_text(f"{ANSWER}{gap}{header}\n{QUOTED}\n") == ANSWER


@pytest.mark.parametrize("sample", WHOLE_REPLIES, ids=[sample.name for sample in WHOLE_REPLIES])
def test_of_a_whole_reply_what_is_new_is_left(sample: WholeReply) -> None:
    assert reply_text(sample.text) == sample.new


@pytest.mark.parametrize("words", NAMED_ONLY)
@pytest.mark.parametrize("name", ["Alice Example", "Alice Example <alice@example.com>", "alice@example.com"])
def test_words_with_a_name_right_above_a_quote_introduce_it(words: str, name: str) -> None:
    assert reply_text(f"{ANSWER}\n\n{words.format(name)}\n{QUOTED}") == ANSWER


@pytest.mark.parametrize("text", OWN)
def test_what_only_looks_like_a_signature_or_a_quote_is_kept(text: str) -> None:
    assert reply_text(text) == text


@pytest.mark.parametrize(("language", "program", "header"), INTRODUCTIONS, ids=_ids(INTRODUCTIONS))
def test_an_answer_below_the_quote_is_kept(language: str, program: str, header: str) -> None:
    assert reply_text(f"{header}\n{QUOTED}\n{ANSWER}\n") == ANSWER, (language, program)


@pytest.mark.parametrize(("language", "program", "header"), INTRODUCTIONS, ids=_ids(INTRODUCTIONS))
def test_an_introduction_without_quotation_marks_ends_the_answer(language: str, program: str, header: str) -> None:
    if program not in NEEDS_MARKS and not header.startswith("Quoting"):
        assert reply_text(f"{ANSWER}\n\n{header}\n\nOld text\nmore old\n") == ANSWER, (language, program)


@pytest.mark.parametrize(("language", "program", "header"), BLOCKS, ids=_ids(BLOCKS))
def test_a_block_of_header_lines_ends_the_answer(language: str, program: str, header: str) -> None:
    for gap in ("\n\n",) if program in NEEDS_A_GAP else ("\n\n", "\n"):
        assert reply_text(f"{ANSWER}{gap}{header}\n\nOld text\nmore old\n") == ANSWER, (language, program)
        assert reply_text(f"{ANSWER}{gap}{header}\n\n{QUOTED}") == ANSWER


@pytest.mark.parametrize(("name", "text", "own"), SIGNED, ids=[name for name, _, _ in SIGNED])
def test_signatures_and_device_lines_go(name: str, text: str, own: str) -> None:
    assert reply_text(text) == own


@pytest.mark.parametrize(("name", "text", "own"), INLINE, ids=[name for name, _, _ in INLINE])
def test_answers_between_quotes_are_kept(name: str, text: str, own: str) -> None:
    assert reply_text(text) == own


@pytest.mark.parametrize(("name", "text"), FORWARDS, ids=[name for name, _ in FORWARDS])
def test_a_mail_handed_on_is_kept_whole(name: str, text: str) -> None:
    assert reply_text(text) == text


@pytest.mark.parametrize(("name", "text"), KEPT, ids=[name for name, _ in KEPT])
def test_what_only_looks_like_history_is_kept(name: str, text: str) -> None:
    assert reply_text(text).split() == text.split()


def test_only_quotes_give_an_empty_answer_and_only_a_signature_stays() -> None:
    assert reply_text("> one\n> two\n") == ""
    assert reply_text(f"{INTRODUCTIONS[0][2]}\n{QUOTED}") == ""
    assert reply_text("") == ""
    assert reply_text("--\nAnna") == "--\nAnna"
    assert reply_text("Sent from my iPhone") == "Sent from my iPhone"


def test_the_own_text_of_a_help_desk_below_its_marker_goes() -> None:
    assert reply_text("Works.\n\n##- Please type your reply above this line -##\nYour ticket 5") == "Works."
    assert (
        reply_text("直りました。\n\n=== この行より上に返信を書いてください ===\nお問い合わせ番号 5") == "直りました。"
    )


def test_a_second_quote_without_marks_below_marked_ones_ends_the_answer() -> None:
    block = BLOCKS[0][2]
    assert reply_text(f"One.\n> old\n\nTwo.\n\n{block}\n\nolder") == "One.\n\nTwo."


def test_a_text_over_the_limit_is_kept_beyond_it() -> None:
    text = "line\n" * (LIMIT // 5 + 100)
    assert reply_text(text).count("line") == LIMIT // 5 + 100
    assert reply_text(f"Mine.\n\n{BLOCKS[0][2]}\n\n{text}") == "Mine."


HOSTILE = {
    "line ends": "\n" * LIMIT,
    "labels": "a: b\n" * 50_000,
    "from": "From: a@b.c 2026-01-01 10:10\n" * 9_000,
    "opening words": "On " * 80_000 + " wrote:",
    "marks": "> " * 120_000,
    "rules": "-----\n" * 40_000,
    "introductions": "On 5 Jan 2026 10:15 <a@b.c> wrote:\n" * 7_000,
    "wrapped": "To: x\n y\n" * 25_000,
    "titles": "-----a\n-----a-----\n" * 12_000,
    "initials": "ab> c\ncd>e\n" * 20_000,
    "addresses": "a@" * 120_000 + ":",
    "different labels": "".join(f"From: a{n}\nDate: x{n}\n\n" for n in range(10_000)),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_text_made_to_be_slow_is_read(name: str) -> None:
    assert isinstance(reply_text(HOSTILE[name]), str)


PIECES = [header for _, _, header in [*INTRODUCTIONS, *BLOCKS]] + [text for _, text, _ in [*SIGNED, *INLINE]]
LINES = st.one_of(
    st.sampled_from(PIECES),
    st.sampled_from(
        ["> quoted", "＞引用", "-- ", "━━━━", "-----", "", "Hello", "直りました。", "From: a@example.com", "wrote:"]
    ),
    st.text(max_size=60),
)


@settings(max_examples=150 * MANY, deadline=None)
@given(st.lists(LINES, max_size=12))
def test_nothing_is_invented_and_nothing_but_quotes_is_emptied(lines: list[str]) -> None:
    text = "\n".join(lines)
    own = reply_text(text)
    source = {line.strip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")}
    assert all(line.strip() in source for line in own.split("\n") if line.strip())
    if text.strip() and not find_headers(text.split("\n"), text) and not any(c in text for c in ">＞》»≫|│┃｜&"):
        assert own.strip()


@settings(max_examples=60 * MANY, deadline=None)
@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=300))
def test_any_text_is_read_without_an_error(text: str) -> None:
    reply_text(text)


@settings(max_examples=60 * MANY, deadline=None)
@given(st.sampled_from([header for _, _, header in INTRODUCTIONS]), st.integers(0, 4))
def test_more_blank_lines_around_an_introduction_change_nothing(header: str, blanks: int) -> None:
    gap = "\n" * (blanks + 1)
    assert reply_text(f"{ANSWER}{gap}{header}{gap[:3]}{QUOTED}") == ANSWER

"""A word table finds what one large regular expression finds."""

from __future__ import annotations

import json
import re

from hypothesis import given
from hypothesis import strategies as st

from bench.care import CORPUS
from core.care.word_table import WordTable

_PATTERN = (
    r"返(?:金|品)[^。]{0,3}ない|(?:何|3)度も|[一二三]回目|(?<!世)話にな|も?う|まだ(?!来)|"
    r"\b(?:bad|(?:very|so) (?:bad|slow)|wast(?:e|ed|ing)|n[aeo]t? good|again$|(?:un)?happy)\b|!{3,}"
)
_WORDS = st.sampled_from(
    [
        "返金",
        "返品",
        "まだ",
        "ない",
        "世話になり",
        "話になら",
        "何度も",
        "3度も",
        "三回目",
        "もう",
        "う",
        "。",
        "!!!",
        " ",
    ]
    + ["bad", "very ", "so slow", "wasted", "waste", "unhappy", "happy", "nat good", "not good", "again", "rebad"]
)


@given(st.lists(_WORDS, max_size=12))
def test_it_finds_where_one_expression_finds(words: list[str]) -> None:
    text = "".join(words)
    table, plain = WordTable(_PATTERN), re.compile(_PATTERN, re.IGNORECASE)

    assert {m.start() for m in table.finditer(text)} == {m.start() for m in plain.finditer(text)}
    assert (table.search(text) is None) == (plain.search(text) is None)
    assert table.blanked("") == ""


def test_the_mood_tables_find_what_their_expressions_find() -> None:
    from core.care import mood_words, thanks_en, thanks_ja

    rows = [json.loads(line) for line in (CORPUS / "mails_en.jsonl").read_text(encoding="utf-8").splitlines()]
    rows += [json.loads(line) for line in (CORPUS / "mails_ja.jsonl").read_text(encoding="utf-8").splitlines()]
    words = mood_words
    moods = (words.LEAVING, words.ANGRY, words.UNHAPPY, words.WORRIED, words.PRAISE, words.DENIED)
    thanks = [t for said in (thanks_en, thanks_ja) for t in (said.SETTLED, said.ADDS, said.KIND, said.THANKS)]
    for table in (*moods, *thanks):
        plain = re.compile(table._pattern, re.IGNORECASE)
        for row in rows:
            assert (table.search(row["text"]) is None) == (plain.search(row["text"]) is None), row["text"]

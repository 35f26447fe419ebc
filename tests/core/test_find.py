"""Finding tickets: notes by their words, in the order asked for, with the place where the words stand."""

from __future__ import annotations

import pytest

from core.desk import Desk
from core.events import Decision
from core.grams import Term
from core.snippets import snippet
from tests.core.mails import arrival, mail


def opened(desk: Desk, number: int, body: str, subject: str = "Matter") -> str:
    taken = desk.take_in([arrival(number, mail(number, subject=f"{subject} {number}", body=body))])
    return next(iter(taken.opened))


def test_a_note_is_found_until_it_is_taken_back(desk: Desk) -> None:
    code = opened(desk, 1, "Hello there")
    desk.do(Decision("note", code, {"text": "倉庫に確認済み, see chartreuse form"}))
    assert list(desk.search("倉庫")) == list(desk.search("chartr")) == [code]
    assert [t.code for t in desk.rows("倉庫")] == [code]
    assert desk.count('"chartreuse form"') == 1
    desk.undo_last()
    assert not desk.search("倉庫")
    assert not desk.search("chartr")


def test_a_note_goes_where_its_ticket_goes(desk: Desk) -> None:
    one, other = opened(desk, 1, "first"), opened(desk, 2, "second")
    desk.do(Decision("note", other, {"text": "倉庫"}))
    desk.do(Decision("merge", other, {"into": one}))
    assert list(desk.search("倉庫")) == [one]
    desk.undo_last()
    assert list(desk.search("倉庫")) == [other]


def test_the_ticket_in_which_it_was_said_last_comes_first_and_fields_narrow(desk: Desk) -> None:
    codes = [opened(desk, n, f"the refund {n}") for n in range(1, 6)]
    desk.do(Decision("tag", codes[1], {"tag": "vip"}), Decision("tag", codes[3], {"tag": "vip"}))
    found = list(desk.search("refund"))
    assert set(found) == set(codes)
    assert list(desk.search("refund", 2)) == found[:2]
    assert list(desk.search("refund tag:vip", 1)) == [c for c in found if c in (codes[1], codes[3])][:1]
    assert set(desk.search("refund -tag:vip")) == {codes[0], codes[2], codes[4]}
    assert set(desk.search("tag:vip")) == {codes[1], codes[3]}


def test_by_relevance_the_ticket_that_is_about_it_comes_before_one_that_mentions_it(desk: Desk) -> None:
    about = opened(desk, 1, "The refund. Where is my refund? I wait for the refund.", subject="Refund")
    for number in range(2, 8):
        opened(desk, number, "Something else altogether. " * 30 + "refund")
    assert desk.search("refund", 1) != [about]
    assert list(desk.search("refund", relevance=True))[0] == about
    assert set(desk.search("refund", relevance=True)) == set(desk.search("refund"))


@pytest.mark.parametrize(
    ("text", "word", "marked"),
    [
        ("ご返金について", "返金", ["返金"]),
        ("ｶｽﾀﾏｰｻﾎﾟｰﾄ", "サポート", ["サポート"]),
        ("Die STRASSE und die Straße", "strasse", ["STRASSE", "Straße"]),
        ("a\n  line   and another LINE", "line", ["line", "LINE"]),
        ("the outline of a line", "line", ["line"]),
        ("x" * 500 + " far away", "away", ["away"]),
    ],
)
def test_a_snippet_marks_the_words_as_they_stand(text: str, word: str, marked: list[str]) -> None:
    found = snippet(text, [Term(word)])
    assert found is not None
    assert [found.text[a:b] for a, b in found.spans] == marked
    assert len(found.text) < 80
    assert "\n" not in found.text


def test_nothing_is_marked_where_nothing_stands() -> None:
    assert snippet("something", [Term("else")]) is None
    assert snippet("something !", [Term("!")]) is None

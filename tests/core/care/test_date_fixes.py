"""Dates that cannot be are mended on one key: the nearest day that exists and is to come."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from core.care.calendar import calendar_of
from core.care.checks.case import Case, Reader
from core.care.checks.fixes import fixed, with_fix
from core.care.checks.run import check_text
from core.care.checks.style import plain_style
from core.care.due import Now

_NOW = Now(datetime(2026, 11, 25, 10, 30, tzinfo=UTC), calendar_of(holidays=None, zone=UTC))


@pytest.mark.parametrize(
    ("written", "said", "wanted"),
    [
        ("11月31日までにお届けいたします。", "impossible_date", "11月30日までにお届けいたします。"),
        ("2月30日(火)に伺います。", "impossible_date", "2月28日(日)に伺います。"),
        ("11月20日までにご返信いたします。", "past_date", "12月20日までにご返信いたします。"),
        ("11月20日(金)までにご返信いたします。", "past_date", "12月20日(日)までにご返信いたします。"),
        ("2025年12月3日までにお届けいたします。", "past_date", "2026年12月3日までにお届けいたします。"),
        ("You will have it by 31 November.", "impossible_date", "You will have it by 30 November."),
        ("We will reply by 20 November.", "past_date", "We will reply by 20 December."),
        ("We will reply by November 20.", "past_date", "We will reply by December 20."),
    ],
)
def test_a_day_that_cannot_be_becomes_the_nearest_one_that_can(written: str, said: str, wanted: str) -> None:
    case = Case(own=written, now=_NOW)
    problem = next(p for p in check_text(case) if p.code == said)
    mended = fixed(written, written, with_fix(problem, case))
    assert mended == wanted
    assert said not in {p.code for p in check_text(Case(own=mended, now=_NOW))}


def test_a_plain_ending_among_polite_ones_is_hinted_at() -> None:
    own = "佐々木様\nお世話になっております。本日発送した。よろしくお願いいたします。"
    assert [p.text for p in plain_style(Case(own=own, now=_NOW))] == ["本日発送した。"]


def test_signs_that_an_older_mail_program_lacks_are_written_otherwise() -> None:
    own = "髙橋様\n本日発送しました😊"
    case = Case(own=own, now=_NOW, reader=Reader("髙橋", "", "ja", "iso-2022-jp"))
    problem = next(p for p in check_text(case) if p.code == "charset_loss")
    assert fixed(own, own, with_fix(problem, case)) in ("高橋様\n本日発送しました", "髙橋様\n本日発送しました")


def test_a_colleague_of_ours_is_no_other_customer() -> None:
    own = "Hi Helen,\nMy colleague Mr Thompson looks after this.\nBest wishes"
    reader = Reader("Helen Price", "", "en", "utf-8")
    assert [p for p in check_text(Case(own=own, now=_NOW, reader=reader)) if p.code == "foreign_name"] == []


@pytest.mark.parametrize(
    ("charset", "written", "plain"),
    [
        ("iso-2022-jp", "①個 髙橋様", "1個 高橋様"),
        ("windows-31j", "①個 髙橋様 ☕", "①個 髙橋様 "),
        ("iso-8859-1", "“Café” – 5 €", '"Café" - 5 EUR'),
        ("us-ascii", "Café…", "Cafe..."),
    ],
)
def test_letters_are_replaced_by_what_the_customers_own_charset_has(charset: str, written: str, plain: str) -> None:
    case = Case(own=written, now=_NOW, reader=Reader("", "", "", charset))
    problem = next(p for p in check_text(case) if p.code == "charset_loss")
    assert fixed(written, written, problem) == plain

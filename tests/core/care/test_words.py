"""Questions, moods, thanks and the checks of a text, on sentences as people write them."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from core.care.calendar import calendar_of
from core.care.checks.case import Case, Reader
from core.care.checks.fixes import fixed
from core.care.checks.run import check_text
from core.care.due import Now
from core.care.moods import mood
from core.care.questions import questions
from core.care.thanks import thanks_only

TOKYO = ZoneInfo("Asia/Tokyo")
NOW = Now(datetime(2026, 11, 25, 10, tzinfo=TOKYO), calendar_of(zone=TOKYO))
YAMADA = Reader("山田 太郎", "taro@example.jp", "ja", "iso-2022-jp")
ANNA = Reader("Anna Miller", "anna@example.com", "en", "utf-8")


@pytest.mark.parametrize(
    ("expected", "text"),
    [
        ("thanks_only", "ご返信ありがとうございます。無事に商品が届きました。"),
        ("thanks_only", "Thanks so much, it works perfectly now!"),
        ("calm", "Thank you. But it still crashes when I open the file."),
        ("unhappy", "先週注文した商品がまだ届きません。いつ届きますか。"),
        ("leaving", "もう解約します。対応が遅すぎます。"),
        ("leaving", "I'm cancelling my subscription."),
        ("angry", "いい加減にしてください。何度同じことを言わせるのですか。"),
        ("angry", "This is unacceptable. I want to speak to a manager."),
        ("unhappy", "This is the third time I'm writing and nobody answered. I am very disappointed."),
        ("praise", "スタッフの方がとても親切で感動しました。また利用したいです。"),
        ("worried", "明日のイベントに間に合うか心配です。"),
        ("calm", "色違いはありますか？"),
    ],
)
def test_a_mail_shows_the_mood_it_was_written_in(expected: str, text: str) -> None:
    assert mood(text).mood == expected
    assert thanks_only(text) == (expected == "thanks_only")


def test_questions_are_found_with_or_without_a_mark() -> None:
    text = "色違いはありますか。サイズ表を教えてください。よろしくお願いします。"
    assert [q.text for q in questions(text)] == ["色違いはありますか。", "サイズ表を教えてください。"]
    assert [q.text for q in questions("Hello. I'd like to know whether you ship to Norway. Thanks.")] == [
        "I'd like to know whether you ship to Norway."
    ]


def _codes(text: str, reader: Reader, **more: object) -> set[str]:
    return {p.code for p in check_text(Case(own=text, now=NOW, reader=reader, **more))}  # type: ignore[arg-type]  # test shorthand


JAPANESE = "山田様\n\nお世話になっております。\n{}\n"
ENGLISH = "Hello Anna,\n\n{}\n\nKind regards"


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("foreign_name", "佐藤様のご注文の件でご連絡いたします。"),
        ("weekday_mismatch", "12月3日(金)に発送いたします。"),
        ("impossible_date", "2月30日に発送いたします。"),
        ("past_date", "11月20日までにご連絡いたします。"),
        ("missing_attachment", "資料を添付いたします。"),
        ("double_honorific", "おっしゃられたとおりでございます。"),
        ("ng_word", "了解しました。"),
        ("internal_words", "【社内】在庫を確認のこと。"),
        ("charset_loss", "髙橋が担当いたします。😊"),
        ("unfilled_placeholder", "〇〇様のご注文は確認済みです。"),
    ],
)
def test_a_japanese_reply_is_checked(code: str, sentence: str) -> None:
    assert code in _codes(JAPANESE.format(sentence), YAMADA)


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("weekday_mismatch", "We will call you on Friday, December 3."),
        ("past_date", "We will refund you by November 20."),
        ("missing_attachment", "I have attached the invoice."),
        ("ng_word", "As I already said, it is your own fault."),
        ("unfilled_placeholder", "Your order [order number] has left."),
        ("internal_words", "TODO check with the team."),
        ("foreign_name", "As we told Mr. Peterson, it left on Monday."),
    ],
)
def test_an_english_reply_is_checked(code: str, sentence: str) -> None:
    assert code in _codes(ENGLISH.format(sentence), ANNA)


def test_the_greeting_must_be_this_customers() -> None:
    assert "wrong_name" in _codes("鈴木様\n\nお世話になっております。", YAMADA)
    assert "wrong_name" in _codes("Dear Bob,\n\nthank you.", ANNA)
    assert "missing_san" in _codes("山田太郎\n\nお世話になっております。", YAMADA)
    assert not _codes("山田様\n\nお世話になっております。", YAMADA)
    assert not _codes("Dear Ms. Miller,\n\nthank you.", ANNA)


def test_an_apology_is_due_where_we_are_late() -> None:
    assert "missing_apology" in _codes(ENGLISH.format("It left today."), ANNA, late=True)
    assert "missing_apology" not in _codes(ENGLISH.format("I am sorry. It left today."), ANNA, late=True)


def test_a_reply_in_another_language_than_the_customers_is_warned_of() -> None:
    assert "wrong_language" in _codes("Hello, your order has left our warehouse today.", YAMADA)


STARTER = sorted((Path(__file__).parents[3] / "config" / "starter" / "canned").glob("*/*.md"))


@pytest.mark.parametrize("file", STARTER, ids=lambda f: f"{f.parent.name}-{f.stem}")
def test_no_starter_response_draws_a_warning(file: Path) -> None:
    body = file.read_text(encoding="utf-8").split("---", 2)[2]
    japanese = file.parent.name == "ja"
    body = body.replace("{{customer.greeting}}", "山田 太郎 様" if japanese else "Hello Anna,")
    body = re.sub(r"\{\{[^}]*\}\}", "サンプル" if japanese else "sample", body)
    assert not _codes(body, YAMADA if japanese else ANNA)


@pytest.mark.parametrize(
    ("text", "reader", "begins"),
    [
        ("Thank you for your order, it was shipped to you this morning.", YAMADA, "恐れ入りますが、以下は英語にて"),
        ("Sehr geehrte Frau Miller, wir haben Ihr Zimmer reserviert und freuen uns auf Sie.", ANNA, "Please excuse"),
    ],
)
def test_a_reply_in_another_language_can_say_so_in_theirs(text: str, reader: Reader, begins: str) -> None:
    found = [p for p in check_text(Case(own=text, now=NOW, reader=reader)) if p.code == "wrong_language"]
    assert [(p.text, (p.fix or "").startswith(begins)) for p in found] == [("", True)]
    assert fixed(text, text, found[0]).splitlines()[-1] == text


@pytest.mark.parametrize(
    "sentence",
    [
        "何度も申し訳ございません。",
        "お騒がせいたしました。",
        "お客様の操作が完了しましたら、画面を閉じてください。",
        "退職予定の方のアカウントは月末に無効になります。",
        "社内のルールに合わせて設定を変えられます。貴社内でもご利用いただけます。",
        "マニュアルどおりに操作してください。",
        "音がうるさい場合は、音量を下げてください。",
        "お取り扱いのないものは、なるべく早くお取り寄せいたします。",
        "備考：お届けは午前中をご希望。",
        "館内のルールをお守りくださいますようお願いいたします。",
        "どうぞあしからずご了承くださいませ。",
        "工数管理の画面からお選びください。",
        "チケット10枚でご用意いたしました。",
        "手短にご説明いたします。",
        "You should be able to log in now.",
        "The parcels get lost now and then, so we insure them.",
        "I'm sorry for your loss.",
        "The room will be quiet, it faces the garden.",
        "You will stop being charged from today.",
        "We don't expect any delay.",
        "Please take it three times before meals.",
        "No one else has access to your data.",
        "Just read the meter and send us the number.",
        "It's not difficult to install.",
        "It takes a while to get used to, but most people like it.",
        "If you can't read the label, send us a photo.",
        "Please ask for the duty manager when you arrive.",
        "You can use the template on page two.",
        "We've opened RMA-12345 for your return.",
        "We've had this before, and a restart helped.",
        "The standard treatment takes two weeks.",
        "Choose whatever you prefer.",
        "I hope that works for everyone.",
        "Parking is for staff only on weekdays.",
        "Press [ENTER] and then [OK].",
        "11月10日にご契約いただいておりますので、手続きを進めてまいります。",
        "11月1日に発売の新商品をお届けいたします。",
    ],
)
def test_what_is_said_kindly_draws_no_warning(sentence: str) -> None:
    japanese = bool(re.search("[ぁ-ん]", sentence))
    reader = YAMADA if japanese else ANNA
    text = (JAPANESE if japanese else ENGLISH).format(sentence)
    assert not _codes(text, reader)

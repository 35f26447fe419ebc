"""Promises are found in our own words, with the day they fall due; what is no promise is left alone."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from core.care.calendar import calendar_of
from core.care.promises import promises

TOKYO = ZoneInfo("Asia/Tokyo")
WEDNESDAY = datetime(2026, 11, 25, 10, 0, tzinfo=TOKYO)
CALENDAR = calendar_of(zone=TOKYO, holidays="JP")
JAPANESE = (
    ("-", "お受け取りは、マイページよりPDFで保存（「髙」の字も正しく出ます）。"),
    ("11-26 18:00", "明日までに担当者よりご連絡いたします。"),
    ("11-27 18:00", "お調べのうえ、金曜日までに折り返しご連絡させていただきます。"),
    ("11-30 18:00", "3営業日以内に返金いたします。"),
    ("11-26 12:00", "明日の午前中にお電話差し上げます。"),
    ("11-26 15:00", "明日15時までにお見積書をお送りいたします。"),
    ("-", "ご不明な点がございましたら、いつでもご連絡ください。"),
    ("-", "ご返信をお待ちしております。"),
    ("-", "今後ともよろしくお願い申し上げます。"),
    ("-", "この度はご迷惑をおかけし、誠に申し訳ございませんでした。"),
    ("-", "通常3営業日以内に発送しております。"),
    ("-", "本日、商品を発送いたしました。"),
    ("null", "原因がわかり次第、ご連絡いたします。"),
    ("null", "ご返信いただき次第、代替品を発送いたします。"),
    ("null", "返送品の到着を確認後、3営業日以内に返金いたします。"),
    ("-", "ご希望の場合は、交換も承ります。"),
    ("12-04 18:00", "来週中にはお届けできる見込みです。"),
    ("11-30 18:00", "今月中に対応する予定です。"),
    ("12-01 18:00", "12月1日(火)の発送を予定しております。"),
    ("null", "担当部署に確認し、改めてご連絡差し上げます。"),
    ("-", "下記のとおりご案内いたします。"),
    ("-", "請求書を添付にてお送りいたします。"),
    ("11-25 18:00", "本日中に発送の手続きをいたします。"),
    ("11-30 18:00", "週明けにはご回答できるかと存じます。"),
    ("null", "システム部門に共有いたします。"),
    ("-", "再発防止に努めてまいります。"),
    ("-", "営業時間は平日9時から18時までです。"),
    ("-", "11月30日までにご返送ください。"),
    ("12-02 18:00", "1週間以内に代替品をお届けいたします。"),
    ("null", "近日中に改めてご案内いたします。"),
    ("12-03 18:00", "お手元には12月3日頃に届く予定でございます。"),
    ("12-10 18:00", "修理完了は12月10日をめどに進めております。"),
    ("11-28 18:00", "2〜3日でお手元に届くかと存じます。"),
    ("11-30 18:00", "返金は3営業日ほどで口座に反映される予定です。"),
    ("-", "キャンセルを承りました。"),
    ("-", "お支払い方法はクレジットカードのみとなります。"),
    ("-", "ご確認いただけますでしょうか。"),
    ("null", "今後の対応につきましては、社内で検討し、追ってお知らせいたします。"),
    ("11-27 10:00", "48時間以内にご返答いたします。"),
)
ENGLISH = (
    ("11-27 18:00", "I'll get back to you by Friday."),
    ("12-02 18:00", "We will refund you within 5 business days."),
    ("11-26 18:00", "I will check with the warehouse and let you know tomorrow."),
    ("-", "If you have any other questions, I'll be happy to help."),
    ("-", "Thank you for your patience."),
    ("-", "We usually ship within 2 business days."),
    ("-", "I have refunded the full amount today."),
    ("null", "Once you send us a photo, we'll ship a replacement right away."),
    ("11-26 12:00", "You'll have an answer by noon tomorrow."),
    ("11-27 18:00", "Your replacement should arrive by the end of the week."),
    ("null", "I'll look into this and get back to you as soon as possible."),
    ("-", "You will need to restart the app."),
    ("12-02 18:00", "We aim to have this fixed by next Wednesday."),
    ("-", "We look forward to hearing from you."),
    ("11-30 18:00", "The parcel will leave our warehouse on Monday, November 30."),
    ("11-30 18:00", "The refund will appear on your card in 3-5 days."),
    ("-", "Could you send me your order number?"),
    ("11-26 10:00", "I'll update you within 24 hours."),
    ("-", "Our office will be closed on Monday."),
    ("-", "I hope this helps."),
    ("12-04 18:00", "Expect an update from us next week."),
    ("11-25 17:00", "I will call you today at 5 pm."),
    ("12-05 18:00", "We're shipping it on Dec. 5."),
    ("null", "We will let you know when it is back in stock."),
    ("12-15 18:00", "The fix is scheduled for December 15."),
    ("-", "You can return it within 30 days."),
    ("11-30 18:00", "We plan to release the update by the end of the month."),
    ("-", "The sale will end on Friday."),
    ("-", "Please reply by Friday."),
    ("11-25 18:00", "I'll send the invoice by end of day."),
    ("11-26 18:00", "Let me check this with our engineers and come back to you tomorrow."),
)


def _found(text: str) -> str:
    """ "-" for no promise, "null" for one without a time, else its due time."""
    made = promises(text, WEDNESDAY, CALENDAR)
    if not made:
        return "-"
    return made[0].due.strftime("%m-%d %H:%M") if made[0].due else "null"


@pytest.mark.parametrize(("due", "sentence"), [*JAPANESE, *ENGLISH])
def test_a_sentence_commits_us_until_its_due_time_or_not_at_all(due: str, sentence: str) -> None:
    assert _found(sentence) == due


def test_quoted_words_of_others_are_no_promise_of_ours() -> None:
    assert promises("ご確認ください。\n> 明日までにご連絡いたします。\n", WEDNESDAY, CALENDAR) == []


def test_a_promise_keeps_its_words_as_they_stand() -> None:
    text = "山田様\n\n確認のうえ、明日\nまでにご連絡いたします。\n"
    (made,) = promises(text, WEDNESDAY, CALENDAR)
    assert made.text == text[made.start : made.start + len(made.text)]
    assert "明日\nまでに" in made.text

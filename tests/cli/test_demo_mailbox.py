"""What stands in the practice mailbox: enough of everything, in bytes as real programs write them."""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from email import message_from_bytes
from pathlib import Path

import pytest

from cli.demo import encode, story
from cli.demo.decided import decide
from cli.demo.imap_server import Delivery
from cli.demo.mailbox import dated_letters, deliveries
from core.care.storm import begin, collect, storms
from core.mail.parse import parse
from tests.tui.seeded import NOW, seed, storm_arrivals

NOON = datetime(2026, 11, 25, 12, 0, tzinfo=timezone(timedelta(hours=9)))


@pytest.fixture(scope="module")
def mails() -> list[Delivery]:
    return list(deliveries(NOON))


def test_there_are_thirty_four_tickets_twenty_five_of_them_waiting_and_eighty_messages(
    mails: list[Delivery],
) -> None:
    threads = story.threads()
    waiting = [t for t in threads if not t.mails[-1].ours and t.mails[-1].kind in ("", "form")]
    writers = {m.reply_to or m.by for t in threads for m in t.mails if not m.ours}
    assert (len(threads) >= 34, len(waiting) >= 25, len(mails) >= 80) == (True, True, True)
    assert len(writers - {"carrier", "packaging"}) >= 18


def test_old_japanese_charsets_stand_in_the_bytes_and_not_only_in_the_headers(mails: list[Delivery]) -> None:
    jis = [m.raw for m in mails if b'charset="iso-2022-jp"' in m.raw]
    sjis = [m.raw for m in mails if b'charset="shift_jis"' in m.raw]
    utf8 = [m.raw for m in mails if b'charset="utf-8"' in m.raw and b"\nContent-Transfer-Encoding: base64" in m.raw]
    assert min(len(jis), len(sjis), len(utf8)) >= 4
    assert all(b"\x1b$B" in raw.partition(b"\r\n\r\n")[2] for raw in jis)
    assert all(raw.partition(b"\r\n\r\n")[2].decode("cp932") for raw in sjis)
    assert any(b"\x1b$B!!-!" in raw for raw in jis), "circled digits of NEC's row 13"
    assert any(b"\x1b(I" in raw for raw in jis), "half-width kana"
    assert any("🎁".encode() in (message_from_bytes(raw).get_payload(decode=True) or b"") for raw in utf8)


def test_every_message_has_whole_lines_a_date_of_the_past_and_an_id_of_its_own(mails: list[Delivery]) -> None:
    ids = Counter(re.findall(rb"(?m)^Message-ID: <([^>]+)>\r$", m.raw.partition(b"\r\n\r\n")[0])[0] for m in mails)
    assert set(ids.values()) == {1}
    for mail in mails:
        assert b"\n" not in mail.raw.replace(b"\r\n", b"")
        assert max(map(len, mail.raw.split(b"\r\n"))) <= 998
        assert mail.raw.partition(b"\r\n\r\n")[0].isascii()
        assert mail.when is not None
        assert NOON - timedelta(days=22) < mail.when < NOON


def test_most_last_words_are_of_the_last_thirteen_days() -> None:
    last = [story.written_at(t.mails[-1].at, NOON) for t in story.threads()]
    assert sum(at > NOON - timedelta(days=13) for at in last) > len(last) * 0.8
    assert max(last) > NOON - timedelta(minutes=15)


@pytest.mark.parametrize("hour", [0, 3, 12, 23])
def test_threads_run_forward_in_time_at_any_hour_the_demo_is_opened(hour: int) -> None:
    now = NOON.replace(hour=hour, minute=1)
    for thread in story.threads():
        times = [one.letter.at for one in dated_letters(thread, now)]
        assert times == sorted(times) and times[-1] < now, thread.key


def test_our_replies_stand_in_sent_and_answers_name_all_that_came_before(mails: list[Delivery]) -> None:
    for thread in story.threads():
        dated = dated_letters(thread, NOON)
        for index, one in enumerate(dated):
            before = tuple(d.letter.message_id for d in dated[:index])
            assert one.letter.references == (() if one.mail.kind == "bounce" else before), thread.key
    sent = [m for m in mails if m.folder == "Sent"]
    assert len(sent) >= 20
    assert all(b"<support@aoi-tea.example>" in m.raw and m.flags == ("\\Seen",) for m in sent)


def test_what_the_demo_promises_is_there(mails: list[Delivery]) -> None:
    whole = [m.raw for m in mails]
    for mark in (
        b"Content-Type: image/png",
        b"Content-Type: application/pdf",
        b"Content-Type: multipart/report; report-type=delivery-status",
        b"Content-Type: message/delivery-status",
        b"Content-Type: multipart/alternative",
        b"Auto-Submitted: auto-replied",
        b"List-Unsubscribe:",
        b"Reply-To:",
        b"\r\nCc: ",
    ):
        assert any(mark in raw for raw in whole), mark
    assert any(raw.partition(b"\r\n\r\n")[0].count(b"Content-Type: text/html") for raw in whole), "HTML only"
    three = [t for t in story.threads() if t.mails[0].by == "mori"]
    assert sum(not m.ours for t in three for m in t.mails) == 3


def test_every_message_is_read_without_a_warning_and_without_a_lost_character(mails: list[Delivery]) -> None:
    for mail in mails:
        read = parse(mail.raw)
        assert (read.warnings, read.charset_repaired) == ((), False), read.subject
        assert "\ufffd" not in read.subject + read.text
        assert read.text.strip() and read.sender and read.date
    read_all = [parse(m.raw) for m in mails]
    assert [m.bounce.status for m in read_all if m.bounce] == ["5.2.2"]
    assert sum(m.auto_submitted for m in read_all) >= 3


def test_every_address_is_of_a_name_reserved_for_examples() -> None:
    for person in story.people().values():
        assert re.search(r"(^|\.)example(\.(com|org|net|jp|ne\.jp))?$", person.domain), person.address


@pytest.mark.parametrize("text", ["①㈱髙 Ⅲ", "ｻﾎﾟｰﾄ", "日本語 and ASCII", "纊彅黑～－"])
def test_iso_2022_jp_is_what_other_programs_read(text: str) -> None:
    import fast_mail_parser

    raw = (
        f"Subject: {encode.header(text * 9, 'iso-2022-jp')}\r\nContent-Type: text/plain; charset=iso-2022-jp\r\n\r\n"
    )
    read = fast_mail_parser.parse_email(raw.encode("ascii") + encode.encode(text, "iso-2022-jp"))
    assert (read.subject, read.text_plain) == (text * 9, [text])
    assert encode.encode(text, "iso-2022-jp").isascii()


def test_a_text_its_charset_cannot_hold_is_an_error_not_a_question_mark() -> None:
    with pytest.raises(UnicodeEncodeError):
        encode.encode("🍵", "iso-2022-jp")


def test_placeholder_days_become_the_day_in_the_language_of_the_thread(mails: list[Delivery]) -> None:
    assert not any(re.search(rb"\{[dw][+-]\d", m.raw) for m in mails)
    promise = next(t for t in story.threads() if t.key == "exchange-late")
    assert "明日11月16日(月)中に" in dated_letters(promise, NOON)[1].letter.text
    refund = next(t for t in story.threads() if t.key == "refund-en")
    assert "get back to you by Friday" in dated_letters(refund, NOON)[3].letter.text
    assert "back to me by Friday" in dated_letters(refund, NOON)[4].letter.text


def test_the_same_minute_makes_the_same_mailbox() -> None:
    assert [m.raw for m in deliveries(NOON)] == [m.raw for m in deliveries(NOON.astimezone(NOON.tzinfo))]
    assert deliveries(NOON.astimezone(UTC))


def test_the_story_has_a_storm_a_customer_at_high_risk_and_a_topic_that_is_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cli.demo.decided.datetime", _Clock)
    with seed(tmp_path, "ja") as desk:
        desk.take_in(storm_arrivals())
        decide(desk)
        (found,) = storms(desk, NOW)
        assert (found.customers, "エラー" in found.words) == (5, True)
        monkeypatch.setattr("core.care.storm._BEFORE", timedelta(days=30))
        desk.do(begin(found, "e502"))
        assert sorted(collect(desk)) == sorted(found.codes)
        red = desk.customer(story.people()["mori"].address)
        assert {(f.level, f.code) for f in red.flags} == {("red", "risk.mood"), ("red", "risk.broken")}
        assert {t.state for t in desk.care.topics()} >= {"planned", "done", "declined"}
        assert any(p.state == "open" and p.due for p in desk.care.all_promised())


class _Clock(datetime):
    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]  # a plain one is enough
        return NOW.astimezone(tz)

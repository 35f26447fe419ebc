from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.errors import UsageError
from core.when import is_when, parse_when

TOKYO = ZoneInfo("Asia/Tokyo")
BERLIN = ZoneInfo("Europe/Berlin")
MONDAY = datetime(2026, 11, 23, 10, 30, tzinfo=TOKYO)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("3d", "2026-11-26 10:30"),
        ("2h", "2026-11-23 12:30"),
        ("in 90 min", "2026-11-23 12:00"),
        ("2w", "2026-12-07 10:30"),
        ("3日後", "2026-11-26 10:30"),
        ("2時間後", "2026-11-23 12:30"),
        ("tomorrow", "2026-11-24 09:00"),
        ("tomorrow 9", "2026-11-24 09:00"),
        ("Tomorrow at 5pm", "2026-11-24 17:00"),
        ("明日", "2026-11-24 09:00"),
        ("明日 9:00", "2026-11-24 09:00"),
        ("明日９時半", "2026-11-24 09:30"),
        ("明後日 午後3時", "2026-11-25 15:00"),
        ("fri 10", "2026-11-27 10:00"),
        ("friday 10:15", "2026-11-27 10:15"),
        ("金曜日 10時", "2026-11-27 10:00"),
        ("mon 9:00", "2026-11-30 09:00"),
        ("mon 11:00", "2026-11-23 11:00"),
        ("9:00", "2026-11-24 09:00"),
        ("11", "2026-11-23 11:00"),
        ("noon", "2026-11-23 12:00"),
        ("12am", "2026-11-24 00:00"),
        ("next week", "2026-11-30 09:00"),
        ("来週", "2026-11-30 09:00"),
        ("来週月曜 10時", "2026-11-30 10:00"),
        ("来週の水曜日 10:30", "2026-12-02 10:30"),
        ("next week friday 9am", "2026-12-04 09:00"),
        ("friday next week", "2026-12-04 09:00"),
        ("明日の朝", "2026-11-24 09:00"),
        ("明日の午後3時", "2026-11-24 15:00"),
        ("金曜日の朝", "2026-11-27 09:00"),
        ("tonight", "2026-11-23 19:00"),
        ("今夜", "2026-11-23 19:00"),
        ("12/1", "2026-12-01 09:00"),
        ("12月1日 9:30", "2026-12-01 09:30"),
        ("10/1 9", "2027-10-01 09:00"),
        ("2/29", "2028-02-29 09:00"),
        ("2026-11-30", "2026-11-30 09:00"),
        ("2026-11-30 14:00", "2026-11-30 14:00"),
        ("2026-11-30T00:00Z", "2026-11-30 09:00"),
    ],
)
def test_what_people_type_is_understood(text: str, meant: str) -> None:
    assert parse_when(text, MONDAY, TOKYO) == datetime.fromisoformat(meant).replace(tzinfo=TOKYO)


@pytest.mark.parametrize(
    "text",
    ["", " ", "x", "25:00", "fri 99", "13/45", "3x", "K7F2 3d", "10 9:00", "9:60", "13pm", "today 9", "2020-01-01"]
    + ["99999d", "2026-13-01", "2026-11-30T99:00", "-3d", "0d", "tomorrow tomorrow", "明日 25時", "１２３４"],
)
def test_what_is_no_future_time_is_refused_with_examples(text: str) -> None:
    with pytest.raises(UsageError):
        parse_when(text, MONDAY, TOKYO)


def test_a_day_is_a_day_of_the_calendar_and_an_hour_passes() -> None:
    before_the_clocks_change = datetime(2026, 10, 24, 10, 0, tzinfo=BERLIN)
    assert parse_when("1d", before_the_clocks_change, BERLIN).isoformat() == "2026-10-25T10:00:00+01:00"
    assert parse_when("24h", before_the_clocks_change, BERLIN).isoformat() == "2026-10-25T09:00:00+01:00"


def test_a_time_that_summer_time_skips_is_moved_past_the_gap() -> None:
    before = datetime(2026, 3, 28, 10, 0, tzinfo=BERLIN)
    assert parse_when("sun 2:30", before, BERLIN).isoformat() == "2026-03-29T03:30:00+02:00"


_MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2060, 1, 1), timezones=st.sampled_from([UTC, TOKYO, BERLIN]))
_WORDS = st.sampled_from(
    [
        "3d",
        "2h",
        "fri",
        "9:00",
        "tomorrow",
        "明日",
        "月曜",
        "12/1",
        "2/29",
        "午後3時",
        "at",
        "in",
        "10",
        "next",
        "9am",
        "時",
    ]
)


@given(st.lists(_WORDS, max_size=3), _MOMENTS, st.sampled_from([UTC, TOKYO, BERLIN]))
def test_whatever_is_understood_lies_in_the_future(words: list[str], now: datetime, zone: ZoneInfo) -> None:
    text = " ".join(words)
    if is_when(text, now, zone):
        found = parse_when(text, now, zone)
        assert found > now
        assert found.utcoffset() == found.astimezone(zone).utcoffset()
        assert found - now < timedelta(days=366 * 9)


@given(st.text(max_size=40), _MOMENTS)
def test_no_text_at_all_upsets_it(text: str, now: datetime) -> None:
    is_when(text, now, TOKYO)


@given(st.datetimes(datetime(2000, 1, 1), datetime(2090, 1, 1)), _MOMENTS)
def test_an_iso_time_means_itself(moment: datetime, now: datetime) -> None:
    moment = moment.replace(microsecond=0, tzinfo=TOKYO)
    if moment > now:
        assert parse_when(moment.isoformat(), now, BERLIN) == moment


@pytest.mark.parametrize(
    ("typed", "day", "hour"),
    [
        ("next business morning", 23, 9), ("翌営業日 朝", 23, 9), ("翌営業日15時", 23, 15), ("3営業日後", 25, 9),
        ("in 2 business days 14:00", 24, 14), ("明日 朝", 21, 9), ("mon morning", 23, 9),
        ("next business day", 23, 9),
    ],
)  # fmt: skip
def test_business_days_pass_over_the_weekend(typed: str, day: int, hour: int) -> None:
    friday = datetime(2026, 11, 20, 16, tzinfo=UTC)
    assert parse_when(typed, friday, UTC) == datetime(2026, 11, day, hour, tzinfo=UTC)


def test_business_days_are_those_of_the_calendar_given() -> None:
    holiday = datetime(2026, 11, 24, tzinfo=TOKYO).date()
    meant = parse_when("next business morning", MONDAY, TOKYO, lambda day: day.weekday() < 5 and day != holiday)
    assert meant == datetime(2026, 11, 25, 9, tzinfo=TOKYO)

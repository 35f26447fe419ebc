"""Reports: figures against a count by hand, the period before, a page a browser shows, and nobody's address."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from config.errors import UsageError
from core import decisions
from core.arrivals import Arrival, Place
from core.care import voice
from core.care.report.figures import Figures, Source, Used, figures
from core.care.report.make import make_report
from core.care.report.page import page
from core.care.report.period import Period, period_of
from core.care.report.risk_flow import risk_flow
from core.care.report.rows import blocks
from core.desk import Desk

TOKYO = ZoneInfo("Asia/Tokyo")
NOVEMBER = period_of(datetime(2026, 11, 25, tzinfo=TOKYO), month="2026-11")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def _raw(number: int, at: datetime, sender: str, body: str, refs: str = "") -> bytes:
    to = "hanako@customer.example" if "shop.example" in sender else "support@shop.example"
    reply = f"In-Reply-To: <{refs}>\r\nReferences: <{refs}>\r\n" if refs else ""
    return (
        f"From: {sender}\r\nTo: {to}\r\nSubject: Matter\r\nMessage-ID: <r{number}@x.example>\r\n"
        f"Date: {format_datetime(at)}\r\n{reply}Content-Type: text/plain; charset=utf-8\r\n\r\n{body}\r\n"
    ).encode()


def _take(desk: Desk, number: int, at: datetime, sender: str, body: str, refs: str = "") -> str:
    raw, role = _raw(number, at, sender, body, refs), "sent" if "shop.example" in sender else "inbox"
    place = Place("support", role, 1, number)
    intake = desk.take_in([Arrival(place, role, (), at, raw)])  # type: ignore[arg-type]  # one of the roles
    return next(iter(intake.opened | intake.changed))


@pytest.fixture
def busy(desk: Desk) -> Desk:
    """Two tickets in November, one in October; the first is answered after a night, then solved, and comes back."""
    (desk.home.root / "charter.toml").write_text('[calendar]\nzone = "Asia/Tokyo"\n', encoding="utf-8")
    monday = datetime(2026, 11, 9, 17, 0, tzinfo=TOKYO)
    code = _take(desk, 1, monday, "Hanako <hanako@customer.example>", "I am so disappointed. Where is it?")
    _take(desk, 2, monday + timedelta(hours=17), "Shop <support@shop.example>", "It is on its way.", "r1@x.example")
    _take(desk, 3, monday + timedelta(hours=20), "Hanako <hanako@customer.example>", "Still missing!", "r2@x.example")
    _take(desk, 4, datetime(2026, 11, 15, 23, tzinfo=TOKYO), "Bob <bob@other.example>", "Do you ship to Norway?")
    _take(desk, 5, datetime(2026, 10, 9, 9, tzinfo=TOKYO), "Carol <carol@third.example>", "Hello, a question?")
    desk.do(
        decisions.add_tag(code, "carol@third.example"), voice.clip(code, "late parcels", "Ask bob@other.example!")
    )
    return desk


def test_the_figures_are_what_one_counts_by_hand(busy: Desk) -> None:
    shape = make_report(busy, NOVEMBER).as_json()
    assert shape["messages"] == {"received": 3, "answered": 1, "tickets": 2, "customers": 2}
    assert shape["before"]["messages"]["received"] == 1
    assert shape["by_hour"]["received"][17] == 1
    assert shape["by_hour"]["answered"][10] == 1
    assert shape["by_weekday"]["received"] == [1, 1, 0, 0, 0, 0, 1]
    first = shape["first_answer"]
    assert (first["count"], first["median_hours"], first["median_business_hours"]) == (1, 17.0, 2.0)
    assert shape["moods"]["unhappy"] >= 1
    assert shape["tags"][0]["tickets"] == 1
    assert shape["before"]["from"].startswith("2026-10-01")


def test_nobodys_address_or_name_stands_in_it(busy: Desk) -> None:
    report = make_report(busy, period_of(datetime.now(TOKYO), begin=date(2026, 1, 1)))
    for text in (json.dumps(report.as_json(), ensure_ascii=False), page(report)):
        assert "late parcels" in text
        assert not re.search(r"\w@\w", text)
        assert "Hanako" not in text


def test_who_writes_again_after_a_canned_response_has_come_back() -> None:
    at = datetime(2026, 11, 9, 12, tzinfo=UTC)
    desk_doc = {
        "code": "A", "status": "open", "customer": 1, "created": at.isoformat(), "tags": [],
        "facts": [], "aliases": [],
    }  # fmt: skip

    def message(hours: int, direction: str, mood: str = "") -> dict[str, object]:
        when = (at + timedelta(hours=hours)).isoformat()
        return {"ticket": "A", "at": when, "direction": direction, "auto": False, "bounce": None, "mood": mood}

    def sent(hours: int, name: str, *checks: str) -> dict[str, object]:
        when = (at + timedelta(hours=hours)).isoformat()
        data = {"canned": [name], "status": "solved", "checks": list(checks)}
        return {"kind": "sent", "ticket": "A", "at": when, "data": data}

    from core.care.calendar import Calendar

    source = Source(
        [message(0, "in"), message(1, "out"), message(2, "in"), message(3, "out"), message(4, "in", "thanks_only")],
        {"A": desk_doc},
        [sent(1, "how-to", "wrong_name"), sent(3, "sorry"), {**sent(3, "sorry"), "data": {"canned": []}}],
        (),
        {},
        Calendar(),
    )
    found = figures(source, Period(at - timedelta(days=1), at + timedelta(days=1)))
    assert found.canned == [Used("how-to", 1, 1), Used("sorry", 1, 0)]
    assert (found.solved, found.came_back) == (2, 1)
    assert (found.checked, found.passed, found.found) == (2, 1, {"wrong_name": 1})
    assert found.passed_percent == 50.0
    assert (found.first_answer.count, found.next_answer.count) == (1, 1)


def test_who_comes_to_be_at_risk_and_who_is_cleared_are_counted_once() -> None:
    day = datetime(2026, 11, 9, 12, tzinfo=UTC)
    november = Period(datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC))

    def ticket(customer: int, *days_ago: int) -> dict[str, object]:
        facts = [["mood", (day - timedelta(days=d)).isoformat(), "angry"] for d in days_ago]
        return {"customer": customer, "status": "open", "facts": facts, "addresses": [f"c{customer}@x.example"]}

    def cleared(customer: int, days_ago: int) -> dict[str, object]:
        at = (day - timedelta(days=days_ago)).isoformat()
        return {"kind": "customer.clear", "at": at, "data": {"address": f"c{customer}@x.example", "why": "called"}}

    new, still, again, long_ago = ticket(1, 0, 1), ticket(2, 0, 30), ticket(3, 0, 30), ticket(4, 0, 100)
    spam = {**ticket(5, 0), "status": "spam"}
    events = [cleared(3, 20), cleared(1, -2), cleared(1, -3)]
    assert risk_flow([new, still, again, long_ago, spam], events, november) == (3, 1)


def test_the_canned_responses_that_fail_most_often_come_first() -> None:
    used = [Used("often", 10, 1), Used("bad", 4, 3), Used("once", 1, 1), Used("fine", 5, 0)]
    assert [u.name for u in Figures(canned=used).failing] == ["bad", "often"]


@pytest.mark.parametrize(
    ("asked", "begin", "end", "before"),
    [
        ({"month": "2026-03"}, "2026-03-01", "2026-04-01", "2026-02-01"),
        ({"month": "2026-01"}, "2026-01-01", "2026-02-01", "2025-12-01"),
        ({"days": 7}, "2026-11-19", "2026-11-26", "2026-11-12"),
        ({"begin": date(2026, 11, 2), "end": date(2026, 11, 8)}, "2026-11-02", "2026-11-09", "2026-10-26"),
    ],
)
def test_periods_are_whole_days(asked: dict[str, object], begin: str, end: str, before: str) -> None:
    period = period_of(datetime(2026, 11, 25, 15, tzinfo=TOKYO), **asked)  # type: ignore[arg-type]  # as they are
    assert [f"{d:%Y-%m-%d}" for d in (period.begin, period.end, period.before().begin)] == [begin, end, before]
    assert period.before().end == period.begin


def test_a_time_that_is_none_is_said() -> None:
    now = datetime(2026, 11, 25, tzinfo=TOKYO)
    with pytest.raises(UsageError):
        period_of(now, month="November")
    with pytest.raises(UsageError):
        period_of(now, begin=date(2026, 11, 9), end=date(2026, 11, 2))


def test_the_page_is_whole_in_itself_and_shows_every_figure(busy: Desk) -> None:
    report = make_report(busy, NOVEMBER)
    text = page(report)
    assert "<script" not in text
    assert not re.search(r"(?:src|href)=", text)
    assert all(row.name in text for block in blocks(report) for row in block.rows)
    assert text.count("<svg") == 2


@pytest.mark.skipif(CHROMIUM is None or not os.environ.get("MADO_TORTURE"), reason="needs a browser, and takes 5 s")
def test_a_real_browser_draws_the_page(busy: Desk, tmp_path: Path) -> None:
    file = tmp_path / "report.html"
    file.write_text(page(make_report(busy, NOVEMBER)), encoding="utf-8")
    words = [str(CHROMIUM), "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path}/browser"]
    shot = tmp_path / "shot.png"
    done = subprocess.run(
        [*words, "--window-size=900,1400", f"--screenshot={shot}", f"file://{file}"], capture_output=True, timeout=60
    )
    assert done.returncode == 0
    assert shot.stat().st_size > 20_000

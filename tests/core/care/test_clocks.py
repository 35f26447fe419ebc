"""Clocks: working time against a slow obvious model, targets by the first rule that fits, who is late."""

from __future__ import annotations

import os
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from config.charter import Target, load_charter
from config.errors import ConfigError
from core import decisions
from core.care.calendar import Calendar, calendar_of
from core.care.clocks import Clocks
from core.desk import Desk
from tests.core.mails import NOON, arrival, mail

STEP = timedelta(minutes=30)
EXAMPLES = 400 if os.environ.get("MADO_TORTURE") else 20
NIGHTS = Calendar(ZoneInfo("Europe/Berlin"), ((),) * 6 + (((time(0), time(3)),),))
"""Worked in the hour that comes twice when summer time ends."""
ZONES = st.sampled_from([UTC, ZoneInfo("Asia/Tokyo"), ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")])
HALVES = st.integers(0, 47)
MOMENTS = st.integers(0, 48 * 300).map(lambda n: datetime(2026, 10, 1, tzinfo=UTC) + n * STEP)


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    """Calendars with up to three spans a day, breaks, days off and dates of their own, on the half hour."""

    def spans() -> tuple[tuple[time, time], ...]:
        marks = sorted(draw(st.sets(HALVES, min_size=0, max_size=6)))
        pairs = zip(marks[::2], marks[1::2], strict=False)
        return tuple((time(a // 2, a % 2 * 30), time(b // 2, b % 2 * 30)) for a, b in pairs)

    week = [spans() for _ in range(7)]
    week[draw(st.integers(0, 6))] = ((time(9), time(17)),)
    days = draw(st.sets(st.integers(0, 300), max_size=4))
    own = tuple((datetime(2026, 10, 1).date() + timedelta(days=n), spans()) for n in sorted(days))
    return Calendar(draw(ZONES), tuple(week), draw(st.sampled_from([None, "JP", "DE"])), own)


def slowly_worked(calendar: Calendar, start: datetime, end: datetime) -> timedelta:
    """Half hours that are worked, asked for one by one."""
    total, at, end = timedelta(), start.astimezone(UTC), end.astimezone(UTC)
    while at < end:
        here = at.astimezone(calendar.zone)
        if any(a <= here.time() < b for a, b in calendar.spans(here.date())):
            total += STEP
        at += STEP
    return total


@settings(max_examples=EXAMPLES, deadline=None)
@given(calendars(), MOMENTS, st.integers(0, 48 * 20))
def test_working_time_is_what_counting_half_hours_gives(calendar: Calendar, start: datetime, halves: int) -> None:
    end = start + halves * STEP
    assert calendar.worked(start, end) == slowly_worked(calendar, start, end)


@settings(max_examples=EXAMPLES, deadline=None)
@given(calendars(), MOMENTS, st.integers(1, 60))
@example(NIGHTS, datetime(2026, 10, 25, 1, 30, tzinfo=UTC), 1)
def test_after_and_before_reach_just_as_far_as_the_work(calendar: Calendar, start: datetime, halves: int) -> None:
    work = halves * STEP
    end = calendar.after(start, work).astimezone(UTC)
    assert slowly_worked(calendar, start, end) == work
    assert slowly_worked(calendar, start, end - STEP) < work
    begin = calendar.before(start, work).astimezone(UTC)
    assert slowly_worked(calendar, begin, start) == work
    assert slowly_worked(calendar, begin + STEP, start) < work


@settings(max_examples=EXAMPLES, deadline=None)
@given(calendars(), MOMENTS, MOMENTS, st.integers(1, 40))
def test_late_by_the_deadline_is_late_by_the_query(
    calendar: Calendar, since: datetime, now: datetime, halves: int
) -> None:
    clocks = Clocks(calendar, (Target(first=(30 * halves, 0)),))
    doc = {
        "code": "A", "status": "open", "waiting_since": since.isoformat(), "first_out": None, "mailbox": "m",
        "priority": "normal", "customer_address": "a@b.example",
    }  # fmt: skip
    deadline = clocks.deadline(doc)
    assert deadline is not None
    assert clocks.late("answer", now)(doc) == (deadline < now)


def test_the_first_rule_that_fits_counts(desk: Desk) -> None:
    (desk.home.root / "charter.toml").write_text(
        '[calendar]\nzone = "UTC"\n[[targets]]\ncustomer = "@vip.example"\nfirst = "1h"\n'
        '[[targets]]\npriority = "high"\nfirst = "2h"\n[[targets]]\nfirst = "1d"\nnext = "2d"\n',
        encoding="utf-8",
    )
    vip, high, plain = (
        next(iter(desk.take_in([arrival(n, mail(n, sender=s, subject=f"Q{n}"))]).opened))
        for n, s in enumerate(["A <a@vip.example>", "B <b@x.example>", "C <c@x.example>"], 1)
    )
    desk.do(decisions.set_priority(high, "high"))
    found = {c: desk.care.clocks.deadline(desk.ledger.ticket_doc(c)) for c in (vip, high, plain)}
    friday = NOON + timedelta(minutes=1)
    assert found[vip] == friday + timedelta(hours=1)
    assert found[high] == friday + timedelta(hours=2, minutes=1)
    assert found[plain] == friday + timedelta(days=3, minutes=2)
    late = desk.care.clocks.late("answer", NOON + timedelta(hours=1, minutes=30))
    assert [d["code"] for d in desk.store.table("tickets").search(late)] == [vip]
    assert desk.store.table("tickets").rows.ids(late) is not None  # from columns alone, no document being read


def test_a_late_promise_is_late_and_a_kept_one_is_not(desk: Desk) -> None:
    code = next(iter(desk.take_in([arrival(1, mail(1))]).opened))
    desk.do(decisions.promise(code, "call back", datetime(2026, 11, 1, tzinfo=UTC)))
    assert desk.codes("late:promise") == [code]
    assert desk.codes("is:late") == [code]
    (promise,) = desk.care.promised(code)
    desk.do(decisions.keep_promise(code, promise.id))
    assert desk.codes("is:late") == []
    assert [f.code for f in desk.ticket(code).flags] == ["risk.broken"]


def test_without_targets_nobody_is_late_with_an_answer(desk: Desk) -> None:
    desk.take_in([arrival(1, mail(1))])
    assert desk.codes("late:answer") == []
    assert desk.codes("late:silence") == []


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ('[[targets]]\nfrist = "1h"\n', "targets[1].frist"),
        ('[[targets]]\nfirst = "soon"\n', "targets[1].first"),
        ('[[targets]]\nfirst = "1h"\n[[targets]]\npriority = "top"\n', "targets[2].priority"),
        ('targets = "1h"\n', "targets"),
        ("[tone]\ndo = 5\n", "tone.do"),
    ],
)
def test_a_mistake_in_the_charter_is_named(desk: Desk, text: str, named: str) -> None:
    (desk.home.root / "charter.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=named.replace("[", r"\[").replace("]", r"\]")):
        load_charter(desk.home.root)


def test_a_day_of_the_charter_is_a_business_day() -> None:
    clocks = Clocks(calendar_of(hours="09:00-12:00, 13:00-18:00"))
    assert clocks.work(30, 2) == timedelta(hours=16, minutes=30)

"""Which canned responses somebody should read again: past their day, or with more and more come-backs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from core.care.review import Fared, due_for_review
from core.desk import Desk
from core.events import Event, Seen
from tests.core.mails import arrival, mail

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


def _canned(desk: Desk, name: str, header: str = "") -> None:
    desk.home.canned_folder.mkdir(exist_ok=True)
    text = f"---\nname: {name}\nlang: en\n{header}---\nPlease see {name}.\n"
    (desk.home.canned_folder / f"{name}.md").write_text(text, encoding="utf-8")


def _used(desk: Desk, name: str, days_ago: int, number: int, *, back: bool) -> None:
    """A response went out so long ago; the customer wrote the day before, and where `back` the day after again."""
    at = NOW - timedelta(days=days_ago)
    sender = f"C{number} <c{number}@x.example>"
    first = _dated(mail(number * 10, sender=sender), at - timedelta(days=1))
    code = next(iter(desk.take_in([arrival(number * 10, first)]).opened))
    data = {"outbox": f"o{number}", "message_id": f"m{number}@x", "status": "pending", "canned": [name]}
    desk.ledger.append_event(Event(desk.ledger.new_event_id(), "sent", code, data, "alice", at.isoformat(), Seen()))
    if back:
        again = mail(number * 10 + 1, sender=sender, refs=(number * 10,))
        desk.take_in([arrival(number * 10 + 1, _dated(again, at + timedelta(days=1)))])


def _dated(raw: bytes, at: datetime) -> bytes:
    """A mail of another day."""
    rows = [b"Date: " + format_datetime(at).encode() if r.startswith(b"Date:") else r for r in raw.split(b"\n")]
    return b"\n".join(rows)


def test_a_response_whose_day_is_over_is_listed_and_others_are_not(desk: Desk) -> None:
    _canned(desk, "old", "review: 2026-11-24\n")
    _canned(desk, "today", "review: 2026-11-25\n")
    _canned(desk, "none")
    (due,) = due_for_review(desk, NOW)
    assert (due.response.key, str(due.since), due.rising) == ("old", "2026-11-24", False)
    assert "2026-11-24" in due.why


def test_rising_come_backs_are_listed_and_steady_ones_are_not(desk: Desk) -> None:
    for name in ("worse", "steady"):
        _canned(desk, name)
    number = 0
    for name, ago, backs in (("worse", 120, 1), ("worse", 20, 3), ("steady", 120, 2), ("steady", 20, 2)):
        for place in range(4):
            number += 1
            _used(desk, name, ago, number, back=place < backs)
    (due,) = due_for_review(desk, NOW)
    assert due.response.key == "worse"
    assert (due.now, due.before) == (Fared(4, 3), Fared(4, 1))
    assert due.rising
    assert "3 of 4" in due.why


def test_what_was_used_too_seldom_tells_nothing(desk: Desk) -> None:
    _canned(desk, "seldom")
    for number in range(1, 4):
        _used(desk, "seldom", 10, number, back=True)
    assert due_for_review(desk, NOW) == []

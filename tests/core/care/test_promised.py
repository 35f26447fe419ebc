"""What a reply promises stands in the ledger when it has left, and ends as people say."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from core.care.promised import fold_promises
from core.events import Event

NOON = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)


def _event(number: int, kind: str, **data: object) -> Event:
    at = (NOON + timedelta(hours=number)).isoformat()
    return Event(f"e{number}", kind, "K7F29QXM", data, "yuki", at, position=number)


def _made(text: str = "明日までにご連絡いたします。", hours: int = 24) -> Event:
    return _event(0, "promise", text=text, due=(NOON + timedelta(hours=hours)).isoformat(), message=None)


def test_a_promise_is_open_until_its_time_and_late_after_it() -> None:
    (promise,) = fold_promises([_made()])
    assert promise.state == "open"
    assert not promise.late(NOON)
    assert promise.late(NOON + timedelta(days=2))


def test_our_next_reply_keeps_a_promise_of_word() -> None:
    (promise,) = fold_promises([_made(), _event(5, "sent", outbox="x")])
    assert promise.state == "kept"
    assert not promise.broken


def test_word_that_comes_too_late_is_a_broken_promise() -> None:
    (promise,) = fold_promises([_made(hours=2), _event(5, "sent", outbox="x")])
    assert promise.broken


def test_a_reply_does_not_keep_a_promise_of_deed() -> None:
    (promise,) = fold_promises([_made("3営業日以内に返金いたします。"), _event(5, "sent", outbox="x")])
    assert promise.state == "open"


def test_people_keep_move_and_drop_promises() -> None:
    kept = fold_promises([_made(), _event(1, "promise.keep", promise="e0")])
    moved = fold_promises([_made(), _event(1, "promise.move", promise="e0", due=None)])
    dropped = fold_promises([_made(), _event(1, "promise.drop", promise="e0")])
    assert [kept[0].state, moved[0].state, dropped[0].state] == ["kept", "open", "dropped"]
    assert moved[0].due is None

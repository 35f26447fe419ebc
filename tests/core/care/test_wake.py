"""A snooze that is tied to a promise: it follows the promise wherever it is moved, and wakes by itself."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from config.errors import UsageError
from core import decisions
from core.care.wake import until_promise
from core.desk import Desk
from tests.core.mails import arrival, mail

NOW = datetime.now(UTC).replace(microsecond=0)


@pytest.fixture
def held(desk: Desk) -> tuple[Desk, str, str]:
    """A ticket with a promise that is due in two days, snoozed until shortly before; its code and the promise."""
    code = next(iter(desk.take_in([arrival(1, mail(1))]).opened))
    (made,) = desk.do(decisions.promise(code, "call her", NOW + timedelta(days=2)))
    desk.do(until_promise(desk, code, NOW)[0])
    return desk, code, made.id


def _wakes(desk: Desk, code: str) -> datetime | None:
    return desk.ticket(code).snoozed_until


def test_it_sleeps_until_an_hour_before_the_promise_is_due(held: tuple[Desk, str, str]) -> None:
    desk, code, _promise = held
    assert _wakes(desk, code) == NOW + timedelta(days=2, hours=-1)


def test_it_wakes_by_itself_when_the_time_has_come(desk: Desk) -> None:
    code = next(iter(desk.take_in([arrival(1, mail(1))]).opened))
    desk.do(decisions.promise(code, "call her", NOW + timedelta(minutes=59)))
    past = NOW - timedelta(days=1)
    desk.do(until_promise(desk, code, past)[0])
    assert _wakes(desk, code) is None
    assert desk.codes("is:snoozed", 0, 9) == []


def test_moving_the_promise_moves_the_waking(held: tuple[Desk, str, str]) -> None:
    desk, code, promise = held
    desk.do(decisions.move_promise(code, promise, NOW + timedelta(days=5)))
    assert _wakes(desk, code) == NOW + timedelta(days=5, hours=-1)
    desk.do(decisions.move_promise(code, promise, None))
    assert _wakes(desk, code) is None


@pytest.mark.parametrize("over", [decisions.keep_promise, decisions.drop_promise])
def test_a_promise_that_is_no_longer_open_wakes_its_ticket(held: tuple[Desk, str, str], over: object) -> None:
    desk, code, promise = held
    desk.do(over(code, promise))  # type: ignore[operator]  # one of the two decisions
    assert _wakes(desk, code) is None
    desk.undo_last()
    assert _wakes(desk, code) == NOW + timedelta(days=2, hours=-1)


def test_the_customer_s_next_mail_wakes_it(held: tuple[Desk, str, str]) -> None:
    desk, code, _promise = held
    raw = mail(2, refs=(1,))
    (date,) = [row for row in raw.splitlines() if row.startswith(b"Date:")]
    later = format_datetime(datetime.now(UTC) + timedelta(minutes=1)).encode()
    desk.take_in([arrival(2, raw.replace(date, b"Date: " + later))])
    assert _wakes(desk, code) is None


def test_without_a_promise_there_is_nothing_to_wait_for(desk: Desk) -> None:
    code = next(iter(desk.take_in([arrival(1, mail(1))]).opened))
    with pytest.raises(UsageError):
        until_promise(desk, code, NOW)
    desk.do(decisions.promise(code, "call her", NOW + timedelta(minutes=30)))
    with pytest.raises(UsageError):
        until_promise(desk, code, NOW)


def test_every_replica_computes_the_same_time(held: tuple[Desk, str, str]) -> None:
    desk, code, promise = held
    desk.do(decisions.move_promise(code, promise, NOW + timedelta(days=3)))
    before = _wakes(desk, code)
    desk.ledger.refold(code)
    assert _wakes(desk, code) == before == NOW + timedelta(days=3, hours=-1)

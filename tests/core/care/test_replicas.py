"""Clocks, risk and promises are computed from mail and log alone: every replica shows the same."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from config.charter import Target
from core import decisions
from core.care.calendar import calendar_of
from core.care.clocks import Clocks
from core.care.recount import recount
from core.desk import Desk
from tests.core.mails import mail
from tests.core.team_kit import Team, assert_same

DAY = 24 * 60
BOB = "Bob <bob@other.example>"
MAIL = [
    mail(1, subject="Broken", body="This is the third time I ask. I am furious and very disappointed."),
    mail(2, sender=BOB, subject="Size?", body="Which size fits?"),
    mail(2 * DAY, subject="Re: Broken", refs=(1,), body="Hello, I wrote two days ago."),
    mail(3 * DAY, sender=BOB, subject="Re: Size?", refs=(2,), body="And does it shrink?"),
]
_CARE = ("facts", "first_in", "first_out", "last_out", "due", "flags", "waiting_since")


def _care(desk: Desk) -> dict[str, dict[str, Any]]:
    return {t.code: {name: desk.ledger.ticket_doc(t.code)[name] for name in _CARE} for t in desk.rows()}


def _late(desk: Desk, now: datetime) -> list[int]:
    clocks = Clocks(calendar_of(zone=UTC), (Target(first=(240, 0), next=(0, 1), silence=(0, 3)),))
    return [desk.store.table("tickets").total(clocks.late(what, now)) for what in ("answer", "silence")]


def test_what_two_decide_apart_is_one_risk_one_promise_and_one_clock(team: Team) -> None:
    alice, bob = team.founded("Alice"), team.joined("Bob")
    team.mail(*MAIL)
    first, second = sorted(t.code for t in alice.rows())
    due = datetime(2026, 12, 4, 18, tzinfo=UTC)
    alice.do(decisions.promise(first, "We call you.", due), decisions.set_status(second, "solved"))
    bob.do(decisions.promise(second, "We send a new one.", due + timedelta(days=1)))
    team.sync()
    (made,) = bob.care.promised(first)
    bob.do(decisions.move_promise(first, made.id, due + timedelta(days=3)))
    alice.do(decisions.add_tag(second, "asked"))
    team.sync()

    assert_same(alice, bob)
    assert _care(alice) == _care(bob)
    assert {f["level"] for care in _care(alice).values() for f in care["flags"]}
    for days in (0, 1, 5):
        now = due + timedelta(days=days)
        assert _late(alice, now) == _late(bob, now)
    assert [recount(desk.store).differing for desk in (alice, bob)] == [(), ()]

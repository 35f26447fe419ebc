"""A clock that is set back turns no order round: not the log's, not a ticket's, not what a status follows from."""

from __future__ import annotations

import sys
from datetime import datetime, timedelta, tzinfo

import pytest

from core import decisions
from core.desk import Desk
from tests.core.mails import arrival, mail


@pytest.fixture
def set_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every clock of the domain goes wrong by a week from here on."""

    class Wrong(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]  # a plain datetime is enough
            return datetime.now(tz) - timedelta(days=7)

    for name, module in list(sys.modules.items()):
        if name.startswith("core") and getattr(module, "datetime", None) is datetime:
            monkeypatch.setattr(module, "datetime", Wrong)


def _events(desk: Desk) -> list[tuple[str, str]]:
    return [(d["kind"], d["at"]) for d in desk.store.table("events")]


def test_order_is_kept(desk: Desk, request: pytest.FixtureRequest) -> None:
    desk.take_in([arrival(1, mail(1)), arrival(2, mail(2, sender="Bob <bob@other.example>", subject="Other"))])
    first = next(t.code for t in desk.rows() if t.subject != "Other")
    desk.do(decisions.add_note(first, "one"), decisions.set_status(first, "solved"))
    request.getfixturevalue("set_back")
    desk.do(decisions.add_note(first, "two"))
    desk.take_in([arrival(3, mail(3, refs=(1,), body="And now?"))])
    assert desk.ticket(first).status == "open"
    desk.do(decisions.add_note(first, "three"), decisions.set_status(first, "closed"))
    desk.take_in([arrival(4, mail(4, sender="Eva <eva@new.example>", subject="New"))])
    times = [at for _kind, at in _events(desk)]
    assert times == sorted(times)
    assert [e.text for e in desk.entries(first) if e.kind == "note"] == ["one", "two", "three"]
    assert desk.ticket(first).status == "closed"
    assert desk.keeping.rebuild(verify=True).differences == ()
    assert desk.ticket(first).status == "closed"

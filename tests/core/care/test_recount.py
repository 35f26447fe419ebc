"""Care computed anew from messages and events says what stands there, and names and mends what does not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from core import decisions
from core.care import recount as recounting
from core.care.recount import recount
from core.desk import Desk
from core.store import Store
from tests.core.mails import US, arrival, mail

DAY = 24 * 60
CROSS = "This is the third time I ask. I am furious and very disappointed."


@pytest.fixture
def lived(desk: Desk) -> Desk:
    """Three customers: one red, one with a promise, one whose tickets were merged and reopened."""
    _take(desk, 1, body=CROSS, subject="Broken")
    _take(desk, 2 * DAY, subject="Re: Broken", refs=(1,), body="Hello, I wrote two days ago.")
    bob = _take(desk, 2, sender="Bob <bob@other.example>", subject="Size?", body="Which size fits?")
    desk.do(decisions.set_status(bob, "solved"))
    _take(desk, 3 * DAY, sender="Bob <bob@other.example>", subject="Re: Size?", refs=(2,), body="It does not fit.")
    carol = [
        _take(desk, n, sender="<carol@third.example>", subject=f"Matter {n}", body="Is there news?") for n in (10, 11)
    ]
    desk.do(decisions.merge(*carol))
    desk.do(decisions.add_tag(carol[0], "vip"))
    desk.take_in(
        [arrival(99, mail(99, sender=US, to="<carol@third.example>", body="Yes."), role="sent", folder="Sent")]
    )
    return desk


def _take(desk: Desk, number: int, **fields: Any) -> str:
    intake = desk.take_in([arrival(number, mail(number, **fields))])
    return next(iter(intake.opened | intake.changed))


def _spoil(desk: Desk, code: str, **fields: Any) -> None:
    table = desk.store.table("tickets")
    doc = desk.ledger.ticket_doc(code)
    with desk.store.transaction():
        table.put(doc.doc_id, {**doc, **fields})


def test_nothing_differs_where_nothing_was_altered(lived: Desk) -> None:
    found = recount(lived.store)
    assert (found.differing, found.tickets, found.customers) == ((), lived.count(""), 3)


@pytest.mark.parametrize(
    "wrong", [{"facts": []}, {"first_in": None}, {"due": "2026-01-01T00:00:00+00:00"}, {"flags": []}]
)
def test_what_differs_is_named_and_put_right(lived: Desk, wrong: dict[str, Any]) -> None:
    before = {t.code: lived.ledger.ticket_doc(t.code) for t in lived.rows()}
    code = next(c for c, d in before.items() if d["facts"] and d["flags"])
    _spoil(lived, code, **wrong)

    assert lived.keeping.recount(verify=True).differing == (code,)
    assert lived.keeping.recount().differing == (code,)
    after = {t.code: lived.ledger.ticket_doc(t.code) for t in lived.rows()}
    assert [{**d, "rev": 0} for d in after.values()] == [{**d, "rev": 0} for d in before.values()]


def test_a_fork_and_this_process_find_the_same(lived: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    codes = sorted(t.code for t in lived.rows())
    for code in codes:
        _spoil(lived, code, last_out="2020-01-01T00:00:00+00:00")
    alone = recount(lived.store).differing
    monkeypatch.setattr(recounting, "_WORTH_A_FORK", 0)
    monkeypatch.setattr(recounting, "_RANGE", 1)
    monkeypatch.setattr(recounting, "may_fork", lambda: True)
    monkeypatch.setattr(recounting, "cores", lambda: 2)
    halves: list[int] = []
    looked = recounting._look

    def look(store: Store, ranges: Sequence[recounting.Range]) -> list[str]:
        halves.append(len(ranges))
        return looked(store, ranges)

    monkeypatch.setattr(recounting, "_look", look)

    assert list(recount(lived.store).differing) == list(alone) == codes
    assert halves == [1]  # of three customers; the fork looked at the others


def test_a_fork_that_dies_leaves_nothing_out(lived: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    code = next(t.code for t in lived.rows("from:carol@third.example"))
    _spoil(lived, code, last_out="2020-01-01T00:00:00+00:00")
    monkeypatch.setattr(recounting, "_WORTH_A_FORK", 0)
    monkeypatch.setattr(recounting, "_RANGE", 1)
    monkeypatch.setattr(recounting, "may_fork", lambda: True)
    monkeypatch.setattr(recounting, "cores", lambda: 2)
    monkeypatch.setattr(recounting, "answer", lambda child: child.kill())

    assert recount(lived.store).differing == (code,)

"""Raw mail, its places and the log are enough: whatever happened, in whatever order, comes out the same."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from tinydb import where

from config.errors import MadoError
from config.home import Home
from core import decisions
from core.desk import Desk
from tests.core.conftest import settings
from tests.core.mails import US, arrival, mail

PEOPLE = ("Hanako <hanako@customer.example>", "Bob <bob@other.example>", "<carol@third.example>")


@dataclass(frozen=True)
class Step:
    kind: str
    one: int
    other: int
    words: str


steps = st.builds(
    Step,
    st.sampled_from(
        [*["mail"] * 3, "sent", "merge", "undo", "status", "note", "tag", "expect", "persons", "apart", "read"]
    ),
    st.integers(0, 7),
    st.integers(0, 7),
    st.sampled_from(["refund", "返金", "hello"]),
)


def _mail(step: Step, number: int) -> Any:
    """A mail by one of three people; it may reference any other, also one that has not come yet."""
    refs = (step.other,) if step.other < 6 and step.other != step.one else ()
    if step.kind == "sent":
        to = PEOPLE[step.other % 3]
        raw = mail(step.one, sender=US, to=to, subject=step.words, refs=refs, body=f"{step.words} {number}")
        return arrival(number, raw, role="sent", folder="Sent")
    raw = mail(step.one, sender=PEOPLE[step.one % 3], subject=step.words, refs=refs, body=f"{step.words} {number}")
    return arrival(number, raw)


def _take(desk: Desk, step: Step, number: int) -> None:
    codes = sorted(t.code for t in desk.rows())
    if step.kind in ("mail", "sent"):
        desk.take_in([_mail(step, number)])
        return
    if not codes:
        return
    one, other = codes[step.one % len(codes)], codes[step.other % len(codes)]
    addresses = [p.split("<")[-1].rstrip(">") for p in PEOPLE]
    a, b = addresses[step.one % 3], addresses[step.other % 3]
    act: dict[str, Callable[[], object]] = {
        "merge": lambda: desk.do(decisions.merge(one, other)),
        "undo": desk.undo_last,
        "status": lambda: desk.do(decisions.set_status(one, "solved")),
        "note": lambda: desk.do(decisions.add_note(one, step.words)),
        "tag": lambda: desk.do(decisions.add_tag(one, step.words)),
        "expect": lambda: desk.do(decisions.expect(a, step.words)),
        "persons": lambda: desk.do(decisions.merge_customers(a, b)),
        "apart": lambda: desk.do(decisions.unmerge_customer(a)),
        "read": lambda: desk.mark_read(one),
    }
    with suppress(MadoError):  # not every decision is possible: a person who has not written, a ticket with itself
        act[step.kind]()


@given(st.lists(steps, max_size=25))
@hypothesis_settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_rebuild_finds_nothing_to_change_after_any_history(history: Sequence[Step]) -> None:
    with tempfile.TemporaryDirectory() as folder, Desk.open(Home(Path(folder) / "home"), settings()) as desk:
        for number, step in enumerate(history, 1):
            _take(desk, step, number)
        found = desk.keeping.rebuild(verify=True)
        assert found.differences == ()


def _history(desk: Desk) -> list[str]:
    for number in range(6):
        desk.take_in([_mail(Step("mail", number, 7, "返金 refund"), number + 1)])
    desk.take_in([_mail(Step("sent", 6, 0, "hello"), 7)])
    codes = [t.code for t in desk.rows()]
    desk.do(decisions.merge(codes[0], codes[1]), decisions.add_note(codes[2], "call back"))
    desk.do(decisions.expect("bob@other.example", "an answer the same day"))
    desk.mark_read(codes[3])
    return codes


def _state(desk: Desk) -> dict[str, Any]:
    tables = desk.store.db.storage.read() or {}
    tickets = {d["code"]: {k: v for k, v in d.items() if k != "rev"} for d in tables.get("tickets", {}).values()}
    return {**tables, "tickets": tickets, "found": {w: desk.count(w) for w in ("返", "refund", "bob", "hello")}}


def _empty(desk: Desk, *names: str) -> None:
    for name in names:
        desk.store.table(name).truncate()


@pytest.mark.parametrize(
    ("damage", "named"),
    [
        (lambda d: d.store.table("tickets").update({"status": "closed"}, where("status") == "open"), "ticket"),
        (lambda d: _empty(d, "tickets"), "ticket"),
        (lambda d: _empty(d, "texts"), "text"),
        (lambda d: d.store.table("customers").update({"expectation": "gold"}), "customer"),
        (lambda d: d.store.table("messages").update({"ticket": "0000-0000"}, where("direction") == "out"), "message"),
        (lambda d: d.ledger.search.remove(2), "index"),
        (lambda d: d.ledger.search.assign(2, "0000-0000"), "index"),
        (lambda d: _empty(d, "tickets", "texts"), "text"),
    ],
)
def test_what_does_not_follow_from_mail_and_log_is_named_and_put_right(
    desk: Desk, damage: Callable[[Desk], object], named: str
) -> None:
    _history(desk)
    before = _state(desk)
    damage(desk)
    assert _state(desk) != before
    found = desk.keeping.rebuild(verify=True)
    assert named in {f.what for f in found.differences}
    desk.keeping.rebuild()
    assert desk.keeping.rebuild(verify=True).differences == ()
    assert _state(desk) == before


def test_even_messages_without_a_record_come_back_from_raw_mail_and_log(desk: Desk) -> None:
    _history(desk)
    before = _state(desk)
    _empty(desk, "messages", "texts", "tickets")
    found = desk.keeping.rebuild()
    assert found.recovered == 7
    after = _state(desk)
    assert after["found"] == before["found"]
    shown = ("status", "subject", "messages", "customer_address", "aliases", "notes", "tags")
    for code, doc in before["tickets"].items():
        assert {k: after["tickets"][code][k] for k in shown} == {k: doc[k] for k in shown}


def test_work_goes_on_while_it_runs(desk: Desk, open_desk: Callable[[str], Desk]) -> None:
    codes = _history(desk)
    other = open_desk("Aya")

    def meanwhile(_done: int, _total: int) -> None:
        other.do(decisions.add_note(codes[3], "meanwhile"))
        other.take_in([_mail(Step("mail", 7, 7, "new"), 50)])

    desk.store.table("tickets").update({"status": "closed"})
    desk.keeping.rebuild(progress=meanwhile)
    assert desk.keeping.rebuild(verify=True).differences == ()
    assert desk.ticket(codes[3]).notes == 1
    assert desk.count("new") == 1

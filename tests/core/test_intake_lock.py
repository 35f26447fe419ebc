"""Taking in much at once keeps nobody waiting who wants to write."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from core import intake, join
from core.decisions import assign
from core.desk import Desk
from core.join import Found, Joiner, Sought
from core.store.values import decode
from tests.core.mails import arrival, mail


def test_who_wants_to_decide_is_let_in_at_the_next_message(
    open_desk: Callable[[str], Desk], monkeypatch: pytest.MonkeyPatch
) -> None:
    ours, theirs = open_desk("Yuki"), open_desk("Ken")
    ours.take_in([arrival(1, mail(1))])
    (code,) = ours.codes()
    monkeypatch.setattr(intake, "ALONE_LONGEST", 600.0)
    stood: list[int] = []

    def decide() -> None:
        theirs.do(assign(code, "Ken"))
        stood.append(theirs.count())

    deciding = threading.Thread(target=decide)
    find = Joiner.find

    def interrupted(this: Joiner, sought: Sought) -> Found:
        if sought.subject == "Matter 20":
            deciding.start()
            while not ours.store.awaited():
                assert deciding.is_alive()
        return find(this, sought)

    monkeypatch.setattr(Joiner, "find", interrupted)
    many = [arrival(n, mail(n, subject=f"Matter {n}", sender=f"c{n}@customer.example")) for n in range(2, 100)]
    assert ours.take_in(many).fetched == 98
    deciding.join(30)
    assert stood == [20]
    assert (ours.count(), ours.ticket(code).assignee) == (99, "Ken")


def test_nobody_waiting_a_batch_needs_few_transactions(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "ALONE_LONGEST", 600.0)
    monkeypatch.setattr(intake, "ALONE_MOST", 120)
    before = desk.stamp()
    desk.take_in([arrival(n, mail(n, subject=f"Matter {n}", sender=f"c{n}@customer.example")) for n in range(1, 260)])
    assert desk.stamp() - before == -(-259 // intake.ALONE_MOST)


def test_who_waited_once_finds_short_transactions_from_then_on(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.ledger.pace.somebody_waits()
    monkeypatch.setattr(intake, "LONGEST", 600.0)
    before = desk.stamp()
    desk.take_in([arrival(n, mail(n, subject=f"Matter {n}", sender=f"c{n}@customer.example")) for n in range(1, 260)])
    assert desk.stamp() - before == -(-259 // intake.MOST)


def test_a_batch_is_on_the_disk_when_it_is_said_to_be_kept(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    flushed: list[str] = []
    fsync = os.fsync

    def noted(fd: int) -> None:
        flushed.append(Path(f"/proc/self/fd/{fd}").readlink().name)
        if flushed[-1].endswith("-wal"):
            assert desk.count() == 150
        fsync(fd)

    monkeypatch.setattr(intake, "ALONE_MOST", 40)
    monkeypatch.setattr(os, "fsync", noted)
    many = [mail(n, subject=f"Matter {n}", sender=f"c{n}@customer.example") for n in range(1, 151)]
    assert desk.take_in([arrival(n, raw) for n, raw in enumerate(many, 1)]).fetched == 150
    assert flushed[0].endswith(".pack")
    assert flushed[-1] == "store.sqlite3-wal"


def test_a_shop_that_writes_by_the_thousand_costs_no_look_at_all_its_tickets(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(join, "MOST_OF_ONE", 8)
    for first in (1, 21):
        numbers = range(first, first + 20)
        desk.take_in([arrival(n, mail(n, subject="New order", sender="shop@web.example")) for n in numbers])
    newest = desk.rows()[0]
    assert (desk.count(), len(newest.may_belong_to)) == (40, join.MOST_SUGGESTED)
    read: list[bytes] = []

    def noted(body: bytes) -> dict[str, Any]:
        read.append(body)
        return decode(body)

    monkeypatch.setattr("core.store.rows.decode", noted)
    with desk.store.remembering():
        table = desk.store.table("tickets")
        found = [d.doc_id for d in table.newest("addresses", "shop@web.example", 8)]
        assert found == [d.doc_id for d in table.newest("addresses", "shop@web.example", 8)]
        assert len(read) == 8
        assert found == [d.doc_id for d in table.having("addresses", "shop@web.example")][-8:]
    assert found == [d.doc_id for d in table.newest("addresses", "shop@web.example", 8)]

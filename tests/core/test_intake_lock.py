"""Taking in much at once keeps nobody waiting who wants to write."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from core import intake
from core.decisions import assign
from core.desk import Desk
from core.join import Found, Joiner, Sought
from tests.core.mails import arrival, mail


def test_who_wants_to_decide_is_let_in_at_the_next_message(
    open_desk: Callable[[str], Desk], monkeypatch: pytest.MonkeyPatch
) -> None:
    ours, theirs = open_desk("Yuki"), open_desk("Ken")
    ours.take_in([arrival(1, mail(1))])
    (code,) = ours.codes()
    monkeypatch.setattr(intake, "LONGEST", 600.0)
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
    monkeypatch.setattr(intake, "LONGEST", 600.0)
    before = desk.stamp()
    desk.take_in([arrival(n, mail(n, subject=f"Matter {n}", sender=f"c{n}@customer.example")) for n in range(1, 260)])
    assert desk.stamp() - before == 2


def test_a_batch_is_on_the_disk_when_it_is_said_to_be_kept(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    flushed: list[str] = []
    fsync = os.fsync

    def noted(fd: int) -> None:
        flushed.append(Path(f"/proc/self/fd/{fd}").readlink().name)
        if flushed[-1].endswith("-wal"):
            assert desk.count() == 150
        fsync(fd)

    monkeypatch.setattr(intake, "MOST", 40)
    monkeypatch.setattr(os, "fsync", noted)
    many = [mail(n, subject=f"Matter {n}", sender=f"c{n}@customer.example") for n in range(1, 151)]
    assert desk.take_in([arrival(n, raw) for n, raw in enumerate(many, 1)]).fetched == 150
    assert flushed[0].endswith(".pack")
    assert flushed[-1] == "store.sqlite3-wal"

"""Bulk load: documents, indexes and search together, against FTS5 alone on the same texts, both growing to full size.

They take turns, some messages each, so that a noisy moment of the machine meets both.
"""

from __future__ import annotations

import sqlite3
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from bench.desks import Made, Size, batches, keep, made
from bench.figures import show, verdict
from config.home import Home
from core.grams import tokens
from core.search import SearchIndex
from core.searchable import searchable_text
from core.store import Store

A_TURN, A_COMMIT = 1000, 100


@dataclass(slots=True)
class Spent:
    """Seconds by the clock and of CPU time, and how long each transaction held the lock (ms, and of CPU time)."""

    wall: float = 0.0
    cpu: float = 0.0
    held: list[float] = field(default_factory=list)
    held_busy: list[float] = field(default_factory=list)

    def spend(self, step: Callable[[], None]) -> None:
        """Do one transaction."""
        began, busy = time.perf_counter(), time.process_time()
        step()
        wall, cpu = time.perf_counter() - began, time.process_time() - busy
        self.wall, self.cpu = self.wall + wall, self.cpu + cpu
        self.held.append(wall * 1000)
        self.held_busy.append(cpu * 1000)


def loading(size: Size) -> None:
    """Measure and print; the mail is made up meanwhile, outside of what is measured."""
    ours, theirs = Spent(), Spent()
    with tempfile.TemporaryDirectory() as folder, Store.open(Home(Path(folder)).ensure()) as store:
        search = SearchIndex(store)
        alone = sqlite3.connect(Path(folder) / "alone.sqlite3", isolation_level=None)
        alone.execute("PRAGMA journal_mode = WAL")
        alone.execute("CREATE VIRTUAL TABLE t USING fts5(a, content = '', tokenize = 'ascii')")
        for turn in batches(made(size), A_TURN):
            for group in batches(iter(turn), A_COMMIT):
                ours.spend(lambda group=group: _ours(store, search, group))  # type: ignore[misc] # bound at once
            for group in batches(iter(turn), A_COMMIT):
                theirs.spend(lambda group=group: _theirs(alone, group))  # type: ignore[misc] # bound at once
        alone.close()
    _say(size, ours, theirs)


def _ours(store: Store, search: SearchIndex, group: list[Made]) -> None:
    """As a first sync does it: read ahead by another process, so the tokens are there; here they are cut as well."""
    with store.remembering():
        for item in group:
            keep(store, search, item)


def _theirs(alone: sqlite3.Connection, group: list[Made]) -> None:
    alone.execute("BEGIN")
    rows = [(tokens(searchable_text(m.message, m.text)).grams,) for m in group]
    alone.executemany("INSERT INTO t(a) VALUES(?)", rows)
    alone.execute("COMMIT")


def _say(size: Size, ours: Spent, theirs: Spent) -> None:
    count = size.tickets * size.messages
    print(f"bulk load of {count:,} messages: {count / ours.wall:,.0f}/s ({count / ours.cpu:,.0f}/s of CPU), ", end="")
    print(f"FTS5 alone {count / theirs.wall:,.0f}/s ({count / theirs.cpu:,.0f}/s)")
    verdict("bulk load against FTS5 alone, CPU time", theirs.cpu / ours.cpu, "x", 0.4, 0.7, more=True)
    verdict("bulk load against FTS5 alone, by the clock", theirs.wall / ours.wall, "x", 0.4, 0.7, more=True)
    show(f"one transaction of {A_COMMIT} messages", sorted(ours.held), f"at most {max(ours.held):.0f} ms")
    show("the same, CPU time", sorted(ours.held_busy), f"at most {max(ours.held_busy):.0f} ms")

"""What it costs to compute care anew at full size: `python -m bench.recompute`, on the desk of bench/desks.py.

Clocks (who is late), risk of every customer, and of every ticket its facts, promises and due times. Seconds of CPU,
wall time beside.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from bench.desks import desk
from config.charter import Target
from core.care.calendar import calendar_of
from core.care.clocks import Clocks
from core.care.facts import care_fields
from core.care.risk import weigh
from core.fold import Record
from core.ledger import event_of
from core.store import Store

MUST = 10.0
"""Seconds: "in seconds"."""


def _facts(store: Store) -> int:
    """The care fields of every ticket, from its messages and events; how many tickets."""
    records: dict[str, list[Record]] = defaultdict(list)
    events: dict[str, list[Any]] = defaultdict(list)
    for doc in store.table("events"):
        if doc["ticket"]:
            events[doc["ticket"]].append(event_of(doc, doc.doc_id))
    for doc in store.table("messages"):
        records[doc["ticket"]].append(Record(doc.doc_id, doc))
    for code, found in records.items():
        care_fields(sorted(found, key=lambda r: r.when), events[code])
    return len(records)


def _risk(store: Store) -> int:
    """The risk of every customer; how many."""
    numbers = [doc.doc_id for doc in store.table("customers")]
    with store.transaction():
        for start in range(0, len(numbers), 1000):
            weigh(store, numbers[start : start + 1000])
    return len(numbers)


def _clocks(store: Store) -> int:
    """Who is late by targets for first and next answers and silence; how many."""
    clocks = Clocks(calendar_of(zone=UTC), (Target(first=(240, 0), next=(0, 1), silence=(0, 3)),))
    now = datetime.now(UTC)
    table = store.table("tickets")
    return sum(table.total(clocks.late(what, now)) for what in ("answer", "silence"))


def main() -> None:
    """Print seconds for each and whether all together is in seconds."""
    with desk() as loaded:
        store, whole = loaded.store, 0.0
        steps: tuple[tuple[str, Callable[[Store], int]], ...] = (
            ("tickets: facts, promises, due times", _facts),
            ("customers: risk", _risk),
            ("late by the clocks", _clocks),
        )
        for name, step in steps:
            wall, begun = time.perf_counter(), time.process_time()
            count = step(store)
            cpu = time.process_time() - begun
            whole += cpu
            print(f"{name:40} {count:8,}  {cpu:6.2f} s CPU, {time.perf_counter() - wall:6.2f} s wall")
        print(
            f"{'all together':40} {'':8}  {whole:6.2f} s CPU (must {MUST:g}) {'met' if whole <= MUST else 'MISSED'}"
        )


if __name__ == "__main__":
    main()

"""What it costs to compute care anew at full size: `python -m bench.recompute`, on the desk of bench/desks.py.

Clocks (who is late), risk of every customer, and of every ticket its facts, promises and due times. Seconds of CPU,
wall time beside.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime

from bench.desks import desk
from config.charter import Target
from core.care.calendar import calendar_of
from core.care.clocks import Clocks
from core.care.facts import care_fields
from core.care.risk import weigh
from core.events import Event
from core.fold import Record
from core.ledger import event_of
from core.store import Store

BATCH = 1_000
"""Tickets read at a time, as the fold reads them: more at once keep Python's collector busy."""
MUST = 10.0
"""Seconds: "in seconds"."""


def _facts(store: Store) -> int:
    """The care fields of every ticket, from its messages and events; how many tickets."""
    codes = list(store.table("tickets").values("code", None))
    for start in range(0, len(codes), BATCH):
        some = codes[start : start + BATCH]
        records: dict[str, list[Record]] = {code: [] for code in some}
        events: dict[str, list[Event]] = {code: [] for code in some}
        for number, doc in store.table("events").rows.having("ticket", some) or ():
            events[doc["ticket"]].append(event_of(doc, number))
        for number, doc in store.table("messages").rows.having("ticket", some) or ():
            records[doc["ticket"]].append(Record(number, doc))
        for code, found in records.items():
            care_fields(sorted(found, key=lambda r: r.when), events[code])
    return len(codes)


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

"""What it costs to compute care anew at full size: `python -m bench.recompute`, on the desk of bench/desks.py.

What `mado rebuild --care --verify` does: of every ticket its facts, promises and due times, of every customer the
risk, each compared with what stands there; and who is late. Seconds of wall time, with the CPU of both processes.
"""

from __future__ import annotations

import resource
import time
from collections.abc import Callable
from datetime import UTC, datetime

from bench.desks import desk
from config.charter import Target
from core.care.calendar import calendar_of
from core.care.clocks import Clocks
from core.care.recount import recount
from core.store import Store

MUST = 8.0
"""Seconds of wall time on two cores: "in seconds"."""


def _care(store: Store) -> int:
    return recount(store).tickets


def _clocks(store: Store) -> int:
    """Who is late by targets for first and next answers and silence; how many."""
    clocks = Clocks(calendar_of(zone=UTC), (Target(first=(240, 0), next=(0, 1), silence=(0, 3)),))
    now = datetime.now(UTC)
    table = store.table("tickets")
    return sum(table.total(clocks.late(what, now)) for what in ("answer", "silence"))


def _cpu() -> float:
    """Seconds of CPU of this process and of those that have ended."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def main() -> None:
    """Print seconds for each and whether all together is in seconds."""
    with desk() as loaded:
        store, whole = loaded.store, 0.0
        steps: tuple[tuple[str, Callable[[Store], int]], ...] = (
            ("facts, promises, due times, risk", _care),
            ("late by the clocks", _clocks),
        )
        for name, step in steps:
            wall, begun = time.perf_counter(), _cpu()
            count = step(store)
            took = time.perf_counter() - wall
            whole += took
            print(f"{name:40} {count:8,}  {took:6.2f} s wall, {_cpu() - begun:6.2f} s CPU")
        print(
            f"{'all together':40} {'':8}  {whole:6.2f} s wall (must {MUST:g}) {'met' if whole <= MUST else 'MISSED'}"
        )


if __name__ == "__main__":
    main()

"""The longest time and the most memory that one message under 25 MB takes to be read, over the families made to hurt.

Run: `python -m bench.worst`. Each message (`tests/corpus/worst.py`) is read in a process of its own; processor time
is counted, which other programs change little, and the process's memory at its peak, the message itself included.
"""

from __future__ import annotations

import json
import multiprocessing
import resource
import time

from core.mail.guard import read_guarded
from core.mail.parse import parse
from tests.corpus.worst import all_families


def _message(name: str) -> bytes:
    return next(make(size) for family, make, size in all_families() if family == name)


def _read(name: str) -> tuple[float, float]:
    """Seconds and megabytes of one message, read in this process whatever it looks like."""
    raw = _message(name)
    start = time.process_time()
    parse(raw)
    seconds = time.process_time() - start
    return seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _guarded(name: str) -> float:
    """Seconds on the clock through the door that intake and `mado parse` use."""
    raw = _message(name)
    start = time.monotonic()
    read_guarded(raw)
    return time.monotonic() - start


def main() -> None:
    """Measure every family and print one line of JSON."""
    found: dict[str, tuple[float, float]] = {}
    walls: dict[str, float] = {}
    processes = multiprocessing.get_context("fork")
    for name, _, _ in all_families():
        with processes.Pool(1) as pool:
            found[name] = pool.apply(_read, (name,))
        walls[name] = _guarded(name)
    slowest = max(found, key=lambda name: found[name][0])
    largest = max(found, key=lambda name: found[name][1])
    print(
        json.dumps(
            {
                "families": len(found),
                "slowest": slowest,
                "seconds": round(found[slowest][0], 2),
                "largest": largest,
                "megabytes": round(found[largest][1]),
                "guarded_seconds": round(max(walls.values()), 2),
            }
        )
    )


if __name__ == "__main__":
    main()

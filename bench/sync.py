"""A mailbox's sync against plainer and other ways to the same end, in the same run.

    python -m bench.sync [MESSAGES] [ROUNDS] [LARGE]

MESSAGES (10000) are synced for the first time in ROUNDS (3) by every way of `bench/sync_ways.py`, taken in turns:
`raw`, a hand-written pipelined socket reader that keeps nothing; IMAPClient as it is shipped; our sync up to its
durable raw log, and to its end (parsed, threaded, searchable, durable); mbsync (`FSync no`) with `mu index` or
`notmuch new`. Then a mailbox of LARGE (100000; 0: none) messages, and new mail until the console shows it. Ratios
are of wall time, and of CPU time of all processes where another load makes the clock a poor witness.
"""

from __future__ import annotations

import gc
import os
import sys
import time

from bench.sync_large import large
from bench.sync_live import live
from bench.sync_ways import WAYS, raw
from bench.verdict import Figure, judge
from tests.servers.dovecot import Dovecot, missing
from tests.servers.mail_maker import realistic
from tests.servers.other_client import OtherClient, fill_maildir

_ASKED = (
    ("first sync to a durable raw log, of a raw socket reader", "raw log", "raw", 2.0, 1.5),
    ("to the end, of mbsync (FSync no) + mu index", "mado sync", "mbsync + mu", 0.8, 0.33),
    ("to the end, of mbsync (FSync no) + notmuch new", "mado sync", "mbsync + notmuch", 0.5, 0.5),
)


def measured(server: Dovecot, count: int, rounds: int) -> tuple[dict[str, Figure], dict[str, Figure]]:
    """Seconds by the clock and of CPU (children that have ended included), by way, one for each round."""
    walls: dict[str, list[float]] = {name: [] for name in WAYS}
    cpus: dict[str, list[float]] = {name: [] for name in WAYS}
    for _round in range(rounds):
        for name, way in WAYS.items():
            gc.collect()
            wall, cpu = time.perf_counter(), sum(os.times()[:4])
            came = way(server, count)
            walls[name].append(time.perf_counter() - wall)
            cpus[name].append(sum(os.times()[:4]) - cpu)
            if came != count:
                sys.exit(f"{name}: {came} of {count} messages")
    return {n: Figure(v) for n, v in walls.items()}, {n: Figure(v) for n, v in cpus.items()}


def first_syncs(count: int, rounds: int) -> None:
    """Print how long each way takes, and what is asked of ours."""
    with Dovecot() as server:
        fill_maildir(server, (realistic(n) for n in range(count)))
        OtherClient(server).close()
        raw(server, count)
        walls, cpus = measured(server, count, rounds)
    print(f"{count:,} messages, Dovecot over loopback, medians of {rounds}, load {os.getloadavg()[0]:.1f}")
    for name in WAYS:
        wall, cpu = walls[name], cpus[name]
        speed = f"{wall.median:7.2f} s ± {wall.noise * 100:3.0f} %  {count / wall.median:7.0f} msg/s"
        print(f"  {name:18} {speed}  CPU {cpu.median:6.2f} s  {wall.over(walls['raw']).median:6.2f} x raw")
    for what, ours, theirs, must, goal in _ASKED:
        if theirs in walls:
            print(judge(what, walls[ours].over(walls[theirs]), must, goal))
            print(judge("  the same by CPU time", cpus[ours].over(cpus[theirs]), must, goal))


def main() -> None:
    """Measure and print."""
    count, rounds, many = (int(w) for w in (*sys.argv[1:4], *("10000", "3", "100000")[len(sys.argv) - 1 :]))
    if reason := missing():
        sys.exit(reason)
    if count:
        first_syncs(count, rounds)
    if many:
        large(many)
    live()


if __name__ == "__main__":
    main()

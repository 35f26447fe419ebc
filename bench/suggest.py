"""What suggested answers cost: `python -m bench.suggest`, on the desk of bench/desks.py (MADO_BENCH_TICKETS)."""

from __future__ import annotations

import time

from bench.desks import desk
from config.settings import Agent, Mailbox, Server, Settings
from core.canned import install_starter
from core.care.suggest import suggestions
from core.desk import Desk

ROUNDS = 60
GOAL_MS = 50


def main() -> None:
    """Print median and ninetieth percentile of CPU milliseconds, the first call (which counts use) beside."""
    with desk() as loaded:
        install_starter(loaded.home.canned_folder)
        server = Server("127.0.0.1", 1, "none")
        box = Mailbox(
            name="support", email="support@shop.example", imap=server, smtp=server, user="x", from_name="Shop"
        )
        open_desk = Desk(loaded.home, Settings(agent=Agent("yuki"), mailboxes=(box,)), loaded.store)
        codes = open_desk.codes("status:open", 0, ROUNDS + 1)
        times = []
        for code in codes:
            begun = time.process_time()
            suggestions(open_desk, code)
            times.append((time.process_time() - begun) * 1000)
        first, rest = times[0], sorted(times[1:])
        p50, p90 = rest[len(rest) // 2], rest[int(len(rest) * 0.9)]
        print(
            f"suggestions, {loaded.store.table('messages').total():,} messages: first {first:.1f} ms, "
            f"then p50 {p50:.1f} ms, p90 {p90:.1f} ms of CPU (goal {GOAL_MS})"
        )


if __name__ == "__main__":
    main()

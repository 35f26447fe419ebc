"""The store at a size of years: every figure of docs/store.md but those of searching (`bench/search.py`).

Prints each with what it must be and the machine's own noise. MADO_BENCH_TICKETS=100000 is the size the goals are set
for; MADO_BENCH_DESK=FOLDER keeps the desk for the next run. MADO_BENCH_LOAD: tickets of the bulk load (that many).
"""

from __future__ import annotations

import itertools
import os
import random
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime

from tinydb import where
from tinydb.queries import QueryInstance

from bench.cold import cold
from bench.desks import Loaded, Size, code_of, desk
from bench.figures import at, machine_noise, median_ratio, show, taken, times, verdict
from bench.loading import loading
from bench.waiting import waiting
from config.settings import Agent, Settings
from core import decisions
from core.desk import Desk
from core.query import parse_query
from core.search import SearchIndex
from core.store.table import StoreTable

VIEWS = ("", "status:open", "status:open assignee:me", "status:open -is:snoozed", "tag:vip", "is:unread", "from:田中")
_WRITER = """
import sys, time
from pathlib import Path
from config.home import Home
from core.store import Store

store = Store.open(Home(Path(sys.argv[1])))
for line in sys.stdin:
    store.table("sync").put(1, {"key": "bench", "at": time.monotonic()})
    print(flush=True)
"""


def main() -> None:
    """Measure and print."""
    with desk() as loaded:
        machine_noise(loaded.home.root)
        looking(loaded)
        deciding(loaded)
        watching(loaded)
        room(loaded)
        cold(loaded)
        machine_noise(loaded.home.root)
    waiting()
    loading(Size(int(os.environ.get("MADO_BENCH_LOAD", loaded.size.tickets))))
    print(f"SQLite {sqlite3.sqlite_version}, Python {sys.version.split()[0]}")


def looking(loaded: Loaded) -> None:
    """Windows, counts and look-ups."""
    store, noise = loaded.store, random.Random(3)
    tickets, messages = store.table("tickets"), store.table("messages")
    search, now = SearchIndex(store), datetime.now(UTC)
    for view in VIEWS:
        _view(tickets, view, parse_query(view, me="yuki", now=now).narrowed(search))
    last = loaded.size.tickets

    def address(_number: int) -> object:
        person = noise.randint(1, loaded.size.customers)
        mine = where("addresses").any([f"person{person}@example{person % 97}.co.jp"])
        return tickets.window(mine, order_by="updated")

    def by_id(_number: int) -> object:
        return messages.get(where("message_id") == f"{noise.randint(1, last)}.bench@example.com")

    def of_ticket(_number: int) -> object:
        return messages.search(where("ticket") == code_of(noise.randint(1, last)))

    for name, step in (
        ("customer history by address", address),
        ("message by Message-ID", by_id),
        ("messages of a ticket", of_ticket),
    ):
        found = taken(step, 1000)
        verdict(f"{name}, p99, CPU time", at(found.cpu, 0.99), "ms", 5, 1)
        verdict(f"{name}, p99, by the clock", at(found.wall, 0.99), "ms", 5, 1)
    show("change stamp", times(lambda _n: store.stamp(), 1000))


def _view(tickets: StoreTable, view: str, condition: QueryInstance | None) -> None:
    def window(_number: int) -> object:
        return tickets.window(condition, order_by="updated", stop=50)

    show(f"window of 50: {view or 'all'}", times(window, 30))
    show(f"count:        {view or 'all'}", times(lambda _n: tickets.total(condition), 10))


def deciding(loaded: Loaded) -> None:
    """A status set by the desk, durable, against a bare SQLite commit of the same bytes.

    That is one row with the very bytes of an event and its ticket as the store keeps them (some 1,200), put at the
    end of a table without any index, `synchronous = FULL` like ours, so that it writes one page. To say where the
    time goes, as much is written as the desk writes with its indexes (pages at once), and the least that two tables
    cost: the event put at the end of one, the ticket changed in its place in another of as many tickets.
    """
    bare = _bare(loaded)
    with Desk.open(loaded.home, Settings(Agent("mai"))) as opened:
        codes = [t.code for t in opened.rows("status:solved", 0, 300)]
        for code in codes:  # the desk's documents were made up; each as the fold writes it, once
            opened.do(decisions.set_status(code, "solved"))
        turns = itertools.cycle(codes[:299])  # with three statuses, so that each ticket gets another one every time
        statuses = itertools.cycle(("pending", "solved", "open"))

        def decide(_number: int) -> None:
            opened.do(decisions.set_status(next(turns), next(statuses)))

        written = _written(opened, decide)
        event, ticket = _bodies(opened, codes[0])
        places = itertools.cycle(random.Random(5).sample(range(1, loaded.size.tickets), 300))

        def two_tables(_number: int) -> None:
            bare.execute("BEGIN IMMEDIATE")
            bare.execute("INSERT INTO e(body) VALUES(?)", (event,))
            bare.execute("UPDATE k SET body = ? WHERE id = ?", (ticket, next(places)))
            bare.execute("COMMIT")

        ours, theirs, alike, two, busy = [], [], [], [], []
        for _turn in range(300):  # in turns, so that a noisy moment meets all
            theirs += times(lambda _n: bare.execute("INSERT INTO t(body) VALUES(?)", (event + ticket,)), 1)
            two += times(two_tables, 1)
            alike += times(lambda _n: bare.execute("INSERT INTO t(body) VALUES(?)", (bytes(written),)), 1)
            one = taken(decide, 1)
            ours += one.wall
            busy += one.cpu
    bare.close()
    for path in loaded.home.root.glob("bare*"):
        path.unlink()
    show("one durable decision", sorted(ours), f"of which CPU time {at(sorted(busy), 0.5):.2f} ms (p50)")
    show(f"bare SQLite commit of the same {len(event + ticket):,} bytes", sorted(theirs))
    show("the same as rows of two tables", sorted(two))
    ratio = median_ratio([at(sorted(ours), 0.5)], [at(sorted(alike), 0.5)])
    show(
        f"bare commit of all it writes ({written / 1000:.0f} KB)",
        sorted(alike),
        f"a decision takes {ratio:.2f} x that",
    )
    verdict(
        "one durable decision against a bare commit (medians)",
        median_ratio([at(sorted(ours), 0.5)], [at(sorted(theirs), 0.5)]),
        "x",
        2,
        1.3,
    )


def _bare(loaded: Loaded) -> sqlite3.Connection:
    """A database of plain tables; `k` holds as many tickets as the desk."""
    bare = sqlite3.connect(loaded.home.root / "bare.sqlite3", isolation_level=None)
    bare.execute("PRAGMA journal_mode = WAL")
    bare.execute("PRAGMA synchronous = FULL")
    for name in ("t", "e", "k"):
        bare.execute(f"CREATE TABLE {name}(id INTEGER PRIMARY KEY, body)")
    bare.execute("BEGIN")
    rows = ((number, bytes(1000)) for number in range(1, loaded.size.tickets + 1))
    bare.executemany("INSERT INTO k(id, body) VALUES(?, ?)", rows)
    bare.execute("COMMIT")
    bare.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return bare


def _bodies(opened: Desk, code: str) -> tuple[bytes, bytes]:
    """The newest event about a ticket, and the ticket, as the store keeps them."""
    rows = opened.store.engine.session.rows
    event = "SELECT body FROM d_events WHERE c_ticket = ? ORDER BY id DESC LIMIT 1"
    ticket = "SELECT body FROM d_tickets WHERE c_code = ?"
    return rows(event, (code,))[0][0], rows(ticket, (code,))[0][0]


def _written(opened: Desk, decide: Callable[[int], None], count: int = 20) -> int:
    """How many bytes of pages a decision writes to the log: all that its indexes and counts need, too."""
    engine = opened.ledger.store.engine
    taken(decide, count)
    engine.checkpoint()
    taken(decide, count)
    return engine.path.with_name(engine.path.name + "-wal").stat().st_size // count


def watching(loaded: Loaded) -> None:
    """How long after a commit of another process this one knows of it, which waits as the console does."""
    store = loaded.store
    argv = [sys.executable, "-c", _WRITER, str(loaded.home.root)]
    seen = []
    pipe = subprocess.PIPE
    with store.watch() as watch, subprocess.Popen(argv, stdin=pipe, stdout=pipe, text=True) as writer:
        assert writer.stdin is not None
        assert writer.stdout is not None
        for _number in range(200):
            before = store.stamp()
            watch.take()
            writer.stdin.write("\n")
            writer.stdin.flush()
            while store.stamp() == before:
                watch.wait(1)
            seen.append((time.monotonic() - store.table("sync").get(doc_id=1)["at"]) * 1000)
            writer.stdout.readline()
        writer.stdin.close()
    seen.sort()
    show("another process sees a change (incl. commit)", seen)
    verdict("another process sees a change, p99", at(seen, 0.99), "ms", 50, 10)


def room(loaded: Loaded) -> None:
    """Bytes on disk without raw mail, against the mail."""
    ours = sum(p.stat().st_size for p in loaded.home.root.glob("store.sqlite3") if p.is_file())
    noise = random.Random(5)
    messages = loaded.store.table("messages")
    count = messages.total()
    some = [messages.get(doc_id=noise.randint(1, count))["size"] for _number in range(1000)]
    mail = sum(some) / len(some) * count
    print(f"on disk: {ours / 1e6:,.0f} MB for {mail / 1e6:,.0f} MB of mail")
    verdict("on disk without raw mail, against the mail", ours / mail, "x", 0.5, 0.25)


if __name__ == "__main__":
    main()

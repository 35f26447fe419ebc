"""The store at a size of years: looking, deciding, loading, and how soon another process sees a change.

Prints medians, 99th percentiles and ratios with the machine's own noise. MADO_BENCH_TICKETS=100000 is the size
the goals are set for; MADO_BENCH_DESK=FOLDER keeps the desk for the next run.
"""

from __future__ import annotations

import itertools
import random
import sqlite3
import subprocess
import sys
import time
from datetime import UTC, datetime

from tinydb import where
from tinydb.queries import QueryInstance

from bench.desks import Loaded, Size, code_of, desk, made
from bench.figures import at, disk_noise, show, times
from core.grams import tokens
from core.query import parse_query
from core.search import SearchIndex
from core.searchable import searchable_text
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
        show("fdatasync of 4 KB (noise)", disk_noise(loaded.home.root))
        looking(loaded)
        deciding(loaded)
        watching(loaded)
        loading(loaded)
        room(loaded)


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

    show("history by address", times(address, 500), "must 5, goal 1")
    by_id = times(lambda _n: messages.get(where("message_id") == f"{noise.randint(1, last)}.bench@example.com"), 500)
    show("message by Message-ID", by_id, "must 5, goal 1")
    of_ticket = times(lambda _n: messages.search(where("ticket") == code_of(noise.randint(1, last))), 500)
    show("messages of a ticket", of_ticket, "must 5, goal 1")
    show("change stamp", times(lambda _n: store.stamp(), 1000))


def _view(tickets: StoreTable, view: str, condition: QueryInstance | None) -> None:
    def window(_number: int) -> object:
        return tickets.window(condition, order_by="updated", stop=50)

    show(f"window of 50: {view or 'all'}", times(window, 30))
    show(f"count:        {view or 'all'}", times(lambda _n: tickets.total(condition), 10))


def deciding(loaded: Loaded) -> None:
    """One event and its ticket in one durable transaction, against a bare SQLite commit of the same bytes."""
    store = loaded.store
    tickets, events = store.table("tickets"), store.table("events")
    docs = tickets.window(None, order_by="updated", stop=300)

    turns = itertools.cycle(docs)

    def decide(_number: int) -> None:
        doc = next(turns)
        with store.transaction():
            position = events.next_id()
            events.put(position, {"id": f"{position}", "kind": "status", "ticket": doc["code"], "by": "yuki"})
            tickets.put(doc.doc_id, {**doc, "status": "pending", "updated": datetime.now(UTC).isoformat()})

    bare = sqlite3.connect(loaded.home.root / "bare.sqlite3", isolation_level=None)
    bare.execute("PRAGMA journal_mode = WAL")
    bare.execute("PRAGMA synchronous = FULL")
    bare.execute("CREATE TABLE IF NOT EXISTS t(id INTEGER PRIMARY KEY, body)")
    ours: list[float] = []
    theirs: list[float] = []
    for _turn in range(300):  # in turns, so that a noisy moment meets both
        theirs += times(lambda _n: bare.execute("INSERT INTO t(body) VALUES(?)", ("x" * 900,)), 1)
        ours += times(decide, 1)
    bare.close()
    for path in loaded.home.root.glob("bare*"):
        path.unlink()
    ours.sort()
    theirs.sort()
    show("one durable decision", ours)
    ratio = at(ours, 0.5) / at(theirs, 0.5)
    show("bare SQLite commit of the same bytes", theirs, f"ratio {ratio:.2f}, must 2, goal 1.3")


def watching(loaded: Loaded) -> None:
    """How long after a commit of another process this one knows of it, asking every half millisecond."""
    store = loaded.store
    argv = [sys.executable, "-c", _WRITER, str(loaded.home.root)]
    seen = []
    with subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdin is not None
        assert writer.stdout is not None
        for _number in range(200):
            before = store.stamp()
            writer.stdin.write("\n")
            writer.stdin.flush()
            while store.stamp() == before:
                time.sleep(0.0005)
            seen.append((time.monotonic() - store.table("sync").get(doc_id=1)["at"]) * 1000)
            writer.stdout.readline()
        writer.stdin.close()
    show("another process sees a change (incl. commit)", sorted(seen), "must 50, goal 10")


def loading(loaded: Loaded) -> None:
    """Documents, indexes and search together, against FTS5 alone on the same texts."""
    if not loaded.seconds:
        print("loading: not measured, the desk was kept")
        return
    count = loaded.size.tickets * loaded.size.messages
    sample = min(loaded.size.tickets, 3000)
    texts = [searchable_text(m.message, m.text) for m in made(Size(sample))]
    alone = sqlite3.connect(loaded.home.root / "alone.sqlite3")
    alone.execute("PRAGMA journal_mode = WAL")
    alone.execute("CREATE VIRTUAL TABLE t USING fts5(a, content = '', tokenize = 'ascii')")
    began = time.perf_counter()
    for start in range(0, len(texts), 100):
        with alone:
            alone.executemany("INSERT INTO t(a) VALUES(?)", [(tokens(t).grams,) for t in texts[start : start + 100]])
    rate = len(texts) / (time.perf_counter() - began)
    alone.close()
    for path in loaded.home.root.glob("alone*"):
        path.unlink()
    ours = count / loaded.seconds
    print(f"bulk load: {ours:,.0f} messages/s, FTS5 alone {rate:,.0f}/s: {ours / rate:.2f} x (must 0.4, goal 0.7)")
    print(f"longest transaction of 100 messages while loading: {loaded.longest * 1000:.0f} ms")


def room(loaded: Loaded) -> None:
    """Bytes on disk without raw mail, against the mail."""
    ours = sum(p.stat().st_size for p in loaded.home.root.glob("store.sqlite3*"))
    noise = random.Random(5)
    messages = loaded.store.table("messages")
    count = messages.total()
    some = [messages.get(doc_id=noise.randint(1, count))["size"] for _number in range(1000)]
    mail = sum(some) / len(some) * count
    print(
        f"on disk: {ours / 1e6:,.0f} MB for {mail / 1e6:,.0f} MB of mail: {ours / mail:.2f} x (must 0.5, goal 0.25)"
    )
    print(f"SQLite {sqlite3.sqlite_version}, Python {sys.version.split()[0]}")


if __name__ == "__main__":
    main()

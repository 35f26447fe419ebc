"""A process of its own that writes to a store and says on standard output what was acknowledged."""

from __future__ import annotations

import sys
from pathlib import Path

from tinydb import where

from config.home import Home
from core.search import SearchIndex
from core.store import Store


def write_pairs(store: Store, name: str, count: int) -> None:
    """Ticket, message, search entry and raw copy in one transaction, one after the other."""
    search = SearchIndex(store)
    for number in range(count):
        key = f"{name}-{number}"
        raw = store.raw.put(f"raw {key} ".encode() * (number % 50 + 1))
        store.raw.sync()
        with store.transaction():
            message = store.table("messages").next_id()
            store.table("messages").put(message, {"ticket": key, "raw": raw, "refs": [key, "all"]})
            ticket = store.table("tickets").next_id()
            store.table("tickets").put(ticket, {"code": key, "status": "open", "tags": [name], "message": message})
            search.add(message, key, number, f"word{name} 返金 {key}")
        print(key, flush=True)


def count_up(store: Store, count: int) -> None:
    """Read a number and write it back, one higher: lost where two processes do it at once."""
    for _number in range(count):
        with store.transaction():
            doc = store.table("sync").get(where("key") == "counter")
            store.table("sync").put(1, {"key": "counter", "n": (doc["n"] if doc else 0) + 1})


def main() -> None:
    home, what, name, count = sys.argv[1:]
    with Store.open(Home(Path(home))) as store:
        print("ready", flush=True)
        if what == "pairs":
            write_pairs(store, name, int(count))
        else:
            count_up(store, int(count))


if __name__ == "__main__":
    main()

"""Several processes on one store, and what is left when they are killed."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from tinydb import where

from config.home import Home
from core.search import SearchIndex
from core.store import Store
from tests.pieces import luck

TORTURE = bool(os.environ.get("MADO_TORTURE"))
ROUNDS = 100 if TORTURE else 3
WRITERS = 3
CHANGES = 1000 if TORTURE else 60


def start(home: Home, what: str, name: str, count: int) -> subprocess.Popen[str]:
    argv = [sys.executable, "-m", "tests.core.store.worker", str(home.root), what, name, str(count)]
    root = Path(__file__).parents[3]
    return subprocess.Popen(argv, stdout=subprocess.PIPE, text=True, cwd=root)


def said_until(process: subprocess.Popen[str], lines: int) -> list[str]:
    assert process.stdout is not None
    return [line.strip() for _number, line in zip(range(lines), process.stdout, strict=False)]


def test_what_was_acknowledged_survives_kill_9_whole(
    home: Home, record_property: Callable[[str, object], None]
) -> None:
    record_property("kills", ROUNDS * WRITERS)
    chance = luck(7)
    acknowledged: set[str] = set()
    for turn in range(ROUNDS):
        writers = [start(home, "pairs", f"w{turn}x{n}", 100_000) for n in range(WRITERS)]
        for writer in writers:
            acknowledged.update(said_until(writer, chance.randrange(2, 40))[1:])
        for writer in writers:
            writer.kill()
            rest, _errors = writer.communicate()
            acknowledged.update(line for line in rest.split("\n")[:-1] if line and line != "ready")
        check_whole(home, acknowledged)


def check_whole(home: Home, acknowledged: set[str]) -> None:
    with Store.open(home) as store:
        tickets, messages = store.table("tickets").all(), store.table("messages").all()
        codes = {t["code"] for t in tickets}
        assert acknowledged <= codes
        assert len(codes) == len(tickets)
        assert codes == {m["ticket"] for m in messages}
        search = SearchIndex(store)
        assert set(search.tickets(["返金"])) == codes
        assert store.table("messages").total(where("refs").any(["all"])) == len(messages)
        for message in messages[-50:]:
            assert store.raw.get(message["raw"]).startswith(f"raw {message['ticket']} ".encode())
        assert list(store.raw.damage()) == []
        assert store.engine.session.rows("PRAGMA integrity_check") == [("ok",)]


def test_no_change_of_several_processes_is_lost(home: Home) -> None:
    writers = [start(home, "count", f"w{n}", CHANGES) for n in range(WRITERS)]
    assert [writer.wait() for writer in writers] == [0] * WRITERS
    for writer in writers:
        assert writer.stdout is not None
        writer.stdout.close()
    with Store.open(home) as store:
        assert store.table("sync").get(doc_id=1)["n"] == WRITERS * CHANGES
        assert store.stamp() == WRITERS * CHANGES


def test_a_commit_of_another_process_is_seen_at_once(home: Home, store: Store) -> None:
    before = store.stamp()
    writer = start(home, "pairs", "other", 1)
    assert said_until(writer, 2) == ["ready", "other-0"]
    assert store.stamp() == before + 1
    assert store.table("tickets").get(where("code") == "other-0")["status"] == "open"
    writer.communicate()


def test_reading_waits_for_no_writer(store: Store, home: Home) -> None:
    table = store.table("tickets")
    table.put(1, {"code": "A", "status": "open"})
    with Store.open(home) as other, store.transaction():
        table.put(1, {"code": "A", "status": "solved"})
        assert other.table("tickets").get(doc_id=1)["status"] == "open"
        assert other.table("tickets").total(where("status") == "open") == 1

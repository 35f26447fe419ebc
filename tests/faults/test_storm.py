"""Several writers at once on one desk, killed at random again and again: everything acknowledged is there, whole."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from config.home import Home
from core.desk import Desk
from core.restore import restore
from core.store.session import LOG_BYTES
from tests.core.conftest import settings
from tests.faults.storm import WORK, rest, start
from tests.faults.ways import fill, letter
from tests.pieces import FULL, luck, many

ROUNDS = many("rounds", 60, 3)
EACH, PARTS = (10, 5) if FULL else (3, 1)
CHANGES = 1000 if FULL else 25
Acknowledged = dict[str, list[str]]


@pytest.mark.timeout(1800 if FULL else 60)
@pytest.mark.parametrize("part", range(PARTS))
def test_writers_killed_at_random_lose_nothing_and_leave_nothing_half(
    tmp_path: Path, part: int, record_property: Callable[[str, object], None]
) -> None:
    noise = luck(5 + part)
    home, beside = Home(tmp_path / "home"), tmp_path / "beside"
    beside.mkdir()
    kills = 0
    for turn in range(ROUNDS):
        if turn % (EACH * 3) == 0:
            shutil.rmtree(home.root, ignore_errors=True)
            fill(home)
            acknowledged: Acknowledged = {}
        writers = [start(home, beside, work, turn * len(WORK) + n + 1) for n, work in enumerate(WORK)]
        rest(noise, 0.8)
        noise.shuffle(writers)
        for writer in writers:
            rest(noise, 0.02)
            for line in writer.kill():
                assert not line.startswith("!"), line.replace("\r", "\n")
                word, _space, what = line.partition(" ")
                acknowledged.setdefault(word, []).append(what)
            kills += 1
        _all_there(home, acknowledged)
        if turn % EACH == EACH - 1:
            _sound(home, beside, acknowledged.pop("backup", []))
    record_property("kills", kills)


def _all_there(home: Home, acknowledged: Acknowledged) -> None:
    with Desk.open(home, settings()) as desk:
        assert desk.store.damage() == []
        messages = {doc["message_id"]: doc["raw"] for doc in desk.store.table("messages")}
        for line in acknowledged.get("mail", []):
            for number in map(int, line.split()):
                assert desk.raw(messages[f"m{number}@customer.example"]) == letter(number)
        notes = [d["data"]["text"] for d in desk.store.table("events") if d["kind"] == "note"]
        assert len(notes) == len(set(notes))
        assert {f"note {what}" for what in acknowledged.get("note", [])} <= set(notes)
        entries = {e["id"]: e["raw"] for e in desk.store.table("outbox")}
        assert set(acknowledged.get("queued", [])) <= entries.keys()
        assert all(desk.store.raw.get(raw) for raw in entries.values())


def _sound(home: Home, beside: Path, backups: list[str]) -> None:
    with Desk.open(home, settings()) as desk:
        assert desk.keeping.fsck().findings == ()
        assert desk.keeping.rebuild(verify=True).differences == ()
        assert len(desk.codes("返金")) == desk.store.table("tickets").total()
    for number, name in enumerate(backups):
        restore(Home(beside / f"copy{number}"), beside / name)
        shutil.rmtree(beside / f"copy{number}")
    for path in beside.iterdir():
        path.unlink()


@pytest.mark.timeout(1800 if FULL else 60)
@pytest.mark.parametrize("count", [2, 8] if FULL else [4])
def test_every_decision_of_several_processes_is_there_in_one_order(tmp_path: Path, count: int) -> None:
    home = Home(tmp_path / "home")
    fill(home)
    with Desk.open(home, settings()) as desk:
        before = desk.ledger.position()
    writers = [start(home, tmp_path, WORK[1], n, CHANGES) for n in range(count)]
    log = home.store_file.with_name("store.sqlite3-wal")
    with Desk.open(home, settings()):  # so that the last writer to end does not move the log
        said = [line for writer in writers for line in writer.ended()]
        assert log.stat().st_size < 6 * LOG_BYTES
    assert sorted(said) == sorted(f"note {n} {turn}" for n in range(count) for turn in range(CHANGES))
    with Desk.open(home, settings()) as desk:
        events = [d for d in desk.store.table("events") if d.doc_id > before]
        assert sorted(d["data"]["text"] for d in events if d["kind"] == "note") == sorted(said)
        assert [d["at"] for d in events] == sorted(d["at"] for d in events)
        assert [d.doc_id for d in events] == list(range(before + 1, before + 1 + 2 * len(said)))

"""All or nothing, durable, numbered: transactions of one process."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from itertools import pairwise

import pytest
from tinydb import where

from config.errors import MadoError
from config.home import Home
from core.store import Store
from core.store.session import LOG_BYTES


def test_what_a_failed_transaction_wrote_is_gone(store: Store) -> None:
    with pytest.raises(ZeroDivisionError), store.transaction():
        store.table("tickets").put(1, {"code": "A", "tags": ["x"]})
        store.set_meta("key", "value")
        _ = 1 / 0
    assert store.table("tickets").all() == []
    assert store.table("tickets").total(where("tags").any(["x"])) == 0
    assert store.meta("key") is None


def test_a_part_that_fails_spoils_the_whole_even_where_it_is_caught(store: Store) -> None:
    with pytest.raises(RuntimeError), store.transaction():
        store.table("tickets").put(1, {"code": "A"})
        with pytest.raises(ZeroDivisionError), store.transaction():
            _ = 1 / 0
    assert store.table("tickets").all() == []
    store.table("tickets").put(1, {"code": "B"})
    assert store.table("tickets").total() == 1


def test_nested_transactions_commit_once_at_the_outermost_end(store: Store, home: Home) -> None:
    before = store.stamp()
    with Store.open(home) as other:
        with store.transaction():
            with store.transaction():
                store.table("tickets").insert({"code": "A"})
            assert other.table("tickets").total() == 0
        assert other.table("tickets").total() == 1
    assert store.stamp() == before + 1


def test_the_stamp_grows_with_writes_only(store: Store) -> None:
    before = store.stamp()
    store.table("tickets").all()
    with store.transaction():
        pass
    assert store.stamp() == before
    store.table("tickets").insert({"code": "A"})
    store.set_meta("key", "value")
    assert store.stamp() == before + 2


def test_inside_a_transaction_the_stamp_stands_as_before_it(store: Store) -> None:
    before = store.stamp()
    with store.transaction():
        store.table("tickets").insert({"code": "A"})
        assert store.stamp() == before
    assert store.stamp() == before + 1


def test_writing_what_is_there_already_changes_nothing(store: Store) -> None:
    store.table("tickets").put(1, {"code": "A", "tags": ["x"]})
    before = store.stamp()
    store.table("tickets").put(1, {"code": "A", "tags": ["x"]})
    assert store.stamp() == before


def test_many_threads_count_without_losing_a_change(store: Store) -> None:
    def count_up(_turn: int) -> None:
        with store.transaction():
            doc = store.table("sync").get(doc_id=1) or {"key": "counter", "n": 0}
            store.table("sync").put(1, {**doc, "n": doc["n"] + 1})

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(count_up, range(80)))
    assert store.table("sync").get(doc_id=1)["n"] == 80


def test_one_thread_reads_the_old_state_while_another_writes(store: Store) -> None:
    table = store.table("tickets")
    table.put(1, {"code": "A", "status": "open"})
    written, seen = threading.Event(), threading.Event()

    def write() -> None:
        with store.transaction():
            table.put(1, {"code": "A", "status": "solved"})
            written.set()
            assert seen.wait(10)

    thread = threading.Thread(target=write)
    thread.start()
    assert written.wait(10)
    assert table.get(doc_id=1)["status"] == "open"
    seen.set()
    thread.join()
    assert table.get(doc_id=1)["status"] == "solved"


def test_a_snapshot_shows_one_moment(store: Store, home: Home) -> None:
    table = store.table("tickets")
    with Store.open(home) as other, store.snapshot():
        assert table.total() == 0
        other.table("tickets").insert({"code": "A"})
        assert table.total() == 0
    assert table.total() == 1


def test_connections_of_threads_that_ended_are_closed(store: Store) -> None:
    for _turn in range(20):
        thread = threading.Thread(target=store.stamp)
        thread.start()
        thread.join()
    assert len(store.engine._sessions._open) <= 3


def test_the_log_is_moved_into_the_database_and_does_not_grow_for_ever(store: Store, home: Home) -> None:
    table = store.table("texts")
    for number in range(30):
        with store.transaction():
            for part in range(20):
                table.put(
                    number * 20 + part + 1,
                    {"text": f"{number}{part}" * 4, "noise": [hash((number, n)) for n in range(900)]},
                )
    log = home.store_file.with_name(home.store_file.name + "-wal")
    assert log.stat().st_size < 12 << 20
    assert table.total() == 600


def test_a_closed_store_says_so(home: Home) -> None:
    store = Store.open(home)
    store.close()
    with pytest.raises(MadoError, match="closed"):
        store.stamp()


def test_the_log_does_not_grow_for_ever_where_somebody_always_waits(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.store.session.LOG_BYTES", 200_000)
    monkeypatch.setattr("core.store.lock.WriteLock.acquire_if_free", lambda _lock: False)
    with Store.open(home) as store:
        log = home.store_file.with_name("store.sqlite3-wal")
        store.engine.session.run("PRAGMA journal_size_limit = 200000")
        table, sizes = store.table("tickets"), []
        for number in range(150):
            table.put(number % 9 + 1, {"code": str(number), "text": "x" * 20_000})
            sizes.append(log.stat().st_size)
        assert 800_000 < max(sizes) < 1_200_000 and sum(a > b for a, b in pairwise(sizes)) >= 2
        assert table.total() == 9


def test_the_log_is_moved_only_by_whoever_holds_the_lock_and_not_while_others_wait(home: Home) -> None:
    with Store.open(home) as store, Store.open(home) as other:
        assert store.engine.session.rows("PRAGMA wal_autocheckpoint") == [(0,)]
        log = home.store_file.with_name("store.sqlite3-wal")
        table = store.table("tickets")
        other.engine.session.lock.acquire()
        assert not store.engine.session.lock.acquire_if_free()
        other.engine.session.lock.release()
        for number in range(40):
            table.put(number + 1, {"code": str(number), "text": "x" * 500_000})
        assert log.stat().st_size < 3 * LOG_BYTES
        assert home.store_file.stat().st_size > LOG_BYTES


def test_a_word_is_known_from_one_transaction_to_the_next_until_somebody_else_writes_or_it_fails(home: Home) -> None:
    with Store.open(home) as one, Store.open(home) as other:
        one.set_meta("place", "1")
        with one.transaction():
            assert one.meta("place") == "1"
        other.set_meta("place", "2")
        with one.transaction():
            assert one.meta("place") == "2"
        with suppress(KeyError), one.transaction():
            one.set_meta("place", "3")
            raise KeyError
        with one.transaction():
            assert one.meta("place") == "2"
        other.drop_meta("place")
        with one.transaction():
            assert one.meta("place") is None


def test_one_document_is_changed_with_all_that_is_indexed_of_it(store: Store) -> None:
    table = store.table("tickets")
    table.put(1, {"code": "A", "status": "open", "tags": ["one"], "notes": 1, "claim": {"by": "Yuki", "until": "x"}})
    for remembers in (False, True):
        with store.remembering() if remembers else store.transaction():
            old = table.only("code", "A")
            assert old is not None
            new = {key: value for key, value in old.items() if key != "claim"}
            table.change(old, {**new, "tags": ["two", str(remembers)], "notes": 1.0, "status": "solved"})
        assert table.search(where("tags").any(["one"])) == []
        assert [d.doc_id for d in table.search(where("tags").any([str(remembers)]))] == [1]
        assert table.total(where("status") == "solved") == 1
        rows = store.engine.session.rows("SELECT c_notes, typeof(c_notes), c_claim_until FROM d_tickets")
        assert rows == [(1.0, "real", b"")]
    assert store.table("tickets").only("code", "B") is None


def test_a_new_event_gets_a_number_that_none_has_whatever_the_stamp_says(store: Store) -> None:
    events = store.table("events")
    with store.transaction():
        events.add(events.next_id(), {"id": "a", "ticket": None, "kind": "note", "by": "Yuki", "at": ""})
    with store.transaction() as session:
        session.run("INSERT INTO d_events(id, body) SELECT 70, body FROM d_events")  # past all that keeps account
    with store.transaction():
        assert events.next_id() == 71

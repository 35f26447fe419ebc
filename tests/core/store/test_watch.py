"""Who waits hears of a commit at once, whoever made it; and is not woken for nothing."""

from __future__ import annotations

import threading

import pytest

from config.home import Home
from core.store import Store
from core.store.watch import Watch


@pytest.mark.parametrize("polling", [False, True])
def test_a_commit_of_somebody_else_ends_the_wait(home: Home, polling: bool) -> None:
    with (
        Store.open(home) as store,
        Store.open(home) as other,
        Watch(store.engine.lock_file, polling=polling) as watch,
    ):
        assert not watch.wait(0)
        before = store.stamp()
        writer = threading.Timer(0.01, lambda: other.set_meta("key", "value"))
        writer.start()
        assert watch.wait(30)
        assert store.stamp() > before
        writer.join()
        watch.take()
        assert not watch.wait(0)


def test_what_was_committed_before_the_wait_is_not_missed(home: Home) -> None:
    with Store.open(home) as store, store.watch() as watch:
        store.set_meta("key", "value")
        assert watch.wait(0)


def test_reading_and_what_was_taken_back_wake_nobody(home: Home) -> None:
    with Store.open(home) as store, store.watch() as watch:
        store.table("tickets").total()
        with pytest.raises(ZeroDivisionError), store.transaction():
            store.set_meta("key", "value")
            raise ZeroDivisionError
        assert not watch.wait(0)

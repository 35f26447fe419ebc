"""After much has come in the index becomes one piece between mails, and whoever was stopped goes on."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.home import Home
from core import search_marks, search_settle
from core.search import SearchIndex
from core.search_settle import settle_when_idle, unsettled
from core.store import Store


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.setattr(search_marks, "WORTHWHILE", 0)
    monkeypatch.setattr(search_marks, "_MOST", 1)
    monkeypatch.setattr(search_marks, "_AT_A_TIME", 1)
    monkeypatch.setattr(search_settle, "MUCH", 10)
    with Store.open(Home(tmp_path / "home").ensure()) as opened:
        opened.engine.session.run("PRAGMA synchronous = OFF")
        yield opened


def come_in(store: Store, first: int, count: int) -> SearchIndex:
    search = SearchIndex(store)
    for number in range(first, first + count):
        search.add(number, f"T{number}", number * 60, f"返金 word{number % 7} refund")
    return search


def pieces(store: Store) -> int:
    return int(store.engine.session.rows("SELECT count(DISTINCT segid) FROM grams_idx")[0][0])


def test_it_waits_while_mail_comes_in_and_settles_once_none_does(store: Store) -> None:
    search = come_in(store, 1, 9)
    assert not unsettled(store.engine)
    looks = itertools.count()
    before: list[int] = []

    def stopped(_seconds: float) -> bool:
        look = next(looks)
        if look < 3:
            come_in(store, 100 + look, 1)
            before.append(pieces(store))
        return look > 400

    settle_when_idle(store.engine, 64, stopped)
    assert min(before) > 1
    assert pieces(store) == 1
    assert not unsettled(store.engine)
    assert len(search.tickets(["返金", "refund"])) == 12


@pytest.mark.parametrize("steps", [1, 3, 5, 8])
def test_whoever_is_stopped_is_gone_on_with_and_nothing_is_done_twice(store: Store, steps: int) -> None:
    search = come_in(store, 1, 30)
    turns = 0
    while unsettled(store.engine):
        for _step in itertools.islice(search.settle(), steps):
            pass
        turns += 1
        assert turns < 200
        assert len(search.tickets(["返金", "word3"])) == len([n for n in range(1, 31) if n % 7 == 3])
    made = store.engine.session.rows("SELECT count(*) FROM marks WHERE word GLOB 'grams *'")
    assert made == [(len({"返金", "金", "refund", *(f"word{n}" for n in range(7))}),)]
    assert list(search.settle()) is not None

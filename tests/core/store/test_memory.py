"""A transaction that remembers answers as one that asks SQL each time, and leaves the same documents."""

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tinydb import where

from config.home import Home
from core.store import Store

CODES = ("A", "B", "C", "Ａ")
_code = st.sampled_from(CODES)
_codes = st.lists(_code, max_size=3)
_number = st.integers(1, 5)
_document = st.fixed_dictionaries(
    {"ticket": _code | st.none(), "message_id": _code, "raw": _code, "refs": _codes, "places": _codes},
)
_step = st.one_of(
    st.tuples(st.just("add"), _document),
    st.tuples(st.just("put"), _number, _document),
    st.tuples(st.just("remove"), _number),
    st.tuples(st.just("one"), _number),
    st.tuples(st.just("equal"), _code),
    st.tuples(st.just("any"), _codes),
    st.tuples(st.just("having"), _codes),
    st.tuples(st.just("both"), _code, _code),
    st.tuples(st.just("either"), _code, _codes),
    st.tuples(st.just("all"), st.none()),
    st.tuples(st.just("count"), _code),
    st.tuples(st.just("window"), _number),
)


def done(store: Store, step: tuple[Any, ...]) -> Any:
    table = store.table("messages")
    match step:
        case ("add", document):
            number = table.next_id()
            table.put(number, document)
            return number
        case ("put", number, document):
            return table.put(number, document)
        case ("remove", number):
            return table.remove(doc_ids=[number])
        case ("one", number):
            return table.get(doc_id=number)
        case ("equal", code):
            return ids(table.search(where("ticket") == code))
        case ("any", codes):
            return ids(table.search(where("refs").any(codes)))
        case ("having", codes):
            return ids(table.having("places", *codes)), ids(table.having("message_id", *codes))
        case ("both", code, other):
            return ids(table.search((where("raw") == code) & (where("message_id") == other)))
        case ("either", code, codes):
            return ids(table.search((where("raw") == code) | where("refs").any(codes)))
        case ("count", code):
            return table.total(where("ticket") == code)
        case ("window", number):
            return ids(table.window(None, order_by="arrived", stop=number))
    return ids(table.all())


def ids(found: list[Any]) -> list[tuple[int, dict[str, Any]]]:
    return [(d.doc_id, dict(d)) for d in found]


@settings(max_examples=60, deadline=None)
@given(st.lists(_step, max_size=12), st.lists(_step, max_size=25))
def test_what_is_remembered_is_what_sql_would_say(before: list[Any], steps: list[Any]) -> None:
    said = []
    for long in (False, True):
        with tempfile.TemporaryDirectory() as folder, Store.open(Home(Path(folder)).ensure()) as store:
            with store.transaction():
                for step in before:
                    done(store, step)
            with store.remembering() if long else store.transaction():
                answers = [done(store, step) for step in steps]
            said.append((answers, [done(store, step) for step in steps if step[0] not in ("add", "put", "remove")]))
            said[-1] += (ids(store.table("messages").all()),)  # type: ignore[assignment]  # a third part
    assert said[0] == said[1]


@pytest.fixture
def store(tmp_path: Path) -> Callable[[], Store]:
    return lambda: Store.open(Home(tmp_path / "home").ensure())


def test_nothing_is_remembered_beyond_the_transaction(store: Callable[[], Store]) -> None:
    with store() as one, store() as other:
        with one.remembering():
            assert one.table("messages").having("ticket", "A") == []
        other.table("messages").put(1, {"ticket": "A"})
        assert [d.doc_id for d in one.table("messages").having("ticket", "A")] == [1]


def test_a_failure_takes_back_what_was_only_remembered(store: Callable[[], Store]) -> None:
    with store() as one:
        with pytest.raises(KeyError), one.remembering():
            one.table("messages").put(1, {"ticket": "A"})
            raise KeyError
        assert one.table("messages").all() == []
        assert one.table("messages").having("ticket", "A") == []

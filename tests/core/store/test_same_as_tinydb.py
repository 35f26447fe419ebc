"""Random documents × random queries: the store answers as TinyDB in memory does."""

from __future__ import annotations

import operator
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tinydb import Query, TinyDB, where
from tinydb.queries import QueryInstance
from tinydb.storages import MemoryStorage
from tinydb.table import Document

from config.home import Home
from core.query_fields import ends, holds
from core.store import Store
from core.store.compile import plan
from core.store.schema import schema_of

texts = st.sampled_from(["", "a", "b", "open", "返金", "é", "\0", "a\0b", "𠮷", "\uffff", "1"])
numbers = st.sampled_from([0, 1, -1, 2**62, 1.0, 0.5, -0.0, 1e300, 2**53 + 1])
scalars = st.one_of(st.none(), st.booleans(), numbers, texts)
anything = st.one_of(scalars, st.lists(scalars, max_size=3), st.dictionaries(texts, scalars, max_size=2))
documents = st.fixed_dictionaries(
    {"updated": texts, "rev": numbers},
    optional={
        "status": anything,
        "assignee": scalars,
        "customer": anything,
        "claim": st.one_of(st.none(), st.fixed_dictionaries({}, optional={"until": anything})),
        "tags": anything,
        "addresses": st.lists(texts, max_size=3),
        "flags": st.lists(st.fixed_dictionaries({}, optional={"level": scalars}), max_size=2),
        "elsewhere": anything,
    },
)


_orders = st.sampled_from([operator.lt, operator.le, operator.gt, operator.ge])

# Paths are drawn as words: a Query answers to every attribute, which confuses whoever prints examples.
_PATHS = ["status", "assignee", "customer", "tags", "elsewhere", "updated", "missing", "claim.until"]


def _at(path: str) -> Query:
    field, _dot, inner = path.partition(".")
    return where(field)[inner] if inner else where(field)


def _leaves() -> st.SearchStrategy[QueryInstance]:
    paths = st.sampled_from(_PATHS)
    lists = st.lists(scalars, max_size=11)
    return st.one_of(
        st.builds(lambda f, v: _at(f) == v, paths, anything),
        st.builds(lambda f, v: _at(f) != v, paths, anything),
        st.builds(lambda f: _at(f).exists(), paths),
        st.builds(lambda f, v: _at(f).one_of(v), paths, lists),
        st.builds(lambda v: where("tags").any(v), lists),
        st.builds(lambda v: where("tags").all(v), st.lists(scalars, max_size=2)),
        st.builds(lambda v: where("addresses").any(v), st.lists(texts, min_size=9, max_size=11)),
        st.builds(lambda v: where("flags").any(where("level") == v), scalars),
        st.builds(lambda f: _at(f).matches("a"), paths),
        st.builds(lambda f: _at(f).test(lambda v: str(v) == "open"), paths),
        st.builds(lambda op, v: op(where("updated"), v), _orders, texts),
        st.builds(lambda op, v: op(where("rev"), v), _orders, numbers),
        st.builds(lambda v: Query().fragment({"status": v}), scalars),
        st.builds(lambda v: holds("addresses", v), texts),
        st.builds(lambda v: ends("addresses", v), texts.filter(bool)),
        st.just(QueryInstance(lambda _d: True, ())),
    )


queries = st.recursive(
    _leaves(),
    lambda inner: st.one_of(
        st.builds(lambda a, b: a & b, inner, inner),
        st.builds(lambda a, b: a | b, inner, inner),
        st.builds(lambda a: ~a, inner),
    ),
    max_leaves=5,
)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with Store.open(Home(tmp_path_factory.mktemp("desk"))) as opened:
        yield opened


@pytest.mark.parametrize("name", ["tickets", "undeclared"])
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(docs=st.lists(documents, max_size=8), asked=st.lists(queries, min_size=4, max_size=8))
def test_every_query_finds_what_tinydb_finds(
    shared: Store, name: str, docs: list[dict[str, Any]], asked: list[QueryInstance]
) -> None:
    ours, theirs = shared.table(name), TinyDB(storage=MemoryStorage).table(name)
    with shared.transaction():
        ours.truncate()
        for number, doc in enumerate(docs, 1):
            ours.put(number, doc)
            theirs.insert(Document(doc, number))
    for query in asked:
        try:
            expected = theirs.search(query)
        except TypeError:
            continue
        told = str(plan(query, schema_of(name)))
        found = ours.search(query)
        assert [(d.doc_id, d) for d in found] == [(d.doc_id, d) for d in expected], told
        assert ours.total(query) == ours.count(query) == len(expected), told
        assert (ours.get(query) or None) == (expected[0] if expected else None), told
        assert {d.doc_id for d in ours.window(query, order_by="updated")} == {d.doc_id for d in expected}, told
        states = ours.values("rev", query, order_by="updated")
        assert states == [d["rev"] for d in ours.window(query, order_by="updated")], told


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    docs=st.lists(documents, max_size=8),
    query=queries,
    change=st.fixed_dictionaries({"status": scalars, "tags": st.lists(texts, max_size=2)}),
)
def test_updates_and_removals_leave_what_tinydb_leaves(
    shared: Store, docs: list[dict[str, Any]], query: QueryInstance, change: dict[str, Any]
) -> None:
    ours, theirs = shared.table("tickets"), TinyDB(storage=MemoryStorage).table("tickets")
    with shared.transaction():
        ours.truncate()
        for number, doc in enumerate(docs, 1):
            ours.put(number, doc)
            theirs.insert(Document(dict(doc), number))
    try:
        expected = theirs.update(change, query)
    except TypeError:
        return
    assert ours.update(change, query) == expected
    kept = where("status").one_of(["open", "a", None, 1]) & (where("assignee") == None)  # noqa: E711 (a TinyDB query)
    assert ours.total(kept) == theirs.count(kept)  # from counts that triggers keep
    again = where("tags").any(["a", "返金"])
    assert [(d.doc_id, d) for d in ours.search(again)] == [(d.doc_id, d) for d in theirs.search(again)]
    assert ours.remove(~again) == theirs.remove(~again)
    assert [(d.doc_id, d) for d in ours.all()] == [(d.doc_id, d) for d in theirs.all()]
    assert ours.total(again) == len(theirs)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    docs=st.lists(documents, max_size=12),
    query=st.one_of(st.none(), queries),
    field=st.sampled_from(["updated", "rev", "doc_id", "base_subject"]),
    down=st.booleans(),
    start=st.integers(0, 5),
    size=st.one_of(st.none(), st.integers(0, 5)),
)
def test_a_window_is_a_slice_of_the_sorted_matches(
    shared: Store,
    docs: list[dict[str, Any]],
    query: QueryInstance | None,
    field: str,
    down: bool,
    start: int,
    size: int | None,
) -> None:
    table = shared.table("tickets")
    with shared.transaction():
        table.truncate()
        for number, doc in enumerate(docs, 1):
            table.put(number, doc)
    stop = None if size is None else start + size
    try:
        found = [d for d in table if query is None or query(d)]
    except TypeError:
        return
    found.sort(key=lambda d: (d.get(field, ""), d.doc_id) if field != "doc_id" else d.doc_id, reverse=down)
    window = table.window(query, order_by=field, descending=down, start=start, stop=stop)
    assert [d.doc_id for d in window] == [d.doc_id for d in found][start:stop]

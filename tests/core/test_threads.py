"""Threads: the same answer for every order of arrival, whatever ids messages bear and name."""

from __future__ import annotations

import os
import random
import tracemalloc
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from core.threads import Node, thread, threads

DAY = datetime(2026, 1, 5, tzinfo=UTC)
TORTURE = bool(os.environ.get("MADO_TORTURE"))
MANY = 100 if TORTURE else 1


def _node(name: str, *parents: str, hours: int | None = 0, key: str = "") -> Node:
    date = None if hours is None else DAY + timedelta(hours=hours)
    return Node(name, parents, date, key)


def test_an_answer_stands_below_what_it_answers_whatever_its_clock_says() -> None:
    assert thread([_node("b", "a", hours=1), _node("a", hours=5)]) == [["a", "b"]]


def test_a_missing_message_joins_those_that_refer_to_it() -> None:
    assert thread([_node("b", "gone", hours=1), _node("c", "gone", hours=2), _node("d", hours=3)]) == [
        ["b", "c"],
        ["d"],
    ]


def test_a_chain_of_missing_messages_joins_too() -> None:
    assert thread([_node("a"), _node("z", "a", "x", "y", hours=9), _node("w", "y", hours=10)]) == [["a", "z", "w"]]


def test_two_messages_with_one_id_are_both_kept() -> None:
    assert thread([_node("a", key="1"), _node("a", key="2", hours=1), _node("b", "a", hours=2)]) == [["a", "a", "b"]]


def test_a_second_copy_of_a_message_adds_nothing() -> None:
    assert thread([_node("a", key="1"), _node("a", key="1")]) == [["a"]]
    assert thread([_node("a", key="1"), _node("b"), _node("a", "b", key="1")]) == [["b", "a"]]


def test_loops_and_self_references_end() -> None:
    assert thread([_node("a", "a")]) == [["a"]]
    assert thread([_node("a", "b", hours=2), _node("b", "a", hours=1)]) == [["b", "a"]]
    assert thread([_node("a", "c"), _node("b", "a", hours=1), _node("c", "b", hours=2)]) == [["a", "b", "c"]]


def test_dates_that_are_missing_or_have_no_zone_come_in_order() -> None:
    plain = Node("b", (), datetime(2026, 1, 5, 1))
    assert thread([_node("c", hours=None), plain, _node("a")]) == [["a"], ["b"], ["c"]]
    far = [Node("x", (), datetime.max.replace(tzinfo=UTC)), Node("y", (), datetime.min.replace(tzinfo=UTC))]
    assert thread(far) == [["y"], ["x"]]


def test_nothing_gives_nothing() -> None:
    assert thread([]) == []


IDS = st.sampled_from(list("abcdefgh"))
NODES = st.builds(
    Node,
    IDS,
    st.lists(IDS, max_size=4).map(tuple),
    st.one_of(st.none(), st.integers(0, 5).map(lambda n: DAY + timedelta(hours=n))),
    st.sampled_from(["", "1"]),
)


@settings(max_examples=300 * MANY, deadline=None)
@given(st.lists(NODES, max_size=12), st.randoms(use_true_random=False))
def test_every_order_of_arrival_gives_the_same_threads(nodes: list[Node], chance: random.Random) -> None:
    first = threads(nodes)
    mixed = list(nodes)
    chance.shuffle(mixed)
    assert threads(mixed) == first


@settings(max_examples=200 * MANY, deadline=None)
@given(st.lists(NODES, max_size=12))
def test_every_message_stands_once_and_with_all_it_is_connected_to(nodes: list[Node]) -> None:
    found = threads(nodes)
    shown = [(node.id, node.key) for group in found for node in group]
    assert sorted(shown) == sorted({(node.id, node.key) for node in nodes})
    group_of = {node.id: number for number, group in enumerate(found) for node in group}
    assert len(group_of) == len({node.id for node in nodes})
    for node in nodes:
        for parent in node.parents:
            assert group_of.get(parent, group_of[node.id]) == group_of[node.id]


@settings(max_examples=100 * MANY, deadline=None)
@given(st.lists(st.tuples(IDS, IDS), max_size=8))
def test_messages_in_one_thread_are_connected_by_references(pairs: list[tuple[str, str]]) -> None:
    nodes = [Node(child, (parent,)) for child, parent in pairs]
    for group in threads(nodes):
        reached, waiting = {group[0].id}, [group[0].id]
        while waiting:
            at = waiting.pop()
            for child, parent in pairs:
                for one, other in ((child, parent), (parent, child)):
                    if one == at and other not in reached:
                        reached.add(other)
                        waiting.append(other)
        assert {node.id for node in group} <= reached


def _chain(count: int) -> list[Node]:
    return [_node(f"m{n}", *(f"m{n - 1}",) * bool(n), hours=n) for n in range(count)]


def test_one_very_long_chain_and_one_very_wide_thread_are_read() -> None:
    count = 100_000 if TORTURE else 20_000
    chain = _chain(count)
    random.Random(1).shuffle(chain)
    assert thread(chain) == [[f"m{n}" for n in range(count)]]
    wide = [_node("root"), *(_node(f"m{n}", "root", hours=1) for n in range(count))]
    assert len(thread(wide)[0]) == count + 1
    doubles = [_node("same", "same", key=str(n)) for n in range(count)]
    assert thread(doubles) == [["same"] * count]


def test_memory_grows_no_faster_than_the_messages() -> None:
    def peak(count: int) -> int:
        nodes = _chain(count)
        tracemalloc.start()
        thread(nodes)
        used = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return used

    assert peak(16_000) < 6 * peak(4_000)

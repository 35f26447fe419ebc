"""Which messages belong together: what Message-ID, In-Reply-To and References connect, and nothing else.

The answer is a union over the ids a message names; a message that is missing still joins those that refer to it.
It does not depend on the order in which messages are given. Never by subject: subjects repeat between strangers
and change within a thread (RFC 5256 section 2.2 step 5 is left out on purpose). Loops and self-references do no
harm. Time and memory grow with the number of messages and references.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

_Place = tuple[bool, float, str, str]


@dataclass(frozen=True, slots=True)
class Node:
    """One message. `id` is its Message-ID without brackets; `parents` the ids it refers to, oldest first.

    `key` tells messages with the same id apart (a hash of the body): the same id and key are one message.
    """

    id: str
    parents: tuple[str, ...] = ()
    date: datetime | None = None
    key: str = ""


def thread(nodes: Iterable[Node]) -> list[list[str]]:
    """The ids of each thread, as `threads` orders them; an id stands twice where two messages bear it."""
    return [[node.id for node in members] for members in threads(nodes)]


def threads(nodes: Iterable[Node]) -> list[list[Node]]:
    """The messages of each thread in order of display; threads by their first message.

    In a thread a message stands below the nearest one it refers to; otherwise the oldest comes first, those
    without a date last, and equal ones by id and key.
    """
    unique = _unique(nodes)
    union = _Union()
    for node in unique:
        own = union.number(node.id)
        for parent in node.parents:
            union.join(own, union.number(parent))
    members: dict[int, list[Node]] = defaultdict(list)
    for node in unique:
        members[union.root(union.number(node.id))].append(node)
    shown = [_in_order_of_display(group) for group in members.values()]
    shown.sort(key=lambda group: min(map(_place, group)))
    return shown


def _unique(nodes: Iterable[Node]) -> list[Node]:
    """Each message once. Copies of one message may differ in what they refer to: all of it counts."""
    found: dict[tuple[str, str], Node] = {}
    for node in nodes:
        known = found.get((node.id, node.key))
        found[node.id, node.key] = node if known is None else _merged(known, node)
    return list(found.values())


def _merged(one: Node, other: Node) -> Node:
    """One node for two copies, the same whichever came first."""
    if one == other:
        return one
    first, second = sorted((one, other), key=lambda node: (_place(node), len(node.parents), node.parents))
    parents = first.parents
    if second.parents != parents:
        parents = tuple(sorted({*first.parents, *second.parents}))
    return Node(first.id, parents, first.date, first.key)


def _place(node: Node) -> _Place:
    """What decides between two messages neither of which answers the other."""
    date = node.date
    if date is None:
        return (True, 0.0, node.id, node.key)
    aware = date if date.tzinfo else date.replace(tzinfo=UTC)
    return (False, (aware - _EPOCH).total_seconds(), node.id, node.key)


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class _Union:
    """Disjoint sets of ids, by number, with path halving and union by size."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._above: list[int] = []
        self._size: list[int] = []

    def number(self, name: str) -> int:
        """The number of an id, a new one for an id not seen before."""
        known = self._numbers.setdefault(name, len(self._above))
        if known == len(self._above):
            self._above.append(known)
            self._size.append(1)
        return known

    def root(self, number: int) -> int:
        """The number that stands for the set."""
        above = self._above
        while above[number] != number:
            above[number] = above[above[number]]
            number = above[number]
        return number

    def join(self, one: int, other: int) -> None:
        """Make two sets one."""
        one, other = self.root(one), self.root(other)
        if one == other:
            return
        if self._size[one] < self._size[other]:
            one, other = other, one
        self._above[other] = one
        self._size[one] += self._size[other]


def _in_order_of_display(group: list[Node]) -> list[Node]:
    """Oldest first, but never above the message it answers; a loop is entered at its oldest message."""
    if len(group) == 1:
        return group
    left: dict[str, int] = defaultdict(int)
    for node in group:
        left[node.id] += 1
    waiting: dict[str, list[Node]] = defaultdict(list)
    ready: list[tuple[_Place, Node]] = []
    for node in group:
        parent = _nearest(node, left)
        if parent is None:
            ready.append((_place(node), node))
        else:
            waiting[parent].append(node)
    heapq.heapify(ready)
    by_age: list[Node] | None = None
    shown: list[Node] = []
    done: set[tuple[str, str]] = set()
    while len(shown) < len(group):
        if not ready:
            by_age = by_age if by_age is not None else sorted(group, key=_place, reverse=True)
            while (by_age[-1].id, by_age[-1].key) in done:
                by_age.pop()
            heapq.heappush(ready, (_place(by_age[-1]), by_age[-1]))
        node = heapq.heappop(ready)[1]
        if (node.id, node.key) in done:
            continue
        done.add((node.id, node.key))
        shown.append(node)
        left[node.id] -= 1
        if not left[node.id]:
            for child in waiting.pop(node.id, ()):
                if (child.id, child.key) not in done:
                    heapq.heappush(ready, (_place(child), child))
    return shown


def _nearest(node: Node, present: dict[str, int]) -> str | None:
    """The last id it refers to that is there; its own does not count."""
    return next((parent for parent in reversed(node.parents) if parent != node.id and parent in present), None)

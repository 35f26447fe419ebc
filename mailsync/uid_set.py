"""Sets of UIDs as IMAP writes them: "1:900,902" (RFC 3501 9, sequence-set)."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator

MAX_UID = 0xFFFFFFFF


class UidSet:
    """A set of UIDs kept as sorted, disjoint, non-touching ranges; cheap for the few ranges mail makes."""

    __slots__ = ("_first", "_last")

    def __init__(self, ranges: Iterable[tuple[int, int]] = ()) -> None:
        self._first: list[int] = []
        self._last: list[int] = []
        for low, high in sorted((min(r), max(r)) for r in ranges):
            if self._last and low <= self._last[-1] + 1:
                self._last[-1] = max(self._last[-1], high)
            else:
                self._first.append(low)
                self._last.append(high)

    @classmethod
    def of(cls, uids: Iterable[int]) -> UidSet:
        """The set of these UIDs."""
        found = cls()
        first, last = found._first, found._last
        for uid in sorted(uids):
            if last and uid <= last[-1] + 1:
                last[-1] = uid
            else:
                first.append(uid)
                last.append(uid)
        return found

    @classmethod
    def read(cls, text: str) -> UidSet:
        """From a sequence set; what is not a number or a range of two is ignored. `*` is never a UID here."""
        ranges = []
        for word in text.split(","):
            low, _, high = word.strip().partition(":")
            if low.isdecimal() and (not high or high.isdecimal()) and len(low) <= 10 and len(high) <= 10:
                ranges.append((int(low), int(high or low)))
        return cls(ranges)

    def __str__(self) -> str:
        return ",".join(f"{a}:{b}" if a != b else f"{a}" for a, b in self.ranges())

    def __contains__(self, uid: int) -> bool:
        at = bisect_right(self._first, uid) - 1
        return at >= 0 and uid <= self._last[at]

    def __len__(self) -> int:
        return sum(b - a + 1 for a, b in self.ranges())

    def __bool__(self) -> bool:
        return bool(self._first)

    def __iter__(self) -> Iterator[int]:
        for low, high in self.ranges():
            yield from range(low, high + 1)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, UidSet) and str(self) == str(other)

    def __hash__(self) -> int:
        return hash(str(self))

    def __or__(self, other: UidSet) -> UidSet:
        return UidSet([*self.ranges(), *other.ranges()])

    def __and__(self, other: UidSet) -> UidSet:
        return self - (self - other)

    def __sub__(self, other: UidSet) -> UidSet:
        """By ranges, so that it costs nothing where both are long stretches."""
        left: list[tuple[int, int]] = []
        takers = other.ranges()
        taker = next(takers, None)
        for low, high in self.ranges():
            while taker is not None and taker[1] < low:
                taker = next(takers, None)
            while taker is not None and taker[0] <= high:
                if taker[0] > low:
                    left.append((low, taker[0] - 1))
                low = taker[1] + 1
                if low > high:
                    break
                taker = next(takers, None)
            if low <= high:
                left.append((low, high))
        return UidSet(left)

    def __reversed__(self) -> Iterator[int]:
        for low, high in zip(reversed(self._first), reversed(self._last), strict=True):
            yield from range(high, low - 1, -1)

    def ranges(self) -> Iterator[tuple[int, int]]:
        """The ranges, ascending, both ends included."""
        return zip(self._first, self._last, strict=True)

    def without(self, done: UidSet) -> list[int]:
        """The UIDs of this set that are not in `done`, ascending."""
        return [uid for uid in self if uid not in done]


def sequence(uids: Iterable[int]) -> bytes:
    """UIDs as the shortest sequence set for a command."""
    return str(UidSet.of(uids)).encode("ascii")

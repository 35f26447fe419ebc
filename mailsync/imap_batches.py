"""Cutting a list of messages into fetch commands: newest first, bounded by count and by bytes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

MAX_COUNT = 500
MAX_BYTES = 8 * 1024 * 1024
FAIR_SHARE = MAX_BYTES // MAX_COUNT
"""As large as every message of a full batch may be: what is smaller need not tell its size."""
SIZE_CAP = 25 * 1024 * 1024
START_BYTES = 1024 * 1024
_FIRST_COUNTS = (50, 200)


@dataclass(frozen=True, slots=True)
class Batch:
    """UIDs of one UID FETCH, ascending. `start` is how many bytes of each are asked for, None: all."""

    uids: tuple[int, ...]
    start: int | None = None


def plan(
    newest_first: Iterable[int],
    sizes: Mapping[int, int],
    *,
    ramp: bool = False,
    limit: Callable[[], int] = lambda: MAX_COUNT,
) -> Iterator[Batch]:
    """Batches of at most `limit()` messages and 8 MB. What is over the cap comes alone, by its first megabyte.

    `ramp` keeps the first two batches small, so that the newest tickets are there at once. Each batch is cut when it
    is asked for, as large as it may be by then: on a line that just fell they begin small and grow.
    """
    counts = iter(_FIRST_COUNTS if ramp else ())
    most = min(next(counts, MAX_COUNT), limit())
    uids: list[int] = []
    weight = 0
    for uid in newest_first:
        size = sizes.get(uid, 0)
        if size > SIZE_CAP:
            yield Batch((uid,), START_BYTES)
            continue
        if uids and (len(uids) >= most or weight + size > MAX_BYTES):
            yield Batch(tuple(sorted(uids)))
            uids, weight = [], 0
            most = min(next(counts, MAX_COUNT), limit())
        uids.append(uid)
        weight += size
    if uids:
        yield Batch(tuple(sorted(uids)))


def windows(uids: Sequence[int], length: int) -> Iterator[Sequence[int]]:
    """Pieces of an ascending list from its end, each newest first."""
    for end in range(len(uids), 0, -length):
        yield uids[max(0, end - length) : end][::-1]

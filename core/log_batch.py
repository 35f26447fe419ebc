"""What one payload of the log says: a batch of one replica's events, or a pack of batches with their places."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import orjson

from core.events import SEEN_NAME, Event, Seen
from core.log import Position
from core.log_shapes import well_formed
from core.times import stored

MOST_EVENTS = 1000


class Malformed(Exception):
    """A payload of this team that does not say what a payload says: another version's, or a bug's."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Events of one replica that were shipped together. Its name is (replica, seq); seq leaves no gap.

    `nonce` tells two replicas with the same name apart (a store that was copied). `now` is the sender's clock
    when it was sealed (seconds since 1970). `founding` has the positions that the events had before the log
    was shared; then the batch stands in era 0. `ages` are the seconds between each decision and the sealing, where
    the batch was read.
    """

    replica: str
    seq: int
    nonce: str
    now: int
    events: tuple[Event, ...]
    founding: tuple[int, ...] = ()
    passed_over: int = 0
    ages: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Packed:
    """A batch as a pack holds it: where it stands in the order, when the server took it, and its content."""

    position: Position
    time: int
    content: bytes


@dataclass(frozen=True, slots=True)
class Pack:
    """Batches with their places, and the keyring's history where there is one (core/team_state.py)."""

    batches: tuple[Packed, ...]
    keys: Mapping[str, Any] | None = None


def batch_content(batch: Batch) -> bytes:
    """A batch as the log carries it (JSON); times are seconds before it was sealed."""
    names: dict[str, int] = {}
    marks: dict[tuple[int, int], int] = {}
    rows = []
    for event in batch.events:
        by = names.setdefault(event.by, len(names))
        mark = marks.setdefault(event.seen.placed, len(marks))
        ago = batch.now - int(datetime.fromisoformat(event.at).timestamp())
        seen = [mark, *(name[:SEEN_NAME] for name in event.seen.messages)]
        rows.append([event.id, event.kind, event.ticket, event.data, by, ago, seen])
        if batch.founding:
            rows[-1].append(event.seen.position)
    said: dict[str, Any] = {"r": batch.replica, "s": batch.seq, "x": batch.nonce, "n": batch.now}
    said |= {"b": list(names), "p": list(marks), "e": rows}
    if batch.founding:
        said["f"] = list(batch.founding)
    return orjson.dumps(said)


def batch_of(content: bytes) -> Batch:
    """Read a batch. Raises Malformed; events of a known kind that lack what it needs are left out and counted."""
    try:
        said = orjson.loads(content)
    except ValueError as error:
        raise Malformed(type(error).__name__) from error
    return _batch(said)


def _batch(said: Any) -> Batch:
    try:
        rows, now = said["e"], int(said["n"])
        founding = tuple(int(p) for p in said.get("f", ()))
        names, marks = [str(n) for n in said["b"]], [(int(a), int(b)) for a, b in said["p"]]
        if len(rows) > MOST_EVENTS or (founding and len(founding) != len(rows)):
            raise Malformed("the events do not fit")
        events = [_event(row, now, names, marks) for row in rows]
        fit = [n for n, event in enumerate(events) if well_formed(event)]
        batch = Batch(
            str(said["r"]),
            int(said["s"]),
            str(said["x"]),
            now,
            tuple(events[n] for n in fit),
            tuple(founding[n] for n in fit) if founding else (),
            len(rows) - len(fit),
            tuple(max(0, int(rows[n][5])) for n in fit),
        )
    except (ValueError, KeyError, TypeError, IndexError, OverflowError) as error:
        raise Malformed(type(error).__name__) from error
    if batch.seq < 1 or not batch.replica:
        raise Malformed("no name")
    return batch


def _event(row: Sequence[Any], now: int, names: Sequence[str], marks: Sequence[tuple[int, int]]) -> Event:
    id, kind, ticket, data, by, ago, (mark, *messages), *position = row
    if not (isinstance(id, str) and isinstance(kind, str) and isinstance(data, dict)):
        raise Malformed("an event has another shape")
    seen = Seen(int(position[0]) if position else 0, tuple(map(str, messages)), marks[mark])
    return Event(id, kind, None if ticket is None else str(ticket), data, names[by], _at(now - int(ago)), seen)


@lru_cache(maxsize=4096)
def _at(moment: int) -> str:
    return stored(datetime.fromtimestamp(moment, UTC))


def pack_content(pack: Pack) -> bytes:
    """A pack as the log carries it."""
    rows = [[*p.position, p.time, orjson.Fragment(p.content)] for p in pack.batches]
    return orjson.dumps({"b": rows, **({"k": dict(pack.keys)} if pack.keys else {})})


def pack_of(content: bytes) -> Pack:
    """Read a pack. Raises Malformed."""
    try:
        said = orjson.loads(content)
        rows = [Packed(Position(int(e), int(u)), int(t), orjson.dumps(b)) for e, u, t, b in said["b"]]
        return Pack(tuple(rows), said.get("k"))
    except (ValueError, KeyError, TypeError) as error:
        raise Malformed(type(error).__name__) from error


def unpacked(content: bytes) -> Iterator[tuple[Packed, Batch]]:
    """Every batch of a pack with its place, read. Raises Malformed."""
    try:
        rows = orjson.loads(content)["b"]
        for era, uid, time, said in rows:
            yield Packed(Position(int(era), int(uid)), int(time), orjson.dumps(said)), _batch(said)
    except (ValueError, KeyError, TypeError) as error:
        raise Malformed(type(error).__name__) from error


def packs_of(batches: Sequence[Packed], most: int) -> Iterator[Sequence[Packed]]:
    """Batches in pieces whose content has about `most` bytes at most."""
    piece: list[Packed] = []
    weight = 0
    for batch in batches:
        if piece and weight + len(batch.content) > most:
            yield piece
            piece, weight = [], 0
        piece.append(batch)
        weight += len(batch.content)
    if piece:
        yield piece

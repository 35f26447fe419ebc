"""What changes with every commit, in one row: the stamp, the newest time and id of the log, the tickets changed last.

In one row because a commit costs most where it writes many pages. A checksum tells whether it was altered; what it
says beside the stamp is found again in the tables then.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from core.events import PENDING
from core.store.values import Unreadable, decode

if TYPE_CHECKING:
    from core.store.session import Session

_HEAD = struct.Struct("<IqqB")
_SEEN = "SELECT n, rest, (SELECT max(id) FROM d_events) FROM stamp"
_PAIR = struct.Struct("<qq")
_MOST = 120
"""So many changes fit into the row's page."""


@dataclass(frozen=True, slots=True)
class Moment:
    """The store between two commits.

    `clock` is the newest time of an event of ours (stored text), `newest` the highest id that was given to an event.
    `recent` are pairs (stamp, id) of the tickets that changed in the commits after `floor`, oldest first.
    """

    stamp: int
    newest: int = 0
    clock: str = ""
    floor: int = 0
    recent: bytes = field(default=b"", repr=False)

    def pack(self) -> bytes:
        """All but the stamp, as the row keeps it."""
        clock = self.clock.encode()
        rest = _HEAD.pack(0, self.newest, self.floor, len(clock))[4:] + clock + self.recent
        return zlib.crc32(rest).to_bytes(4, "little") + rest

    def after(self, touched: Collection[int], clock: str, newest: int) -> Moment:
        """The next one, in whose commit these tickets changed."""
        stamp = self.stamp + 1
        recent, floor = self.recent, self.floor
        if touched:
            recent += b"".join([_PAIR.pack(stamp, number) for number in touched])
        if len(recent) > _MOST * _PAIR.size:
            pairs = list(_PAIR.iter_unpack(recent))
            floor = pairs[len(pairs) - _MOST // 2 - 1][0]
            recent = b"".join(_PAIR.pack(*pair) for pair in pairs if pair[0] > floor)
        return Moment(stamp, max(self.newest, newest), max(self.clock, clock), floor, recent)

    def changed_since(self, stamp: int) -> list[int] | None:
        """The ids of the tickets that changed in the commits after `stamp`; None where that is too long ago."""
        if stamp < self.floor:
            return None
        return sorted({number for when, number in _PAIR.iter_unpack(self.recent) if when > stamp})


def unpacked(stamp: int, rest: object) -> Moment | None:
    """The moment of a row; None where the row was altered. An empty one is a store in which nothing was written."""
    if rest == b"":
        return Moment(stamp)
    if not isinstance(rest, bytes) or len(rest) < _HEAD.size:
        return None
    told, newest, floor, length = _HEAD.unpack_from(rest)
    recent = rest[_HEAD.size + length :]
    if zlib.crc32(rest[4:]) != told or len(recent) % _PAIR.size:
        return None
    return Moment(stamp, newest, rest[_HEAD.size : _HEAD.size + length].decode(), floor, recent)


def read_moment(session: Session) -> Moment:
    """The moment that this session sees; found again in the tables where its row was altered."""
    ((stamp, rest, there),) = session.rows(_SEEN)
    moment = unpacked(stamp, rest) or _found_again(session, stamp)
    return moment if there is None or there <= moment.newest else replace(moment, newest=there)


def is_altered(session: Session) -> bool:
    """Whether the row is not what was written."""
    ((stamp, rest),) = session.rows("SELECT n, rest FROM stamp")
    return unpacked(stamp, rest) is None


def keep(session: Session, moment: Moment) -> None:
    """Write a moment as the one before this transaction; inside it."""
    session.moment = moment
    session.run("UPDATE stamp SET n = ?, rest = ?", (moment.stamp, moment.pack()))


def leap(session: Session, stamp: int) -> None:
    """Go on from a later stamp, because what was committed before it is gone; inside a transaction."""
    keep(session, replace(read_moment(session), stamp=stamp, floor=stamp, recent=b""))


def _found_again(session: Session, stamp: int) -> Moment:
    newest, clock = 0, ""
    for number, body in session.rows("SELECT id, body FROM d_events ORDER BY id DESC LIMIT 40"):
        newest = max(newest, number)
        try:
            clock = max(clock, str(decode(body).get("at", "")))
        except Unreadable:
            continue
    if session.rows("SELECT 1 FROM meta WHERE key = 'team'"):
        newest = max(newest, PENDING)
    return Moment(stamp, newest, clock, floor=stamp)

"""The log as a transport carries it: batches of events in one order that everybody sees.

A transport keeps opaque payloads (core/teamkeys.py seals and opens them) and gives each a position. The
store of one desk is folded from what `read` brings; who shares a log shares its order, and so its tickets.
Two transports stand: a file on this machine (core/local_log.py) and a folder of the mailbox
(mailsync/teamlog.py). A third needs these five methods and has to pass tests/core/test_log_contract.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol


class Position(NamedTuple):
    """A place in a log's order. `era` is the log's identity where it can be made anew (IMAP: UIDVALIDITY, growing);
    `uid` grows within it. A log that was never shared is era 0."""

    era: int
    uid: int


START = Position(0, 0)


@dataclass(frozen=True, slots=True)
class Item:
    """One message of a log: its position, when the server took it (seconds since 1970, UTC), its payload.

    `payload` is None where the server listed it and gave nothing: a hole, not yet to be passed. `subject` is
    what a person would see of it in a mail program.
    """

    position: Position
    time: int
    payload: bytes | None
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What stands after a position, in order; `listed` are all positions that the listing named.

    `upto` is the number that the log gives next: everything below it was listed. 0 where the transport does not say.
    """

    era: int
    items: Sequence[Item]
    listed: frozenset[int]
    upto: int = 0


class Log(Protocol):
    """A transport. Every method may raise MadoError (TryLater: no network, no room just now)."""

    def append(self, payload: bytes) -> Position | None:
        """Add one payload at the end; its position where the transport learns it. Once it returns it is kept."""
        ...

    def read(self, after: Position) -> Reading:
        """Everything after a position, of the era that holds now; all of it where the era is another."""
        ...

    def wait(self, seconds: float) -> bool:
        """Until there may be something new, at most that long; a hint, nothing more."""
        ...

    def remove(self, positions: Iterable[Position]) -> None:
        """Take messages out whose content stands in a pack by now. Positions that are not there are passed over."""
        ...

"""The log's unit: one decision of a person or a rule, with what its author had seen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

PENDING = 1 << 62
"""Local positions from here on are those of events that the team's log has not shown yet."""

RULE = "mado"
"""The author of what no person decided: a ticket opened or merged because mail came."""


FILED = "file"
"""The kind of the event that says which ticket messages were filed under: [name, code, may belong to …] each."""

ASK = "approval.ask"
"""The kind of the event by which somebody asks a colleague to read and send a reply (core/approvals.py)."""

SEEN_NAME = 12
"""So many letters of a message's name travel with a decision: 48 bits, to be told apart within one ticket."""


LEFT = "handover"
"""The kind of the event with which a shift leaves a note for the next one."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What the author of a decision had before them: log position and newest messages of the ticket.

    `messages` are the names (core/records.py) of the ticket's newest message, by its date, and of those
    written in the same second; a record's local id means nothing on another replica. A message that was
    not seen reopens the ticket, on every replica alike. `placed` is the newest place of the team's log that
    had been read. In a team's log a name is cut to what tells the messages of one ticket apart (SEEN_NAME).
    """

    position: int = 0
    messages: tuple[str, ...] = ()
    placed: tuple[int, int] = (0, 0)

    def knows(self, name: str) -> bool:
        """Whether a message was among the newest that were seen."""
        return name in self.messages or name[:SEEN_NAME] in self.messages


@dataclass(frozen=True, slots=True)
class Placed:
    """Where an event stands in the team's log, the same on every replica.

    `origin` is the replica that wrote it, (`era`, `low`) its place in the order, `time` when the server took it
    (seconds since 1970), `age` how many seconds its author had it before that, by their own clock.
    """

    origin: str
    era: int
    low: int
    time: int
    age: int = 0


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody wants to change; made by `core/decisions.py`, turned into an Event by the desk."""

    kind: str
    ticket: str | None = None
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Event:
    """One decision as it stands in the log: `id` unique for ever, `position` its place in the order, `at` UTC."""

    id: str
    kind: str
    ticket: str | None
    data: Mapping[str, Any]
    by: str
    at: str
    seen: Seen = Seen()
    position: int = 0
    team: Placed | None = None

    @property
    def place(self) -> tuple[int, int]:
        """Its place in the order that is the same everywhere; what was not shipped yet comes after all else."""
        if self.team is not None:
            return self.team.era, self.team.low
        return (0, self.position) if self.position < PENDING else (1 << 40, self.position)

    @property
    def moment(self) -> str:
        """When it happened by the server's clock (stored time), or by its author's where no server has seen it."""
        if self.team is None:
            return self.at
        return datetime.fromtimestamp(self.team.time, UTC).isoformat()

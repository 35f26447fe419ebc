"""The log's unit: one decision of a person or a rule, with what its author had seen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

RULE = "mado"
"""The author of what no person decided: a ticket opened or merged because mail came."""


FILED = "file"
"""The kind of the event that says which ticket messages were filed under: [name, code, may belong to …] each."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What the author of a decision had before them: log position and newest messages of the ticket.

    `messages` are the names (core/records.py) of the ticket's newest message, by its date, and of those
    written in the same second; a record's local id means nothing on another replica. A message that was
    not seen reopens the ticket, on every replica alike.
    """

    position: int = 0
    messages: tuple[str, ...] = ()


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

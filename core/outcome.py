"""What an attempt to send came to: the one thing the wire tells the outbox."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an attempt came to, recipient by recipient; answers of the server are clean text.

    `unknown`: the line fell after the final dot, so the `accepted` ones may or may not have it.
    """

    accepted: tuple[str, ...] = ()
    refused: Mapping[str, str] = field(default_factory=dict)
    later: Mapping[str, str] = field(default_factory=dict)
    error: str = ""
    unknown: bool = False
    phase: str = ""


def outcome_doc(outcome: Outcome) -> dict[str, object]:
    """An outcome as plain JSON."""
    return {
        "accepted": list(outcome.accepted),
        "refused": dict(outcome.refused),
        "later": dict(outcome.later),
        "error": outcome.error,
        "unknown": outcome.unknown,
        "phase": outcome.phase,
    }


def outcome_of(doc: Mapping[str, Any]) -> Outcome:
    """An outcome out of its JSON."""
    return Outcome(
        tuple(doc["accepted"]), doc["refused"], doc["later"], doc["error"], bool(doc["unknown"]), doc["phase"]
    )

"""Conflicts of offline edits: what somebody decided offline, too late to count, told to whoever decided it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from config.languages import translator
from core.events import Event
from core.fold import in_force
from core.log_batch import Batch
from core.meanwhile import word
from core.staleness import FIELDS, STALE_SECONDS, stale_ids

if TYPE_CHECKING:
    from core.ledger import Ledger

_ = translator("core")


@dataclass(frozen=True, slots=True)
class Conflict:
    """A decision that changed nothing: who had set `field` to `stands` before its author's `wanted` arrived."""

    event: str
    ticket: str
    field: str
    wanted: str
    stands: str
    by: str
    at: datetime


def may_conflict(batch: Batch) -> set[str]:
    """The tickets of a batch of one's own about which something was decided long before it was shipped."""
    aged = zip(batch.events, batch.ages, strict=False)
    return {e.ticket for e, age in aged if age > STALE_SECONDS and e.ticket and e.kind in FIELDS}


def conflicts(ledger: Ledger, codes: set[str]) -> Sequence[Conflict]:
    """What this desk's agent decided about these tickets, too late to count, in the log's order."""
    found = []
    for code in sorted({ledger.resolve(code) for code in codes}):
        events = in_force(ledger.events_of([code, *ledger.aliases(code)]))
        stale = stale_ids(events)
        for event in events:
            if event.id in stale and event.by == ledger.agent and event.kind in FIELDS:
                found.append(_conflict(code, event, [e for e in events if e.id not in stale]))
    return found


def _conflict(code: str, event: Event, counting: Sequence[Event]) -> Conflict:
    before = [e for e in counting if e.kind == event.kind and e.place < event.place]
    newest = before[-1] if before else event
    return Conflict(
        event.id,
        code,
        FIELDS[event.kind],
        _value(event),
        _value(newest),
        newest.by,
        datetime.fromisoformat(newest.moment),
    )


def _value(event: Event) -> str:
    if event.kind == "snooze":
        return str(event.data.get("until") or ("reply" if event.data.get("until_reply") else ""))
    return str(event.data.get(FIELDS[event.kind]) or "")


def conflict_sentence(conflict: Conflict) -> str:
    """What was decided, and what stands instead, as a person reads it."""
    said = _("{code}: what you decided offline ({wanted}) came too late. {name} had decided {stands}; that stands.")
    wanted, stands = word(conflict.field, conflict.wanted), word(conflict.field, conflict.stands)
    return said.format(code=conflict.ticket, wanted=wanted, stands=stands, name=conflict.by)

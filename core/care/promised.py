"""The promise ledger: what we promised on a ticket, until when, and what became of it.

A promise is an event of the log, made when a reply leaves or by hand. What became of it is folded from later events:
kept by a person's word, or, where word was promised, by our next reply; moved to another time; dropped as none.
Whether it is late is computed from the clock, never written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Literal

from core.events import Event

MADE, KEPT, MOVED, DROPPED = "promise", "promise.keep", "promise.move", "promise.drop"
KINDS = frozenset({MADE, KEPT, MOVED, DROPPED})
State = Literal["open", "kept", "dropped"]
_WORD = re.compile(
    "連絡|返信|返事|回答|報告|知らせ|案内|電話|説明|伝え|"
    r"\b(?:get back|come back to|let you know|update you|write|reply|respond|answer|call|email|be in touch"
    r"|contact|report"
    r"|inform|tell you|hear (?:from|back)|follow up|confirm|keep you)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Promised:
    """A promise of a ticket. Times are aware; `due` None where it is vague or waits for the customer."""

    id: str
    ticket: str
    text: str
    due: datetime | None
    made: datetime
    by: str
    state: State = "open"
    closed: datetime | None = None

    def late(self, now: datetime) -> bool:
        """Whether it is over its time and not kept."""
        return self.state == "open" and self.due is not None and self.due < now

    @property
    def broken(self) -> bool:
        """Whether it was kept only after its time."""
        return self.closed is not None and self.state == "kept" and self.due is not None and self.closed > self.due


def fold_promises(events: Sequence[Event]) -> list[Promised]:
    """What became of a ticket's promises: its events in log order, those taken back left out."""
    found: dict[str, Promised] = {}
    for event in events:
        if event.kind == MADE:
            found[event.id] = _made(event)
        elif event.kind in KINDS and (held := found.get(event.data["promise"])) is not None:
            found[held.id] = _changed(held, event)
        elif event.kind == "sent":
            found |= {
                p.id: replace(p, state="kept", closed=_time(event.at)) for p in _answered(found.values(), event)
            }
    return list(found.values())


def _made(event: Event) -> Promised:
    due = event.data["due"]
    return Promised(
        event.id, event.ticket or "", event.data["text"], _time(due) if due else None, _time(event.at), event.by
    )


def _changed(held: Promised, event: Event) -> Promised:
    if event.kind == MOVED:
        return replace(held, due=_time(event.data["due"]) if event.data["due"] else None, state="open", closed=None)
    return replace(held, state="kept" if event.kind == KEPT else "dropped", closed=_time(event.at))


def _answered(promised: Iterable[Promised], sent: Event) -> list[Promised]:
    """The promises of word that a reply keeps: those made before it."""
    return [p for p in promised if p.state == "open" and p.made < _time(sent.at) and _WORD.search(p.text)]


def _time(stored: str) -> datetime:
    moment = datetime.fromisoformat(stored)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)

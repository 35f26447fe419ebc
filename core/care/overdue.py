"""The promises that are over their time, found by the time alone: a walk along one index, whatever else there is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from tinydb import where

from core.times import stored

if TYPE_CHECKING:
    from core.store import Store

_LOOKED = 500
_UNSETTLED = ("open", "pending", "solved")


def overdue(store: Store, now: datetime) -> list[Mapping[str, Any]]:
    """Ticket documents whose next promise is over, the oldest first; 500 at most, no sleepers, no spam."""
    moment = stored(now)
    found = store.table("tickets").window(
        where("due") < moment, order_by="due", descending=False, start=0, stop=_LOOKED
    )
    return [d for d in found if d["due"] and d["status"] in _UNSETTLED and (d["snoozed_until"] or "") <= moment]


def due_between(store: Store, now: datetime, until: datetime) -> int:
    """How many tickets have a promise that falls due between two moments; 500 at most."""
    due = (where("due") >= stored(now)) & (where("due") < stored(until))
    found = store.table("tickets").window(due, order_by="due", descending=False, start=0, stop=_LOOKED)
    return sum(d["status"] in _UNSETTLED for d in found)

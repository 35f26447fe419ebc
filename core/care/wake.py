"""A snooze that is tied to a promise: the ticket is out of sight until shortly before the promise is due.

It follows the promise, whoever moves it, because the time is computed in the fold; nothing has to wake it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from config.errors import UsageError
from config.languages import translator
from core.care.promised import fold_promises
from core.decisions import snooze_until_due
from core.events import Decision, Event
from core.times import stored

if TYPE_CHECKING:
    from core.desk import Desk

_ = translator("core")
UNTIL_PROMISE = frozenset({"promise", "due", "約束", "約束まで"})
"""The words that mean it, as they are typed in place of a time."""
BEFORE = timedelta(hours=1)
"""So long before its promise is due a ticket wakes."""


def until_promise(desk: Desk, code: str, now: datetime) -> tuple[Decision, datetime]:
    """Snooze a ticket until shortly before its next promise is due; the decision and the time.

    Raises NothingMatched (ticket), UsageError where no promise of it is due later than that.
    """
    coming = [p for p in desk.care.promised(code) if p.state == "open" and p.due and p.due - BEFORE > now]
    if not coming:
        raise UsageError(
            _("No promise on {code} is due later than in an hour.").format(code=code),
            hint=_("`mado promises` lists what is promised; snooze takes a time as well: 3d, fri 10."),
        )
    due, nearest = min((p.due, p.id) for p in coming if p.due)
    return snooze_until_due(code, nearest, due - BEFORE, BEFORE), due - BEFORE


def wakes_at(event: Event, events: Sequence[Event]) -> str | None:
    """When a ticket with these events wakes (stored time), whose snooze `event` is tied to a promise.

    None where the promise is no longer open, or has no time: then the ticket is awake.
    """
    held = next((p for p in fold_promises(events) if p.id == event.data["promise"]), None)
    if held is None or held.state != "open" or held.due is None:
        return None
    return stored(held.due - timedelta(seconds=event.data["before"]))

"""How things stand this minute, for the console's header: what is promised for today, who is late or nearly so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from tinydb import where

from config.errors import MadoError
from core.care.holding import SOON
from core.care.overdue import due_between, overdue
from core.times import stored

if TYPE_CHECKING:
    from core.desk import Desk
    from core.tickets import Ticket

_MOST = 50
_RED = "is:red status:open -is:snoozed"


@dataclass(frozen=True, slots=True)
class Standing:
    """Counts of tickets: promises over their time, promises due later today, late answers, late soon, red ones."""

    over: int = 0
    due_today: int = 0
    late: int = 0
    soon: int = 0
    red: int = 0


def standing(desk: Desk, now: datetime) -> Standing:
    """Count it for a moment (aware). A charter that cannot be read means no targets, never an error."""
    zone = desk.care.calendar_or_usual.zone
    midnight = datetime.combine(now.astimezone(zone).date() + timedelta(days=1), time(), zone)
    due = due_between(desk.store, now, midnight)
    late, soon = _late(desk, now)
    return Standing(len(overdue(desk.store, now)), due, late, soon, desk.count(_RED))


def _late(desk: Desk, now: datetime) -> tuple[int, int]:
    awake = (where("snoozed_until") == None) | (where("snoozed_until") <= stored(now))  # noqa: E711 (the same)
    try:
        clocks = desk.care.clocks
        if not clocks.rules:
            return 0, 0
        table = desk.store.table("tickets")
        late = table.total(clocks.late("answer", now) & awake)
        return late, max(0, table.total(clocks.late("answer", now + SOON) & awake) - late)
    except MadoError:
        return 0, 0


def urgent_first(desk: Desk, query: str, start: int, stop: int) -> tuple[Sequence[Ticket], int]:
    """A window of a view with what presses on top, and how many tickets there are in all.

    Late promises come first, in whatever status: who waits for our word waits. Then customers at high risk among what
    the query finds; fifty of them at most. The rest follows, newest change first. Raises UsageError.
    """
    over = [str(d["code"]) for d in overdue(desk.store, datetime.now(UTC))[:_MOST]]
    asked = frozenset(desk.among(query, over)) if over else frozenset()
    red = [c for c in desk.codes(f"is:red {query}", 0, _MOST) if c not in set(over)]
    top = [*over, *red][:_MOST]
    total = desk.count(query) + sum(c not in asked for c in over)
    shown = list(desk.tickets(top[start:stop]))
    if stop > len(top):
        shown += desk.rows(query, max(0, start - len(top)), stop - len(top), without=top)
    return shown, total

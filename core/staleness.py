"""The stale rule: an offline change does not overwrite a newer one that its author had not seen.

Somebody sets a status in the train; an hour later the laptop ships it, and a colleague has decided otherwise
meanwhile. In log order the older decision would win. So it is left out, and shown to its author as a conflict.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from core.events import Event

STALE_SECONDS = 300
EXPECT = "customer.expect"
PROMISE = "promise"
FIELDS = {
    "status": "status",
    "assign": "assignee",
    "priority": "priority",
    "snooze": "snooze",
    EXPECT: "expectation",
    "promise.keep": PROMISE,
    "promise.move": PROMISE,
    "promise.drop": PROMISE,
}
"""What kinds of events set which field; a promise's fate is one field, whatever word sets it."""


def without_stale(events: Sequence[Event]) -> list[Event]:
    """The events that count; pass them in log order, taken-back ones left out."""
    stale = stale_ids(events)
    return [e for e in events if e.id not in stale] if stale else list(events)


def stale_ids(events: Iterable[Event]) -> frozenset[str]:
    """Which of these events overwrote nothing, because a value stood there that their authors had not seen."""
    last: dict[tuple[str, str], Event] = {}
    stale = set()
    for event in events:
        if event.kind not in FIELDS:
            continue
        about = about_what(event)
        before = last.get(about)
        if before is not None and _overtaken(event, before):
            stale.add(event.id)
        else:
            last[about] = event
    return frozenset(stale)


def about_what(event: Event) -> tuple[str, str]:
    """The field that an event of FIELDS sets, and of which customer or promise, where the ticket does not say."""
    return FIELDS[event.kind], str(event.data.get("address") or event.data.get("promise") or "")


def _overtaken(event: Event, before: Event) -> bool:
    if event.team is None or event.team.age <= STALE_SECONDS or before.team is None:
        return False
    return before.team.origin != event.team.origin and before.place > event.seen.placed

"""One decision more: what it makes of a ticket's document, without reading the ticket's mail and log again.

Most decisions say by themselves what they change. `step` carries the document on by one event and says just what
`core/fold.py` would say of the longer log; where it would have to know more than the document tells, it says so, and
the ticket is folded from its messages and events.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from core.care.facts import DONE, UNANSWERED, in_order
from core.events import RULE, SEEN_NAME, Event
from core.fold import claim_after
from core.mention_names import still_called
from core.times import FAR, stored

Doc = Mapping[str, Any]
Change = Mapping[str, Any]
TOLD_BY_MAIL = ("turn", "asked")
"""What a document keeps of its mail for decisions to come; documents that older versions folded do not have it."""


def step(doc: Doc, event: Event) -> dict[str, Any] | None:
    """The document after one event of this desk more; None where it has to be folded from messages and events.

    `doc` is what the fold made of all before, the ticket's mail being the same. The event is the newest of the log.
    """
    change = _CHANGES.get(event.kind)
    if change is None or event.team is not None or event.by == RULE:
        return None
    # Mail from the future, by its date, might have come after the decision or before it.
    if event.at < doc["updated"] or any(field not in doc for field in TOLD_BY_MAIL):
        return None
    changed = change(doc, event)
    if changed is None:
        return None
    return _called(doc, event, {**doc, **changed, "updated": event.at})


def _called(doc: Doc, event: Event, after: dict[str, Any]) -> dict[str, Any]:
    """Who does something is called no more; a note calls others."""
    if "mentions" in doc or event.kind == "note":
        called = still_called([event], doc.get("mentions", ()))
        after.pop("mentions", None)
        if called:
            after["mentions"] = called
    return after


def _saw_all(doc: Doc, event: Event) -> bool:
    """Whether its author had all mail of the ticket before them; not to be told of names as short as a cut one."""
    seen = event.seen.messages
    return list(seen) == doc["newest"] and all(len(name) > SEEN_NAME for name in seen)


def _status(doc: Doc, event: Event) -> Change | None:
    if not _saw_all(doc, event):
        return None
    status = event.data["status"]
    changed = {"status": status, "waiting_since": doc["turn"] if status == "open" else None}
    asked = doc["asked"]
    is_left = status in DONE and asked is not None and event.at > asked
    if is_left and not any(fact[0] == UNANSWERED for fact in doc["facts"]):
        changed["facts"] = in_order([*doc["facts"], [UNANSWERED, event.at, ""]])
    return changed


def _snooze(doc: Doc, event: Event) -> Change | None:
    until = event.data["until"]
    if not (until or event.data["until_reply"]):
        return {"snoozed_until": None}
    if "promise" in event.data or not _saw_all(doc, event):
        return None
    return {"snoozed_until": stored(datetime.fromisoformat(until)) if until else FAR}


def _assign(_doc: Doc, event: Event) -> Change:
    return {"assignee": event.data["assignee"]}


def _priority(_doc: Doc, event: Event) -> Change:
    return {"priority": event.data["priority"]}


def _tag(doc: Doc, event: Event) -> Change:
    return {"tags": sorted({*doc["tags"], event.data["tag"]})}


def _note(doc: Doc, _event: Event) -> Change:
    return {"notes": doc["notes"] + 1}


def _claim(doc: Doc, event: Event) -> Change:
    return {"claim": claim_after(doc["claim"], event)}


_CHANGES: Mapping[str, Callable[[Doc, Event], Change | None]] = {
    "status": _status,
    "snooze": _snooze,
    "assign": _assign,
    "priority": _priority,
    "tag": _tag,
    "note": _note,
    "claim": _claim,
    "release": _claim,
}
STEPS = frozenset(_CHANGES)
"""The kinds of events that may be told by a step."""

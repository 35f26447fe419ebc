"""What the data of each known kind of event must hold, so that no colleague's old or broken program stops a fold."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from core.events import FILED, Event

_TEXTS = {
    "status": ("status",),
    "priority": ("priority",),
    "tag": ("tag",),
    "untag": ("tag",),
    "note": ("text",),
    "merge": ("into",),
    "split": ("into",),
    "undo": ("event", "kind"),
    "open": ("root",),
    "sent": ("outbox", "message_id"),
    "sending": ("message_id",),
    "customer.expect": ("address", "text"),
    "customer.note": ("address", "text"),
    "customer.clear": ("address", "why"),
    "voice.clip": ("topic", "text"),
    "voice.topic": ("topic",),
    "handover": ("text",),
    "star": ("message", "why"),
    "unstar": ("message",),
    "storm": ("tag", "state"),
    "customer.merge": ("address", "other"),
    "customer.unmerge": ("address",),
    "promise": ("text",),
    "promise.keep": ("promise",),
    "promise.move": ("promise",),
    "promise.drop": ("promise",),
    "digest": ("week",),
    "history": ("mailbox", "at"),
    "approval.ask": ("subject", "body"),
    "approval.sent": ("ask",),
    "approval.return": ("ask",),
    "team.role": ("agent", "role"),
}
_ABOUT_A_TICKET = frozenset(
    {"status", "assign", "priority", "tag", "untag", "note", "snooze", "claim", "release", "merge", "open", "sent"}
    | {"split", "star", "unstar"}
    | {"approval.ask", "approval.sent", "approval.return"}
)
_HOLD_MORE = frozenset(
    {"assign", "snooze", "customer.erase", "split", "shared.file", "approval.ask", "untag"}
    | {"promise", "promise.move", FILED}
)


def well_formed(event: Event) -> bool:
    """Whether an event of a known kind holds what its kind needs; unknown kinds are kept as they are."""
    data, kind = event.data, event.kind
    for field in _TEXTS.get(kind, ()):
        if not isinstance(data.get(field), str):
            return False
    if kind in _ABOUT_A_TICKET and not event.ticket:
        return False
    return kind not in _HOLD_MORE or _holds_more(event)


def _holds_more(event: Event) -> bool:
    data = event.data
    if event.kind == "assign":
        return data.get("assignee") is None or isinstance(data["assignee"], str)
    if event.kind == "snooze":
        tied = "promise" not in data or (isinstance(data["promise"], str) and isinstance(data.get("before"), int))
        return tied and "until_reply" in data and (data.get("until") is None or _is_time(data["until"]))
    if event.kind == "customer.erase":
        said = (data.get("people"), data.get("messages"), data.get("tickets", []), data.get("events", []))
        return all(isinstance(words, list) and all(isinstance(w, str) for w in words) for words in said)
    if event.kind == "split":
        return _names_messages(data.get("messages")) and all(len(row) == 2 for row in data["messages"])
    if event.kind == "shared.file":
        text = data.get("text")
        return (
            isinstance(data.get("path"), str) and isinstance(data.get("base"), str) and isinstance(text, str | None)
        )
    if event.kind == "approval.ask":
        return all(_names_people(data.get(field)) for field in ("to", "cc"))
    if event.kind == "storm":
        return isinstance(data.get("words"), list)
    if event.kind == "untag":
        return isinstance(data.get("adds", []), list)
    if event.kind in ("promise", "promise.move"):
        return "message" in {**data, **({"message": 0} if event.kind != "promise" else {})} and (
            data.get("due") is None or _is_time(data["due"])
        )
    return event.kind != FILED or _names_messages(data.get("messages"))


def _is_time(text: Any) -> bool:
    try:
        return datetime.fromisoformat(text).tzinfo is not None
    except (ValueError, TypeError):
        return False


def _names_messages(rows: Any) -> bool:
    return isinstance(rows, list) and all(
        isinstance(row, list) and len(row) >= 2 and all(isinstance(word, str) for word in row) for row in rows
    )


def _names_people(rows: Any) -> bool:
    return isinstance(rows, list) and all(
        isinstance(row, list) and len(row) == 2 and all(isinstance(word, str) for word in row) for row in rows
    )

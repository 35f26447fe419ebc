"""Every decision there is, one constructor each. The fronts make them; `desk.do` carries them out."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal, get_args

from config.errors import UsageError
from config.languages import translator
from core.events import Decision
from core.times import stored

_ = translator("core")

Status = Literal["open", "pending", "solved", "closed", "spam"]
Priority = Literal["high", "normal", "low"]
STATUSES: tuple[str, ...] = get_args(Status)
PRIORITIES: tuple[str, ...] = get_args(Priority)


def set_status(code: str, status: str) -> Decision:
    """Put a ticket into a status. Raises UsageError for an unknown one."""
    return Decision("status", code, {"status": _one_of("status", status, STATUSES)})


def assign(code: str, agent: str | None) -> Decision:
    """Give a ticket to an agent, or to nobody."""
    return Decision("assign", code, {"assignee": agent or None})


def set_priority(code: str, priority: str) -> Decision:
    """high, normal or low. Raises UsageError for another word."""
    return Decision("priority", code, {"priority": _one_of("priority", priority, PRIORITIES)})


def add_tag(code: str, tag: str) -> Decision:
    """Put a tag on a ticket; a tag holds no space and no comma."""
    return Decision("tag", code, {"tag": _tag(tag)})


def remove_tag(code: str, tag: str) -> Decision:
    """Take a tag off a ticket."""
    return Decision("untag", code, {"tag": _tag(tag)})


def add_note(code: str, text: str) -> Decision:
    """Write a note for the team; it is not a message and cannot leave. Raises UsageError where empty."""
    if not text.strip():
        raise UsageError(_("The note is empty."), hint=_("Write what your colleagues should know."))
    return Decision("note", code, {"text": text.strip()})


def snooze(code: str, until: datetime | None, *, until_reply: bool = False) -> Decision:
    """Hide a ticket until a time (aware datetime) or a reply; None wakes it."""
    return Decision("snooze", code, {"until": until.isoformat() if until else None, "until_reply": until_reply})


def snooze_until_due(code: str, promise_id: str, until: datetime, before: timedelta) -> Decision:
    """Hide a ticket until `before` a promise on it is due, which is `until` now (aware).

    It follows the promise: moved, the ticket wakes at another time; kept or dropped, it is awake.
    """
    tied = {"promise": promise_id, "before": int(before.total_seconds())}
    return Decision("snooze", code, {"until": until.isoformat(), "until_reply": False, **tied})


def claim(code: str) -> Decision:
    """Say "I am answering this now"."""
    return Decision("claim", code)


def take_over(code: str) -> Decision:
    """Claim a ticket though a colleague holds it; they are told."""
    return Decision("claim", code, {"force": True})


def release(code: str) -> Decision:
    """Give up one's claim."""
    return Decision("release", code)


def merge(code: str, into: str) -> Decision:
    """Make two tickets one: the older code is kept, the other is its alias for ever."""
    return Decision("merge", code, {"into": into})


def split(code: str, message: str) -> Decision:
    """Move a message, by its name, out of a ticket into one of its own; the replies to it go along."""
    return Decision("split", code, {"message": message})


def note_on(address: str, text: str) -> Decision:
    """Write down something about a person, for the team only. Raises UsageError where empty."""
    if not text.strip():
        raise UsageError(_("The note is empty."), hint=_("Write what your colleagues should know."))
    return Decision("customer.note", None, {"address": address.lower(), "text": text.strip()})


def expect(address: str, text: str) -> Decision:
    """What this customer expects of us; an empty text removes it."""
    return Decision("customer.expect", None, {"address": address.lower(), "text": text.strip()})


def clear_risk(address: str, why: str) -> Decision:
    """Say that this customer is no longer at risk, and why. Raises UsageError where no reason is given."""
    if not why.strip():
        raise UsageError(_("The reason is empty."), hint=_("Write what was done, so that colleagues know."))
    return Decision("customer.clear", None, {"address": address.lower(), "why": why.strip()})


def merge_customers(address: str, other: str) -> Decision:
    """Say that two addresses are one person."""
    return Decision("customer.merge", None, {"address": address.lower(), "other": other.lower()})


def unmerge_customer(address: str) -> Decision:
    """Say that an address is a person of its own."""
    return Decision("customer.unmerge", None, {"address": address.lower()})


def promise(code: str, text: str, due: datetime | None) -> Decision:
    """Write down a promise that was made on a ticket; `due` is aware. Raises UsageError where empty."""
    if not text.strip():
        raise UsageError(_("The promise is empty."), hint=_("Write what was promised."))
    return Decision("promise", code, {"text": text.strip(), "due": _stored(due), "message": None})


def keep_promise(code: str, promise_id: str) -> Decision:
    """Say that a promise was kept."""
    return Decision("promise.keep", code, {"promise": promise_id})


def move_promise(code: str, promise_id: str, due: datetime | None) -> Decision:
    """Say that a promise is due at another time (aware), or at none."""
    return Decision("promise.move", code, {"promise": promise_id, "due": _stored(due)})


def drop_promise(code: str, promise_id: str) -> Decision:
    """Say that a promise was none, or has become needless."""
    return Decision("promise.drop", code, {"promise": promise_id})


def _stored(moment: datetime | None) -> str | None:
    return stored(moment) if moment else None


def undo(event_id: str) -> Decision:
    """Take back one event; it stays in the log, its effect goes."""
    return Decision("undo", None, {"event": event_id})


def _one_of(what: str, word: str, allowed: tuple[str, ...]) -> str:
    if word not in allowed:
        raise UsageError(
            _("Unknown {what}: {word}.").format(what=what, word=word),
            hint=_("It is one of: {known}.").format(known=", ".join(allowed)),
        )
    return word


def _tag(tag: str) -> str:
    tag = tag.strip().lstrip("#")
    if not tag or any(c.isspace() or c == "," for c in tag):
        raise UsageError(
            _("Not a tag: {tag}.").format(tag=repr(tag)), hint=_("A tag is one word without spaces or commas.")
        )
    return tag

"""What happened in a ticket while somebody wrote a reply to it: who changed what, from what to what, and when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from config.errors import Refused
from config.languages import translator
from core.drafts import Before
from core.entries import MessageEntry
from core.events import RULE, Event
from core.fold import Record, fold_ticket, in_force
from core.staleness import stale_ids

if TYPE_CHECKING:
    from core.desk import Desk

_ = translator("core")
_SILENT = frozenset({"release", "tag", "untag", "claim"})
"""What stops no reply: tags, and claims, of which the one that holds is told by itself."""
_FIELDS = {"status": "status", "assign": "assignee", "priority": "priority", "snooze": "snooze"}
MOST_TEXT = 4000


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that happened. `kind` is "message" (came in), "answer" (ours went out), "note", or an event's kind.

    `field`, `old` and `new` are plain words where a field was changed ("" is nothing): "status", "open", "solved".
    `text` are the new words of a message or note, clean, with line ends.
    """

    kind: str
    by: str
    at: datetime
    field: str = ""
    old: str = ""
    new: str = ""
    text: str = ""


class Overtaken(Refused):
    """A reply was stopped because of what happened while it was written; `changes` is that. Exit 5."""

    code = "collision"

    def __init__(self, message: str, *, hint: str = "", changes: Sequence[Change] = ()) -> None:
        super().__init__(message, hint=hint)
        self.changes = changes


def changes_since(desk: Desk, code: str, seen: Before) -> Sequence[Change]:
    """What others did in a ticket since somebody had that much of it before them, oldest first."""
    ticket = desk.ticket(code)
    events = desk.ledger.events_of({ticket.code, code, *desk.ledger.aliases(ticket.code)})
    found = [*_mail(desk, ticket.code, seen), *_acts(desk, ticket.code, events, seen)]
    return sorted(found, key=lambda change: change.at)


def _mail(desk: Desk, code: str, seen: Before) -> Iterator[Change]:
    for entry in desk.entries(code):
        if not isinstance(entry, MessageEntry) or entry.id <= seen.message:
            continue
        if entry.direction == "in":
            yield Change("message", entry.by, entry.at, text=(entry.reply_text or entry.text)[:MOST_TEXT])
        elif not entry.auto_submitted:  # what leaves by itself answers nothing
            yield Change("answer", entry.by, entry.at, text=(entry.reply_text or entry.text)[:MOST_TEXT])


def _acts(desk: Desk, code: str, events: Sequence[Event], seen: Before) -> Iterator[Change]:
    """What colleagues decided, each field with what stood in it before; the writer's own acts only change that."""
    me, stale = desk.settings.agent.name, stale_ids(events)
    holds = {e.id for e in in_force(events)} - stale
    values = _values_before(desk, code, events, seen)
    for event in events:
        if event.position <= seen.position or event.id in stale or (event.id not in holds and event.kind != "undo"):
            continue
        field = _FIELDS.get(event.kind, "")
        old, new = values.get(field, ""), _value(event)
        if field:
            values[field] = new
        if event.by in (me, RULE) or event.kind in _SILENT:
            continue
        text = str(event.data.get("text", ""))[:MOST_TEXT] if event.kind == "note" else ""
        yield Change(event.kind, event.by, datetime.fromisoformat(event.moment), field, old, new, text)


def _values_before(desk: Desk, code: str, events: Sequence[Event], seen: Before) -> dict[str, str]:
    """The ticket's fields as they were before the writer's eyes."""
    docs = desk.store.table("messages").having("ticket", code)
    records = [Record(d.doc_id, d) for d in docs if d.doc_id <= seen.message]
    if not records:
        return {}
    doc = fold_ticket(code, records, [e for e in events if e.position <= seen.position], desk.ledger.own)
    snooze = doc["snoozed_until"]
    values: Mapping[str, Any] = {**doc, "snooze": snooze}
    return {field: str(values[field] or "") for field in _FIELDS.values()}


def _value(event: Event) -> str:
    if event.kind == "snooze":
        return str(event.data.get("until") or ("reply" if event.data.get("until_reply") else ""))
    return str(event.data.get(_FIELDS.get(event.kind, ""), None) or "")


# in words --------------------------------------------------------------------------------
def sentence(change: Change) -> str:
    """One change as a person reads it; when, and the new words, stand beside it."""
    if change.kind == "message":
        return _("A new message came in from {name} since you began.").format(name=change.by)
    if change.kind == "answer":
        return _("{name} has answered since you began.").format(name=change.by)
    if change.field:
        said = {
            "status": _("{agent} has changed the status since you began: {old} → {new}."),
            "assignee": _("{agent} has given it to somebody else since you began: {old} → {new}."),
            "priority": _("{agent} has changed the priority since you began: {old} → {new}."),
            "snooze": _("{agent} has changed the snooze since you began: {old} → {new}."),
        }[change.field]
        old, new = word(change.field, change.old), word(change.field, change.new)
        return said.format(agent=change.by, old=old, new=new)
    said = {
        "note": _("{agent} has written a note since you began."),
        "sent": _("{agent} has sent a reply since you began."),
        "merge": _("{agent} has merged another ticket with it since you began."),
        "split": _("{agent} has split messages off since you began."),
        "undo": _("{agent} has taken something back since you began."),
    }.get(change.kind, _("{agent} has changed this ticket since you began: {what}."))
    return said.format(agent=change.by, what=change.kind)


def word(field: str, value: str) -> str:
    """A field's value as people say it."""
    if field == "status":
        names = {
            "open": _("open"),
            "pending": _("waiting"),
            "solved": _("solved"),
            "closed": _("closed"),
            "spam": _("spam"),
        }
        return names.get(value, value)
    if field == "priority":
        return {"high": _("high"), "normal": _("normal"), "low": _("low")}.get(value, value)
    if field == "snooze":
        if not value or value == "reply":
            return _("until a reply") if value else _("not snoozed")
        return f"{datetime.fromisoformat(value).astimezone():%Y-%m-%d %H:%M}"
    return value or _("nobody")

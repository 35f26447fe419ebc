"""The JSON of the command line, exactly as its contract says: nothing missing, absent is null, times with offset."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from core.customers import Customer
from core.drafts import Queued
from core.entries import Entry, MessageEntry, NoteEntry
from core.mail.message import Address, Attachment
from core.text import clean
from core.tickets import Flag, Ticket

Shape = dict[str, Any]


def local(moment: datetime) -> datetime:
    """A time in this machine's zone; one at the end of the calendar stays as it is."""
    try:
        return moment.astimezone()
    except OverflowError:
        return moment


def when(moment: datetime | None) -> str | None:
    """A time as ISO 8601 in this machine's zone, with its offset."""
    return local(moment).isoformat() if moment is not None else None


def person(name: str, address: str) -> Shape:
    """Somebody with an address."""
    return {"name": name, "address": address}


def _address(address: Address) -> Shape:
    return person(address.name, address.address)


def ticket(t: Ticket) -> Shape:
    """A ticket as `tickets --jsonl` shows it."""
    return {
        "code": t.code,
        "subject": t.subject,
        "status": t.status,
        "assignee": t.assignee,
        "priority": t.priority,
        "tags": list(t.tags),
        "customer": person(t.customer.name, t.customer.address),
        "mailbox": t.mailbox,
        "created": when(t.created),
        "updated": when(t.updated),
        "waiting_since": when(t.waiting_since),
        "snoozed_until": when(t.snoozed_until),
        "messages": t.messages,
        "notes": t.notes,
        "unread": t.unread,
        "may_belong_to": list(t.may_belong_to),
        "flags": [_flag(f) for f in t.flags],
        "promise_due": when(t.due),
    }


def _flag(f: Flag) -> Shape:
    return {"level": f.level, "reason": f.reason, "code": f.code or None, "about": f.about or None}


def ticket_with_entries(t: Ticket, entries: Sequence[Entry]) -> Shape:
    """A ticket as `ticket CODE --json` shows it."""
    claim = {"by": t.claim.by, "until": when(t.claim.until)} if t.claim else None
    return {**ticket(t), "claim": claim, "entries": [entry(e) for e in entries]}


def entry(e: Entry) -> Shape:
    """A message, a note or an event."""
    shape: Shape = {"kind": e.kind, "id": e.id, "at": when(e.at), "by": e.by}
    if isinstance(e, MessageEntry):
        return shape | {"id": e.name or e.id} | _message(e)
    if isinstance(e, NoteEntry):
        return shape | {"text": clean(e.text)}
    return shape | {"event": e.event, "data": dict(e.data)}


def _message(e: MessageEntry) -> Shape:
    return {
        "message_id": e.message_id,
        "direction": e.direction,
        "from": _address(e.sender) if e.sender else None,
        "to": [_address(a) for a in e.to],
        "cc": [_address(a) for a in e.cc],
        "subject": e.subject,
        "text": e.text,
        "reply_text": e.reply_text,
        "attachments": [attachment(a) for a in e.attachments],
        "warnings": list(e.warnings),
        "state": e.state,
    }


def attachment(a: Attachment) -> Shape:
    """What is known of an attachment without opening it."""
    return {
        "filename": a.filename,
        "content_type": a.content_type,
        "size": a.size,
        "sha256": a.sha256,
        "inline": a.inline,
    }


def queued(q: Queued) -> Shape:
    """An outbox entry; addresses stand without names there, as they do in the envelope."""
    return {
        "id": q.id,
        "ticket": q.ticket,
        "message_id": q.message_id,
        "state": q.state,
        "to": [person("", a) for a in q.to],
        "cc": [person("", a) for a in q.cc],
        "bcc": [person("", a) for a in q.bcc],
        "not_before": when(q.not_before),
        "attempts": q.attempts,
        "error": q.error,
        "subject": q.subject,
    }


def _how(c: Customer) -> Shape | None:
    return {"spoke": c.last_contact_how[0], "status": c.last_contact_how[1]} if c.last_contact_how else None


def listed_customer(doc: Mapping[str, Any]) -> Shape:
    """A customer as `customers` lists them."""
    return {
        "id": doc["id"],
        "name": doc["name"],
        "addresses": list(doc["addresses"]),
        "expectation": doc["expectation"] or None,
    }


def customer(c: Customer) -> Shape:
    """A customer with everything the team knows."""
    return {
        "id": c.id,
        "name": c.name,
        "addresses": list(c.addresses),
        "expectation": c.expectation or None,
        "organisation": c.organisation or None,
        "first_contact": when(c.first_contact),
        "last_contact": when(c.last_contact),
        "last_agent": c.last_agent,
        "last_contact_how": _how(c),
        "messages": c.messages,
        "counts": dict(c.counts),
        "notes": [{"id": n.id, "at": when(n.at), "by": n.by, "text": clean(n.text)} for n in c.notes],
        "flags": [_flag(f) for f in c.flags],
        "cleared": [{"at": when(x.at), "by": x.by, "why": clean(x.why)} for x in c.cleared],
        "praise": c.praise,
        "promises": {"kept": c.promises_kept, "late": c.promises_late},
        "bounced": list(c.bounced),
        "tickets": [ticket(t) for t in c.tickets],
    }

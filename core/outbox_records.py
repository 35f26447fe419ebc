"""Drafts and outbox entries as the store keeps them: plain documents in, the domain's dataclasses out."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from core.drafts import Before, Confirmed, Draft, Queued
from core.mail.message import Address
from core.times import stored

Doc = dict[str, Any]


def new_id() -> str:
    """A name for a draft or an entry, short enough to type."""
    return secrets.token_hex(5)


def draft_doc(draft: Draft) -> Doc:
    """A draft as a document."""
    return {
        "id": draft.id,
        "ticket": draft.ticket,
        "mailbox": draft.mailbox,
        "to": _pairs(draft.to),
        "cc": _pairs(draft.cc),
        "bcc": _pairs(draft.bcc),
        "subject": draft.subject,
        "body": draft.body,
        "reply_to_message": draft.reply_to_message,
        "seen": [draft.seen.position, draft.seen.message],
        "attachments": [str(p) for p in draft.attachments],
        "then": draft.then,
        "canned": list(draft.canned),
        "literals": list(draft.literals),
        "forward": draft.forward,
        "ticked": list(draft.ticked),
        "promised": _promised_doc(draft.promised),
    }


def draft_of(doc: Mapping[str, Any]) -> Draft:
    """A draft out of the store."""
    return Draft(
        id=doc["id"],
        ticket=doc["ticket"],
        mailbox=doc["mailbox"],
        to=_people(doc["to"]),
        cc=_people(doc["cc"]),
        bcc=_people(doc["bcc"]),
        subject=doc["subject"],
        body=doc["body"],
        reply_to_message=doc["reply_to_message"],
        seen=Before(*doc["seen"]),
        attachments=tuple(Path(p) for p in doc["attachments"]),
        then=doc["then"],
        canned=tuple(doc["canned"]),
        literals=tuple(doc["literals"]),
        forward=doc.get("forward", False),
        ticked=tuple(doc.get("ticked", ())),
        promised=_promised_of(doc.get("promised")),
    )


def queued_doc(entry: Queued) -> Doc:
    """An outbox entry as a document, without the draft it was made from."""
    return {
        "id": entry.id,
        "ticket": entry.ticket,
        "mailbox": entry.mailbox,
        "message_id": entry.message_id,
        "state": entry.state,
        "to": list(entry.to),
        "cc": list(entry.cc),
        "bcc": list(entry.bcc),
        "subject": entry.subject,
        "not_before": stored(entry.not_before),
        "attempts": entry.attempts,
        "error": entry.error,
        "raw": entry.raw,
        "phase": entry.phase,
        "sent_copy": entry.sent_copy,
        "answered": entry.answered,
        "by": entry.by,
        "then": entry.then,
        "canned": list(entry.canned),
        "refused": dict(entry.refused_recipients),
        "delivered": list(entry.delivered),
        "sender": entry.sender,
        "unsure": list(entry.unsure),
        "seen": [entry.seen.position, entry.seen.message],
        "later": entry.later,
        "override": entry.override,
        "bulk": entry.bulk,
        "automatic": entry.automatic,
        "promised": _promised_doc(entry.promised),
        **({} if entry.found is None else {"found": list(entry.found)}),
        **({"unread": True} if entry.unread else {}),
    }


def queued_of(doc: Mapping[str, Any]) -> Queued:
    """An outbox entry out of the store."""
    seen = doc.get("seen")
    return Queued(
        doc["id"],
        doc["ticket"],
        doc["mailbox"],
        doc["message_id"],
        doc["state"],
        tuple(doc["to"]),
        tuple(doc["cc"]),
        tuple(doc["bcc"]),
        doc["subject"],
        datetime.fromisoformat(doc["not_before"]),
        doc["attempts"],
        doc["error"],
        doc["raw"],
        doc["phase"],
        doc["sent_copy"],
        doc["answered"],
        doc["by"],
        doc["then"],
        tuple(doc["canned"]),
        doc["refused"],
        tuple(doc["delivered"]),
        doc["sender"],
        tuple(doc.get("unsure", ())),
        Before(*seen) if seen is not None else Before(),
        doc.get("later", False),
        doc.get("override", False),
        doc.get("bulk", ""),
        doc.get("automatic", False),
        _promised_of(doc.get("promised")),
        tuple(doc["found"]) if "found" in doc else None,
        doc.get("unread", False),
    )


def _promised_doc(said: Sequence[Confirmed] | None) -> list[list[str | None]] | None:
    return None if said is None else [[text, due] for text, due in said]


def _promised_of(rows: Sequence[Sequence[str | None]] | None) -> tuple[Confirmed, ...] | None:
    return None if rows is None else tuple((str(text), due) for text, due in rows)


def _pairs(people: Sequence[Address]) -> list[list[str]]:
    return [[a.name, a.address] for a in people]


def _people(pairs: Sequence[Sequence[str]]) -> tuple[Address, ...]:
    return tuple(Address(name, address) for name, address in pairs)

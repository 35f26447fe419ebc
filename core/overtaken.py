"""Replies that wait and were overtaken: the customer wrote first, or a colleague answered. They stop."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from tinydb import where

from config.languages import translator
from core.drafts import Queued

if TYPE_CHECKING:
    from core.desk import Desk

_ = translator("core")
_DECIDED = frozenset({"sent"})


def stop_overtaken(desk: Desk, mailbox: str | None = None) -> Sequence[Queued]:
    """Stop every waiting reply whose ticket has moved since its writer looked; returns those, as they are now.

    One that was meant for later, or belongs to a bulk plan, is taken back (the text of the first is a draft
    again); any other is `refused` and says why: `retry` sends it all the same, `cancel` takes it back.
    """
    stopped = []
    for entry in desk.outbox.queued(mailbox):
        if entry.delivered or (said := overtaken(desk, entry)) is None:
            continue
        stopped.append(desk.outbox.stop(entry.id, said))
    return stopped


def overtaken(desk: Desk, entry: Queued) -> str | None:
    """What came in since the writer of an entry looked at its ticket, as a sentence; None where nothing did."""
    code = desk.ledger.resolve(entry.ticket)
    doc = desk.ledger.ticket_doc(code)
    if doc is None:
        return None
    if doc["last_message"] > entry.seen.message and (said := _message(desk, code, entry)):
        return said
    claim = doc["claim"]
    if claim and claim["by"] != entry.by and datetime.fromisoformat(claim["until"]) > datetime.now(UTC):
        return _("{agent} is answering this ticket now.").format(agent=claim["by"])
    return None


def _message(desk: Desk, code: str, entry: Queued) -> str | None:
    messages = desk.store.table("messages").search(where("ticket") == code)
    for doc in sorted(messages, key=lambda d: int(d.doc_id)):
        if doc.doc_id <= entry.seen.message or (doc["auto"] and doc["bounce"] is None):
            continue
        if doc["direction"] == "in":
            return _("A new message came in from {name} since you began.").format(name=_name(doc))
        if not desk.outbox.knows(doc["message_id"] or ""):
            return _("{name} has answered since you began.").format(name=_name(doc))
    return None


def _name(doc: Any) -> str:
    name, address = doc["from"] or ("", "")
    return name or address

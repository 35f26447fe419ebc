"""Replies that wait and were overtaken: the customer wrote first, or a colleague answered. They stop."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from config.languages import translator
from core.drafts import Queued

if TYPE_CHECKING:
    from core.desk import Desk

_ = translator("core")
_PAGE = 400


def stop_overtaken(
    desk: Desk, mailbox: str | None = None, waiting: Sequence[Queued] | None = None
) -> Sequence[Queued]:
    """Stop every waiting reply whose ticket has moved since its writer looked; returns those, as they are now.

    One that was meant for later, or belongs to a bulk plan, is taken back (the text of the first is a draft
    again); any other is `refused` and says why: `retry` sends it all the same, `cancel` takes it back.
    `waiting` are the replies that wait, where the caller has just read them.
    """
    stopped = []
    entries = [e for e in (desk.outbox.queued(mailbox) if waiting is None else waiting) if not e.delivered]
    for start in range(0, len(entries), _PAGE):
        page = entries[start : start + _PAGE]
        docs = {d["code"]: d for d in desk.store.table("tickets").having("code", *{e.ticket for e in page})}
        for entry in page:
            doc = docs.get(entry.ticket) or desk.ledger.ticket_doc(desk.ledger.resolve(entry.ticket))
            if (said := _overtaken(desk, entry, doc)) is not None:
                stopped.append(desk.outbox.sender.stop(entry.id, said))
    return stopped


def overtaken(desk: Desk, entry: Queued) -> str | None:
    """What came in since the writer of an entry looked at its ticket, as a sentence; None where nothing did."""
    return _overtaken(desk, entry, desk.ledger.ticket_doc(desk.ledger.resolve(entry.ticket)))


def _overtaken(desk: Desk, entry: Queued, doc: Any) -> str | None:
    if doc is None:
        return None
    if doc["last_message"] > entry.seen.message and (said := _message(desk, doc["code"], entry)):
        return said
    claim = doc["claim"]
    if claim and claim["by"] != entry.by and datetime.fromisoformat(claim["until"]) > datetime.now(UTC):
        return _("{agent} is answering this ticket now.").format(agent=claim["by"])
    return None


def _message(desk: Desk, code: str, entry: Queued) -> str | None:
    messages = desk.store.table("messages").having("ticket", code)
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

"""A reply has left: it becomes a message of its ticket, and an event says who sent it."""

from __future__ import annotations

from datetime import UTC, datetime

from tinydb import where

from core.drafts import Queued
from core.events import Seen
from core.intake import store_message
from core.ledger import Ledger
from core.mail.parse import parse
from core.records import message_doc


def record_sent(ledger: Ledger, queued: Queued) -> None:
    """Store the outgoing message and append `sent`, in the transaction that marks the entry sent.

    Doing it again changes nothing: the message is found by its Message-ID.
    """
    with ledger.store.transaction():
        messages = ledger.store.table("messages")
        code = ledger.resolve(queued.ticket)
        old = messages.get((where("message_id") == queued.message_id) & (where("direction") == "out"))
        if old is not None:
            record = int(old.doc_id)
        else:
            raw = ledger.store.raw.get(queued.raw)
            message = parse(raw)
            doc = message_doc(message, direction="out", raw=queued.raw, size=len(raw), arrived=datetime.now(UTC))
            doc |= {"mailbox": queued.mailbox, "ticket": code, "home": code}
            record = messages.next_id()
            store_message(ledger, record, doc, message)
        if any(e.kind == "sent" and e.data["outbox"] == queued.id for e in ledger.events_of([code])):
            return
        data = {
            "outbox": queued.id,
            "message_id": queued.message_id,
            "status": queued.then,
            "canned": list(queued.canned),
        }
        ledger.append("sent", code, data, by=queued.by, seen=Seen(ledger.position(), record))
        ledger.refold(code)

"""A reply has left: it becomes a message of its ticket, and an event says who sent it."""

from __future__ import annotations

from datetime import UTC, datetime

from tinydb import where

from core.drafts import Queued
from core.events import FILED, RULE, Seen
from core.intake import store_message
from core.ledger import Ledger
from core.mail.recent import parse_again
from core.records import message_doc, message_name


def record_sent(ledger: Ledger, queued: Queued) -> None:
    """Store the outgoing message and append `sent`, in the transaction that marks the entry sent.

    Doing it again changes nothing: the message is found by its Message-ID.
    """
    with ledger.store.transaction():
        messages = ledger.store.table("messages")
        code = ledger.resolve(queued.ticket)
        old = messages.get((where("message_id") == queued.message_id) & (where("direction") == "out"))
        if old is None:
            raw = ledger.store.raw.get(queued.raw)
            message = parse_again(raw)
            doc = message_doc(message, direction="out", raw=queued.raw, size=len(raw), arrived=datetime.now(UTC))
            name = message_name(queued.raw, queued.message_id, "out", ledger.key)
            doc |= {"name": name, "mailbox": queued.mailbox, "ticket": code, "home": code}
            store_message(ledger, messages.next_id(), doc, message)
            ledger.append(FILED, None, {"messages": [[name, code]]}, by=RULE)
            old = doc
        if any(e.kind == "sent" and e.data["outbox"] == queued.id for e in ledger.events_of([code])):
            return
        data = {
            "outbox": queued.id,
            "message_id": queued.message_id,
            "status": queued.then,
            "canned": list(queued.canned),
        }
        ledger.append("sent", code, data, by=queued.by, seen=Seen(ledger.position(), (old["name"],)))
        ledger.refold(code)

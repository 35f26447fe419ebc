"""How far this agent has read a ticket. It is nobody else's business: local, not in the log."""

from __future__ import annotations

from tinydb import where

from core.ledger import Ledger


def mark_read(ledger: Ledger, code: str) -> None:
    """Everything in the ticket has been seen; writes only where that changes something."""
    doc = ledger.ticket_doc(code)
    if not doc["unread"]:
        return
    with ledger.store.transaction():
        table = ledger.store.table("read")
        old = table.get(where("ticket") == code)
        table.put(old.doc_id if old else table.next_id(), {"ticket": code, "upto": doc["last_message"]})
        ledger.refold(code)

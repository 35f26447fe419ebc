"""Replies have left: each becomes a message of its ticket, and events say who sent it and what it promises."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from core.care.promised import MADE
from core.drafts import Queued
from core.events import FILED, RULE, Event, Seen
from core.intake import store_message
from core.ledger import Ledger
from core.mail.recent import parse_again
from core.records import message_doc, message_name, text_doc

Promises = Callable[[Mapping[str, Any], str], Sequence[Mapping[str, Any]]]
"""What a message (its document and its text) promises, as the data of events."""


def record_sent(ledger: Ledger, gone: Sequence[Queued], promises: Promises) -> None:
    """Store outgoing messages and append `sent`, in the transaction that marks their entries sent.

    Doing it again changes nothing: a message is found by its Message-ID. Each ticket is folded once.
    """
    with ledger.store.remembering():
        _read_ahead(ledger, gone)
        filed: list[list[str]] = []
        messages = [(one, ledger.resolve(one.ticket), _message(ledger, one, filed)) for one in gone]
        if filed:
            ledger.append(FILED, None, {"messages": filed}, by=RULE)
        position = ledger.position()
        changed: dict[str, None] = {}
        for queued, code, doc in messages:
            known = ledger.events_of([code])
            if not any(e.kind == "sent" and e.data["outbox"] == queued.id for e in known):
                position = _append_sent(ledger, queued, code, Seen(position, (doc["name"],))).position
                changed[code] = None
            for event in _promise(ledger, queued, code, doc, known, promises):
                position = event.position
                changed[code] = None
        for code in changed:
            ledger.refold(code)


def _read_ahead(ledger: Ledger, gone: Sequence[Queued]) -> None:
    """Ask the store once for what each of them will ask for."""
    store, codes = ledger.store, {e.ticket for e in gone}
    store.table("messages").remember("message_id", {e.message_id for e in gone})
    store.table("messages").remember("ticket", codes)
    store.table("read").remember("ticket", codes)
    tickets = store.table("tickets")
    tickets.remember("code", codes)
    docs = tickets.having("code", *codes)
    store.table("events").remember("ticket", codes.union(*(d["aliases"] for d in docs)))
    store.table("customers").remember("addresses", {d["customer_address"] for d in docs})


def _message(ledger: Ledger, queued: Queued, filed: list[list[str]]) -> Mapping[str, Any]:
    """The outgoing message's document, stored now where it is not yet; then its name and ticket join `filed`."""
    messages = ledger.store.table("messages")
    for old in messages.having("message_id", queued.message_id):
        if old["direction"] == "out":
            return old
    code = ledger.resolve(queued.ticket)
    raw = ledger.store.raw.get(queued.raw)
    message = parse_again(raw)
    doc = message_doc(message, direction="out", raw=queued.raw, size=len(raw), arrived=datetime.now(UTC))
    name = message_name(queued.raw, queued.message_id, "out", ledger.key)
    doc |= {"name": name, "mailbox": queued.mailbox, "ticket": code, "home": code}
    store_message(ledger, messages.next_id(), doc, text_doc(message))
    filed.append([name, code])
    return doc


def _append_sent(ledger: Ledger, queued: Queued, code: str, seen: Seen) -> Event:
    data = {
        "outbox": queued.id,
        "message_id": queued.message_id,
        "status": queued.then,
        "canned": list(queued.canned),
    }
    return ledger.append("sent", code, data, by=queued.by, seen=seen)


def _promise(
    ledger: Ledger, queued: Queued, code: str, doc: Mapping[str, Any], known: Sequence[Event], promises: Promises
) -> Sequence[Event]:
    """Write down what a reply promises, once for each message; the new events."""
    if queued.automatic or any(e.kind == MADE and e.data["message"] == doc["name"] for e in known):
        return ()
    text = parse_again(ledger.store.raw.get(queued.raw)).text
    return [ledger.append(MADE, code, data, by=queued.by) for data in promises(doc, text)]

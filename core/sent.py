"""Replies have left: each becomes a message of its ticket, and events say who sent it and what it promises."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from core.care.promised import MADE
from core.drafts import Queued
from core.events import FILED, RULE, Event, Seen
from core.grams import tokens_by_line
from core.intake import store_message
from core.ledger import Ledger
from core.mail.recent import parse_again
from core.records import message_doc, message_name, text_doc
from core.searchable import searchable_text

Promises = Callable[[Mapping[str, Any], str], Sequence[Mapping[str, Any]]]
"""What a message (its document and its own words) promises, as the data of events."""


@dataclass(frozen=True, slots=True)
class _Left:
    """A reply that has left: its entry, its ticket's code, its message's document and our own words in it."""

    queued: Queued
    code: str
    doc: Mapping[str, Any]
    own: str


def record_sent(ledger: Ledger, gone: Sequence[Queued], promises: Promises) -> None:
    """Store outgoing messages and append `sent`, in the transaction that marks their entries sent.

    Doing it again changes nothing: a message is found by its Message-ID. Each ticket is folded once.
    """
    with ledger.store.remembering():
        _read_ahead(ledger, gone)
        filed: list[list[str]] = []
        left = [_left(ledger, one, filed) for one in gone]
        if filed:
            ledger.append(FILED, None, {"messages": filed}, by=RULE)
        position = ledger.position()
        changed: dict[str, None] = {}
        for one in left:
            known = ledger.events_of([one.code])
            if not any(e.kind == "sent" and e.data["outbox"] == one.queued.id for e in known):
                position = _append_sent(ledger, one, Seen(position, (one.doc["name"],))).position
                changed[one.code] = None
            for event in _promise(ledger, one, known, promises):
                position = event.position
                changed[one.code] = None
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


def _left(ledger: Ledger, queued: Queued, filed: list[list[str]]) -> _Left:
    """The outgoing message, stored now where it is not yet; then its name and ticket join `filed`."""
    messages = ledger.store.table("messages")
    code = ledger.resolve(queued.ticket)
    raw = ledger.store.raw.get(queued.raw)
    message = parse_again(raw)
    for old in messages.having("message_id", queued.message_id):
        if old["direction"] == "out":
            return _Left(queued, code, old, message.reply_text)
    doc = message_doc(message, direction="out", raw=queued.raw, size=len(raw), arrived=datetime.now(UTC))
    name = message_name(queued.raw, queued.message_id, "out", ledger.key)
    doc |= {"name": name, "mailbox": queued.mailbox, "ticket": code, "home": code}
    text = text_doc(message)
    store_message(ledger, messages.next_id(), doc, text, tokens_by_line(searchable_text(doc, text)))
    filed.append([name, code])
    return _Left(queued, code, doc, message.reply_text)


def _append_sent(ledger: Ledger, one: _Left, seen: Seen) -> Event:
    queued = one.queued
    data = {
        "outbox": queued.id,
        "message_id": queued.message_id,
        "status": queued.then,
        "canned": list(queued.canned),
    }
    return ledger.append("sent", one.code, data, by=queued.by, seen=seen)


def _promise(ledger: Ledger, one: _Left, known: Sequence[Event], promises: Promises) -> Sequence[Event]:
    """Write down what a reply promises, once for each message; the new events."""
    name = one.doc["name"]
    if one.queued.automatic or any(e.kind == MADE and e.data["message"] == name for e in known):
        return ()
    confirmed = one.queued.promised
    made = (
        promises(one.doc, one.own)
        if confirmed is None
        else [{"text": text, "due": due, "message": name} for text, due in confirmed]
    )
    return [ledger.append(MADE, one.code, data, by=one.queued.by) for data in made]

"""Replies have left: each becomes a message of its ticket, and events say who sent it and what it promises."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from core.care.promised import MADE
from core.drafts import Queued
from core.events import FILED, RULE, Event, Seen
from core.grams import tokens_by_line
from core.intake import store_message
from core.ledger import Ledger
from core.mail.recent import parse_again
from core.reading import Understood
from core.records import complete, message_name, own_words, said_doc, text_doc
from core.searchable import searchable_text
from core.times import stored

if TYPE_CHECKING:
    from core.bulk.ready import Ready

Promises = Callable[[Mapping[str, Any], str], Sequence[Mapping[str, Any]]]
"""What a message (its document and its own words) promises, as the data of events."""


JustMade = Callable[[str], "Ready | None"]
"""What is known of a mail since it was made, by the name of its bytes."""


@dataclass(frozen=True, slots=True)
class _Left:
    """A reply that has left: its entry, its ticket's code, its message's document and what it promises."""

    queued: Queued
    code: str
    doc: Mapping[str, Any]
    promised: Callable[[], Sequence[Mapping[str, Any]]]


def record_sent(
    ledger: Ledger, gone: Sequence[Queued], promises: Promises, made: JustMade = lambda _sha: None
) -> None:
    """Store outgoing messages and append `sent`, in the transaction that marks their entries sent.

    Doing it again changes nothing: a message is found by its Message-ID. Each ticket is folded once.
    """
    with ledger.store.remembering():
        _read_ahead(ledger, gone)
        filed: list[list[str]] = []
        left = [_left(ledger, one, filed, promises, made(one.raw)) for one in gone]
        if filed:
            ledger.append(FILED, None, {"messages": filed}, by=RULE)
        position = ledger.position()
        changed: dict[str, None] = {}
        for one in left:
            known = ledger.store.table("events").having("ticket", one.code)
            if not any(e["kind"] == "sent" and e["data"]["outbox"] == one.queued.id for e in known):
                position = _append_sent(ledger, one, Seen(position, (one.doc["name"],))).position
                changed[one.code] = None
            for event in _promise(ledger, one, known):
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


def _left(ledger: Ledger, queued: Queued, filed: list[list[str]], promises: Promises, made: Ready | None) -> _Left:
    """The outgoing message, stored now where it is not yet; then its name and ticket join `filed`."""
    messages = ledger.store.table("messages")
    there = ledger.exists(queued.ticket)
    code = queued.ticket if there else ledger.resolve(queued.ticket)
    said = made.said if made is not None else _understood(ledger.store.raw.get(queued.raw))
    known = messages.having("message_id", queued.message_id)
    doc: dict[str, Any] | None = next((d for d in known if d["direction"] == "out"), None)
    if doc is None:
        doc = said.doc
        size = len(made.composed.raw if made is not None else ledger.store.raw.get(queued.raw))
        complete(doc, said.date, direction="out", raw=queued.raw, size=size, arrived=datetime.now(UTC))
        name = message_name(queued.raw, queued.message_id, "out", ledger.key)
        doc |= {"name": name, "mailbox": queued.mailbox, "ticket": code, "home": code}
        if not there and not ledger.exists(code):  # a mail that answers none begins its own ticket when it has left
            ledger.append("open", code, {"root": queued.message_id}, by=RULE)
        store_message(ledger, messages.next_id(), doc, said.text, said.tokens)
        filed.append([name, code])

    def promised() -> Sequence[Mapping[str, Any]]:
        if made is not None and said.date is not None and doc["at"] == stored(said.date):
            return [{"text": text, "due": due, "message": doc["name"]} for text, due in made.promised]
        return promises(doc, own_words(said.text))

    return _Left(queued, code, doc, promised)


def _understood(raw: bytes) -> Understood:
    """What a mail says that was made by another process, or long ago."""
    message = parse_again(raw)
    doc, text = said_doc(message), text_doc(message)
    return Understood(b"", b"", doc, message.date, text, tokens_by_line(searchable_text(doc, text)))


def _append_sent(ledger: Ledger, one: _Left, seen: Seen) -> Event:
    queued = one.queued
    data = {
        "outbox": queued.id,
        "message_id": queued.message_id,
        "status": queued.then,
        "canned": list(queued.canned),
        **({} if queued.found is None else {"checks": list(queued.found)}),
    }
    return ledger.append("sent", one.code, data, by=queued.by, seen=seen)


def _promise(ledger: Ledger, one: _Left, known: Sequence[Mapping[str, Any]]) -> Sequence[Event]:
    """Write down what a reply promises, once for each message; the new events."""
    name = one.doc["name"]
    if one.queued.automatic or any(e["kind"] == MADE and e["data"]["message"] == name for e in known):
        return ()
    confirmed = one.queued.promised
    made = (
        one.promised()
        if confirmed is None
        else [{"text": text, "due": due, "message": name} for text, due in confirmed]
    )
    return [ledger.append(MADE, one.code, data, by=one.queued.by) for data in made]

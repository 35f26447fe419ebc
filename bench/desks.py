"""A large desk out of nothing: fictional tickets and messages with the sizes and words of real support mail."""

from __future__ import annotations

import hashlib
import itertools
import os
import random
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bench.desk_words import NAMES, sentence_text
from config.home import Home
from core.search import SearchIndex
from core.searchable import searchable_text
from core.store import Store

START = datetime(2024, 1, 1, tzinfo=UTC)
_STATUSES = ("closed",) * 60 + ("solved",) * 34 + ("open",) * 3 + ("pending",) * 2 + ("spam",)


@dataclass(frozen=True, slots=True)
class Size:
    """How large a desk is: tickets, messages a ticket, customers."""

    tickets: int
    messages: int = 3

    @property
    def customers(self) -> int:
        """People who wrote: three tickets each."""
        return max(1, self.tickets // 3)


def ticket_doc(number: int, size: Size, noise: random.Random) -> dict[str, Any]:
    """One folded ticket."""
    created = START + timedelta(minutes=number * 15)
    updated = created + timedelta(minutes=noise.randint(1, 9000))
    customer = noise.randint(1, size.customers)
    status = noise.choice(_STATUSES)
    name = noise.choice(NAMES)
    return {
        "code": code_of(number),
        "aliases": [],
        "subject": sentence_text(noise).split("\n")[1][:60],
        "base_subject": f"subject {number}",
        "status": status,
        "assignee": noise.choice(["yuki", "ren", "mai", None]),
        "priority": noise.choice(["normal"] * 8 + ["high", "low"]),
        "tags": noise.sample(["refund", "shipping", "vip", "invoice", "stock"], noise.choice([0, 0, 1, 2])),
        "customer": customer,
        "customer_name": f"{name} {customer}",
        "customer_address": f"person{customer}@example{customer % 97}.co.jp",
        "addresses": [f"person{customer}@example{customer % 97}.co.jp"],
        "mailbox": "support",
        "created": created.isoformat(),
        "updated": updated.isoformat(),
        "waiting_since": updated.isoformat() if status == "open" else None,
        "snoozed_until": "2030-01-01T00:00:00+00:00" if noise.random() < 0.002 else None,
        "messages": size.messages,
        "notes": noise.choice([0, 0, 1]),
        "attachments": noise.choice([0, 0, 0, 1]),
        "may_belong_to": [],
        "flags": [],
        "claim": None,
        "last_message": number * size.messages,
        "newest": [digest_of(number * size.messages)],
        "last_direction": "in",
        "unread": status == "open",
        "rev": number,
    }


def customer_doc(ticket: dict[str, Any]) -> dict[str, Any]:
    """Who wrote a ticket."""
    name, addresses = ticket["customer_name"], ticket["addresses"]
    return {"addresses": addresses, "name": name, "expectation": "", "notes": [], "said": False}


def opening(ticket: dict[str, Any]) -> dict[str, Any]:
    """The event that opened a ticket."""
    seen = {"position": ticket["rev"], "messages": ticket["newest"]}
    data = {"root": f"{ticket['last_message']}.bench@example.com"}
    name = f"{ticket['rev']:020x}"
    return {
        "id": name,
        "kind": "open",
        "ticket": ticket["code"],
        "data": data,
        "by": "rule",
        "at": ticket["created"],
        "seen": seen,
    }


def digest_of(record: int) -> str:
    """What stands for the hash of a message's bytes."""
    return hashlib.sha256(b"%d" % record).hexdigest()


def code_of(number: int) -> str:
    """A code that is not minted."""
    return f"{number // 10000:04d}-{number % 10000:04d}"


def message_doc(record: int, ticket: dict[str, Any], number: int, text: str, created: datetime) -> dict[str, Any]:
    """One message of a ticket, as `core/records.py` writes it."""
    sender = [ticket["customer_name"], ticket["customer_address"]]
    at = (created + timedelta(minutes=7 * number)).isoformat()
    return {
        "direction": "in" if number % 2 == 0 else "out",
        "message_id": f"{record}.bench@example.com",
        "in_reply_to": f"{record - 1}.bench@example.com" if number else None,
        "refs": [f"{record - n}.bench@example.com" for n in range(1, number + 1)],
        "from": sender,
        "to": [["Support", "support@shop.example"]],
        "cc": [],
        "reply_to": [],
        "subject": ticket["subject"],
        "at": at,
        "arrived": at,
        "attachments": [["invoice.pdf", "application/pdf", 40000, "0" * 64, False, "2"]] if record % 20 == 0 else [],
        "auto": False,
        "bounce": None,
        "list_id": None,
        "charset": "utf-8",
        "charset_repaired": False,
        "warnings": [],
        "raw": digest_of(record),
        "name": digest_of(record),
        "size": mail_size(text),
        "places": [f"support\nINBOX\n1\n{record}"],
        "maybe": [],
        "mailbox": "support",
        "read": True,
        "history": False,
        "ticket": ticket["code"],
        "home": ticket["code"],
    }


def mail_size(text: str) -> int:
    """How large such a mail is as it comes: what mail programs and servers make of a text of this length.

    Headers of four hops with DKIM and ARC (5,000 bytes), the text and the same as HTML with some 1,200 bytes of head
    and style and a seventh of tags; both parts in base64 where it is not ASCII. No attachment is counted.
    """
    size = len(text.encode())
    parts = size + size * 8 // 7 + 1200
    return 5300 + (parts if text.isascii() else parts * 137 // 100)


@dataclass(frozen=True, slots=True)
class Made:
    """One message with all that is stored for it; `ticket` with a ticket's last message."""

    record: int
    message: dict[str, Any]
    text: dict[str, Any]
    when: int
    ticket: dict[str, Any] | None


def made(size: Size, seed: int = 1) -> Iterator[Made]:
    """Every message of a desk in the order of tickets."""
    noise = random.Random(seed)
    for number in range(1, size.tickets + 1):
        ticket = ticket_doc(number, size, noise)
        created = datetime.fromisoformat(ticket["created"])
        for turn in range(size.messages):
            record = (number - 1) * size.messages + turn + 1
            text = sentence_text(noise)
            message = message_doc(record, ticket, turn, text, created)
            when = int((created + timedelta(minutes=7 * turn)).timestamp())
            new = text.split("\n> ")[0]
            last = ticket if turn == size.messages - 1 else None
            yield Made(record, message, {"text": text, "reply_text": new}, when, last)


def keep(store: Store, search: SearchIndex, item: Made) -> None:
    """Store one message as intake does, inside the caller's transaction."""
    store.table("messages").put(item.record, item.message)
    store.table("texts").put(item.record, item.text)
    search.add(item.record, item.message["ticket"], item.when, searchable_text(item.message, item.text))
    if item.ticket is not None:
        ticket = item.ticket
        store.table("tickets").put(int(ticket["last_message"]), ticket)
        store.table("customers").put(ticket["customer"], customer_doc(ticket))
        store.table("events").put(int(ticket["rev"]), opening(ticket))


@dataclass(frozen=True, slots=True)
class Loaded:
    """A filled store."""

    store: Store
    home: Home
    size: Size


def fill(store: Store, size: Size, a_commit: int = 1000) -> None:
    """Fill an empty store as fast as it goes: only its content matters, and the index is one piece at the end."""
    search = SearchIndex(store)
    session = store.engine.session
    for pragma in ("synchronous = OFF", "cache_size = -200000"):
        session.run(f"PRAGMA {pragma}")
    for batch in batches(made(size), a_commit):
        with store.remembering():
            for item in batch:
                keep(store, search, item)
    for _step in search.settle(pages=4000):
        pass
    for pragma in ("synchronous = FULL", "cache_size = -8000"):
        session.run(f"PRAGMA {pragma}")
    store.engine.checkpoint()


def batches(items: Iterator[Made], count: int) -> Iterator[list[Made]]:
    """So many at a time."""
    while batch := list(itertools.islice(items, count)):
        yield batch


@contextmanager
def desk() -> Iterator[Loaded]:
    """A desk of MADO_BENCH_TICKETS tickets (default 10,000; the goals are for 100,000).

    MADO_BENCH_DESK names a folder in which it is kept from one run to the next.
    """
    size = Size(int(os.environ.get("MADO_BENCH_TICKETS", "10000")))
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(os.environ.get("MADO_BENCH_DESK") or folder)).ensure()
        with Store.open(home) as store:
            if not store.table("tickets").total():
                print(f"filling a desk of {size.tickets:,} tickets …", file=sys.stderr, flush=True)
                fill(store, size)
            yield Loaded(store, home, size)

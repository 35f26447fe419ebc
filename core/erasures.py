"""Who was erased: events without a word of that person, by which their old mail is known and not taken in again."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tinydb import where

from core.events import Event
from core.store import Store

ERASED = "customer.erase"
KNOWN = "erasures"
"""The word beside the tables that says that there are any, and changes with each."""


def mark_of(address: str, key: bytes) -> str:
    """An address as it stands in the tombstone: nobody without the desk's key can read or guess it."""
    return hmac.digest(key, b"erased\0" + address.lower().encode("utf-8", "surrogatepass"), hashlib.sha256).hex()[:32]


@dataclass(slots=True)
class Erasures:
    """Every erasure of the log: names of messages, marks of addresses and codes of tickets with the time of the
    erasure, and ids of decisions about other tickets that named them."""

    messages: set[str] = field(default_factory=set)
    people: dict[str, str] = field(default_factory=dict)
    tickets: dict[str, str] = field(default_factory=dict)
    events: set[str] = field(default_factory=set)

    @classmethod
    def read(cls, store: Store) -> Erasures:
        """What the log says now."""
        found = cls()
        if store.meta(KNOWN) is None:
            return found
        for doc in store.table("events").search(where("kind") == ERASED):
            found.messages |= set(doc["data"]["messages"])
            found.events |= set(doc["data"].get("events", ()))
            for known, said in ((found.people, "people"), (found.tickets, "tickets")):
                for word in doc["data"].get(said, ()):
                    known[word] = max(doc["at"], known.get(word, ""))
        return found

    def __bool__(self) -> bool:
        return bool(self.messages or self.people)

    def covers(self, doc: Mapping[str, Any], key: bytes) -> bool:
        """Whether a message was erased, or would have been: one of its people was erased after it was written."""
        if doc["name"] in self.messages or doc["message_id"] in self.messages:
            return True
        if not self.people:
            return False
        from core.records import people

        return any(doc["at"] < self.people.get(mark_of(a, key), "") for a in people(doc))

    def covers_event(self, event: Event) -> bool:
        """Whether a decision was erased, or is about a ticket that went after it was decided."""
        until = self.tickets.get(event.ticket or "", "")
        return event.kind != ERASED and (event.id in self.events or event.at <= until)


def marks(addresses: Iterable[str], key: bytes) -> list[str]:
    """The marks of several addresses."""
    return sorted(mark_of(a, key) for a in addresses)

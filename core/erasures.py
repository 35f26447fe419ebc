"""Who was erased: events without a word of that person, by which their old mail is known and not taken in again."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tinydb import where

from core.records import people
from core.store import Store

ERASED = "customer.erase"
KNOWN = "erasures"
"""The word beside the tables that says that there are any, and changes with each."""


def mark_of(address: str, key: bytes) -> str:
    """An address as it stands in the tombstone: nobody without the desk's key can read or guess it."""
    return hmac.digest(key, b"erased\0" + address.lower().encode("utf-8", "surrogatepass"), hashlib.sha256).hex()[:32]


@dataclass(slots=True)
class Erasures:
    """Every erasure of the log: names of messages, and marks of addresses with the time of the erasure."""

    messages: set[str] = field(default_factory=set)
    people: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, store: Store) -> Erasures:
        """What the log says now."""
        found = cls()
        if store.meta(KNOWN) is None:
            return found
        for doc in store.table("events").search(where("kind") == ERASED):
            found.messages |= set(doc["data"]["messages"])
            for mark in doc["data"]["people"]:
                found.people[mark] = max(doc["at"], found.people.get(mark, ""))
        return found

    def __bool__(self) -> bool:
        return bool(self.messages or self.people)

    def covers(self, doc: Mapping[str, Any], key: bytes) -> bool:
        """Whether a message was erased, or would have been: one of its people was erased after it was written."""
        if doc["name"] in self.messages or doc["message_id"] in self.messages:
            return True
        return bool(self.people) and any(doc["at"] < self.people.get(mark_of(a, key), "") for a in people(doc))


def marks(addresses: Iterable[str], key: bytes) -> list[str]:
    """The marks of several addresses."""
    return sorted(mark_of(a, key) for a in addresses)

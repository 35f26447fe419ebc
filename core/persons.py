"""Persons: which addresses are one customer, and what the team knows of them."""

from __future__ import annotations

from typing import Any

from tinydb import where

from core.store import Store


class Persons:
    """The `customers` table. A person is a document with one or more addresses (lower case)."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def find(self, address: str) -> Any:
        """The document of the person with this address, or None."""
        return self._store.table("customers").get(where("addresses").any([address.lower()]))

    def addresses_of(self, addresses: set[str]) -> set[str]:
        """These addresses and all others of the same persons."""
        known = self._store.table("customers").search(where("addresses").any(sorted(addresses))) if addresses else []
        return addresses | {a for doc in known for a in doc["addresses"]}

    def ensure(self, address: str, name: str) -> int:
        """The id of the person with this address; made when new. A name once known is kept until a new one comes."""
        table = self._store.table("customers")
        doc = self.find(address)
        if doc is None:
            fresh = {"addresses": [address], "name": name, "expectation": "", "notes": []}
            number: int = table.next_id()
            table.put(number, fresh)
            return number
        if name and not doc["name"]:
            table.put(doc.doc_id, {**doc, "name": name})
        return int(doc.doc_id)

    def expect(self, address: str, text: str) -> None:
        """Write down what this person expects of us."""
        doc = self.find(address)
        self._store.table("customers").put(doc.doc_id, {**doc, "expectation": text})

    def merge(self, address: str, other: str) -> None:
        """Make two addresses one person; what was known of both is kept, the first one's first."""
        table = self._store.table("customers")
        kept, gone = self.find(address), self.find(other)
        if kept.doc_id == gone.doc_id:
            return
        joined = {
            **kept,
            "addresses": [*kept["addresses"], *gone["addresses"]],
            "name": kept["name"] or gone["name"],
            "expectation": "\n".join(t for t in (kept["expectation"], gone["expectation"]) if t),
            "notes": [*kept["notes"], *gone["notes"]],
        }
        table.remove(doc_ids=[gone.doc_id])
        table.put(kept.doc_id, joined)

    def unmerge(self, address: str) -> None:
        """Make this address a person of its own; the other addresses stay together with what was known."""
        table = self._store.table("customers")
        doc = self.find(address)
        rest = [a for a in doc["addresses"] if a != address]
        if not rest:
            return
        table.put(doc.doc_id, {**doc, "addresses": rest})
        table.put(table.next_id(), {"addresses": [address], "name": "", "expectation": "", "notes": []})

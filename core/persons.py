"""Persons: which addresses are one customer, and what the team knows of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tinydb import where
from tinydb.table import Document

from core.care.risk import CLEARED, at_risk, weigh
from core.events import Event
from core.staleness import stale_ids
from core.store import Store
from core.store.session import Session

_LATER = "persons"
_RISK, _BEARS = "risk", "risk of others"
_PAGE = 400

PERSON_KINDS = frozenset({"customer.expect", "customer.note", "customer.merge", "customer.unmerge", CLEARED})
"""The events that `Persons.apply` carries out."""

TAKEN_BACK = frozenset({"customer.expect", "customer.note", CLEARED})
"""Of these, those that an undo takes back."""


class Persons:
    """The `customers` table. A person is a document with one or more addresses (lower case)."""

    def __init__(self, store: Store) -> None:
        self._store = store
        store.engine.before_commit[_LATER] = self._settle_gathered
        store.engine.before_commit[_RISK] = self._weigh_gathered
        self.known_ids: Mapping[str, int] = {}
        """Ids that persons with these addresses had before a rebuild; they get them again."""

    def find(self, address: str, perhaps: int | None = None) -> Any:
        """The document of the person with this address, or None; `perhaps` is the id that they had last."""
        if perhaps is not None:
            doc = self._store.table("customers").get(doc_id=perhaps)
            if doc is not None and address.lower() in doc["addresses"]:
                return doc
        return next(iter(self._store.table("customers").having("addresses", address.lower())), None)

    def addresses_of(self, addresses: set[str]) -> set[str]:
        """These addresses and all others of the same persons."""
        known = self._store.table("customers").having("addresses", *addresses) if addresses else []
        return addresses | {a for doc in known for a in doc["addresses"]}

    def ensure(self, address: str, name: str = "", perhaps: int | None = None) -> Document:
        """The person with this address; made when new, with that name. `perhaps` as for `find`."""
        doc: Document | None = self.find(address, perhaps)
        return doc if doc is not None else self._add(address, said=False, name=name)

    def _add(self, address: str, *, said: bool, name: str = "") -> Document:
        table = self._store.table("customers")
        number: int = self.known_ids.get(address, 0)
        if not number or table.contains(doc_id=number):
            number = table.next_id()
        doc = {"addresses": [address], "name": name, "expectation": "", "notes": [], "said": said}
        table.put(number, doc)
        return Document(doc, number)

    def is_settled(
        self, ticket: Mapping[str, Any], before: Mapping[str, Any] | None, person: Mapping[str, Any]
    ) -> bool:
        """Whether a ticket that is new or has changed leaves its person as they are.

        It does where it bears their name, and has not grown older: their newest ticket bore it already.
        """
        name = ticket["customer_name"]
        if not name:
            return False
        if before and (ticket["customer"] != before["customer"] or ticket["updated"] < before["updated"]):
            return False
        return bool(person["name"] == name)

    def settle(self, number: int) -> None:
        """After a change of a person's tickets: the name is that of the newest; a person without any goes.

        Whom an event names (`said`) stays. A long write (`Store.remembering`) does it once, at its end.
        """
        session = self._store.engine.session
        if session.memories is None:
            self._settle(number)
        else:
            session.gathered.setdefault(_LATER, []).append(number)

    def _settle_gathered(self, session: Session) -> None:
        if waiting := session.gathered.pop(_LATER, None):
            for number in sorted(set(waiting)):
                self._settle(number)

    def weigh(self, number: int, *, bears_only: bool = False) -> None:
        """After a change of a person's tickets: their risk stands on all of them. A long write does it at its end.

        `bears_only` is for a new ticket that adds nothing to it, and only bears what stands on the others.
        """
        session = self._store.engine.session
        if session.memories is None:
            weigh(self._store, [number])
        else:
            session.gathered.setdefault(_BEARS if bears_only else _RISK, []).append(number)

    def _weigh_gathered(self, session: Session) -> None:
        if not (session.gathered.keys() & (_BEARS, _RISK)):
            return
        bearing, moved = set(session.gathered.pop(_BEARS, ())), set(session.gathered.pop(_RISK, ()))
        numbers = sorted(moved.union(at_risk(self._store, bearing - moved)))
        for start in range(0, len(numbers), _PAGE):
            weigh(self._store, numbers[start : start + _PAGE])

    def _settle(self, number: int) -> None:
        table = self._store.table("customers")
        doc = table.get(doc_id=number)
        if doc is None:
            return
        newest = self._newest_of(number, 2)
        if not newest and not doc["said"]:
            table.remove(doc_ids=[number])
            return
        if newest and (not newest[0]["customer_name"] or newest[0]["updated"] == newest[-1]["updated"]):
            newest = self._newest_of(number, 20)
        name = next((t["customer_name"] for t in newest if t["customer_name"]), "")
        if name != doc["name"]:
            table.put(number, {**doc, "name": name})

    def _newest_of(self, number: int, most: int) -> list[Any]:
        """A person's newest tickets; of those of one second the order is that of their codes, the same everywhere."""
        mine = where("customer") == number
        found = self._store.table("tickets").window(mine, order_by="updated", start=0, stop=most)
        return sorted(found, key=lambda d: (d["updated"], d["code"]), reverse=True)

    # what events say -----------------------------------------------------------------------
    def apply(self, event: Event) -> None:
        """Carry out an event about persons; those it names are made where they are not known."""
        kind, data = event.kind, event.data
        self._meet(data)
        if kind == "customer.expect":
            self.expect(data["address"], data["text"])
        elif kind == "customer.note":
            self.note(data["address"], {"id": event.id, "at": event.at, "by": event.by, "text": data["text"]})
        elif kind == CLEARED:
            self.clear(data["address"], {"id": event.id, "at": event.at, "by": event.by, "why": data["why"]})
        elif kind == "customer.merge":
            self.merge(data["address"], data["other"])
        elif kind == "customer.unmerge":
            self.unmerge(data["address"])

    def _meet(self, data: Mapping[str, Any]) -> None:
        """Whom an event names is known from then on, also where it was taken back."""
        for address in (data["address"], *([data["other"]] if "other" in data else [])):
            number = self.ensure(address).doc_id
            doc = self._store.table("customers").get(doc_id=number)
            if not doc["said"]:
                self._store.table("customers").put(number, {**doc, "said": True})

    def say(self, events: Sequence[Event]) -> None:
        """Carry out all events about persons there are, in log order; what was taken back, or came too late, not.

        What somebody expected of us by words that came too late is kept as a note of its author.
        """
        undone = {e.data["event"] for e in events if e.kind == "undo"}
        stale = stale_ids(e for e in events if e.id not in undone)
        for event in (e for e in events if e.kind != "undo"):
            if event.id in undone and event.kind in TAKEN_BACK:
                self._meet(event.data)
            elif event.id in stale:
                self._meet(event.data)
                if text := event.data["text"]:
                    self.note(event.data["address"], {"id": event.id, "at": event.at, "by": event.by, "text": text})
            else:
                self.apply(event)

    def expect(self, address: str, text: str) -> None:
        """Write down what this person expects of us."""
        doc = self.find(address)
        self._store.table("customers").put(doc.doc_id, {**doc, "expectation": text})

    def note(self, address: str, note: Mapping[str, str]) -> None:
        """Keep a note (id, at, by, text) with this person."""
        doc = self.find(address)
        self._store.table("customers").put(doc.doc_id, {**doc, "notes": [*doc["notes"], dict(note)]})

    def forget_note(self, address: str, note_id: str) -> None:
        """A note on this person was taken back."""
        doc = self.find(address)
        if doc is not None:
            kept = [n for n in doc["notes"] if n["id"] != note_id]
            self._store.table("customers").put(doc.doc_id, {**doc, "notes": kept})

    def clear(self, address: str, clearing: Mapping[str, str]) -> None:
        """A person said (id, at, by, why) that this customer is no longer at risk."""
        doc = self.find(address)
        said = [*doc.get("cleared", ()), dict(clearing)]
        self._store.table("customers").put(doc.doc_id, {**doc, "cleared": said})
        self.weigh(doc.doc_id)

    def unclear(self, address: str, clearing_id: str) -> None:
        """That was taken back."""
        doc = self.find(address)
        if doc is not None and (said := doc.get("cleared")):
            kept = [c for c in said if c["id"] != clearing_id]
            rest = {k: v for k, v in doc.items() if k != "cleared"}
            self._store.table("customers").put(doc.doc_id, {**rest, "cleared": kept} if kept else rest)
            self.weigh(doc.doc_id)

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
        if said := [*kept.get("cleared", ()), *gone.get("cleared", ())]:
            joined["cleared"] = said
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
        self._add(address, said=True)

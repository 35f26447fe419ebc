"""What making two persons one, or one address a person of its own, would come to: shown before it is done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tinydb import where

from config.errors import UsageError
from config.languages import translator
from core.customers import Customer

if TYPE_CHECKING:
    from core.desk import Desk

_ = translator("core")


@dataclass(frozen=True, slots=True)
class Person:
    """A person as they would stand: `tickets` counts all of theirs."""

    name: str
    addresses: tuple[str, ...]
    tickets: int
    expectation: str
    notes: int


@dataclass(frozen=True, slots=True)
class PersonChange:
    """The persons there are now and those there would be."""

    before: tuple[Person, ...]
    after: tuple[Person, ...]


def if_merged(desk: Desk, address: str, other: str) -> PersonChange:
    """Two persons as one: the first one's name and what is known of them come first. Raises as `desk.customer`."""
    kept, gone = desk.customer(address, 1), desk.customer(other, 1)
    if kept.id == gone.id:
        raise UsageError(_("{address} and {other} are one person already.").format(address=address, other=other))
    joined = Person(
        name=kept.name or gone.name,
        addresses=(*kept.addresses, *gone.addresses),
        tickets=_tickets(kept) + _tickets(gone),
        expectation="\n".join(t for t in (kept.expectation, gone.expectation) if t),
        notes=len(kept.notes) + len(gone.notes),
    )
    return PersonChange((_as_is(kept), _as_is(gone)), (joined,))


def if_unmerged(desk: Desk, address: str) -> PersonChange:
    """One address as a person of its own, with the tickets that came from it; what was known stays with the others.

    Raises as `desk.customer`, and UsageError where it is their only address.
    """
    whole = desk.customer(address, 1)
    address = address.lower()
    rest = tuple(a for a in whole.addresses if a != address)
    if not rest:
        raise UsageError(_("{address} is the only address of this person.").format(address=address))
    tickets = desk.store.table("tickets").search(where("customer") == whole.id)
    own = [t for t in tickets if t["customer_address"] == address]
    others = [t for t in tickets if t["customer_address"] != address]
    alone = Person(_newest_name(own), (address,), len(own), "", 0)
    left = Person(_newest_name(others) or whole.name, rest, len(others), whole.expectation, len(whole.notes))
    return PersonChange((_as_is(whole),), (left, alone))


def _tickets(person: Customer) -> int:
    return sum(person.counts.values())


def _as_is(person: Customer) -> Person:
    return Person(person.name, person.addresses, _tickets(person), person.expectation, len(person.notes))


def _newest_name(tickets: Sequence[Mapping[str, Any]]) -> str:
    named = sorted((t for t in tickets if t["customer_name"]), key=lambda t: t["updated"])
    return str(named[-1]["customer_name"]) if named else ""

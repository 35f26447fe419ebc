"""What the main screen reads from the desk, each in one go on the reading thread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from config.errors import NothingMatched
from core.tickets import Ticket
from tui.views import View

if TYPE_CHECKING:
    from core.care.promised import Promised
    from core.customers import Customer
    from core.desk import Desk
    from core.entries import Entry

_HISTORY = 200


@dataclass(frozen=True, slots=True)
class Opened:
    """A ticket with all that stands in it, and whose it is."""

    ticket: Ticket
    entries: Sequence[Entry]
    customer: Customer | None
    promises: Sequence[Promised] = ()


def load_opened(desk: Desk, code: str) -> Opened:
    """Read a ticket. Raises NothingMatched."""
    ticket = desk.ticket(code)
    try:
        customer: Customer | None = desk.customer(ticket.customer.id or ticket.customer.address, limit=_HISTORY)
    except NothingMatched:
        customer = None
    promises = desk.care.promised_to(customer.id) if customer is not None else ()
    return Opened(ticket, desk.entries(ticket.code), customer, promises)


def load_counts(desk: Desk, views: Sequence[View]) -> dict[str, int]:
    """How many tickets each view has."""
    return {view.name: desk.count(view.query) for view in views}

"""What the main screen reads from the desk, each in one go on the reading thread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from config.errors import MadoError, NothingMatched
from core.care.holding import deadline_soon
from core.care.standing import Standing, standing
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
    """A ticket with all that stands in it, and whose it is; `answer_by` is set where its answer is due soon."""

    ticket: Ticket
    entries: Sequence[Entry]
    customer: Customer | None
    promises: Sequence[Promised] = ()
    answer_by: datetime | None = None


def load_opened(desk: Desk, code: str, now: datetime, before: Opened | None = None) -> Opened:
    """Read a ticket as it stands at a moment. Raises NothingMatched.

    What is as it was `before` is the same object, so that the screen's thread sees at once that it need not be
    painted again.
    """
    ticket = desk.ticket(code)
    try:
        customer: Customer | None = desk.customer(ticket.customer.id or ticket.customer.address, limit=_HISTORY)
    except NothingMatched:
        customer = None
    promises = desk.care.promised_to(customer.id) if customer is not None else ()
    opened = Opened(ticket, desk.entries(ticket.code), customer, promises, _answer_by(desk, ticket.code, now))
    return opened if before is None else _as_before(opened, before)


def _as_before(opened: Opened, before: Opened) -> Opened:
    if opened.entries == before.entries:
        opened = replace(opened, entries=before.entries)
    if opened.customer == before.customer:
        opened = replace(opened, customer=before.customer)
    return before if opened == before else opened


def _answer_by(desk: Desk, code: str, now: datetime) -> datetime | None:
    try:
        return deadline_soon(desk, code, now)
    except MadoError:
        return None  # A charter that cannot be read: `mado late` says what is wrong with it.


def load_counts(desk: Desk, views: Sequence[View], now: datetime) -> tuple[dict[str, int], Standing]:
    """How many tickets each view has, and what presses at a moment."""
    return {view.name: desk.count(view.query) for view in views}, standing(desk, now)

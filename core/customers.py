"""The customer as the fronts see them: one person with addresses, history and expectations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from core.care.clearing import Clearing
from core.tickets import Flag, Ticket


@dataclass(frozen=True, slots=True)
class CustomerNote:
    """Something the team knows about a person."""

    id: str
    at: datetime
    by: str
    text: str


@dataclass(frozen=True, slots=True)
class Customer:
    """A person who writes. `tickets` newest first (at most `limit` of them, `counts` has all, by status).

    `last_contact_how` says how the last contact ended, e.g. ("in", "open"): who spoke last and the status then.
    `flags` say why this person is at risk (core/care/risk.py), `cleared` who said when and why that it is over;
    `praise` counts the mails in which they praised us, `promises_kept` and `promises_late` the promises on these
    tickets that were kept in time and too late.
    """

    id: int
    name: str
    addresses: tuple[str, ...]
    organisation: str
    first_contact: datetime | None
    last_contact: datetime | None
    last_agent: str | None
    counts: Mapping[str, int]
    messages: int
    expectation: str
    notes: tuple[CustomerNote, ...]
    tickets: tuple[Ticket, ...]
    flags: tuple[Flag, ...] = ()
    cleared: tuple[Clearing, ...] = ()
    praise: int = 0
    promises_kept: int = 0
    promises_late: int = 0
    bounced: tuple[str, ...] = ()
    last_contact_how: tuple[str, str] | None = None

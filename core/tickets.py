"""The ticket as the fronts see it: an immutable snapshot of one folded document."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal


@dataclass(frozen=True, slots=True)
class CustomerRef:
    """Who a ticket belongs to. `id` is stable while customers are not merged."""

    id: int
    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Flag:
    """A mark with its reason, e.g. level "red", reason "third contact in a month".

    `reason` is English; `code` is a word for the kind of mark ("bounced") and `about` what it is about (the
    address), so that fronts say it in their own language. Both may be empty.
    """

    level: str
    reason: str
    code: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """ "I am answering this now", held by one agent since one time until another, unless it is renewed."""

    by: str
    until: datetime
    since: datetime


@dataclass(frozen=True, slots=True)
class Ticket:
    """One matter of one customer. Times are aware datetimes in UTC; text is clean.

    `last_message` is the id of the newest message record (what a decision must have seen);
    `last_direction` who spoke last; `rev` grows with each change of this ticket;
    `due` is when the next of our open promises on it is due.
    """

    code: str
    subject: str
    status: str
    assignee: str | None
    priority: str
    tags: tuple[str, ...]
    customer: CustomerRef
    mailbox: str
    created: datetime
    updated: datetime
    waiting_since: datetime | None
    snoozed_until: datetime | None
    messages: int
    notes: int
    unread: bool
    may_belong_to: tuple[str, ...]
    flags: tuple[Flag, ...]
    claim: Claim | None
    last_message: int
    last_direction: Literal["in", "out"] | None
    rev: int
    due: datetime | None = None

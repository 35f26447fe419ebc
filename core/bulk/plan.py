"""A bulk plan as data: what was asked for, a block for each mail, and who is left out and why."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from core.mail.message import Address


@dataclass(frozen=True, slots=True)
class Block:
    """One mail of a plan. `body` is exactly what will be sent; `line` is where the block begins in its file.

    `seen` is the newest message of the ticket when the plan was made, `answers` the record id of the message
    answered. `literals` are placeholder-like pieces that came in with values (core/placeholders.py).
    """

    ticket: str
    mailbox: str
    to: tuple[Address, ...]
    subject: str
    body: str
    seen: int
    answers: int
    cc: tuple[Address, ...] = ()
    bcc: tuple[Address, ...] = ()
    canned: tuple[str, ...] = ()
    then: str = "pending"
    literals: tuple[str, ...] = ()
    line: int = 0


@dataclass(frozen=True, slots=True)
class Excluded:
    """A ticket that the query found and that gets no mail: `reason` is a sentence, `code` a word that stays."""

    ticket: str
    customer: Address
    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything a plan file says. `id` names the run: a mail of it is made once, however often it is applied.

    `seen` is the log's position when the plan was made; `notes` are remarks on the CSV's rows.
    """

    id: str
    made: datetime
    by: str
    query: str
    canned: str
    seen: int
    blocks: Sequence[Block]
    excluded: Sequence[Excluded]
    csv: str = ""
    notes: Sequence[str] = ()

    def entry_id(self, ticket: str) -> str:
        """The outbox id of one block's mail, always the same: a second `apply` finds what the first one made."""
        return _entry_id(self.id, ticket)


@lru_cache(maxsize=4096)
def _entry_id(plan: str, ticket: str) -> str:
    return hashlib.sha256(f"{plan}\0{ticket}".encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Tally:
    """How far a plan is. `total` counts its blocks; what is in none of the others has not been begun."""

    total: int
    sent: int = 0
    queued: int = 0
    refused: int = 0
    unknown: int = 0
    skipped: int = 0
    excluded: int = 0

    @property
    def left(self) -> int:
        """Blocks that `apply` has not dealt with yet."""
        return self.total - self.sent - self.queued - self.refused - self.unknown - self.skipped

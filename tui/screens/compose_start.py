"""What the composer begins with, read from the desk in one go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.desk import Desk
from core.drafts import Draft
from core.entries import Entry
from core.tickets import Ticket


@dataclass(frozen=True, slots=True)
class Begun:
    """A draft, the ticket it answers, and whether it was begun earlier."""

    draft: Draft
    ticket: Ticket
    entries: Sequence[Entry]
    taken_up: bool
    language: str


def start(desk: Desk, code: str, reply_all: bool, canned: str) -> Begun:
    """Take up the draft that was kept for a ticket, or begin one. Raises MadoError."""
    kept = desk.replies.saved(code) if not canned else None
    draft = kept or desk.replies.start(code, canned=canned or None, reply_all=reply_all)
    ticket = desk.ticket(draft.ticket)
    return Begun(draft, ticket, desk.entries(ticket.code), kept is not None, desk.replies.around.language(draft))

"""What the composer begins with, read from the desk in one go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from core.canned_file import CannedResponse
from core.desk import Desk
from core.drafts import Draft
from core.entries import Entry, MessageEntry
from core.tickets import Ticket

if TYPE_CHECKING:
    from core.approvals import Approval
    from core.macros import Macro


@dataclass(frozen=True, slots=True)
class Wish:
    """How a reply is to begin: to everybody, with a canned response, as a macro says, or handing a message on."""

    reply_all: bool = False
    canned: str = ""
    macro: Macro | None = None
    forward: bool = False


@dataclass(frozen=True, slots=True)
class Begun:
    """A draft, the ticket it answers, and whether it was begun earlier.

    `canned` are all responses, those in the customer's language first; `handed` are (name, size) of the files
    that a forwarded message brings along; `macro` is carried out when the reply has been queued.
    """

    draft: Draft
    ticket: Ticket
    entries: Sequence[Entry]
    taken_up: bool
    language: str
    canned: Sequence[CannedResponse] = ()
    handed: Sequence[tuple[str, int]] = ()
    macro: Macro | None = None


def start(desk: Desk, code: str, wish: Wish) -> Begun:
    """Take up the draft that was kept for a ticket, or begin one. Raises MadoError."""
    names = [n for n in (wish.canned, wish.macro.canned if wish.macro else "") if n]
    kept = desk.replies.saved(code) if not names and not wish.forward else None
    if kept is not None:
        draft = kept
    elif wish.forward:
        draft = desk.replies.forward(code, ())
    else:
        draft = desk.replies.start(code, canned=names or None, reply_all=wish.reply_all)
    if wish.macro is not None and wish.macro.then:
        draft = replace(draft, then=wish.macro.then)
    return begun(desk, draft, taken_up=kept is not None, macro=wish.macro)


def taken(desk: Desk, approval: Approval) -> Draft:
    """One's own reply that a colleague was to read, as a draft again. Raises MadoError."""
    if approval.state == "waiting":
        desk.approvals.give_back(approval.id, "")
    draft = replace(desk.replies.start(approval.ticket), to=approval.to, cc=approval.cc)
    draft = replace(draft, subject=approval.subject, body=approval.body)
    desk.replies.save(draft)
    return draft


def begun(desk: Desk, draft: Draft, *, taken_up: bool = False, macro: Macro | None = None) -> Begun:
    """What the composer needs to know of a draft. Raises MadoError."""
    ticket = desk.ticket(draft.ticket)
    entries, language = desk.entries(ticket.code), desk.replies.around.language(draft)
    canned = sorted(desk.canned.all(), key=lambda r: (r.lang not in ("", language), r.name))
    return Begun(draft, ticket, entries, taken_up, language, canned, _handed(draft, entries), macro)


def _handed(draft: Draft, entries: Sequence[Entry]) -> Sequence[tuple[str, int]]:
    """The files that go along with a forwarded message."""
    if not draft.forward:
        return ()
    for entry in entries:
        if isinstance(entry, MessageEntry) and entry.id == draft.reply_to_message:
            return [(a.filename or a.content_type, a.size) for a in entry.attachments if a.part and not a.inline]
    return ()

"""What the composer begins with, read from the desk in one go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from core.canned_file import CannedResponse
from core.care.questions import questions_in
from core.compose_text import Frame
from core.desk import Desk
from core.drafts import Draft
from core.entries import Entry, MessageEntry
from core.replies import answered_of
from core.tickets import Ticket

if TYPE_CHECKING:
    from core.approvals import Approval
    from core.macros import Macro

_LONGEST = 20_000
_MOST = 20


@dataclass(frozen=True, slots=True)
class Wish:
    """How a reply is to begin: to everybody, with a canned response, as a macro says, or handing a message on.

    `text` is what it begins with; `holding` asks the customer for patience.
    """

    reply_all: bool = False
    canned: str = ""
    macro: Macro | None = None
    forward: bool = False
    text: str = ""
    holding: bool = False


@dataclass(frozen=True, slots=True)
class Begun:
    """A draft, the ticket it answers, and whether it was begun earlier.

    `canned` are all responses, those in the customer's language first; `handed` are (name, size) of the files
    that a forwarded message brings along; `macro` is carried out when the reply has been queued; `questions` are what
    the customer asks in the mail that is answered; `frame` is what stands around our own words.
    """

    draft: Draft
    ticket: Ticket
    entries: Sequence[Entry]
    taken_up: bool
    language: str
    canned: Sequence[CannedResponse] = ()
    handed: Sequence[tuple[str, int]] = ()
    macro: Macro | None = None
    questions: Sequence[str] = ()
    frame: Frame = Frame("", "", "")


def start(desk: Desk, code: str, wish: Wish) -> Begun:
    """Take up the draft that was kept for a ticket, or begin one. Raises MadoError."""
    names = [n for n in (wish.canned, wish.macro.canned if wish.macro else "") if n]
    plain = not (names or wish.forward or wish.text or wish.holding)
    kept = desk.replies.saved(code) if plain else None
    if wish.holding:
        from core.care.holding import holding_reply

        return begun(desk, holding_reply(desk, code))
    if kept is not None:
        draft = kept
    elif wish.forward:
        draft = desk.replies.forward(code, ())
    else:
        draft = desk.replies.start(code, canned=names or None, text=wish.text, reply_all=wish.reply_all)
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
    asked = () if draft.forward else _questions(entries)
    return Begun(
        draft,
        ticket,
        entries,
        taken_up,
        language,
        canned,
        _handed(draft, entries),
        macro,
        asked,
        desk.replies.around.frame(draft),
    )


def _questions(entries: Sequence[Entry]) -> Sequence[str]:
    """What the customer asks in the mail that is answered."""
    answered = answered_of(entries)
    if answered is None or answered.direction != "in":
        return ()
    found = questions_in((answered.reply_text or answered.text)[:_LONGEST])
    return tuple(dict.fromkeys(" ".join(q.text.split()) for q in found))[:_MOST]


def _handed(draft: Draft, entries: Sequence[Entry]) -> Sequence[tuple[str, int]]:
    """The files that go along with a forwarded message."""
    if not draft.forward:
        return ()
    for entry in entries:
        if isinstance(entry, MessageEntry) and entry.id == draft.reply_to_message:
            return [(a.filename or a.content_type, a.size) for a in entry.attachments if a.part and not a.inline]
    return ()

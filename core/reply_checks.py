"""What speaks against sending a draft now: unfinished, or somebody was faster."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from config.errors import Refused
from config.languages import translator
from core.compose_headers import mailbox
from core.compose_text import Frame
from core.drafts import Draft
from core.meanwhile import changes_since, sentence
from core.placeholders import unfilled
from core.problems import Problem
from core.recipient_questions import asked_recipients

if TYPE_CHECKING:
    from core.desk import Desk

_ = translator("core")
_LONGEST_BODY = 200_000


def check_draft(desk: Desk, draft: Draft, frame: Frame) -> Sequence[Problem]:
    """All findings, the unfinished before the overtaken."""
    return [
        *_unfinished(draft, frame),
        *_recipients(draft),
        *asked_recipients(desk, draft),
        *_claimed(desk, draft),
        *_collision(desk, draft),
    ]


def _unfinished(draft: Draft, frame: Frame) -> Iterator[Problem]:
    said = frame.beside_quotation(draft.body)
    for piece in unfilled(f"{draft.subject}\n{said}", draft.literals):
        reason = _("A placeholder is not filled in: {piece}").format(piece=piece)
        yield Problem("stop", "unfilled_placeholder", reason, piece)
    if not frame.without(draft.body):
        yield Problem("stop", "empty_body", _("The reply says nothing yet."))
    if len(draft.body) > _LONGEST_BODY:
        reason = _("The reply is longer than {n} characters.").format(n=_LONGEST_BODY)
        yield Problem("stop", "too_long", reason)
    if not draft.subject.strip():
        yield Problem("warn", "no_subject", _("The reply has no subject."))


def _recipients(draft: Draft) -> Iterator[Problem]:
    if not (draft.to or draft.cc or draft.bcc):
        yield Problem("stop", "no_recipient", _("Nobody is named as recipient."))
    for person in (*draft.to, *draft.cc, *draft.bcc):
        try:
            mailbox(person)
        except Refused as refused:
            yield Problem("stop", "bad_address", refused.message, person.address)


def _claimed(desk: Desk, draft: Draft) -> Iterator[Problem]:
    claim = desk.ticket(draft.ticket).claim
    if claim is not None and claim.by != desk.settings.agent.name and claim.until > datetime.now(UTC):
        reason = _("{agent} is answering this ticket now.").format(agent=claim.by)
        yield Problem("stop", "claimed", reason, claim.by, overridable=True)


def _collision(desk: Desk, draft: Draft) -> Iterator[Problem]:
    """Whatever came into the ticket since its writer opened it: mail, a colleague's act, a waiting reply."""
    for change in changes_since(desk, draft.ticket, draft.seen):
        yield Problem(
            "stop", "collision", sentence(change), change.text or change.kind, overridable=True, change=change
        )
    ticket = desk.ticket(draft.ticket)
    for other in desk.outbox.of_ticket(ticket.code):
        if other.state in ("queued", "sending", "unknown") and not other.automatic:
            reason = _("Another reply to this ticket is waiting in the outbox ({id}).").format(id=other.id)
            yield Problem("stop", "collision", reason, other.id, overridable=True)

"""Replies that a colleague reads before they leave: who may only draft, what waits, what came back.

A role is a decision of the team; the program of whoever may only draft keeps to it. Their reply travels in the
log as text; a colleague sends it, as it is or changed, or returns it with a note. What was changed can be seen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from tinydb import where

from config.errors import NothingMatched, Refused, UsageError
from config.languages import translator
from core.drafts import Draft, Queued
from core.events import ASK, Event
from core.fold import in_force
from core.ledger import event_of
from core.mail.message import Address
from core.outbox_records import new_id

if TYPE_CHECKING:
    from core.desk import Desk

_ = translator("core")
APPROVED, RETURNED, ROLE = "approval.sent", "approval.return", "team.role"
State = Literal["waiting", "returned", "sent"]
_ANSWERS = (APPROVED, RETURNED)


@dataclass(frozen=True, slots=True)
class Approval:
    """A reply that somebody asked to have read. `before` is the text they asked about last time, "" for the first.

    `reviewer` is who sent or returned it, `note` what they said, `sent` the text as it left, "" while unknown.
    """

    id: str
    ticket: str
    at: datetime
    by: str
    subject: str
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    body: str
    before: str
    state: State
    reviewer: str = ""
    note: str = ""
    message_id: str = ""
    sent: str = ""


class Approvals:
    """What waits to be read by a colleague, of one desk."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    # who ------------------------------------------------------------------------------------
    def roles(self) -> Mapping[str, str]:
        """Everybody who was given a role: "draft" (may only draft) or "full"."""
        events = self._desk.store.table("events").search(where("kind") == ROLE)
        found = sorted((event_of(d, d.doc_id) for d in events), key=lambda e: e.place)
        return {str(e.data["agent"]): str(e.data["role"]) for e in found}

    @property
    def needed(self) -> bool:
        """Whether this desk's agent may only draft."""
        return self.roles().get(self._desk.settings.agent.name) == "draft"

    def set_role(self, agent: str, role: str) -> None:
        """Say what a colleague may do. Raises UsageError (no such role), Refused (who may only draft)."""
        if role not in ("draft", "full"):
            raise UsageError(_("There is no role {role}.").format(role=role), hint="draft, full")
        if self.needed:
            raise Refused(_("Whoever may only draft gives no roles."), code="needs_approval")
        with self._desk.store.transaction():
            self._desk.ledger.append(ROLE, None, {"agent": agent, "role": role}, by=self._desk.ledger.agent)

    # asking ---------------------------------------------------------------------------------
    def ask(self, draft: Draft) -> Approval:
        """Ask that a colleague reads and sends a reply; the draft is done with. Raises Refused (files, checks)."""
        if draft.attachments or draft.bcc or draft.forward:
            raise Refused(
                _("Files, Bcc and forwarded mail cannot be handed to a colleague."),
                hint=_("Write what is to be attached in a note; whoever sends it attaches it."),
                code="not_to_hand_on",
            )
        for problem in self._desk.replies.check(draft):
            if problem.level == "stop" and not problem.overridable:
                raise Refused(problem.reason, hint=problem.text, code=problem.code)
        with self._desk.store.transaction():
            event = self._append(ASK, draft.ticket, self._said(draft))
            self._desk.replies.discard(draft.id)
        return self.one(event.id)

    def _said(self, draft: Draft) -> dict[str, Any]:
        answered = self._desk.store.table("messages").get(doc_id=draft.reply_to_message)
        return {
            "subject": draft.subject,
            "body": draft.body,
            "to": [[a.name, a.address] for a in draft.to],
            "cc": [[a.name, a.address] for a in draft.cc],
            "answered": answered["name"] if answered else "",
            "then": draft.then,
            "canned": list(draft.canned),
            "literals": list(draft.literals),
        }

    # looking --------------------------------------------------------------------------------
    def all(self) -> Sequence[Approval]:
        """Every one there ever was, newest first."""
        table = self._desk.store.table("events")
        wanted = where("kind").one_of([ASK, *_ANSWERS, "undo"])
        found = in_force(sorted((event_of(d, d.doc_id) for d in table.search(wanted)), key=lambda e: e.place))
        # of several who answered at the same moment the first in the log counts
        answers = {str(e.data["ask"]): e for e in reversed(found) if e.kind in _ANSWERS}
        before: dict[tuple[str, str], str] = {}
        made = []
        for event in found:
            if event.kind != ASK:
                continue
            about = (self._desk.ledger.resolve(event.ticket or ""), event.by)
            made.append(self._approval(event, answers.get(event.id), before.get(about, "")))
            before[about] = "" if made[-1].state == "sent" else made[-1].body
        return made[::-1]

    def waiting(self) -> Sequence[Approval]:
        """What nobody has sent or returned, longest waiting first."""
        return [a for a in reversed(self.all()) if a.state == "waiting"]

    def of_ticket(self, code: str) -> Approval | None:
        """The newest one of a ticket that waits; None where none does."""
        found = [a for a in self.all() if a.ticket == self._desk.code(code) and a.state == "waiting"]
        return found[0] if found else None

    def one(self, id: str) -> Approval:
        """One by its id or a unique beginning of it. Raises NothingMatched, UsageError."""
        near = [a for a in self.all() if a.id.startswith(id)]
        if not near:
            said = _("No reply {id} was given to colleagues to read.").format(id=id)
            raise NothingMatched(said, hint=_("`mado approvals` lists them."), code="no_approval")
        if len(near) > 1:
            raise UsageError(_("Several begin with {id}.").format(id=id), hint=_("Type more of it."))
        return near[0]

    def _approval(self, event: Event, answer: Event | None, before: str) -> Approval:
        data = event.data
        message_id = str(answer.data.get("message_id", "")) if answer else ""
        return Approval(
            id=event.id,
            ticket=self._desk.ledger.resolve(event.ticket or ""),
            at=datetime.fromisoformat(event.moment),
            by=event.by,
            subject=str(data["subject"]),
            to=_people(data["to"]),
            cc=_people(data["cc"]),
            body=str(data["body"]),
            before=before,
            state="waiting" if answer is None else "sent" if answer.kind == APPROVED else "returned",
            reviewer=answer.by if answer else "",
            note=str(answer.data.get("note", "")) if answer else "",
            message_id=message_id,
            sent=str(answer.data.get("body", "")) if answer else "",
        )

    # deciding -------------------------------------------------------------------------------
    def _still_waiting(self, id: str) -> Approval:
        found = self.one(id)
        if found.state != "waiting":
            raise Refused(_("{name} has answered that already.").format(name=found.reviewer), code="approval_over")
        return found

    def take(self, id: str) -> Draft:
        """The reply as a draft of this desk, to be looked at, changed and queued; kept. Raises Refused."""
        found = self._still_waiting(id)
        if self.needed:
            raise Refused(_("You may only draft; a colleague has to read it."), code="needs_approval")
        (doc,) = self._desk.store.table("events").having("id", found.id)
        data = doc["data"]
        started = self._desk.replies.start(found.ticket)
        known = self._desk.store.table("messages").having("name", str(data.get("answered", "")))
        draft = replace(
            started,
            id=found.id,
            to=found.to,
            cc=found.cc,
            subject=found.subject,
            body=found.body,
            reply_to_message=known[0].doc_id if known else started.reply_to_message,
            then=str(data.get("then", started.then)),
            canned=tuple(map(str, data.get("canned", ()))),
            literals=tuple(map(str, data.get("literals", ()))),
        )
        self._desk.replies.save(draft)
        return draft

    def give_back(self, id: str, note: str) -> Approval:
        """Return a reply to its author with a word why; its author takes it back so. Raises Refused, UsageError."""
        found = self._still_waiting(id)
        if not note.strip() and found.by != self._desk.ledger.agent:
            raise UsageError(_("Say what is to be changed."))
        with self._desk.store.transaction():
            self._append(RETURNED, found.ticket, {"ask": found.id, "note": note.strip(), "author": found.by})
            self._desk.replies.discard(found.id)
        return self.one(found.id)

    # the gate -------------------------------------------------------------------------------
    def pass_through(self, entry: Queued, draft: Draft) -> None:
        """Called for whatever is to enter the outbox. Raises Refused where this agent may only draft, and where
        a colleague has answered meanwhile what this reply answers."""
        if entry.automatic or not self._desk.team.active:
            return
        if self.needed:
            raise Refused(
                _("Your replies are read by a colleague before they leave; this one was not queued."),
                hint=_("Ask for it: send it from the console, or with `mado reply`."),
                code="needs_approval",
            )
        asked = self._desk.store.table("events").having("id", draft.id)
        if asked and asked[0]["kind"] == ASK:
            self._still_waiting(draft.id)
            changed = draft.body if draft.body != asked[0]["data"]["body"] else ""
            data = {"ask": draft.id, "message_id": entry.message_id, "body": changed}
            self._append(APPROVED, entry.ticket, data)

    def taken_back(self, entry: Queued, draft: Draft) -> Draft:
        """The draft of a reply that is taken back before it left; what a colleague had asked waits again.

        Such a draft keeps its name while nobody else has answered: sending it answers the colleague after all.
        """
        asked = self._desk.store.table("events").having("id", draft.id)
        if not asked or asked[0]["kind"] != ASK:
            return replace(draft, id=new_id())
        ledger = self._desk.ledger
        code = ledger.resolve(entry.ticket)
        events = in_force(ledger.events_of({code, *ledger.aliases(code), entry.ticket}))
        answers = [e for e in events if e.kind in _ANSWERS and e.data["ask"] == draft.id]
        ours = [e for e in answers if e.data.get("message_id") == entry.message_id]
        for event in ours:
            self._append("undo", code, {"event": event.id, "kind": APPROVED})
        return draft if len(ours) == len(answers) else replace(draft, id=new_id())

    def _append(self, kind: str, code: str, data: dict[str, Any]) -> Event:
        ledger = self._desk.ledger
        event = ledger.append(kind, code, data, by=ledger.agent, seen=ledger.seen(code))
        ledger.refold(ledger.resolve(code))
        return event


def _people(said: Any) -> tuple[Address, ...]:
    return tuple(Address(str(name), str(address)) for name, address in said)


def answered_first(events: Sequence[Event], message_id: str) -> Event | None:
    """Who answered what a mail answers before it did: of two who send or return a reply at the same moment the first
    in the log counts. None where this mail was first, and for one that nobody had to read.

    `events` are those of its ticket, in log order.
    """
    live = in_force(events)
    ours = next((e for e in live if e.kind == APPROVED and e.data.get("message_id") == message_id), None)
    if ours is None:
        return None
    first = next(e for e in live if e.kind in _ANSWERS and e.data["ask"] == ours.data["ask"])
    return None if first.id == ours.id else first

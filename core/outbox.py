"""The outbox: what has been told to leave and has not been seen to arrive at the server yet.

queued → sending → sent | refused | unknown, and cancelled. The final bytes are on disk before an entry
stands here, and "data" (the final dot is about to be sent) is on disk before the dot leaves. So after a
crash the phase tells what may be tried again: before "data" nothing can have been accepted; from "data"
on the entry is `unknown` and is never sent again by itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from tinydb import where

from config.errors import Refused
from config.languages import translator
from core.drafts import Draft, Queued
from core.entries import MessageEntry
from core.outbox_copies import SentCopies
from core.outbox_made import JustMade
from core.outbox_records import draft_doc, draft_of, queued_doc, queued_of
from core.outbox_sender import Sender
from core.outbox_settled import next_recipients, settled
from core.outbox_table import OutboxTable
from core.outcome import Outcome
from core.overtaken import overtaken
from core.times import stored

if TYPE_CHECKING:
    from core.desk import Desk

_ = translator("core")
_OPEN = ("queued", "sending", "unknown", "refused")


class Outbox:
    """What waits, and what people do to it; every change is one transaction, durable when the call returns.

    `sender` is for who sends, `copies` for who files, `made` for whoever queues many.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._entries = OutboxTable(desk)
        self.copies = SentCopies(desk, self._entries)
        self.sender = Sender(desk, self._entries, self.copies)
        self.made = JustMade()

    # looking -------------------------------------------------------------------------------
    def waiting(self, *, cancelled: bool = False) -> Sequence[Queued]:
        """Everything that is neither sent nor taken back, oldest first; with `cancelled` those too."""
        states = [*_OPEN, "cancelled"] if cancelled else list(_OPEN)
        docs = self._table().search(where("state").one_of(states))
        return [queued_of(d) for d in sorted(docs, key=lambda d: d.doc_id)]

    def entry(self, id: str) -> Queued:
        """One entry by its id or a unique beginning of it. Raises NothingMatched, UsageError."""
        return self._entries.entry(id)

    def some(self, ids: Sequence[str]) -> list[Queued]:
        """Entries by their whole ids, in the order asked for; those that are not there are passed over."""
        return self._entries.some(ids)

    def due(self, now: datetime, mailbox: str | None = None) -> Sequence[Queued]:
        """What may leave at this time, longest waiting first."""
        wanted = (where("state") == "queued") & (where("not_before") <= stored(now))
        mine = [queued_of(d) for d in self._table().search(wanted) if mailbox in (None, d["mailbox"])]
        return sorted(mine, key=lambda e: (e.not_before, e.id))

    def queued(self, mailbox: str | None = None, known: Mapping[str, Queued] = MappingProxyType({})) -> list[Queued]:
        """What waits to leave, now or later. Of `known` ones, just queued by the caller, no document is read."""
        if not known:
            found = self._table().search(where("state") == "queued")
            return [queued_of(d) for d in found if mailbox in (None, d["mailbox"])]
        ids = self._table().values("id", where("state") == "queued")
        waiting = [known[id] for id in ids if id in known]
        waiting += self.some([id for id in ids if id not in known])
        return [e for e in waiting if mailbox in (None, e.mailbox)]

    def knows(self, message_id: str) -> bool:
        """Whether a mail is one that left, or is to leave, through this outbox."""
        return bool(self._table().contains(where("message_id") == message_id))

    def stopped_ids(self) -> frozenset[str]:
        """The ids of what was refused or taken back, by a person, a server or mail that came in."""
        return frozenset(self._table().values("id", where("state").one_of(["refused", "cancelled"])))

    def next_due(self, mailbox: str | None = None) -> datetime | None:
        """When the next entry may leave; None where nothing waits."""
        return min((e.not_before for e in self.queued(mailbox)), default=None)

    def has_work(self, now: datetime, mailbox: str) -> bool:
        """Whether a sender has anything to do: mail, an interrupted attempt, a look-up, a copy."""
        waiting = (e for e in self.waiting() if e.mailbox == mailbox and e.state != "refused")
        return any(e.state == "sending" or e.not_before <= now for e in waiting) or bool(
            self.copies.due(now, mailbox)
        )

    def of_ticket(self, code: str) -> Sequence[Queued]:
        """Every entry of one ticket, whatever its state, oldest first."""
        return [queued_of(d) for d in self._table().having("ticket", code)]

    def entries_of(self, code: str) -> Sequence[MessageEntry]:
        """The replies of a ticket that have not left, as its reader shows them: negative ids, `state` set."""
        from core.outbox_shown import shown_reply  # it reads mail, which takes longer to load than all the rest

        docs = self._table().search(where("ticket") == code)
        waiting = [d for d in docs if d["state"] in _OPEN and not d["delivered"]]
        return [shown_reply(d, self._desk.raw(d["raw"])) for d in sorted(waiting, key=lambda d: d.doc_id)]

    def states(self, ids: Sequence[str]) -> Mapping[str, str]:
        """The states of these entries by their whole ids; those that are not there are left out."""
        return self._entries.states(ids)

    def of_plan(self, plan: str) -> Sequence[Queued]:
        """Every entry of one bulk plan, whatever its state."""
        return [queued_of(d) for d in self._table().search(where("bulk") == plan)]

    # in ------------------------------------------------------------------------------------
    def add(self, entry: Queued, draft: Draft) -> Queued:
        """Put a finished reply in; its bytes must be in the raw store and synced."""
        kept = queued_doc(entry)
        with self._desk.store.transaction():
            self._desk.approvals.pass_through(entry, draft)
            table = self._table()
            table.put(table.next_id(), {**kept, "draft": draft_doc(draft)})
        return entry._replace(not_before=datetime.fromisoformat(kept["not_before"]))

    def put_again(self, entry: Queued, draft: Draft) -> Queued:
        """As `add`, for an entry whose id is made from what it is: one that was taken back is made anew,
        any other stays as it is."""
        with self._desk.store.transaction():
            old = next(iter(self._table().having("id", entry.id)), None)
            if old is None:
                return self.add(entry, draft)
            if old["state"] != "cancelled":
                return queued_of(old)
            self._desk.approvals.pass_through(entry, draft)
            self._table().put(old.doc_id, {**queued_doc(entry), "draft": draft_doc(draft)})
        return entry

    def of_draft(self, draft: Draft) -> tuple[Queued, Draft] | None:
        """The entry that this very draft became, unless it was taken back, and the draft as it was then."""
        for doc in self._table().search(where("ticket") == draft.ticket):
            if doc["draft"]["id"] == draft.id and doc["state"] != "cancelled":
                return queued_of(doc), draft_of(doc["draft"])
        return None

    # a person decides ----------------------------------------------------------------------
    def cancel(self, id: str) -> Queued:
        """Take an entry back before it leaves; its text is a draft again, unchanged.

        A partly delivered entry is left at that (`sent`). Raises Refused where it may have left.
        """
        with self._desk.store.transaction():
            doc = self._entries.doc(id)
            entry = queued_of(doc)
            if entry.state == "cancelled":
                return entry
            if entry.state not in ("queued", "refused"):
                raise _cannot(entry, _("The reply {id} can no longer be taken back."))
            if entry.delivered:
                return self._entries.write(entry._replace(state="sent", error=None))
            if self._begun(entry):
                self._desk.replies.save(self._desk.approvals.taken_back(entry, draft_of(doc["draft"])))
            return self._entries.write(entry._replace(state="cancelled"))

    def take_back_plan(self, plan: str) -> int:
        """Take back every entry of a plan that has not begun to leave, without making drafts; how many."""
        with self._desk.store.transaction():
            left = [e for e in self.of_plan(plan) if e.state == "queued" and not e.delivered]
            for entry in left:
                self._entries.write(entry._replace(state="cancelled"))
        return len(left)

    def retry(self, id: str, *, now: datetime | None = None, override: bool = False) -> Queued:
        """Make an entry due now; recipients refused for good are tried again too. Raises Refused.

        Whoever says so has looked at the ticket: what came in until now does not stop the reply again. With
        `override` it goes though the mailbox cannot be read again.
        """
        with self._desk.store.transaction():
            entry = self.entry(id)
            if entry.state not in ("queued", "refused"):
                raise _cannot(entry, _("The reply {id} cannot be sent again now."))
            moment = now or datetime.now(UTC)
            seen = self._desk.replies.seen(entry.ticket) if self._begun(entry) else entry.seen
            if entry.state == "refused" and overtaken(self._desk, entry) is not None:
                self._desk.replies.log_override(entry, ["collision"])
            due = entry._replace(state="queued", not_before=moment, attempts=0, refused_recipients={}, seen=seen)
            due = due._replace(override=entry.override or override, unread=override, later=False, error=None)
            return self._entries.write(due)

    def resolve(self, id: str, sent: bool) -> Queued:
        """Somebody found out whether an `unknown` entry arrived: it did, or it is queued again.

        It keeps its Message-ID, so that receivers can tell a second copy. Raises Refused.
        """
        with self._desk.store.transaction():
            entry = self.entry(id)
            if entry.state != "unknown":
                raise _cannot(entry, _("What became of the reply {id} is not in question."))
            now = datetime.now(UTC)
            if sent:
                arrived = Outcome(accepted=entry.unsure or next_recipients(entry), phase=entry.phase)
                return self.sender.settle([(entry, settled(entry._replace(unsure=()), arrived, now))], now)[0]
            again = entry._replace(state="queued", phase="", attempts=0, not_before=now, error=None, unsure=())
            return self._entries.write(again)

    def _begun(self, entry: Queued) -> bool:
        """Whether there is a ticket to an entry: what answers no mail has none before it leaves."""
        return self._desk.ledger.exists(self._desk.ledger.resolve(entry.ticket))

    def _table(self) -> Any:
        return self._entries.rows


def _cannot(entry: Queued, sentence: str) -> Refused:
    hints = {
        "sending": _("It is leaving right now; wait a moment and look again."),
        "unknown": _("Look in Sent, or ask the customer; then `mado outbox resolve`."),
        "sent": _("It has left."),
        "cancelled": _("It was taken back; its text is a draft again."),
    }
    return Refused(sentence.format(id=entry.id), hint=hints.get(entry.state, ""), code="outbox_state")

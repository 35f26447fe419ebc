"""The outbox: what has been told to leave and has not been seen to arrive at the server yet.

queued → sending → sent | refused | unknown, and cancelled. The final bytes are on disk before an entry
stands here, and "data" (the final dot is about to be sent) is on disk before the dot leaves. So after a
crash the phase tells what may be tried again: before "data" nothing can have been accepted; from "data"
on the entry is `unknown` and is never sent again by itself.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from tinydb import where

from config.errors import NothingMatched, Refused, UsageError
from config.languages import translator
from core.arrivals import Place
from core.drafts import Draft, Queued
from core.entries import MessageEntry
from core.outbox_journal import Journalled
from core.outbox_records import draft_doc, draft_of, new_id, queued_doc, queued_of
from core.outbox_shown import shown_reply
from core.outcome import Outcome
from core.overtaken import overtaken
from core.text import clean
from core.times import stored

if TYPE_CHECKING:
    from core.desk import Desk

_ = translator("core")
MOST_ATTEMPTS = 12
_BACK_OFF = (60, 300, 900, 3600, 4 * 3600, 8 * 3600)
_LOOK_AGAIN = timedelta(minutes=15)
_PAGE = 400
_COPIES = "outbox copies due"
_OPEN = ("queued", "sending", "unknown", "refused")


class Outbox:
    """Every change is one transaction and durable when the call returns."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._records: dict[str, int] = {}

    # looking -------------------------------------------------------------------------------
    def waiting(self, *, cancelled: bool = False) -> Sequence[Queued]:
        """Everything that is neither sent nor taken back, oldest first; with `cancelled` those too."""
        states = [*_OPEN, "cancelled"] if cancelled else list(_OPEN)
        docs = self._table().search(where("state").one_of(states))
        return [queued_of(d) for d in sorted(docs, key=lambda d: d.doc_id)]

    def entry(self, id: str) -> Queued:
        """One entry by its id or a unique beginning of it. Raises NothingMatched, UsageError."""
        return queued_of(self._doc(id))

    def some(self, ids: Sequence[str]) -> list[Queued]:
        """Entries by their whole ids, in the order asked for; those that are not there are passed over."""
        found = {d["id"]: d for start in range(0, len(ids), _PAGE) for d in self._having(ids[start : start + _PAGE])}
        return [queued_of(found[id]) for id in ids if id in found]

    def due(self, now: datetime, mailbox: str | None = None) -> Sequence[Queued]:
        """What may leave at this time, longest waiting first."""
        wanted = (where("state") == "queued") & (where("not_before") <= stored(now))
        found = [queued_of(d) for d in self._table().search(wanted)]
        mine = [e for e in found if mailbox in (None, e.mailbox)]
        return sorted(mine, key=lambda e: (e.not_before, e.id))

    def queued(self, mailbox: str | None = None) -> Sequence[Queued]:
        """What waits to leave, now or later."""
        found = [queued_of(d) for d in self._table().search(where("state") == "queued")]
        return [e for e in found if mailbox in (None, e.mailbox)]

    def knows(self, message_id: str) -> bool:
        """Whether a mail is one that left, or is to leave, through this outbox."""
        return bool(self._table().contains(where("message_id") == message_id))

    def next_due(self, mailbox: str | None = None) -> datetime | None:
        """When the next entry may leave; None where nothing waits."""
        found = [queued_of(d) for d in self._table().search(where("state") == "queued")]
        return min((e.not_before for e in found if mailbox in (None, e.mailbox)), default=None)

    def lookups_due(self, now: datetime, mailbox: str) -> Sequence[Queued]:
        """Unknown entries that should be looked for on the server now."""
        found = map(queued_of, self._table().search(where("state") == "unknown"))
        return [e for e in found if e.mailbox == mailbox and e.not_before <= now]

    def has_work(self, now: datetime, mailbox: str) -> bool:
        """Whether a sender has anything to do: mail, an interrupted attempt, a look-up, a copy."""
        waiting = (e for e in self.waiting() if e.mailbox == mailbox and e.state != "refused")
        return any(e.state == "sending" or e.not_before <= now for e in waiting) or bool(
            self.copies_due(now, mailbox)
        )

    def of_ticket(self, code: str) -> Sequence[Queued]:
        """Every entry of one ticket, whatever its state, oldest first."""
        docs = self._table().search(where("ticket") == code)
        return [queued_of(d) for d in sorted(docs, key=lambda d: d.doc_id)]

    def entries_of(self, code: str) -> Sequence[MessageEntry]:
        """The replies of a ticket that have not left, as its reader shows them: negative ids, `state` set."""
        docs = self._table().search(where("ticket") == code)
        waiting = [d for d in docs if d["state"] in _OPEN and not d["delivered"]]
        return [shown_reply(d, self._desk.raw(d["raw"])) for d in sorted(waiting, key=lambda d: d.doc_id)]

    # in ------------------------------------------------------------------------------------
    def add(self, entry: Queued, draft: Draft) -> Queued:
        """Put a finished reply in; its bytes must be in the raw store and synced."""
        with self._desk.store.transaction():
            self._desk.approvals.pass_through(entry, draft)
            table = self._table()
            kept = queued_doc(entry)
            table.put(table.next_id(), {**kept, "draft": draft_doc(draft)})
        return queued_of(kept)

    def put_again(self, entry: Queued, draft: Draft) -> Queued:
        """As `add`, for an entry whose id is made from what it is: one that was taken back is made anew,
        any other stays as it is."""
        with self._desk.store.transaction():
            old = self._table().get(where("id") == entry.id)
            if old is None:
                return self.add(entry, draft)
            if old["state"] != "cancelled":
                return queued_of(old)
            self._desk.approvals.pass_through(entry, draft)
            self._table().put(old.doc_id, {**queued_doc(entry), "draft": draft_doc(draft)})
        return entry

    def of_plan(self, plan: str) -> Sequence[Queued]:
        """Every entry of one bulk plan, whatever its state."""
        return [queued_of(d) for d in self._table().search(where("bulk") == plan)]

    def take_back_plan(self, plan: str) -> int:
        """Take back every entry of a plan that has not begun to leave, without making drafts; how many."""
        with self._desk.store.transaction():
            left = [e for e in self.of_plan(plan) if e.state == "queued" and not e.delivered]
            for entry in left:
                self._write(replace(entry, state="cancelled"))
        return len(left)

    def of_draft(self, draft: Draft) -> tuple[Queued, Draft] | None:
        """The entry that this very draft became, unless it was taken back, and the draft as it was then."""
        for doc in self._table().search(where("ticket") == draft.ticket):
            if doc["draft"]["id"] == draft.id and doc["state"] != "cancelled":
                return queued_of(doc), draft_of(doc["draft"])
        return None

    # the sender's steps --------------------------------------------------------------------
    def begin(self, id: str) -> Queued | None:
        """An attempt begins; None where the entry is no longer to be sent (taken back meanwhile)."""
        with self._desk.store.transaction():
            entry = self.entry(id)
            if entry.state != "queued":
                return None
            return self._write(replace(entry, state="sending", phase="", attempts=entry.attempts + 1))

    def phase(self, id: str, phase: str, turned_away: Mapping[str, str] | None = None) -> None:
        """Record durably how far the attempt has got, before it goes further, and who was turned away so far."""
        with self._desk.store.transaction():
            entry = self.entry(id)
            refused = {**entry.refused_recipients, **(turned_away or {})}
            self._write(replace(entry, phase=phase, refused_recipients=refused))

    def finish(self, id: str, outcome: Outcome, *, now: datetime | None = None) -> Queued:
        """Write down what an attempt came to; the first acceptance makes the reply part of its ticket."""
        return self.finish_many([(id, outcome)], now=now)[0]

    def _finish(self, entry: Queued, outcome: Outcome, now: datetime, gone: list[Queued]) -> Queued:
        """What an attempt came to; an entry of which somebody has it for the first time joins `gone`."""
        if outcome.unknown:
            said = outcome.error or _("The line fell before the server answered.")
            away = {**entry.refused_recipients, **outcome.refused, **outcome.later}
            unsure = replace(entry, state="unknown", error=said, phase=outcome.phase, unsure=outcome.accepted)
            return self._write(replace(unsure, refused_recipients=away, not_before=_later(0, now)))
        return self._settle(entry, outcome, now, gone)

    def begin_many(self, ids: Sequence[str], batch: str) -> Sequence[Queued]:
        """Attempts begin for several entries in one commit; those that are still to be sent, in their order.

        `batch` names the journal (core/outbox_journal.py) that says of each how far it got.
        """
        with self._desk.store.remembering():
            found = [e for e in self.some(ids) if e.state == "queued"]
            return [
                self._write(replace(e, state="sending", phase=f"batch {batch}", attempts=e.attempts + 1))
                for e in found
            ]

    def finish_many(
        self,
        done: Sequence[tuple[str, Outcome]],
        *,
        now: datetime | None = None,
        to_file: Callable[[Queued], bool] = lambda _entry: True,
    ) -> Sequence[Queued]:
        """Write down what several attempts came to, in one commit.

        `to_file` says of an entry that left whether anything is to be written on the server for it.
        """
        moment = now or datetime.now(UTC)
        with self._desk.store.remembering():
            gone: list[Queued] = []
            self._table().remember("id", [id for id, _outcome in done])
            for id, outcome in done:
                self._finish(self.entry(id), outcome, moment, gone)
            self._record(gone, moment, to_file)
            return self.some([id for id, _outcome in done])

    def _record(
        self, gone: Sequence[Queued], now: datetime, to_file: Callable[[Queued], bool] = lambda _entry: True
    ) -> None:
        """Make replies that have just left part of their tickets; copies are to be filed where any is wanted."""
        if not gone:
            return
        self._desk.record_sent(*gone)
        wanted = [e for e in gone if to_file(e)]
        if wanted:
            self._set_copies({**self._copies(), **{e.id: (stored(now), 0) for e in wanted}})
        without = {e.id for e in gone} - {e.id for e in wanted}
        for entry in self.some([e.id for e in gone if e.id in without]):
            self._write(replace(entry, sent_copy="filed"))

    def not_begun(self, ids: Sequence[str]) -> Sequence[Queued]:
        """Entries of a batch whose turn did not come: they are as they were before it."""
        with self._desk.store.transaction():
            left = [e for e in self.some(ids) if e.state == "sending"]
            return [self._write(replace(e, state="queued", phase="", attempts=e.attempts - 1)) for e in left]

    def hold(self, ids: Sequence[str], error: str) -> Sequence[Queued]:
        """No attempt could begin (no line, no login): these stay due, and say why they are still here."""
        with self._desk.store.transaction():
            kept = [e for e in map(self.entry, ids) if e.state == "queued"]
            return [self._write(replace(e, error=error)) for e in kept]

    def recover(self, mailbox: str, journal: Journalled | None = None) -> Sequence[Queued]:
        """Entries a dead sender left in `sending`. Only for whoever holds the sender's lock.

        `journal` is what that sender had written about its batch.
        """
        with self._desk.store.transaction():
            left = [queued_of(d) for d in self._table().search(where("state") == "sending")]
            return [self._recovered(e, journal) for e in left if e.mailbox == mailbox]

    def _recovered(self, entry: Queued, journal: Journalled | None) -> Queued:
        told = journal if journal is not None and entry.phase == f"batch {journal.batch}" else None
        if told is not None and entry.id in told.outcomes:
            return self.finish(entry.id, told.outcomes[entry.id])
        if told is not None and entry.id not in told.dots:
            entry = replace(entry, phase="", attempts=entry.attempts - 1)
        if entry.phase == "data" or entry.phase.startswith("batch "):
            # looked for at once: nobody is waiting for an answer any more
            said = _("The sending was interrupted after the last line; it may have arrived.")
            dots = told.dots[entry.id] if told is not None else ()
            return self._write(replace(entry, state="unknown", phase="data", error=said, unsure=dots))
        said = _("The sending was interrupted; nothing had left.")
        return self._write(replace(entry, state="queued", phase="", error=said))

    def postpone(self, ids: Sequence[str], until: datetime, said: str) -> Sequence[Queued]:
        """These wait longer, and say why; what a person made due stays before what comes later."""
        with self._desk.store.transaction():
            kept = [e for e in map(self.entry, ids) if e.state == "queued"]
            return [self._write(replace(e, error=said, not_before=until)) for e in kept]

    def stop(self, id: str, said: str) -> Queued:
        """Somebody was faster: what was meant for later is taken back, anything else is refused until a person looks.

        Nothing happens to one that has begun to leave.
        """
        with self._desk.store.transaction():
            doc = self._doc(id)
            entry = queued_of(doc)
            if entry.state != "queued":
                return entry
            if entry.later and not entry.bulk and not entry.automatic:
                self._desk.replies.save(replace(draft_of(doc["draft"]), id=new_id()))
            state = "cancelled" if entry.later or entry.bulk else "refused"
            return self._write(replace(entry, state=state, error=said))

    def not_found(self, id: str, said: str, *, now: datetime | None = None) -> Queued:
        """An unknown entry was looked for and not found, or could not be; it is looked for again later."""
        moment = now or datetime.now(UTC)
        with self._desk.store.transaction():
            entry = self.entry(id)
            if entry.state != "unknown":
                return entry
            return self._write(replace(entry, error=said, not_before=moment + _LOOK_AGAIN))

    # a person decides ----------------------------------------------------------------------
    def cancel(self, id: str) -> Queued:
        """Take an entry back before it leaves; its text is a draft again, unchanged.

        A partly delivered entry is left at that (`sent`). Raises Refused where it may have left.
        """
        with self._desk.store.transaction():
            doc = self._doc(id)
            entry = queued_of(doc)
            if entry.state == "cancelled":
                return entry
            if entry.state not in ("queued", "refused"):
                raise _cannot(entry, _("The reply {id} can no longer be taken back."))
            if entry.delivered:
                return self._write(replace(entry, state="sent", error=None))
            self._desk.replies.save(replace(draft_of(doc["draft"]), id=new_id()))
            return self._write(replace(entry, state="cancelled"))

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
            seen = self._desk.replies.seen(entry.ticket)
            due = replace(entry, state="queued", not_before=moment, attempts=0, refused_recipients={}, seen=seen)
            if entry.state == "refused" and overtaken(self._desk, entry) is not None:
                self._desk.replies.log_override(entry, ["collision"])
            return self._write(replace(due, override=entry.override or override, later=False, error=None))

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
                accepted = entry.unsure or next_recipients(entry)
                gone: list[Queued] = []
                arrived = Outcome(accepted=accepted, phase=entry.phase)
                done = self._settle(replace(entry, unsure=()), arrived, now, gone)
                self._record(gone, now)
                return done
            again = replace(entry, state="queued", phase="", attempts=0, not_before=now, error=None, unsure=())
            return self._write(again)

    # the copy in Sent ----------------------------------------------------------------------
    def copies_due(self, now: datetime, mailbox: str) -> Sequence[Queued]:
        """Sent entries whose copy in the Sent folder (or the mark on the answered mail) is to be made now."""
        due = [self.entry(id) for id, (when, _tries) in self._copies().items() if when <= stored(now)]
        return [e for e in due if e.mailbox == mailbox]

    def copy_finished(self, id: str, error: str = "", *, now: datetime | None = None) -> Queued:
        """The copy is filed; or it could not be, and is tried again later without anything being resent."""
        return self.copies_finished([(id, error)], now=now)[0]

    def copies_finished(self, done: Sequence[tuple[str, str]], *, now: datetime | None = None) -> Sequence[Queued]:
        """As `copy_finished` for several, in one commit: pairs of an id and what went wrong ("" for nothing)."""
        if not done:
            return ()
        with self._desk.store.transaction():
            left = self._copies()
            written = [self._copy_finished(left, id, error, now or datetime.now(UTC)) for id, error in done]
            self._set_copies(left)
        return written

    def _copy_finished(self, left: dict[str, tuple[str, int]], id: str, error: str, now: datetime) -> Queued:
        entry = self.entry(id)
        _when, tries = left.pop(entry.id, ("", 0))
        if error and tries + 1 < MOST_ATTEMPTS:
            left[entry.id] = (stored(_later(tries, now)), tries + 1)
        said = _("It was sent; its copy could not be filed yet: {error}").format(error=error) if error else None
        kept = said if entry.state == "sent" else entry.error
        return self._write(replace(entry, sent_copy="failed" if error else "filed", error=kept))

    def answered_places(self, entry: Queued) -> Sequence[Place]:
        """Where on the server the message answered by an entry stands."""
        doc = self._desk.store.table("messages").get(doc_id=entry.answered) if entry.answered else None
        keys = [key.split("\n") for key in (doc["places"] if doc else [])]
        return [Place(box, folder, int(validity), int(uid)) for box, folder, validity, uid in keys]

    # inside --------------------------------------------------------------------------------
    def _settle(self, entry: Queued, outcome: Outcome, now: datetime, gone: list[Queued]) -> Queued:
        delivered = (*entry.delivered, *(a for a in outcome.accepted if a not in entry.delivered))
        refused = {a: said for a, said in entry.refused_recipients.items() if a not in outcome.later}
        refused |= outcome.refused
        done = replace(entry, phase=outcome.phase, delivered=delivered, refused_recipients=refused)
        if delivered and not entry.delivered:
            gone.append(replace(done, state="sent"))
        later = remaining(done)
        said = outcome.error or _sentence({**outcome.later, **refused})
        if later and not outcome.later:
            # only those whose turn has not come: they have an envelope of their own
            return self._write(replace(done, state="queued", phase="", attempts=max(0, entry.attempts - 1)))
        if later and entry.attempts < MOST_ATTEMPTS:
            waits = _later(entry.attempts - 1, now)
            return self._write(replace(done, state="queued", error=said, not_before=waits))
        if later:
            said = _("Given up after {n} attempts. {error}").format(n=entry.attempts, error=said)
        elif not refused:
            return self._write(replace(done, state="sent", error=None))
        return self._write(replace(done, state="refused", error=said))

    def _table(self) -> Any:
        return self._desk.store.table("outbox")

    def _having(self, ids: Sequence[str]) -> Sequence[Any]:
        found: Sequence[Any] = self._table().having("id", *ids)
        self._records.update((d["id"], d.doc_id) for d in found)
        return found

    def _doc(self, id: str) -> Any:
        table = self._table()
        known = self._records.get(id)
        doc = table.get(doc_id=known) if known is not None else None
        if doc is None or doc["id"] != id:
            doc = table.get(where("id") == id)
        if doc is not None:
            self._records[id] = doc.doc_id
            return doc
        found = table.search((where("id") >= id) & (where("id") < id + "\uffff")) if id else []
        if len(found) > 1:
            raise UsageError(_("{id} is not unique.").format(id=id), hint=_("Type more of it."))
        if not found:
            said = _("Nothing in the outbox is called {id}.").format(id=clean(id, one_line=True))
            raise NothingMatched(said, hint=_("`mado outbox` lists what has not left."), code="no_entry")
        return found[0]

    def _write(self, entry: Queued) -> Queued:
        doc = self._doc(entry.id)
        self._table().put(doc.doc_id, {**doc, **queued_doc(entry)})
        return replace(entry, not_before=datetime.fromisoformat(stored(entry.not_before)))

    def _copies(self) -> dict[str, tuple[str, int]]:
        kept = json.loads(self._desk.store.meta(_COPIES) or "{}")
        return {id: (when, tries) for id, (when, tries) in kept.items()}

    def _set_copies(self, left: Mapping[str, tuple[str, int]]) -> None:
        self._desk.store.set_meta(_COPIES, json.dumps(left))


def remaining(entry: Queued) -> tuple[str, ...]:
    """Recipients who neither have it nor were refused for good."""
    everyone = dict.fromkeys((*entry.to, *entry.cc, *entry.bcc))
    return tuple(a for a in everyone if a not in entry.delivered and a not in entry.refused_recipients)


def next_recipients(entry: Queued) -> tuple[str, ...]:
    """Who shares the next envelope: To and Cc together, then each blind copy by itself, so that none is seen."""
    left = remaining(entry)
    together = tuple(a for a in left if a in entry.to or a in entry.cc)
    return together or left[:1]


def _later(attempts: int, now: datetime) -> datetime:
    return now + timedelta(seconds=_BACK_OFF[min(max(attempts, 0), len(_BACK_OFF) - 1)])


def _sentence(answers: Mapping[str, str]) -> str:
    return "; ".join(f"{address}: {said}" for address, said in answers.items())


def _cannot(entry: Queued, sentence: str) -> Refused:
    hints = {
        "sending": _("It is leaving right now; wait a moment and look again."),
        "unknown": _("Look in Sent, or ask the customer; then `mado outbox resolve`."),
        "sent": _("It has left."),
        "cancelled": _("It was taken back; its text is a draft again."),
    }
    return Refused(sentence.format(id=entry.id), hint=hints.get(entry.state, ""), code="outbox_state")

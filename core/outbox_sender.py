"""What the sender does to the outbox: attempts begin, get as far as they get, and end; what was overtaken stops.

Only whoever holds a mailbox's sender lock calls this (mailsync/outbox.py), but for `stop`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from tinydb import where

from config.languages import translator
from core.drafts import Queued
from core.outbox_copies import SentCopies
from core.outbox_journal import Journalled
from core.outbox_records import draft_of, queued_of
from core.outbox_settled import attempted
from core.outbox_table import OutboxTable
from core.outcome import Outcome

if TYPE_CHECKING:
    from core.desk import Desk

_ = translator("core")
_LOOK_AGAIN = timedelta(minutes=15)


class Sender:
    """Every step is one transaction, durable when the call returns."""

    def __init__(self, desk: Desk, table: OutboxTable, copies: SentCopies) -> None:
        self._desk = desk
        self._table = table
        self._copies = copies

    # attempts ------------------------------------------------------------------------------
    def begin(self, id: str) -> Queued | None:
        """An attempt begins; None where the entry is no longer to be sent (taken back meanwhile)."""
        with self._desk.store.transaction():
            entry = self._table.entry(id)
            if entry.state != "queued":
                return None
            return self._table.write(entry._replace(state="sending", phase="", attempts=entry.attempts + 1))

    def phase(self, id: str, phase: str, turned_away: Mapping[str, str] | None = None) -> None:
        """Record durably how far the attempt has got, before it goes further, and who was turned away so far."""
        with self._desk.store.transaction():
            entry = self._table.entry(id)
            refused = {**entry.refused_recipients, **(turned_away or {})}
            self._table.write(entry._replace(phase=phase, refused_recipients=refused))

    def finish(self, id: str, outcome: Outcome, *, now: datetime | None = None) -> Queued:
        """Write down what an attempt came to; the first acceptance makes the reply part of its ticket."""
        return self.finish_many([(id, outcome)], now=now)[0]

    def begin_many(self, ids: Sequence[str], batch: str) -> Sequence[Queued]:
        """Attempts begin for several entries in one commit; those that are still to be sent, in their order.

        `batch` names the journal (core/outbox_journal.py) that says of each how far it got.
        """
        with self._desk.store.remembering():
            sending = {"state": "sending", "phase": f"batch {batch}"}
            return [
                self._table.patch(d, {**sending, "attempts": d["attempts"] + 1})
                for d in self._table.docs(ids)
                if d["state"] == "queued"
            ]

    def finish_many(
        self,
        done: Sequence[tuple[str, Outcome]],
        *,
        now: datetime | None = None,
        to_file: Callable[[Queued], bool] = lambda _entry: True,
        batch: str = "",
    ) -> Sequence[Queued]:
        """Write down what several attempts came to, in one commit.

        `to_file` says of an entry that left whether anything is to be written on the server for it. With `batch`
        only what is still under way in that batch is finished: somebody else may have done it.
        """
        moment = now or datetime.now(UTC)
        with self._desk.store.remembering():
            ids = [id for id, _outcome in done]
            self._table.rows.remember("id", ids)
            docs = {d["id"]: d for d in self._table.docs(ids)}
            found = [(docs.get(id) or self._table.doc(id), outcome) for id, outcome in done]
            if batch:
                found = [(d, o) for d, o in found if (d["state"], d["phase"]) == ("sending", f"batch {batch}")]
            pairs = [(before, attempted(before, o, moment)) for before, o in ((queued_of(d), o) for d, o in found)]
            return self.settle(pairs, moment, to_file, [d for d, _outcome in found])

    def settle(
        self,
        pairs: Sequence[tuple[Queued, Queued]],
        now: datetime,
        to_file: Callable[[Queued], bool] = lambda _entry: True,
        docs: Sequence[Any] = (),
    ) -> Sequence[Queued]:
        """Write entries as attempts made them, pairs of before and after, in the caller's transaction.

        `docs` are their documents, if at hand. What has left for the first time becomes part of its ticket, and its
        copy is to be filed.
        """
        gone = [after for before, after in pairs if after.delivered and not before.delivered]
        if gone:
            self._desk.record_sent(*(e._replace(state="sent") for e in gone))
        wanted = {e.id for e in gone if to_file(e)}
        self._copies.want(wanted, now)
        without = {e.id for e in gone} - wanted
        return [
            self._table.write(after._replace(sent_copy="filed") if after.id in without else after, doc)
            for (_before, after), doc in zip_longest(pairs, docs)
        ]

    def not_begun(self, ids: Sequence[str]) -> Sequence[Queued]:
        """Entries of a batch whose turn did not come: they are as they were before it."""
        if not ids:
            return ()
        with self._desk.store.transaction():
            left = [e for e in self._table.some(ids) if e.state == "sending"]
            return [self._table.write(e._replace(state="queued", phase="", attempts=e.attempts - 1)) for e in left]

    # what a dead sender left -----------------------------------------------------------------
    def recover(self, mailbox: str, journals: Sequence[Journalled | None] = ()) -> Sequence[Queued]:
        """Entries a dead sender left in `sending`. Only for whoever holds the sender's lock.

        `journals` are what that sender had written about its batches.
        """
        known = {f"batch {j.batch}": j for j in journals if j is not None}
        with self._desk.store.transaction():
            left = [queued_of(d) for d in self._table.rows.search(where("state") == "sending")]
            return [self._recovered(e, known.get(e.phase)) for e in left if e.mailbox == mailbox]

    def _recovered(self, entry: Queued, told: Journalled | None) -> Queued:
        if told is not None and entry.id in told.outcomes:
            return self.finish(entry.id, told.outcomes[entry.id])
        if told is not None and entry.id not in told.dots:
            entry = entry._replace(phase="", attempts=entry.attempts - 1)
        if entry.phase == "data" or entry.phase.startswith("batch "):
            # looked for at once: nobody is waiting for an answer any more
            said = _("The sending was interrupted after the last line; it may have arrived.")
            dots = told.dots[entry.id] if told is not None else ()
            return self._table.write(entry._replace(state="unknown", phase="data", error=said, unsure=dots))
        said = _("The sending was interrupted; nothing had left.")
        return self._table.write(entry._replace(state="queued", phase="", error=said))

    # what does not leave now -----------------------------------------------------------------
    def hold(self, ids: Sequence[str], error: str) -> Sequence[Queued]:
        """No attempt could begin (no line, no login): these stay due, and say why they are still here."""
        with self._desk.store.transaction():
            kept = [e for e in self._table.some(ids) if e.state == "queued"]
            return [self._table.write(e._replace(error=error)) for e in kept]

    def postpone(self, ids: Sequence[str], until: datetime, said: str) -> Sequence[Queued]:
        """These wait longer, and say why; what a person made due stays before what comes later."""
        with self._desk.store.transaction():
            kept = [e for e in self._table.some(ids) if e.state == "queued"]
            return [self._table.write(e._replace(error=said, not_before=until)) for e in kept]

    def stop(self, id: str, said: str) -> Queued:
        """Somebody was faster: what was meant for later is taken back, anything else is refused until a person looks.

        Nothing happens to one that has begun to leave.
        """
        with self._desk.store.transaction():
            doc = self._table.doc(id)
            entry = queued_of(doc)
            if entry.state != "queued":
                return entry
            if entry.later and not entry.bulk and not entry.automatic:
                self._desk.replies.save(self._desk.approvals.taken_back(entry, draft_of(doc["draft"])))
            state = "cancelled" if entry.later or entry.bulk else "refused"
            return self._table.write(entry._replace(state=state, error=said))

    # unknown -------------------------------------------------------------------------------
    def lookups_due(self, now: datetime, mailbox: str) -> Sequence[Queued]:
        """Unknown entries that should be looked for on the server now."""
        found = map(queued_of, self._table.rows.search(where("state") == "unknown"))
        return [e for e in found if e.mailbox == mailbox and e.not_before <= now]

    def not_found(self, id: str, said: str, *, now: datetime | None = None) -> Queued:
        """An unknown entry was looked for and not found, or could not be; it is looked for again later."""
        moment = now or datetime.now(UTC)
        with self._desk.store.transaction():
            entry = self._table.entry(id)
            if entry.state != "unknown":
                return entry
            return self._table.write(entry._replace(error=said, not_before=moment + _LOOK_AGAIN))

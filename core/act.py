"""Acting: decisions become events, appended to the log and applied to the views in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from tinydb import where

from config.errors import NothingMatched, Refused, UsageError
from config.languages import translator
from core import splits
from core.care.risk import CLEARED
from core.care.stars import STAR, UNSTAR
from core.care.voice import CLIP, TOPIC
from core.events import LEFT, Decision, Event, Seen
from core.fold_step import STEPS
from core.identity import canonical_code
from core.ledger import Ledger, event_of
from core.lineage import kept_and_gone
from core.look import Look
from core.splits import SPLIT

_ = translator("core")

UNDOABLE = frozenset(
    {"status", "assign", "priority", "tag", "untag", "note", "snooze", "merge", "split"}
    | {"promise", "promise.keep", "promise.move", "promise.drop", "customer.expect", "customer.note", CLEARED}
    | {CLIP, TOPIC, LEFT, STAR, UNSTAR, "storm"}
)

_WITHOUT_TICKET = frozenset({TOPIC, LEFT, "storm"})


class Act:
    """Everything that decides. Each method is one transaction and durable when it returns."""

    def __init__(self, ledger: Ledger, look: Look) -> None:
        self._ledger = ledger
        self._look = look
        self._customer_kinds: dict[str, Callable[[Decision], Event]] = {
            "customer.expect": self._expect,
            "customer.note": self._note_on,
            CLEARED: self._note_on,
            "customer.merge": self._merge_customers,
            "customer.unmerge": self._unmerge_customer,
        }

    def do(self, decisions: Sequence[Decision], seen_message: int | None) -> Sequence[Event]:
        """Carry decisions out, all or none."""
        store = self._ledger.store
        alone = len(decisions) == 1 and decisions[0].kind in STEPS  # it reads and writes little, and that once
        with store.transaction() if alone else store.remembering():
            return [self._do_one(d, seen_message) for d in decisions]

    def _do_one(self, decision: Decision, seen_message: int | None) -> Event:
        if decision.kind in self._customer_kinds:
            return self._customer_kinds[decision.kind](decision)
        if decision.kind == "undo":
            return self._undo(decision.data["event"])
        if decision.kind in _WITHOUT_TICKET:
            return self._append(decision.kind, None, dict(decision.data), Seen(self._ledger.position()))
        doc = self._ticket(decision.ticket or "")
        code = doc["code"]
        seen = self._ledger.seen_in(code, doc, seen_message)
        if decision.kind == "claim" and not decision.data.get("force"):
            self._must_be_free(code)
        if decision.kind == "merge":
            return self._merge(code, self._look.code(decision.data["into"]), seen)
        if decision.kind == SPLIT:
            return self._split(code, decision.data["message"], seen)
        event = self._append(decision.kind, code, self._named(decision, code), seen)
        self._ledger.carry_on(event, doc)
        return event

    def _ticket(self, typed: str) -> Any:
        """The document of a ticket, named in any way that `Look.code` understands."""
        doc = self._ledger.ticket_doc(canonical_code(typed))
        return doc if doc is not None else self._ledger.ticket_doc(self._look.code(typed))

    def _named(self, decision: Decision, code: str) -> dict[str, Any]:
        """What the event says; a tag's removal names the adds it removes, so that it removes no later one."""
        data = dict(decision.data)
        if decision.kind == "untag":
            adds = [e for e in self._ledger.events_of([code, *self._ledger.aliases(code)]) if e.kind == "tag"]
            data["adds"] = [e.id for e in adds if e.data["tag"] == data["tag"]]
        return data

    def _append(self, kind: str, code: str | None, data: dict[str, Any], seen: Seen) -> Event:
        return self._ledger.append(kind, code, data, by=self._ledger.agent, seen=seen)

    def _must_be_free(self, code: str) -> None:
        held = self._look.ticket(code).claim
        if held is not None and held.by != self._ledger.agent and held.until > datetime.now(UTC):
            minutes = max(1, round((held.until - datetime.now(UTC)).total_seconds() / 60))
            raise Refused(
                _("{who} is answering {code} (for {n} more min at most).").format(who=held.by, code=code, n=minutes),
                hint=_("Ask them, or wait until they release it."),
                code="claimed",
            )

    def _merge(self, code: str, into: str, seen: Seen) -> Event:
        if code == into:
            raise UsageError(
                _("{code} is that very ticket.").format(code=code), hint=_("Name two different tickets.")
            )
        event = self._append("merge", code, {"into": into, "kept": self._ledger.older(code, into)}, seen)
        self._ledger.merge(code, into)
        return event

    def _split(self, code: str, message: str, seen: Seen) -> Event:
        moved = splits.planned(self._ledger, code, message)
        into = splits.new_code(self._ledger, message)
        self._ledger.store.set_meta(splits.EVER_SPLIT, "1")
        event = self._append(SPLIT, code, {"into": into, "messages": [[d["name"], d["home"]] for d in moved]}, seen)
        mark = next(iter(self._ledger.store.table("read").having("ticket", code)), None)
        if mark is not None:
            table = self._ledger.store.table("read")
            table.put(table.next_id(), {**mark, "ticket": into})
        for changed in sorted(splits.move(self._ledger, {d["name"]: into for d in moved})):
            self._ledger.refold(changed)
        return event

    # taking back ---------------------------------------------------------------------------
    def undo_last(self) -> Event | None:
        """Take back this agent's last event that can be undone."""
        with self._ledger.store.transaction():
            last = next(self._undoable(), None)
            return self._undo(last["id"]) if last is not None else None

    def undoable(self, most: int) -> Sequence[Event]:
        """This agent's newest events that can be undone, newest first."""
        return [event_of(doc, doc.doc_id) for doc in islice(self._undoable(), most)]

    def _undoable(self) -> Iterator[Any]:
        table = self._ledger.store.table("events")
        undone: set[str] = set()
        start = 0
        while page := table.window(
            where("by") == self._ledger.agent, order_by="doc_id", start=start, stop=start + 50
        ):
            for doc in page:
                if doc["kind"] == "undo":
                    undone.add(doc["data"]["event"])
                elif doc["kind"] in UNDOABLE and doc["id"] not in undone:
                    yield doc
            start += 50

    def _undo(self, event_id: str) -> Event:
        doc = self._ledger.store.table("events").get(where("id") == event_id)
        if doc is None or doc["kind"] not in UNDOABLE:
            raise NothingMatched(_("There is nothing to undo there."), code="no_event")
        if doc["kind"] == SPLIT:
            splits.refuse_if_it_went_on(self._ledger, event_of(doc, doc.doc_id))
        data = {"event": event_id, "kind": doc["kind"]}
        code = self._ledger.resolve(doc["ticket"]) if doc["ticket"] else None
        # Under the code of what it takes back: should a merge be taken back later, the two stay together.
        event = self._append("undo", doc["ticket"], data, Seen(self._ledger.position()))
        if doc["kind"] == "merge":
            kept, gone = kept_and_gone(event_of(doc, doc.doc_id))
            self._ledger.unmerge(self._ledger.resolve(kept), gone)
        elif doc["kind"] == "customer.expect":
            self._ledger.people.expect(doc["data"]["address"], doc["data"].get("was", ""))
        elif doc["kind"] == "customer.note":
            self._ledger.people.forget_note(doc["data"]["address"], doc["id"])
        elif doc["kind"] == CLEARED:
            self._ledger.people.unclear(doc["data"]["address"], doc["id"])
        elif doc["kind"] == SPLIT:
            for changed in sorted(splits.move(self._ledger, dict(doc["data"]["messages"]))):
                self._ledger.refold(changed)
        elif code:
            self._ledger.refold(code)
        return event

    # people --------------------------------------------------------------------------------
    def _person(self, address: str) -> Any:
        doc = self._ledger.people.find(address)
        if doc is None:
            raise NothingMatched(
                _("No customer {who}.").format(who=address),
                hint=_("`mado customers` lists them."),
                code="no_customer",
            )
        return doc

    def _said(self, kind: str, data: dict[str, Any]) -> Event:
        event = self._append(kind, None, data, Seen(self._ledger.position()))
        self._ledger.people.apply(event)
        return event

    def _note_on(self, decision: Decision) -> Event:
        self._person(decision.data["address"])
        return self._said(decision.kind, dict(decision.data))

    def _expect(self, decision: Decision) -> Event:
        was = self._person(decision.data["address"])["expectation"]
        return self._said(decision.kind, {**decision.data, "was": was})

    def _merge_customers(self, decision: Decision) -> Event:
        address, other = decision.data["address"], decision.data["other"]
        gone = self._person(other).doc_id
        if self._person(address).doc_id == gone:
            raise UsageError(_("{one} and {other} are one person already.").format(one=address, other=other))
        event = self._said(decision.kind, dict(decision.data))
        self._refold_customer(gone)
        return event

    def _unmerge_customer(self, decision: Decision) -> Event:
        old = self._person(decision.data["address"]).doc_id
        event = self._said(decision.kind, dict(decision.data))
        self._refold_customer(old)
        return event

    def _refold_customer(self, customer: int) -> None:
        for doc in self._ledger.store.table("tickets").search(where("customer") == customer):
            self._ledger.refold(doc["code"])

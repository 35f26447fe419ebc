"""An erasure reaches the whole team: every desk carries it out, and the log's folder loses the words, too.

The tombstone (core/erasures.py) travels as a decision. Whoever reads it erases the person there; batches that
hold decisions about them are written anew with blanks in their places, so that the order of all others stays.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import TYPE_CHECKING

from tinydb import where

from config.errors import Refused, TryLater
from config.languages import translator
from core.erasures import ERASED, Erasures, mark_of
from core.events import RULE, Event, Seen
from core.ledger import Ledger, event_of
from core.log_batch import Batch, batch_content, batch_of
from core.team_state import TeamBook

if TYPE_CHECKING:
    from config.home import Home
    from core.erase import Plan

_ = translator("core")
BLANK = "erased"
_CARRIED = "erasures carried out"


def without_erased(batch: Batch, erasures: Erasures) -> Batch:
    """A batch with a blank in the place of every decision that was erased; itself where there is none."""
    if not erasures or not any(map(erasures.covers_event, batch.events)):
        return batch
    return replace(batch, events=tuple(_blank(e) if erasures.covers_event(e) else e for e in batch.events))


def _blank(event: Event) -> Event:
    return replace(event, kind=BLANK, ticket=None, data={}, by=RULE, seen=Seen(event.seen.position))


def forget_in_batches(ledger: Ledger) -> None:
    """Write the kept batches anew without what was erased; the folder is cleaned at the next exchange."""
    book = TeamBook(ledger.store)
    state = book.load()
    if state is None:
        return
    erasures = ledger.erasures()
    with ledger.store.engine.transaction() as session:
        for name, packed in list(book.batches()):
            batch = batch_of(packed.content)
            left = without_erased(batch, erasures)
            if left is not batch:
                sql = "UPDATE team_batches SET content = ? WHERE replica = ? AND seq = ?"
                session.run(sql, (batch_content(left), *name))
    state.clean_up = True
    book.save(state)


def told_erasures(ledger: Ledger) -> list[Event]:
    """Erasures of colleagues that this desk has read of and not carried out yet."""
    state = TeamBook(ledger.store).load()
    if state is None:
        return []
    done = set((ledger.store.meta(_CARRIED) or "").split())
    found = [event_of(d, d.doc_id) for d in ledger.store.table("events").search(where("kind") == ERASED)]
    return [e for e in found if e.team is not None and e.team.origin != state.replica and e.id not in done]


def erase_as_told(ledger: Ledger, home: Home) -> list[str]:
    """Carry out what colleagues have erased; a sentence for each. What cannot be done yet stays to be done."""
    from core.erase import erase

    said = []
    for event in told_erasures(ledger):
        try:
            plan = _plan_as_told(ledger, home, event)
            if plan.addresses or plan.messages or plan.events:
                erase(ledger, home, plan, told=True)
            # only now: what is cut off before this is done again
            done = [*(ledger.store.meta(_CARRIED) or "").split(), event.id]
            ledger.store.set_meta(_CARRIED, " ".join(done))
        except Refused as refused:
            said.append(_("{by} has erased a customer, which waits here: {why}").format(by=event.by, why=refused))
            continue
        except TryLater as later:
            said.append(str(later))
        said.append(_("{by} has erased a customer, and so did this desk.").format(by=event.by))
    return said


def _plan_as_told(ledger: Ledger, home: Home, event: Event) -> Plan:
    """What a colleague's tombstone takes here: whoever it marks, as known here, and what it names."""
    from core.erase import Plan, plan_erasure

    wanted = set(event.data["people"])
    plan = Plan([])
    for _number, person in ledger.store.table("customers").rows.each():
        known = [a for a in person["addresses"] if mark_of(a, ledger.key) in wanted]
        if known and known[0] not in plan.addresses:
            _add(plan, plan_erasure(ledger, home, known[0]))
    table = ledger.store.table("messages")
    names = list(event.data["messages"])
    for start in range(0, len(names), 400):
        for message in table.having("name", *names[start : start + 400]):
            plan.messages[message.doc_id] = message
            plan.shared.add(message["ticket"])
            plan.raw.add(message["raw"])
    about = _Told(set(event.data.get("events", ())), set(event.data.get("tickets", ())), event.at)
    for number, doc in ledger.store.table("events").rows.each():
        if about.covers(doc["id"], doc["ticket"], doc["at"]) and doc["kind"] != ERASED and number not in plan.events:
            plan.events.append(number)
            plan.noted |= {doc["ticket"]} if doc["ticket"] else set()
    return plan


class _Told:
    """Which decisions one tombstone names."""

    def __init__(self, ids: Collection[str], codes: Collection[str], at: str) -> None:
        self._ids, self._codes, self._at = ids, codes, at

    def covers(self, id: str, ticket: str | None, at: str) -> bool:
        return id in self._ids or (ticket in self._codes and at <= self._at)


def _add(plan: Plan, other: Plan) -> None:
    plan.addresses += [a for a in other.addresses if a not in plan.addresses]
    plan.messages |= other.messages
    for name in ("tickets", "codes", "shared", "mentions", "others", "noted", "raw", "called"):
        getattr(plan, name).update(getattr(other, name))
    for name in ("events", "drafts", "draft_ids", "outbox", "aside"):
        getattr(plan, name).extend(n for n in getattr(other, name) if n not in getattr(plan, name))

"""The fold: what a ticket is, computed from its messages and the events about it, and from nothing else.

It is a pure function, so every replica that has the same messages and the same log shows the same
ticket. One decision more is carried on from the document by `core/fold_step.py`, which says the same.
What only time changes (a snooze that ends, a claim that expires) is not written here: the
fronts and the query language compare with the clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from core.care.facts import care_fields
from core.care.wake import wakes_at
from core.events import ASK, RULE, Event
from core.mention_names import still_called
from core.staleness import without_stale
from core.subjects import base_subject
from core.times import FAR, stored

CLAIM_MINUTES = 15
BOUNCED = "bounced"
FLAGGED = "flagged"
STICKY = frozenset({"spam"})
# what the first sync found too old to be anybody's turn (core/history.py)
AGED = "aged"
Claimed = dict[str, str]
"""A claim in a ticket's document: `by` whom, `until` when, `since` when where it was renewed (stored times)."""


@dataclass(frozen=True, slots=True)
class Record:
    """A message as the fold sees it: its document (`core/records.py`) and its id, which is local."""

    id: int
    doc: Mapping[str, Any]

    @property
    def when(self) -> tuple[str, str]:
        """Its place in the order that is the same everywhere: by date, then by name."""
        return self.doc["at"], self.doc["name"]

    @property
    def counts(self) -> bool:
        """Whether it says something about who must act: machines' mail does not, a bounce does."""
        return not self.doc["auto"] or self.doc["bounce"] is not None


def fold_ticket(code: str, records: Sequence[Record], events: Sequence[Event], own: frozenset[str]) -> dict[str, Any]:
    """The ticket's document (fields: docs/store.md). `records` in any order, `events` in log order.

    `own` are the mailbox's own addresses, lower case; they never take part as a customer.
    """
    records = sorted(records, key=lambda r: r.when)
    live = without_stale(in_force(events))
    status, turn = _status(records, live), our_turn(records)
    name, address = _customer(records, own)
    speaking = [r for r in records if r.counts] or records
    notes = [e for e in live if e.kind == "note"]
    times = [r.doc["at"] for r in records] + [e.at for e in events if e.by != RULE]
    return {
        "code": code,
        "subject": next((r.doc["subject"] for r in records if r.doc["subject"]), ""),
        "base_subject": base_subject(records[0].doc["subject"]) if records else "",
        "status": status,
        "assignee": _last(live, "assign", "assignee", None),
        "priority": _last(live, "priority", "priority", "normal"),
        "tags": _tags(live),
        "customer_name": name,
        "customer_address": address,
        "addresses": sorted({p for r in records for p in _people(r)} - own),
        "mailbox": records[0].doc["mailbox"] if records else "",
        "created": min(times),
        "updated": max(times),
        "waiting_since": turn if status == "open" else None,
        "turn": turn,
        "snoozed_until": _snooze(records, live),
        "messages": len(records),
        "notes": len(notes),
        "attachments": sum(not a[4] for r in records for a in r.doc["attachments"]),
        "may_belong_to": sorted({c for r in records for c in r.doc["maybe"]} - {code}),
        "flags": _flags(records),
        "claim": _claim(live),
        "last_message": max((r.id for r in records), default=0),
        "newest": newest_names(records),
        "last_direction": speaking[-1].doc["direction"] if speaking else None,
        **care_fields(records, live),
        **_approval(live),
        **_mentions(live),
    }


def in_force(events: Iterable[Event]) -> list[Event]:
    """The events that were not taken back, without those that take back."""
    events = list(events)
    undone = {e.data["event"] for e in events if e.kind == "undo"}
    return [e for e in events if e.id not in undone and e.kind != "undo"]


def newest_names(records: Iterable[Record]) -> list[str]:
    """What somebody has seen who has seen these: the newest message, and those of the same second."""
    whens = sorted(r.when for r in records)
    return [name for at, name in whens if at == whens[-1][0]]


def _people(record: Record) -> set[str]:
    doc = record.doc
    return {a[1].lower() for a in (doc["from"], *doc["reply_to"], *doc["to"], *doc["cc"]) if a and a[1]}


def _customer(records: Sequence[Record], own: frozenset[str]) -> tuple[str, str]:
    """Whose ticket it is: the first person who wrote to us, else the first we wrote to."""
    first_in = [r for r in records if r.doc["direction"] == "in"]
    plain = (r for r in first_in if r.counts and not r.doc["bounce"])
    chosen = next(plain, first_in[0] if first_in else None)
    if chosen is None or chosen.doc["bounce"]:
        outgoing = next((r for r in records if r.doc["direction"] == "out"), None)
        candidates = [*outgoing.doc["to"], *outgoing.doc["cc"]] if outgoing else []
        if not candidates and chosen is not None and chosen.doc["from"]:
            candidates = [chosen.doc["from"]]
    else:
        candidates = writer(chosen.doc, own)
    address = next((a for a in candidates if a[1].lower() not in own), candidates[0] if candidates else ["", ""])
    wanted = address[1].lower()
    named = [r.doc["from"][0] for r in records if r.doc["from"] and r.doc["from"][1].lower() == wanted]
    return next((n for n in [address[0], *named] if n), ""), wanted


def writer(doc: Mapping[str, Any], own: frozenset[str]) -> list[list[str]]:
    """Who wrote a message, best candidate first.

    A contact form sends as ourselves, from a host of ours or as nobody, and names the customer in Reply-To.
    """
    sender = [doc["from"]] if doc["from"] else []
    form = doc.get("form") or _is_form(sender[0][1] if sender else "", own)
    return [*doc["reply_to"], *sender] if form else [*sender, *doc["reply_to"]]


@lru_cache(maxsize=1024)
def _is_form(sender: str, own: frozenset[str]) -> bool:
    local, _, domain = sender.lower().partition("@")
    return not local or local.replace("-", "").startswith("noreply") or _within(domain, _domains(own))


@lru_cache(maxsize=8)
def _domains(addresses: frozenset[str]) -> frozenset[str]:
    return frozenset(address.partition("@")[2] for address in addresses)


def _within(domain: str, ours: frozenset[str]) -> bool:
    return any(domain == one or domain.endswith("." + one) for one in ours if one)


def _last(events: Sequence[Event], kind: str, field: str, default: Any) -> Any:
    return next((e.data[field] for e in reversed(events) if e.kind == kind), default)


def _tags(events: Sequence[Event]) -> list[str]:
    """Add wins: a removal removes only the adds that its author had seen."""
    added: dict[str, Event] = {}
    for event in events:
        tag = event.data.get("tag", "")
        if event.kind == "tag":
            added[tag] = event
        elif event.kind == "untag":
            added = {t: a for t, a in added.items() if t != tag or not _removes(event, a)}
    return sorted(added)


def _removes(untag: Event, add: Event) -> bool:
    """Whether the author of a removal had seen that add; replicas say so by its id."""
    if "adds" in untag.data:
        return add.id in untag.data["adds"]
    return add.position <= untag.seen.position


def _status(records: Sequence[Record], events: Sequence[Event]) -> str:
    """The last decision, unless its author had not seen what was said since."""
    decided = next((e for e in reversed(events) if e.kind in ("status", "sent")), None)
    speaking = [r for r in records if r.counts]
    unseen = speaking if decided is None else [r for r in speaking if _after(r, decided, records)]
    status = "open" if decided is None else decided.data.get("status") or "pending"
    if unseen and status not in STICKY:
        status = "open" if unseen[-1].doc["direction"] == "in" else "pending"
    if decided is None and speaking and speaking[-1].doc.get("history") == AGED:
        status = "closed"
    return status


def our_turn(records: Sequence[Record]) -> str | None:
    """Since when the customer waits for us, as far as the mail alone tells (records by date).

    Nobody waits for an answer to imported history.
    """
    since: str | None = None
    for record in records:
        if record.counts and record.doc["direction"] == "out":
            since = None
        elif record.counts and not record.doc.get("history"):
            since = since or record.doc["at"]
    return since


def _after(record: Record, event: Event, records: Sequence[Record]) -> bool:
    """Whether a message came after what the author of an event had before them."""
    at, name = record.when
    if event.seen.knows(name):
        return False
    newest = next((r.doc["at"] for r in records if event.seen.knows(r.doc["name"])), event.at)
    return bool(at >= newest)


def _snooze(records: Sequence[Record], events: Sequence[Event]) -> str | None:
    event = next((e for e in reversed(events) if e.kind == "snooze"), None)
    if event is None or not (event.data["until"] or event.data["until_reply"]):
        return None
    if any(r.counts and r.doc["direction"] == "in" and _after(r, event, records) for r in records):
        return None
    if "promise" in event.data:
        return wakes_at(event, events)
    return stored(datetime.fromisoformat(event.data["until"])) if event.data["until"] else FAR


def _claim(events: Sequence[Event]) -> Claimed | None:
    held: Claimed | None = None
    for event in events:
        held = claim_after(held, event)
    return held


def claim_after(held: Claimed | None, event: Event) -> Claimed | None:
    """Who holds a ticket after one event more. The lowest position wins; a claim ends by release, by its holder's
    reply, or by itself.

    Time is the server's, once it has taken the event. Who takes over does so whoever holds it.
    """
    if event.kind in ("release", "sent"):
        return None if held is not None and held["by"] == event.by else held
    if event.kind != "claim":
        return held
    theirs = held is not None and held["by"] == event.by
    running = held is not None and held["until"] > event.moment
    if running and not theirs and not event.data.get("force"):
        return held
    until = stored(datetime.fromisoformat(event.moment) + timedelta(minutes=CLAIM_MINUTES))
    if held is None or not (theirs and running):
        return {"by": event.by, "until": until}
    return {"by": event.by, "until": until, "since": held.get("since") or claimed_at(held)}


def claimed_at(claim: Mapping[str, str]) -> str:
    """When a claim was made that was never renewed (stored time)."""
    return stored(datetime.fromisoformat(claim["until"]) - timedelta(minutes=CLAIM_MINUTES))


def _mentions(events: Sequence[Event]) -> dict[str, Any]:
    """Who is called by a note and has done nothing since; nothing where nobody is."""
    called = still_called(events)
    return {"mentions": called} if called else {}


def _approval(events: Sequence[Event]) -> dict[str, Any]:
    """A reply that waits to be read by a colleague; nothing where none does."""
    answered = {e.data["ask"] for e in events if e.kind in ("approval.sent", "approval.return")}
    waiting = [e for e in events if e.kind == ASK and e.id not in answered]
    return {"approval": {"id": waiting[-1].id, "by": waiting[-1].by}} if waiting else {}


def _flags(records: Sequence[Record]) -> list[dict[str, str]]:
    """Marks: `code` and `about` say it to programs and to the fronts, which translate; `reason` is English."""
    bounced = {r.doc["bounce"][0] for r in records if r.doc["bounce"] and r.doc["bounce"][2] == "failed"}
    flags = [
        {"level": "amber", "reason": f"mail to {a} was returned", "code": BOUNCED, "about": a}
        for a in sorted(a for a in bounced if a)
    ]
    if any(r.doc.get("flagged") for r in records):
        flags.append({"level": "amber", "reason": "flagged in the mailbox", "code": FLAGGED, "about": ""})
    return flags

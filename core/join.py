"""Which ticket a message belongs to: the join rule.

A mail joins a ticket only where it references one of our own ids (they carry a MAC), or references a
known id *and* its sender already takes part. Otherwise it opens its own ticket with "may belong to …":
a stranger who knows a Message-ID or writes `Re:` reads nobody's history and changes nobody's ticket.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from core.fold import writer
from core.identity import ticket_of_message_id
from core.ledger import Ledger
from core.records import Doc, people
from core.subjects import base_subject
from core.times import stored

SAME_MATTER_DAYS = 14
MOST_SUGGESTED = 5
MOST_OF_ONE = 200
"""Of so many tickets of one address the same matter is looked for: a shop's own notices come by the thousand."""


class Sought(NamedTuple):
    """What the rule needs to know of a message. `bounced` is the id of our message that came back."""

    message_id: str | None
    refs: tuple[str, ...]
    doc: Doc
    direction: str
    bounced: str | None
    subject: str


class Found(NamedTuple):
    """`code` is the ticket joined (None: open one), `also` tickets this message shows to be the same matter."""

    code: str | None
    also: tuple[str, ...] = ()
    maybe: frozenset[str] = frozenset()


class Joiner:
    """The join rule over one batch; it remembers who takes part in the tickets the batch has touched.

    A ticket that was just opened is folded only when all of a group is known, or where the rule looks at it before:
    most threads come close together, and each would be folded for every one of their messages.
    """

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._taking_part: dict[str, set[str]] = {}
        self._opened: dict[str, set[str]] = {}

    def opened(self, code: str, doc: Mapping[str, Any]) -> None:
        """A message has opened this ticket, which waits to be folded."""
        self._opened[code] = people(doc)

    def waits(self, code: str) -> bool:
        """Whether a ticket was opened and waits to be folded."""
        return code in self._opened

    def fold_opened(self) -> None:
        """Fold every ticket that waits, in the order in which they were opened."""
        opened, self._opened = self._opened, {}
        for code in opened:
            self._ledger.refold(code)

    def find(self, sought: Sought) -> Found:
        """The ticket of a message, by references alone; subjects only suggest."""
        certain: dict[str, None] = {}
        claimed: dict[str, None] = {}
        for name in (*reversed(sought.refs), *([sought.bounced] if sought.bounced else [])):
            if own := self._own_ticket(name):
                certain[own] = None
        splits = self._ledger.splits()
        if splits:
            certain = dict.fromkeys(self._where_it_went(sought, list(certain)))
        writers = {a[1].lower() for a in writer(sought.doc, self._ledger.own)[:1]}
        for doc in self._linked(sought):
            code = doc["ticket"] if doc["ticket"] in certain else self._resolve(doc["ticket"])
            if code in certain:
                continue
            if self._may_join(code, doc, sought, writers):
                certain[code] = None
            else:
                claimed[code] = None
        if splits and len(certain) > 1:
            certain = self._nearest(sought, certain)
        codes = sorted(certain, key=self._created) if len(certain) > 1 else list(certain)
        suggested = set(claimed) | (set() if codes else self._same_matter(sought, writers))
        if not codes:
            return Found(None, maybe=frozenset(suggested))
        return Found(codes[0], tuple(codes[1:]), frozenset(suggested - certain.keys()))

    def _where_it_went(self, sought: Sought, minted: list[str]) -> list[str]:
        """The tickets in which our mails stand now that a message references: one may have been split off since."""
        known = {d["message_id"]: d for d in self._linked(sought)}
        names = [*reversed(sought.refs), *([sought.bounced] if sought.bounced else [])]
        ours = [n for n in names if self._own_ticket(n)]
        if any(name not in known for name in ours):
            return minted
        return [self._resolve(known[name]["ticket"]) for name in ours]

    def _nearest(self, sought: Sought, certain: Mapping[str, None]) -> dict[str, None]:
        """Of tickets that somebody has parted, only the one of the nearest mail referenced: the split holds."""
        splits = self._ledger.splits()
        known = {d["message_id"]: self._resolve(d["ticket"]) for d in self._linked(sought)}
        near = next((known[n] for n in reversed(sought.refs) if known.get(n) in certain), None)
        if near is None:
            return dict(certain)
        return {code: None for code in certain if code == near or not splits.parted(code, near)}

    def remember(self, code: str, doc: Mapping[str, Any]) -> None:
        """A message has joined: its people take part from now on."""
        if code in self._opened:
            self._opened[code] |= people(doc)
        if code in self._taking_part:
            self._taking_part[code] |= people(doc) - self._ledger.own

    def forget(self, code: str) -> None:
        """A ticket has been merged: who takes part is looked up again."""
        self._taking_part.pop(code, None)

    def _own_ticket(self, name: str) -> str | None:
        code = ticket_of_message_id(name, self._ledger.key)
        if code is None:
            return None
        code = self._resolve(code)
        return code if code in self._opened or self._ledger.exists(code) else None

    def _resolve(self, code: str) -> str:
        return code if code in self._opened else self._ledger.resolve(code)

    def _linked(self, sought: Sought) -> list[Mapping[str, Any]]:
        """Messages this one references, that reference it, or that reference the same missing one."""
        docs: dict[int, Mapping[str, Any]] = {}
        if sought.refs:
            docs.update(self._messages("message_id", sought.refs))
        names = (*sought.refs, sought.message_id) if sought.message_id else sought.refs
        if names:
            docs.update(self._messages("refs", names))
        if sought.bounced:
            docs.update(self._messages("message_id", (sought.bounced,)))
        return list(docs.values())

    def _messages(self, field: str, values: Collection[str]) -> Sequence[tuple[int, Mapping[str, Any]]]:
        """As `StoreTable.having`, without a copy of each: they are only looked at."""
        return self._ledger.store.table("messages").rows.having(field, values) or ()

    def _may_join(self, code: str, linked: Mapping[str, Any], sought: Sought, writers: set[str]) -> bool:
        if sought.bounced and linked["message_id"] == sought.bounced:
            return bool(linked["direction"] == "out")
        if linked["bounce"] and linked["bounce"][3] == sought.message_id:
            return sought.direction == "out"
        taking_part = self._people_of(code)
        if sought.direction == "out":
            return bool((people(sought.doc) - self._ledger.own) & taking_part)
        if not writers.isdisjoint(taking_part):
            return True
        return bool(self._ledger.persons(writers) & self._ledger.persons(taking_part))

    def _people_of(self, code: str) -> set[str]:
        if code not in self._taking_part:
            docs = self._messages("ticket", (code,))
            self._taking_part[code] = {p for _id, d in docs for p in people(d)} - self._ledger.own
        return self._taking_part[code]

    def _created(self, code: str) -> tuple[str, str]:
        if code in self._opened:
            self.fold_opened()
        doc = self._ledger.ticket_doc(code)
        return (doc["created"] if doc else "~", code)

    def _same_matter(self, sought: Sought, writers: set[str]) -> set[str]:
        """Same customer, same subject, within 14 days: a suggestion, never a join."""
        subject = base_subject(sought.subject)
        if not subject or sought.direction == "out" or sought.doc["auto"]:
            return set()
        since = stored(datetime.fromisoformat(sought.doc["at"]) - timedelta(days=SAME_MATTER_DAYS))
        persons = self._ledger.persons(writers)
        if not all(map(persons.isdisjoint, self._opened.values())):
            self.fold_opened()
        tickets = self._ledger.store.table("tickets").rows
        theirs = dict(found for a in persons for found in tickets.newest("addresses", a, MOST_OF_ONE))
        near = [
            d["code"] for _id, d in sorted(theirs.items()) if d["base_subject"] == subject and d["updated"] >= since
        ]
        return set(near[-MOST_SUGGESTED:])

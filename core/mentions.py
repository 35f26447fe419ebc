"""Notes that call somebody by name: `@yuki`, at the beginning or after a space."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tinydb import where

from core.events import PENDING
from core.ledger import Ledger, event_of
from core.mention_names import mentioned, names_of


@dataclass(frozen=True, slots=True)
class Mention:
    """A note that names an agent. `id` is the note's, `answered` whether that agent has acted on the ticket since."""

    id: str
    ticket: str
    at: datetime
    by: str
    text: str
    answered: bool


class NewCalls:
    """Notes that call an agent and have come into the log since this was made; each is told once."""

    def __init__(self, ledger: Ledger, agent: str) -> None:
        self._ledger = ledger
        self._agent = agent
        self._names = names_of(agent)
        self._read = self._newest()
        self._told: set[str] = set()

    def look(self) -> Sequence[Mention]:
        """What came since the last look, oldest first. What waits to be shipped to a team counts once it has its
        place in the log."""
        newest = self._newest()
        if newest <= self._read:
            return []
        sql = "SELECT id FROM d_events WHERE id > ? AND id <= ? AND c_kind = 'note'"
        numbers = [n for (n,) in self._ledger.store.engine.session.rows(sql, (self._read, newest))]
        self._read = newest
        found = []
        for number, doc in self._ledger.store.table("events").rows.some(numbers):
            event = event_of(doc, number)
            called = event.by != self._agent and self._names & mentioned(event.data["text"])
            if called and event.id not in self._told:
                self._told.add(event.id)
                code = self._ledger.resolve(event.ticket or "")
                at = datetime.fromisoformat(event.at)
                found.append(Mention(event.id, code, at, event.by, event.data["text"], False))
        return found

    def _newest(self) -> int:
        sql = "SELECT max(id) FROM d_events WHERE id < ?"
        return int(self._ledger.store.engine.session.rows(sql, (PENDING,))[0][0] or 0)


def mentions_of(ledger: Ledger, agent: str) -> Sequence[Mention]:
    """Every note of somebody else that calls this agent, newest first; notes taken back are left out."""
    names = names_of(agent)
    table = ledger.store.table("events")
    undone = {d["data"]["event"] for d in table.search(where("kind") == "undo")}
    found = []
    for doc in table.search(where("kind") == "note"):
        event = event_of(doc, doc.doc_id)
        if event.id in undone or event.by == agent or not names & mentioned(event.data["text"]):
            continue
        code = ledger.resolve(event.ticket or "")
        later = ledger.events_of({code, *ledger.aliases(code)})
        answered = any(e.by == agent and e.position > event.position for e in later)
        at = datetime.fromisoformat(event.at)
        found.append(Mention(event.id, code, at, event.by, event.data["text"], answered))
    return found[::-1]

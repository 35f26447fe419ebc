"""Notes that call somebody by name: `@yuki`, at the beginning or after a space."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tinydb import where

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

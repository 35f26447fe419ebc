"""What happened on the server to messages we hold: gone from where they stood, or marked by another program.

Our copy stays whatever happens there; a message that stands nowhere any more says so.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from typing import Any

from core.arrivals import FolderState, Intake, Place
from core.folder_states import save_folder_state
from core.ledger import Ledger
from core.records import Doc, place_key
from core.times import stored

_PAGE = 500
Flags = tuple[str, ...]


def server_changed(
    ledger: Ledger, state: FolderState, gone: Collection[Place], flags: Mapping[Place, Flags]
) -> Intake:
    """Note what is gone and what is marked otherwise, with the folder's new state, in one transaction."""
    touched: set[str] = set()
    keys = [place_key(place) for place in gone]
    marked = {place_key(place): found for place, found in flags.items()}
    with ledger.store.remembering():
        for doc in _standing_at(ledger, keys):
            touched |= _keep(ledger, doc, _without(doc, set(keys)))
        for doc in _standing_at(ledger, list(marked)):
            said = next(marked[key] for key in doc["places"] if key in marked)
            touched |= _keep(ledger, doc, _marked(doc, said))
        for code in sorted(touched):
            ledger.refold(code)
        save_folder_state(ledger, state)
    return Intake(changed=frozenset(touched))


def _standing_at(ledger: Ledger, keys: list[str]) -> list[Any]:
    messages = ledger.store.table("messages")
    found: dict[int, Any] = {}
    for start in range(0, len(keys), _PAGE):
        found.update((d.doc_id, d) for d in messages.having("places", *keys[start : start + _PAGE]))
    return list(found.values())


def _keep(ledger: Ledger, doc: Any, changed: Doc) -> set[str]:
    """Write what has changed; the ticket's code, where it has."""
    if changed == doc:
        return set()
    ledger.store.table("messages").put(doc.doc_id, changed)
    return {str(doc["ticket"])}


def _without(doc: Doc, gone: set[str]) -> Doc:
    places = [key for key in doc["places"] if key not in gone]
    left = {} if places else {"gone": stored(datetime.now(UTC))}
    return {**doc, "places": places, **left}


def _marked(doc: Doc, flags: Flags) -> Doc:
    said = {flag.lower() for flag in flags}
    flagged = {"flagged": True} if "\\flagged" in said else {}
    kept = {name: value for name, value in doc.items() if name != "flagged"}
    return {**kept, "read": "\\seen" in said, **flagged}

"""A folder whose UIDs mean something else now: which of its messages do we hold already?

A server that lost its index, or a folder made anew, gives every message another UID (another UIDVALIDITY).
Message-ID, size and the time of arrival together tell what we hold, so that no body is fetched a second time.
Where they do not name exactly one message on both sides, or our copy of its bytes is lost, the body is fetched.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from core.arrivals import FolderState, Heading
from core.folder_states import save_folder_state
from core.ledger import Ledger
from core.records import Doc, place_key
from core.times import stored

_PAGE = 500
_Key = tuple[str, int, str]


def known_again(headings: Sequence[Heading]) -> list[Heading]:
    """Those that can be told from every other message of the folder."""
    times = Counter(map(_key, headings))
    return [heading for heading in headings if heading.message_id and times[_key(heading)] == 1]


def stand_again(ledger: Ledger, headings: Sequence[Heading], state: FolderState) -> frozenset[int]:
    """Note where messages that we hold stand now, with the folder's state, in one transaction; their UIDs.

    `state` is as before these; their UIDs are added to it. `headings` come from `known_again`.
    """
    messages = ledger.store.table("messages")
    here = f"{state.mailbox}\n{state.folder}\n"
    bound: set[int] = set()
    with ledger.store.remembering():
        for start in range(0, len(headings), _PAGE):
            page = headings[start : start + _PAGE]
            held: dict[_Key, list[Any]] = {}
            for doc in messages.having("message_id", *{h.message_id for h in page if h.message_id}):
                if any(place.startswith(here) for place in doc["places"]):
                    held.setdefault(_held_key(doc), []).append(doc)
            for heading in page:
                match held.get(_key(heading), []):
                    case [doc] if ledger.store.raw.contains(doc["raw"]):
                        places = [place for place in doc["places"] if not place.startswith(here)]
                        messages.put(doc.doc_id, {**doc, "places": [*places, place_key(heading.place)]})
                        bound.add(heading.place.uid)
        done = ",".join(filter(None, [state.done, *map(str, sorted(bound))]))
        save_folder_state(ledger, replace(state, done=done))
    return frozenset(bound)


def others_stand(ledger: Ledger, headings: Sequence[Heading]) -> bool:
    """Whether another message stands where we know one, by the newest of these that can be compared."""
    named = {place_key(h.place): h for h in headings if h.message_id and h.internal_date}
    held: dict[str, list[Doc]] = {}
    for doc in ledger.store.table("messages").having("places", *named) if named else ():
        for key in doc["places"]:
            held.setdefault(key, []).append(doc)
    newest = max((key for key in named if key in held), key=lambda key: named[key].place.uid, default=None)
    return newest is not None and all(_differs(named[newest], doc) for doc in held[newest])


def _differs(heading: Heading, doc: Doc) -> bool:
    """By name and by time of arrival: a name alone may be read in two ways."""
    arrived = stored(heading.internal_date) if heading.internal_date else ""
    return bool(doc["message_id"] != heading.message_id and doc["arrived"] != arrived)


def _key(heading: Heading) -> _Key:
    when = stored(heading.internal_date) if heading.internal_date else ""
    return heading.message_id or "", heading.size, when


def _held_key(doc: Doc) -> _Key:
    return doc["message_id"] or "", doc.get("whole_size") or doc["size"], doc["arrived"]

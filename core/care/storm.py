"""A storm: many alike in a short time, an outage for example. Found by the words that new tickets share.

What is found is tagged; while the storm lasts, newcomers that are alike get the tag after each sync. A bulk plan on
the tag tells all of them that we know, another one at the end that it is over. That it lasts is an event of the log.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from tinydb import where

from core import decisions
from core.care.faq.often import telling_words
from core.events import Decision
from core.fold import in_force
from core.ledger import event_of
from core.records import own_words
from core.text import clean
from core.times import stored

if TYPE_CHECKING:
    from core.desk import Desk

STORM = "storm"
_BEFORE = timedelta(hours=1)
_ALIKE = 0.25
_BELONGS = 0.4
"""More than among the first ones: every mail of a shop says "order" and "number"."""
_MOST = 2_000


@dataclass(frozen=True, slots=True)
class Storm:
    """Tickets that are alike: the words they share, the newest subject, their codes (newest first), customers."""

    words: tuple[str, ...]
    subject: str
    codes: tuple[str, ...]
    customers: int


def storms(desk: Desk, now: datetime, *, minutes: int = 60, least: int = 5) -> list[Storm]:
    """Groups of at least `least` customers whose tickets began within the last `minutes`, the largest first."""
    since = stored(now - timedelta(minutes=minutes))
    table = desk.store.table("tickets")
    docs = table.window((where("created") >= since) & (where("status") != "spam"), order_by="created", stop=_MOST)
    said = [(d, _words(desk, d)) for d in docs]
    common = _common([words for _d, words in said])
    groups: list[tuple[set[str], list[Any]]] = []
    for doc, words in said:
        telling = words & common
        near = max(groups, key=lambda g: _near(telling, g[0]), default=None)
        if telling and near is not None and _near(telling, near[0]) >= _ALIKE:
            near[1].append(doc)
        elif telling:
            groups.append((set(telling), [doc]))
    found = [_storm(shared, members) for shared, members in groups]
    return sorted((s for s in found if s.customers >= least), key=lambda s: -s.customers)


@dataclass(frozen=True, slots=True)
class Lasting:
    """A storm that goes on: its tag, the words that tell its mail, and since when (aware)."""

    tag: str
    words: tuple[str, ...]
    since: datetime


def begin(found: Storm, tag: str) -> Decision:
    """Say that a storm goes on under a tag, so that newcomers get it. Raises UsageError (no tag)."""
    return Decision(STORM, None, {"tag": _tag(tag), "words": list(found.words), "state": "on"})


def end(tag: str) -> Decision:
    """Say that it is over: nobody else gets the tag. Raises UsageError (no tag)."""
    return Decision(STORM, None, {"tag": _tag(tag), "words": [], "state": "over"})


def _tag(tag: str) -> str:
    return str(decisions.add_tag("", tag).data["tag"])


def lasting(desk: Desk) -> list[Lasting]:
    """The storms that go on, in the order in which they began."""
    docs = desk.store.table("events").search(where("kind").one_of([STORM, "undo"]))
    found: dict[str, Lasting] = {}
    for event in in_force(sorted((event_of(d, d.doc_id) for d in docs), key=lambda e: e.position)):
        if event.kind == STORM:
            tag = str(event.data["tag"])
            found.pop(tag, None)
            if event.data["state"] == "on":
                words = tuple(str(w) for w in event.data["words"])
                found[tag] = Lasting(tag, words, datetime.fromisoformat(event.at))
    return list(found.values())


def collect(desk: Desk) -> list[str]:
    """Tag the newcomers of every storm that goes on; the codes of those that were tagged now."""
    tagged = []
    for storm in lasting(desk):
        shared = set(storm.words)
        table = desk.store.table("tickets")
        since = stored(storm.since - _BEFORE)
        docs = table.window((where("created") >= since) & (where("status") != "spam"), order_by="created", stop=_MOST)
        new = [d["code"] for d in docs if storm.tag not in d["tags"] and _belongs(_words(desk, d), shared)]
        desk.do(*(decisions.add_tag(code, storm.tag) for code in new))
        tagged += new
    return tagged


def _belongs(words: frozenset[str], shared: set[str]) -> bool:
    """Whether a mail says at least two, and two of five, of what the storm's mail has in common."""
    common = len(words & shared)
    return common >= min(2, len(shared)) and common >= _BELONGS * len(shared)


def _words(desk: Desk, doc: Any) -> frozenset[str]:
    messages = [m for m in desk.store.table("messages").having("ticket", doc["code"]) if m["direction"] == "in"]
    texts = desk.store.table("texts").rows.some([messages[0].doc_id]) if messages else []
    text = texts[0][1] if texts else {"text": ""}
    return telling_words(f"{doc['subject']}\n{(own_words(text) or text['text'])[:2000]}")


def _common(said: Sequence[frozenset[str]]) -> frozenset[str]:
    """The words that stand in at least three tickets: what only one says tells nothing of a storm."""
    counts: dict[str, int] = defaultdict(int)
    for words in said:
        for word in words:
            counts[word] += 1
    return frozenset(word for word, count in counts.items() if count >= 3)


def _near(words: frozenset[str], shared: set[str]) -> float:
    return len(words & shared) / len(words | shared) if words else 0.0


def _storm(shared: set[str], members: Sequence[Any]) -> Storm:
    return Storm(
        tuple(sorted(shared)[:8]),
        clean(members[0]["subject"], one_line=True),
        tuple(d["code"] for d in members),
        len({d["customer"] for d in members}),
    )

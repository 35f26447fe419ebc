"""A storm: many alike in a short time, an outage for example. Found by the words that new tickets share.

What is found can be tagged, again and again while newcomers arrive: a bulk plan on the tag tells all of them that we
know, and another one at the end that it is over.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from tinydb import where

from core.care.faq.often import telling_words
from core.text import clean
from core.times import stored

if TYPE_CHECKING:
    from core.desk import Desk

_ALIKE = 0.25
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


def _words(desk: Desk, doc: Any) -> frozenset[str]:
    messages = [m for m in desk.store.table("messages").having("ticket", doc["code"]) if m["direction"] == "in"]
    texts = desk.store.table("texts").rows.some([messages[0].doc_id]) if messages else []
    text = texts[0][1] if texts else {"text": "", "reply_text": ""}
    return telling_words(f"{doc['subject']}\n{(text['reply_text'] or text['text'])[:2000]}")


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

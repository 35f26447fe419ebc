"""Suggested answers: canned responses and past answers for what a customer newly wrote, with how they fared.

Canned responses are ranked by the telling words they share with the mail, the rarer the word the more it says; past
answers are those of tickets in which the mail's rarest words stand. Each says how often it was used, and after how
many of those the customer had to write again; many come-backs take a suggestion down.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from tinydb import where

from core.care.came_back import came_back
from core.care.faq.often import telling_words
from core.care.stars import stars
from core.grams import Term
from core.records import own_words
from core.text import clean

if TYPE_CHECKING:
    from core.desk import Desk

_EXEMPLARY = 1.5
_TERMS = 6
_EACH = 60
_COUNTED = 1_500
"""A word that stands in more messages than this tells little; counting further is what suggestions cost most."""
_FREQUENT, _KEPT, _GROWN = 100, 20_000, 1.05
"""Counts that are kept: from how many messages on, of how many words, until the desk has so many times as many."""
_LONGEST = 1_500
_USED_OF = 3_000
"""Newest answers whose outcome is counted."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """`kind` canned: `name` is its key; answer: `name` is the ticket's code. `words` are shared with the mail.

    `why` is the reason for which an answer was starred ("how we did it"), "" where it was not.
    """

    kind: Literal["canned", "answer"]
    name: str
    title: str
    text: str
    words: tuple[str, ...]
    used: int
    came_back: int
    score: float
    why: str = ""


def suggestions(desk: Desk, code: str, *, most: int = 5) -> list[Suggestion]:
    """The best for the newest mail of a ticket, best first. Raises NothingMatched."""
    code = desk.code(code)
    answered = desk.replies.answered(code)
    if answered is None:
        return []
    asked = telling_words(f"{answered.subject}\n{(answered.reply_text or answered.text)[:6000]}")
    lang = desk.replies.around.language(desk.replies.start(code))
    fared = _fared(desk)
    found = [*_canned(desk, asked, lang, fared), *_answers(desk, code, asked)]
    return sorted(found, key=lambda s: (-s.score, s.kind, s.name))[:most]


def _canned(desk: Desk, asked: frozenset[str], lang: str, fared: dict[str, tuple[int, int]]) -> list[Suggestion]:
    responses = [
        (r, telling_words(f"{r.name} {r.subject} {' '.join(r.tags)}\n{r.text}")) for r in desk.canned.all(lang)
    ]
    standing = Counter(word for _r, words in responses for word in words)
    found = []
    for response, words in responses:
        shared = sorted(asked & words)
        if not shared:
            continue
        used, back = fared.get(response.key, (0, 0))
        named = telling_words(f"{response.name} {response.subject} {' '.join(response.tags)}")
        score = sum(
            math.log(1 + len(responses) / standing[word]) * (2.0 if word in named else 1.0) for word in shared
        )
        score *= (1 + 0.1 * math.log1p(used)) * (1 - 0.5 * back / used if used else 1)
        found.append(
            Suggestion(
                "canned", response.key, response.name, response.text, tuple(shared), used, back, round(score, 3)
            )
        )
    return found


def _answers(desk: Desk, code: str, asked: frozenset[str]) -> list[Suggestion]:
    """Our last answers in other tickets, those with most of the mail's rarest words."""
    search = desk.ledger.search
    terms = [Term(word) for word in sorted(asked)][:40]
    counts = _weights(desk, terms)
    rare = sorted((t for t in terms if counts.get(t)), key=lambda t: counts[t])[:_TERMS]
    hits: dict[str, list[str]] = defaultdict(list)
    for term in rare:
        for found in search.tickets([term], _EACH):
            if found != code:
                hits[found].append(term.text)
    starred = _starred(desk)
    best = sorted(hits, key=lambda c: (c not in starred, -len(hits[c]), c))[:3]
    suggested = []
    for other in best:
        message, why = starred.get(other, ("", ""))
        answer = _last_answer(desk, other, message)
        if answer is None or len(hits[other]) < min(2, len(rare)):
            continue
        subject, text, back = answer
        score = sum(math.log(1 + _COUNTED / counts[Term(w)]) for w in hits[other]) / 4 * (0.5 if back else 1)
        score *= _EXEMPLARY if why else 1
        shared = tuple(sorted(hits[other]))
        suggested.append(Suggestion("answer", other, subject, text, shared, 1, int(back), round(score, 3), why))
    return suggested


def _weights(desk: Desk, terms: Sequence[Term]) -> dict[Term, int]:
    """In how many messages each word stands, about: what is frequent stays so, and counting it is what costs most."""
    known, newest = desk.care.weights, desk.store.table("messages").next_id()
    if newest > desk.care.weighed_to * _GROWN:
        known.clear()
        desk.care.weighed_to = newest
    counted = desk.ledger.search.weights([t for t in terms if t not in known], _COUNTED)
    if len(known) < _KEPT:
        known.update((term, count) for term, count in counted.items() if count >= _FREQUENT)
    return counted | {t: known[t] for t in terms if t in known}


def _starred(desk: Desk) -> dict[str, tuple[str, str]]:
    """(message, why) of the newest starred reply of each ticket that has one; kept while nothing is written."""
    stamp = desk.stamp()
    if desk.care.starred is None or desk.care.starred[0] != stamp:
        desk.care.starred = (stamp, {s.ticket: (s.message, s.why) for s in reversed(stars(desk))})
    return desk.care.starred[1]


def _last_answer(desk: Desk, code: str, message: str = "") -> tuple[str, str, bool] | None:
    """(subject, our own words, whether the customer wrote again) of a message, else the last answer, in a ticket."""
    table = desk.store.table("messages")
    docs = sorted(table.having("ticket", code), key=lambda d: (d["at"], d["name"]))
    ours = [d for d in docs if d["direction"] == "out" and not d["auto"]]
    ours = [d for d in ours if d["name"] == message] or ours
    if not ours:
        return None
    ((_record, text),) = desk.store.table("texts").rows.some([ours[-1].doc_id]) or [(0, {"text": ""})]
    back = any(d["direction"] == "in" and d["at"] > ours[-1]["at"] and d.get("mood") != "thanks_only" for d in docs)
    said = clean(own_words(text) or text["text"])[:_LONGEST].strip()
    return (ours[-1]["subject"], said, back) if said else None


def _fared(desk: Desk) -> dict[str, tuple[int, int]]:
    """How often each canned response was used of late, and after how many the customer came back.

    Kept for as long as nothing is written: it is asked for with every key.
    """
    stamp = desk.stamp()
    if desk.care.fared is not None and desk.care.fared[0] == stamp:
        return desk.care.fared[1]
    used: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    sent = desk.store.table("events").window(where("kind") == "sent", order_by="doc_id", start=0, stop=_USED_OF)
    with_canned = [d for d in sent if d["data"].get("canned")]
    mails: dict[str, list[Any]] = {}
    for doc in with_canned:
        code = desk.ledger.resolve(doc["ticket"])
        if code not in mails:
            mails[code] = [m for m in desk.store.table("messages").having("ticket", code) if m["direction"] == "in"]
        back = came_back(doc["at"], mails[code])
        for name in doc["data"]["canned"]:
            used[name][0] += 1
            used[name][1] += back
    found = {name: (times, back) for name, (times, back) in used.items()}
    desk.care.fared = (stamp, found)
    return found

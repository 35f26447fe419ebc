"""Tickets by relevance: how often and where the words stand, weighed by how rare they are (BM25).

Scoring every hit of a common word would cost what reading the whole desk costs. So only the newest tickets
that hold all words are scored: what is older is seldom what somebody looks for in support mail.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from core.grams import Term, fold
from core.search import Fits, SearchIndex, Words

SLICE = 100
_COUNTED = 5000
_SATURATION, _LENGTH = 1.2, 0.4  # BM25's k1 and b: a long quoted history says little about what a mail is about
_USUAL = 600
_IN_SUBJECT, _AGAIN, _ELSEWHERE = 2.0, 0.25, 0.3
_READ = 5


def ranked(search: SearchIndex, words: Words, limit: int | None = None, fits: Fits | None = None) -> list[str]:
    """Codes of the newest `SLICE` tickets that hold all of these words (and are among `fits`), best first."""
    terms = [w if isinstance(w, Term) else Term(w) for w in words]
    codes = search.tickets(terms, SLICE, fits)
    counts = search.weights(terms, _COUNTED)
    rarity = {term: math.log(1 + (2 * _COUNTED - n) / (n + 1)) for term, n in counts.items()}
    bodies, subjects = search.bodies(codes, _READ), search.subjects(codes)
    scores = {code: _score(rarity, subjects.get(code, ""), bodies.get(code, [])) for code in codes}
    return sorted(codes, key=lambda code: -scores[code])[:limit]  # equal ones stay newest first


def _score(rarity: Mapping[Term, float], subject: str, bodies: Sequence[str]) -> float:
    """The best of the ticket's newest messages for each word, and a little more for each further one.

    A word that stands in none of them stands in an older one, or in a name.
    """
    texts = [fold(text) for text in bodies]
    score = 0.0
    for term, rare in rarity.items():
        word = " ".join(fold(term.text).split())
        said = [_worth(word, text) for text in texts if word in text]
        score += rare * (max(said, default=_ELSEWHERE) + math.log(1 + len(said)) * _AGAIN)
        score += rare * _IN_SUBJECT if word in subject else 0.0
    return score


def _worth(word: str, text: str) -> float:
    """BM25 of one word in one text."""
    times = text.count(word)
    length = 1 - _LENGTH + _LENGTH * len(text) / _USUAL
    return times * (_SATURATION + 1) / (times + _SATURATION * length)

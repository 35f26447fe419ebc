"""Messages written for these tests, each with what a careful person would read in it.

A case is a whole message as bytes and the part of `mado parse --json` that matters in it. No message here is
anybody's real mail; the habits of the programs they imitate are.
"""

from __future__ import annotations

from tests.corpus import addresses, bodies, broken, charsets, dates, html, ids, names, sealed, words
from tests.corpus.kit import Case

CASES: tuple[Case, ...] = (
    *charsets.CASES,
    *words.CASES,
    *addresses.CASES,
    *names.CASES,
    *dates.CASES,
    *ids.CASES,
    *bodies.CASES,
    *sealed.CASES,
    *html.CASES,
    *broken.CASES,
)

"""How text becomes search tokens: our tokens decide what is found, the engine only keeps them.

Text is folded (NFKC, case). A run of a script that writes no spaces (Japanese, Chinese, Korean, Thai …)
becomes its overlapping pairs of characters and its last character alone: so every substring of two or more
characters is a phrase of tokens. Other words stay whole, and are found by how they begin. Single characters
and short beginnings, of which there are few different ones with very many places, are kept once a message, without
their places: that takes a tenth of the room of FTS5's own prefix index.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import groupby
from operator import add
from typing import NamedTuple

LONGEST_WORD = 64
LONGEST_START = 4
_REMEMBERED = 300

# Kana with the middle dot and the prolonged sound mark, ideographs with 々〆〇, Hangul, Thai, Lao, Burmese, Khmer.
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3031-\u3035\u303b"
    "\u3041-\u309a\u309d-\u30ff\u3105-\u318e\u31a0-\u31bf\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97f"
    "\uac00-\ud7ff\uf900-\ufaff\U00020000-\U0003ffff"
)
# Vowel signs and accents that stand beside their letter belong to the word.
_MARKS = "\u0300-\u036f\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u0900-\u0dff"


# ASCII has letters and digits for words, and everything else between them.
_ASCII_WORDS = bytes(c if c < 128 and chr(c).isalnum() else 32 for c in range(256))


@cache
def _run() -> re.Pattern[str]:
    """Runs of unspaced script, else words. Made at the first cut; a list of tickets needs none."""
    return re.compile(f"([{_UNSPACED}]++)|((?:[^\\W_{_UNSPACED}]++|[{_MARKS}]++)++)")


@dataclass(frozen=True, slots=True)
class Term:
    """One thing to look for. `quoted` is literal: its last word is a whole word."""

    text: str
    quoted: bool = False


def fold(text: str) -> str:
    """Text as it is compared: NFKC and case folding (Unicode Standard, 3.13, toNFKC_Casefold)."""
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


class Tokens(NamedTuple):
    """What the index keeps of a text: `grams` in their order, `starts` each once, as text that FTS5 takes apart.

    FTS5's own `ascii` cuts plain ASCII into words as we do, so that such lines stand in `grams` as they are.
    """

    grams: str
    starts: str


@dataclass(frozen=True, slots=True)
class Lookup:
    """Where a term is looked up (the table `grams` or `starts`), and how FTS5 is asked."""

    table: str
    match: str


def tokens(text: str) -> Tokens:
    """The tokens of a text."""
    text = fold(text)
    grams: list[str] = []
    starts: set[str] = set()
    if text.isascii():
        grams.append(text)
        plain = text
    else:
        plain = "\n".join(_by_lines(text, grams, starts))
    words = set(_ascii_words(plain))
    if max(map(len, words), default=0) > LONGEST_WORD:
        grams = [" ".join([w[:LONGEST_WORD] for w in _ascii_words(g)]) if g.isascii() else g for g in grams]
    _add_starts(words, starts)
    return Tokens("\n".join(grams), " ".join(starts))


def _ascii_words(text: str) -> list[str]:
    return text.encode("ascii").translate(_ASCII_WORDS).decode("ascii").split()


def _by_lines(text: str, grams: list[str], starts: set[str]) -> Iterator[str]:
    """Gather the grams of a text line by line, which no word or run goes beyond, and the starts of lines that are not
    plain ASCII; yields those that are, some lines together.
    """
    for plain, lines in groupby(text.split("\n"), str.isascii):
        if plain:
            said = "\n".join(lines)
            grams.append(said)
            yield said
            continue
        for line in lines:
            cut, begun = _cut_before(line) if len(line) <= _REMEMBERED else _cut(line)
            grams.append(cut)
            starts |= begun


def _cut(line: str) -> tuple[str, frozenset[str]]:
    """The grams and starts of a folded line in any script."""
    found: list[str] = []
    words: set[str] = set()
    starts: set[str] = set()
    for run, word in _run().findall(line):
        if word:
            found.append(word[:LONGEST_WORD])
            words.add(word)
        else:
            found += map(add, run, run[1:] + " ")
            starts.update(run)
    _add_starts(words, starts)
    return " ".join(found), frozenset(starts)


# Mail repeats itself: what is quoted, how it greets, signatures, the shop's own notices.
_cut_before = lru_cache(maxsize=2048)(_cut)


def _add_starts(words: set[str], starts: set[str]) -> None:
    starts.update(*map(_beginnings, {word[:LONGEST_START] for word in words}))


@lru_cache(maxsize=8192)
def _beginnings(begin: str) -> tuple[str, ...]:
    return tuple([begin[:length] for length in range(1, len(begin) + 1)])


def tokens_by_line(text: str) -> Tokens:
    """As `tokens`, quicker where many texts have lines in common; a line's end parts words as it does there."""
    lines = [_tokens_of(line) if len(line) <= _REMEMBERED else _taken_apart(line) for line in text.split("\n")]
    starts = frozenset[str]().union(*(starts for _grams, starts in lines))
    return Tokens(" ".join([grams for grams, _starts in lines if grams]), " ".join(starts))


def _taken_apart(line: str) -> tuple[str, frozenset[str]]:
    found = tokens(line)
    return found.grams, frozenset(found.starts.split())


_tokens_of = lru_cache(maxsize=1024)(_taken_apart)


def lookup(term: Term) -> Lookup | None:
    """How a term is looked up; None where it holds nothing that could be found."""
    runs = _run().findall(fold(term.text))
    if not runs:
        return None
    found: list[str] = []
    for run, word in runs[:-1]:
        found += [word[:LONGEST_WORD]] if word else [*_pairs(run), run[-1]]
    run, word = runs[-1]
    if word:
        begins = not term.quoted or len(word) > LONGEST_WORD
        last = [word[:LONGEST_WORD]]
    else:
        begins = len(run) == 1
        last = _pairs(run) or [run]
    if begins and not found and len(last[0]) <= LONGEST_START:
        return Lookup("starts", f'"{last[0]}"')
    return Lookup("grams", f'"{" ".join(found + last)}"{" *" if begins else ""}')


def needs_reading(term: Term) -> bool:
    """Whether tokens alone cannot tell if a quoted term stands there: what is between its words counts too."""
    text = fold(term.text)
    return term.quoted and (len(_run().findall(text)) > 1 or bool(_run().sub("", text).strip()))


def plain(text: str) -> str:
    """Folded text with single spaces, for comparing quoted terms that have signs in them."""
    return " ".join(fold(text).split())


def _pairs(run: str) -> list[str]:
    return list(map(add, run, run[1:]))

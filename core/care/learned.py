"""A small weighted model of short pieces of text: weights that were fitted on labelled mails, summed to a score.

The weights stand in readable tables beside this file (`learned/NAME_LANG.tsv`: a piece of text, a tab, its weight in
hundredths), written by `python -m bench.fit_moods`. Pieces are two to four letters of Japanese, one to three words of
English; digits are `0`, runs of katakana `ア`, since which number or product it is tells nothing. The score of a text
is the sum of the weights of its pieces over the square root of their number: above zero speaks for what was learned.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from math import sqrt
from pathlib import Path

_JAPANESE = re.compile("[\u3040-\u30ff]")
_DIGITS = re.compile("[0-9０-９]+")
_KATAKANA = re.compile("[ァ-ヶー]{2,}")
_WORDS = re.compile(r"[a-z']+|\d+|[?!.]+")
_TABLES = Path(__file__).parent / "learned"
WINDOW = 360
"""Signs: a longer text is scored in stretches of about so many, so that its greetings do not drown one complaint."""
_MOST_STRETCHES = 12


@dataclass(frozen=True)
class Learned:
    """One model in one language: `bias` and the weight of every piece that has one."""

    bias: float
    weights: dict[str, float]
    japanese: bool

    def score(self, text: str) -> float:
        """How much speaks for it; the highest of its stretches where a text is long."""
        return max(map(self._one, stretches(text)), default=self.bias)

    def _one(self, text: str) -> float:
        found = self.weights.keys() & pieces(text, japanese=self.japanese)
        if not found:
            return self.bias
        return self.bias + sum(sorted(map(self.weights.__getitem__, found))) / sqrt(len(found))

    def reasons(self, text: str, most: int = 4) -> str:
        """The pieces that spoke loudest for it, none inside another, in words of the text where they stand."""
        found = self.weights.keys() & pieces(text, japanese=self.japanese)
        chosen: list[str] = []
        for piece in sorted(found, key=lambda p: (-self.weights[p], -len(p), p)):
            if self.weights[piece] <= 0 or len(chosen) == most:
                break
            if any(map(str.isalpha, piece)) and not any(piece in other or other in piece for other in chosen):
                chosen.append(piece)
        return ", ".join(chosen)


def stretches(text: str) -> list[str]:
    """A short text whole; a long one in runs of sentences, each begun where the one before it ended."""
    if len(text) <= WINDOW + WINDOW // 2:
        return [text] if text.strip() else []
    parts, held = [], ""
    for sentence in re.split(r"(?<=[.!?。！？\n])", text):
        held += sentence
        if len(held) >= WINDOW:
            parts.append(held[: 2 * WINDOW])
            held = ""
    if len(held) > WINDOW // 3 or not parts:
        parts.append(held[: 2 * WINDOW])
    return parts[:_MOST_STRETCHES]


def pieces(text: str, *, japanese: bool) -> set[str]:
    """What a text is made of, as the weights are kept: each piece once."""
    if japanese:
        said = _KATAKANA.sub("ア", _DIGITS.sub("0", re.sub(r"\s+", "", text)))
        return {said[i : i + n] for n in (2, 3, 4) for i in range(len(said) - n + 1)}
    words = ["0" if w.isdigit() else w for w in _WORDS.findall(text.lower().replace("’", "'"))]
    return set(_runs(words))


def _runs(words: list[str]) -> Iterable[str]:
    yield from words
    yield from map(" ".join, zip(words, words[1:], strict=False))
    yield from map(" ".join, zip(words, words[1:], words[2:], strict=False))


def is_japanese(text: str) -> bool:
    """Whether a text has kana: what language its model is of."""
    return bool(_JAPANESE.search(text))


@cache
def learned(name: str, *, japanese: bool) -> Learned:
    """The model of a name (`risk`), read when it is first asked for."""
    table = _TABLES / f"{name}_{'ja' if japanese else 'en'}.tsv"
    weights: dict[str, float] = {}
    for line in table.read_text(encoding="utf-8").splitlines():
        piece, _tab, weight = line.rpartition("\t")
        weights[piece] = int(weight) / 100
    return Learned(weights.pop("", 0.0), weights, japanese)

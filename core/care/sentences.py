"""Sentences of a text, in Japanese and European scripts, with their places: what promises and questions are found in.

Mail breaks lines anywhere, so a line's end is no sentence's end unless the line says so: an empty line, a list
mark, a greeting, a full stop.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

_JAPANESE = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uff66-\uff9f]")
_STOP = re.compile(r"[。．！？!?]+[」』）)\"'”’]*|\.(?=[\s\"'”’)]|$)[\"'”’)]*|…(?=\s|$)")
_SHORT = re.compile(
    r"(?:\b(?:mr|mrs|ms|dr|prof|st|no|nr|vs|etc|e\.g|i\.e|approx|inc|ltd|co|dept|tel|ext|"
    r"jan|feb|mar|apr|jun|jul|aug|sept?|oct"
    r"|nov|dec|mon|tues?|wed|thur?s?|fri|sat|sun|a\.m|p\.m)|\b[A-Z]|\d)$",
    re.IGNORECASE,
)
_LOWER_NEXT = re.compile(r"\s+[a-z(]")
_ITEM = re.compile(r"\s*(?:[-*•・●○■□◆◇▼▽※→☆★①-⑳]|\(?\d{1,2}[.)）．、](?!\d)|[（(]\d{1,2}[)）])")
_ENDS_LINE = re.compile(r"(?:様|さま|さん|御中|殿|[,，、:：])\s*$")
_GREETING = re.compile(r"^\s*(?:hi|hello|dear|hey|good (?:morning|afternoon|evening|day))\b.{0,40}$", re.IGNORECASE)
_QUOTED = re.compile(r"^\s*(?:>|＞|\|)")
_KANJI = {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_NUMERAL = re.compile(
    "([一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九])"
    "(?=(?:[、,〜~～から-]{0,2}[一二三四五六七八九十\\d]{1,2})?"
    "(?:営業日|日[以中後間程ほ]|日(?:に|まで|の)|週間|[かヶカヵケ箇]月|時間|両日|時|分|月|ヶ月))"
)
LONGEST = 4_000
_REMEMBERED = 500
"""Characters of one sentence that are looked at."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """`text` stands at `start` of the whole text; `plain` is what is read: NFKC, one line, numerals as digits."""

    text: str
    start: int

    @property
    def japanese(self) -> bool:
        """Whether it is written in Japanese."""
        return _read(self.text)[0]

    @property
    def plain(self) -> str:
        """The sentence as it is read; English in lower case with straight apostrophes."""
        return _read(self.text)[1]


@lru_cache(maxsize=512)
def _read(said: str) -> tuple[bool, str]:
    """Whether a sentence is Japanese, and how it is read: many replies say the same ones."""
    text = unicodedata.normalize("NFKC", said[:LONGEST])
    if _JAPANESE.search(said):
        return True, _NUMERAL.sub(_digits, re.sub(r"\s*\n\s*", "", text).replace("〜", "~").strip())
    return False, re.sub(r"\s+", " ", text.replace("’", "'").replace("‘", "'")).strip()


def _digits(found: re.Match[str]) -> str:
    tens, ten, ones = found[1].partition("十")
    if not ten:
        return str(_KANJI[found[1]])
    return str((_KANJI[tens] if tens else 1) * 10 + (_KANJI[ones] if ones else 0))


def sentences(text: str) -> list[Sentence]:
    """The sentences of a text in order, quoted lines left out."""
    return [
        s if not start else Sentence(s.text, start + s.start)
        for start, block in _blocks(text)
        for s in (_parted(block) if len(block) <= _REMEMBERED else _split(block, 0))
    ]


@lru_cache(maxsize=512)
def _parted(block: str) -> tuple[Sentence, ...]:
    """Many replies say the same paragraphs."""
    return tuple(_split(block, 0))


def _blocks(text: str) -> Iterator[tuple[int, str]]:
    """Runs of lines that may hold one sentence across their line ends, with their places."""
    place, begin, held = 0, 0, ""
    for line in text.splitlines(keepends=True):
        alone = not line.strip() or bool(_QUOTED.match(line))
        if (alone or _ITEM.match(line)) and held:
            yield begin, held
            held = ""
        if not alone:
            begin = begin if held else place
            held += line
            if _ENDS_LINE.search(line) and _is_address(line) or _GREETING.match(line):
                yield begin, held
                held = ""
        place += len(line)
    if held:
        yield begin, held


def _is_address(line: str) -> bool:
    """A line that calls somebody or heads a list, and is no half sentence."""
    return len(line.strip()) <= 24 and not line.rstrip().endswith("、") or line.rstrip().endswith((":", "："))


def _split(block: str, start: int) -> Iterator[Sentence]:
    begin = 0
    for stop in _STOP.finditer(block):
        if stop[0].startswith(".") and _goes_on(block, stop):
            continue
        yield from _sentence(block, begin, stop.end(), start)
        begin = stop.end()
    yield from _sentence(block, begin, len(block), start)


def _goes_on(block: str, stop: re.Match[str]) -> bool:
    """Whether a full stop ends a short form and no sentence."""
    before = block[max(0, stop.start() - 8) : stop.start()]
    if _LOWER_NEXT.match(block, stop.end()):
        return True
    found = _SHORT.search(before)
    return found is not None and not (
        found[0].isdigit() or found[0].lower() in ("a.m", "p.m", "etc", "no", "sun", "sat")
    )


def _sentence(block: str, begin: int, end: int, start: int) -> Iterator[Sentence]:
    piece = block[begin:end]
    mark = _ITEM.match(piece)
    if mark and not piece[: mark.end()].strip().isdigit():
        begin += mark.end()
        piece = block[begin:end]
    text = piece.strip()
    if text.strip("。．.!！?？…"):
        yield Sentence(text, start + begin + piece.index(text))

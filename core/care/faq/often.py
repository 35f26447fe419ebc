"""What is asked often and not answered in public: customers' questions that are alike, counted by people.

Questions count as alike where they share most of their telling words. Each group shows the newest wording; nobody's
address or name stands in it.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from core.care.faq.answers import Answer
from core.care.questions import questions

_JA = re.compile("[\u4e00-\u9fff々]{2,}|[\u30a1-\u30fa\u30fc]{3,}")
_LATIN = re.compile(r"[a-z]{3,}|\d{2,}")
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_COMMON_TEXT = (
    "可能 場合 必要 質問 回答 連絡 返信 確認 状況 方法 対応 利用 希望 今回 先日 本日 明日 お世話 御社 貴社 以下 教示 "
    "幸い 恐縮 the and you your for can could would should how what when where which why who are is was were will "
    "does did has have had this that these those with from about please tell let know want like need get any there "
    "here it's i'm my our me us not but also just more some very much hello thanks thank dear hope wondering possible"
)
_COMMON = frozenset(_COMMON_TEXT.split())
_ALIKE = 0.5
_COVERED = 0.6
_MOST = 20_000


@dataclass(slots=True)
class Asked:
    """Questions that are alike: the newest wording, how many people asked, and the tickets they did it in."""

    text: str
    words: frozenset[str]
    people: set[int] = field(default_factory=set)
    tickets: list[str] = field(default_factory=list)
    answered_by: str = ""


def often_asked(mails: Iterable[tuple[str, int, str]], answers: Sequence[Answer], *, least: int = 2) -> list[Asked]:
    """Groups asked by at least `least` people, the most asked first; `answered_by` is a public answer that covers it.

    `mails` are (ticket code, customer id, new text of their mail), newest first; 20,000 at most are read.
    """
    groups: list[Asked] = []
    places: dict[str, list[int]] = defaultdict(list)
    for number, (code, person, text) in enumerate(mails):
        if number >= _MOST:
            break
        for question in questions(text):
            words = telling_words(question.text)
            if len(words) < 1:
                continue
            group = _group(groups, places, words, question.text)
            group.people.add(person)
            if code not in group.tickets:
                group.tickets.append(code)
    covers = [(a.key, telling_words(f"{a.question}\n{a.text}\n{' '.join(a.tags)}")) for a in answers]
    found = [g for g in groups if len(g.people) >= least]
    for group in found:
        group.answered_by = next((k for k, w in covers if len(group.words & w) >= _COVERED * len(group.words)), "")
    return sorted(found, key=lambda g: (-len(g.people), g.text))


def _group(groups: list[Asked], places: dict[str, list[int]], words: frozenset[str], text: str) -> Asked:
    near: dict[int, int] = defaultdict(int)
    for word in words:
        for place in places[word]:
            near[place] += 1
    best = max(near, key=lambda p: near[p] / len(words | groups[p].words), default=None)
    if best is not None and near[best] / len(words | groups[best].words) >= _ALIKE:
        return groups[best]
    groups.append(Asked(_ADDRESS.sub("…", " ".join(text.split())), words))
    for word in words:
        places[word].append(len(groups) - 1)
    return groups[-1]


def telling_words(text: str) -> frozenset[str]:
    """The words that say what a text is about: Japanese nouns by their signs, Latin words by their stem."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    found = {w for w in _JA.findall(plain) if w not in _COMMON}
    found |= {_stem(w) for w in _LATIN.findall(plain) if w not in _COMMON}
    return frozenset(found)


def _stem(word: str) -> str:
    for ending in ("ing", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word

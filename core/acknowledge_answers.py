"""Public answers that a confirmation may list: the three that fit a customer's mail best.

They are texts of ours for everybody; the mail decides only which of them are shown. Nothing of it is repeated.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from core.canned_file import CannedResponse
from core.care.faq.answers import Answer, public_answers
from core.care.faq.often import telling_words

MOST = 3
_LONGEST = 550
_PLACE = re.compile(r"\{\{\s*answers\s*\}\}", re.IGNORECASE)
_PARAGRAPHS = re.compile(r"\n[ \t]*\n")


def best_answers(responses: Iterable[CannedResponse], text: str, name: str = "") -> Sequence[Answer]:
    """Of the public responses at most three that say what a mail asks, best first; none where none fits.

    A word tells the more the fewer answers have it, and three times as much in a question or tag. One such word,
    or two of the text, must be shared.
    """
    answers = public_answers(responses, name)
    titles = [telling_words(f"{a.question} {' '.join(a.tags)}") for a in answers]
    texts = [telling_words(a.text) for a in answers]
    spread = Counter(word for title, said in zip(titles, texts, strict=True) for word in title | said)
    asked = telling_words(text)
    found = []
    for place, (title, said) in enumerate(zip(titles, texts, strict=True)):
        head, body = asked & title, (asked & said) - title
        if head or len(body) > 1:
            score = sum(3 / spread[w] for w in head) + sum(1 / spread[w] for w in body)
            found.append((-score, place))
    return [answers[place] for _score, place in sorted(found)[:MOST]]


def listed(answers: Sequence[Answer]) -> str:
    """The answers as a mail shows them, each under its question, long ones cut at the end of a paragraph."""
    return "\n\n".join(f"* {a.question}\n{_short(a.text)}" for a in answers)


def with_room_for(text: str, answers: Sequence[Answer]) -> str:
    """The text of a confirmation: where no answer fits, without the paragraph that would list them."""
    if answers:
        return text
    return "\n\n".join(p for p in _PARAGRAPHS.split(text) if not _PLACE.search(p))


def _short(text: str) -> str:
    kept = ""
    for paragraph in text.split("\n\n"):
        if len(kept) + len(paragraph) > _LONGEST:
            return f"{kept}\n…" if kept else f"{paragraph[:_LONGEST].rstrip()}…"
        kept = f"{kept}\n\n{paragraph}" if kept else paragraph
    return kept

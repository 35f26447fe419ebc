"""What can be clipped from a ticket: the customer's own sentences, and what kind one seems to be."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from core.care import thanks_en, thanks_ja
from core.care.moods import mood_of
from core.care.sentences import sentences
from core.care.thanks import only_thanks
from core.care.voice import Kind
from core.entries import MessageEntry

if TYPE_CHECKING:
    from core.desk import Desk

_SHORTEST = 6
_MOST = 60
_BUG = re.compile(
    "エラー|不具合|動か(?:ない|ず|なく)|表示され(?:ない|ません)|開(?:け|か)(?:ない|ません)|落ち(?:る|ます)|固ま|バグ|壊れ|文字化け|"
    r"\b(?:error|bug|crash\w*|broken|does(?:n't| not) (?:work|load|open)|fails?|freez\w*|wrong (?:total|price))\b",
    re.IGNORECASE,
)


def clippable(desk: Desk, code: str) -> list[str]:
    """Their sentences, those of the newest mail first. Raises NothingMatched."""
    messages = [e for e in desk.entries(code) if isinstance(e, MessageEntry) and e.direction == "in" and not e.bounce]
    found: dict[str, None] = {}
    for message in reversed(messages):
        for sentence in sentences((message.reply_text or message.text)[:20_000]):
            if len(sentence.text) >= _SHORTEST and says_something(sentence.plain):
                found.setdefault(sentence.text, None)
    return list(found)[:_MOST]


def says_something(sentence: str) -> bool:
    """Whether a sentence is more than a greeting, a farewell, a name or a bare thank you."""
    plain = sentence.strip(" 　。、,.!！?？")
    if any(t.FORMAL.match(plain) or t.LIGHT.match(plain) for t in (thanks_ja, thanks_en)):
        return False
    return not only_thanks(sentence) or mood_of(sentence).mood == "praise"


def guessed_kind(sentence: str) -> Kind:
    """What a sentence seems to be; a wish where nothing tells."""
    mood = mood_of(sentence).mood
    if mood == "praise":
        return "praise"
    if _BUG.search(sentence):
        return "bug"
    return "complaint" if mood in ("unhappy", "angry", "leaving") else "wish"

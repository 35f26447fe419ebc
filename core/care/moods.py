"""The mood a customer writes in, from their own words only, with the words that told it.

Read from the strongest on: somebody who is leaving is also unhappy. Polite formulas say nothing ("I'm afraid",
「恐れ入りますが」), and neither does what is denied ("no problem at all").
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from core.care.learned import is_japanese, learned
from core.care.mood_words import ANGRY, DENIED, LEAVING, PRAISE, UNHAPPY, WORRIED
from core.care.not_ours import about_us
from core.care.thanks import only_thanks, says_thanks
from core.care.weak_signs import weak_signs
from core.care.word_table import WordTable
from core.mail.reply_text import reply_text

Mood = Literal["calm", "worried", "unhappy", "angry", "leaving", "praise", "thanks_only"]
LONGEST = 6_000
"""Characters that are looked at: who is unhappy says so before that."""
RISKS: frozenset[Mood] = frozenset({"unhappy", "angry", "leaving"})


@dataclass(frozen=True, slots=True)
class Reading:
    """A mood and the words it was read from (empty for calm)."""

    mood: Mood
    words: str = ""


_NOT_YET = re.compile(
    "(?:まだ|いまだ|未だ)|"
    r"\b(?:haven't|have not|hasn't|has not|still (?:no|not|haven't|hasn't|waiting)) ?(?:heard|received|gotten|had|"
    r"arrived|got)?\b",
    re.IGNORECASE,
)
"""What has not come yet: told by somebody who only worries it is no complaint."""
_SHOUTED = re.compile(r"(?:\b[A-Z]{3,}\b[ ,!]+){2,}\b[A-Z]{2,}\b|[!！]{3,}|\?!\?|[!?]{4,}")


def mood(text: str) -> Reading:
    """The mood of a customer's mail: quoted history and signature left out. `calm` where nothing tells."""
    return mood_of(reply_text(text))


def mood_of(own: str) -> Reading:
    """The mood of what a customer newly wrote.

    Words that name a mood and the learned weights of everything said count together; who is at risk is said only
    where both come to enough, so that one strong word in a calm mail is none and a complaint without one is seen.
    """
    if only_thanks(own):
        praised = "" if says_thanks(own) else _words(PRAISE, own)
        return Reading("praise", praised) if praised else Reading("thanks_only")
    text = own[:LONGEST].replace("’", "'")
    said = about_us(DENIED.blanked(text))
    named = _named(said, own)
    japanese = is_japanese(text)
    model = learned("risk", japanese=japanese)
    counts = _FEELING if named.mood == "unhappy" and _FELT.search(said) else _COUNTS[japanese].get(named.mood, 0.0)
    unnamed = named.mood not in RISKS and len(text) > _SHORT[japanese]
    if model.score(text) + counts <= (_ENOUGH_UNNAMED if unnamed else _ENOUGH):
        return Reading("calm") if named.mood in RISKS else named
    if named.mood in RISKS:
        return named
    signs = (weak_signs(said), model.reasons(text))
    return Reading("unhappy", ", ".join(filter(None, signs)))


_COUNTS: dict[bool, dict[Mood, float]] = {
    True: {"leaving": 2.0, "angry": 2.0, "unhappy": 0.6, "praise": -0.8, "worried": -0.8},
    False: {"leaving": 2.0, "angry": 2.0, "unhappy": 1.5, "praise": -0.4, "worried": -0.4},
}
"""What a mood that is named adds to the learned score; by language (True: Japanese)."""
_FELT = re.compile(
    r"\b(?:disappoint\w*|frustrat\w*|unhappy|dissatisf\w*|annoy\w*|fed up|let down)\b|がっかり|失望|不満|不愉快|"
    "不信|うんざり|納得(?:でき|いか|がいか)|残念(?:です|でなり|に思|な(?:気|対応|結果))",
    re.IGNORECASE,
)
_FEELING = 6.0
"""What a feeling that is named in so many words adds."""
_ENOUGH, _ENOUGH_UNNAMED = -0.6, 0.2
"""Above it somebody is at risk. All were chosen on rounds of texts that the weights had not seen."""
_SHORT: dict[bool, int] = {True: 90, False: 180}
"""Characters. A longer mail in which no word names a mood needs more: its everyday words add up, too."""


def _named(said: str, own: str) -> Reading:
    """The mood that words name, the strongest first."""
    angry, unhappy = _words(ANGRY, said), _words(UNHAPPY, said)
    if found := _words(LEAVING, said):
        return Reading("leaving", found)
    praised, worried = _words(PRAISE, said), _words(WORRIED, said)
    if angry:
        return Reading("angry", angry)
    if not praised and not worried and (shouted := _words(_SHOUTED, own)):
        return Reading("angry", shouted)
    if unhappy and worried and not _words(UNHAPPY, _NOT_YET.sub(" ", said)):
        return Reading("worried", worried)
    if unhappy and not (praised and PRAISE.count(said) > UNHAPPY.count(said)):
        return Reading("unhappy", unhappy)
    if praised:
        return Reading("praise", praised)
    return Reading("worried", worried) if worried else Reading("calm")


def _words(pattern: re.Pattern[str] | WordTable, text: str) -> str:
    found = pattern.search(text)
    return found[0].strip() if found else ""

"""Promises: the commitments in our own new words, with the time each falls due on the business calendar.

What counts and how the time is computed is written in docs/care.md. Reads sentences; knows no ticket.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from core.care.calendar import Calendar
from core.care.due import Now
from core.care.due_en import times_en
from core.care.due_ja import times_ja
from core.care.promises_en import commitment_en
from core.care.promises_ja import Commitment, commitment_ja
from core.care.sentences import Sentence, sentences
from core.mail.reply_text import reply_text

_SHORT = 500
"""Longer sentences are not remembered, in characters."""


@dataclass(frozen=True, slots=True)
class Promise:
    """A commitment: its words as they stand, their place in the text read, and when it is due (aware) or None."""

    text: str
    start: int
    due: datetime | None


def promises(text: str, sent_at: datetime, calendar: Calendar) -> list[Promise]:
    """The promises of a reply of ours, in order; quoted history and signature are not our words."""
    return promises_in(reply_text(text), sent_at, calendar)


def promises_in(own: str, sent_at: datetime, calendar: Calendar) -> list[Promise]:
    """As `promises`, of our own words alone."""
    now = Now(sent_at.astimezone(calendar.zone), calendar)
    found: list[Promise] = []
    asked_for: datetime | None = None
    waited = False
    for sentence in sentences(own):
        made, patience, asking = _told(sentence.text, now) if len(sentence.text) <= _SHORT else _read(sentence, now)
        for words, start, one in made:
            due = one.due or (asked_for if one.untimed else None)
            if due and found and waited and found[-1].due is None:
                found.pop()  # "let me look, please wait": said again, with its time
            found.append(Promise(words, sentence.start + start, due))
        waited, asked_for = bool(made) and patience, asking
    return found


_Told = tuple[Sequence[tuple[str, int, Commitment]], bool, datetime | None]


@lru_cache(maxsize=512)
def _told(text: str, now: Now) -> _Told:
    """As `_read`, of a short sentence: bulk replies say the same ones many times in the same second."""
    return _read(Sentence(text, 0), now)


def _read(sentence: Sentence, now: Now) -> _Told:
    """What a sentence promises, whether it asks for patience, and until when."""
    patience = bool(_PATIENCE.search(sentence.plain))
    asked_for = _time_asked_for(sentence.japanese, sentence.plain, now) if patience else None
    return _made(sentence, now), patience, asked_for


_JOINED = re.compile("(?<!ため)(?<=[いきしちにびみりえけせてねべめれ])、(?=[^、]{6})|(?<=ますし)、|(?<=ますが)、")
"""Where a Japanese sentence goes on with a second deed."""
_AND_ALSO = re.compile(
    r"(?:[,;]\s+|\s)(?:and|then|but|while)\s+(?=(?:i|we|you|it|they|he|she|the|your|a|an|our|my)\b)|;\s+",
    re.IGNORECASE,
)


def _made(sentence: Sentence, now: Now) -> list[tuple[str, int, Commitment]]:
    """What a sentence promises, with the words and their place: two where each part names a time of its own."""
    whole = _commitment(sentence.japanese, sentence.plain, now)
    if whole is None:
        return []
    for joint in (_JOINED if sentence.japanese else _AND_ALSO).finditer(sentence.text) if whole.due else ():
        before, after = sentence.text[: joint.start()], sentence.text[joint.end() :]
        one = _commitment(sentence.japanese, _read_alone(before, japanese=sentence.japanese), now)
        other = _commitment(sentence.japanese, Sentence(after, 0).plain, now)
        if one and other and one.due and other.due and one.due != other.due:
            return [(before, 0, one), (after, joint.end(), other)]
    return [(sentence.text, 0, whole)]


def _read_alone(part: str, *, japanese: bool) -> str:
    """The first part as a sentence of its own: a Japanese one ends in a stem (お送りし、)."""
    said = Sentence(part, 0).plain
    return f"{said}ます" if japanese and not said.endswith(("ますし", "ますが")) else said


def _time_asked_for(japanese: bool, plain: str, now: Now) -> datetime | None:
    """The end of the time that a sentence asks the customer for; what the next one promises is due then."""
    times = times_ja(plain, now) if japanese else times_en(plain, now)
    return times[-1].due if times else None


_PATIENCE = re.compile(
    "お?(?:時間|日にち)を?(?:、)?(?:少々)?(?:いただ|頂|要し|ください|下さい|賜)|お待ち(?:いただ|ください|下さい)|"
    "(?:日|週間|時間|分)(?:ほど|程度?|前後|くらい)?(?:お時間)?を?(?:いただ|頂|要し)"
    "|"
    r"\b(?:please (?:allow|give)|bear with (?:us|me)|(?:it|this) (?:will|may|might|should) take|"
    r"need (?:about |up to )?\w+ )",
    re.IGNORECASE,
)


def _commitment(japanese: bool, plain: str, now: Now) -> Commitment | None:
    """What one sentence promises."""
    return commitment_ja(plain, now) if japanese else commitment_en(plain, now)

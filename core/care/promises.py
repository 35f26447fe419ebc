"""Promises: the commitments in our own new words, with the time each falls due on the business calendar.

What counts and how the time is computed is written in docs/care.md. Reads sentences; knows no ticket.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from core.care.calendar import Calendar
from core.care.due import Now
from core.care.due_en import times_en
from core.care.due_ja import times_ja
from core.care.promises_en import commitment_en
from core.care.promises_ja import Commitment, commitment_ja
from core.care.sentences import sentences
from core.mail.reply_text import reply_text


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
        if (made := _commitment(sentence.japanese, sentence.plain, now)) is not None:
            due = made.due or (asked_for if made.untimed else None)
            if due and found and waited and found[-1].due is None:
                found.pop()  # "let me look, please wait": said again, with its time
            found.append(Promise(sentence.text, sentence.start, due))
        waited = made is not None and bool(_PATIENCE.search(sentence.plain))
        asked_for = _time_asked_for(sentence.japanese, sentence.plain, now)
    return found


@lru_cache(maxsize=512)
def _time_asked_for(japanese: bool, plain: str, now: Now) -> datetime | None:
    """The end of the time that a sentence asks the customer for; what the next one promises is due then."""
    if not _PATIENCE.search(plain):
        return None
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


@lru_cache(maxsize=512)
def _commitment(japanese: bool, plain: str, now: Now) -> Commitment | None:
    """What one sentence promises; bulk replies say the same sentences many times in the same second."""
    return commitment_ja(plain, now) if japanese else commitment_en(plain, now)

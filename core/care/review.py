"""Canned responses that somebody should read again: their review day is over, or customers come back more often.

Ninety days are compared with the ninety before. What was used too seldom to tell is left alone.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from tinydb import where

from config.languages import translator
from core.canned_file import CannedResponse
from core.care.came_back import came_back

if TYPE_CHECKING:
    from core.desk import Desk

_ = translator("core")
SPAN = timedelta(days=90)
_LEAST = 4
"""Uses within the span, fewer tell nothing."""
_RISE = 0.15
_MOST = 20_000


@dataclass(frozen=True, slots=True)
class Fared:
    """How often a response was used, and after how many of those the customer had to write again."""

    used: int = 0
    came_back: int = 0

    @property
    def share(self) -> float:
        """Of the uses, those after which they came back."""
        return self.came_back / self.used if self.used else 0.0


@dataclass(frozen=True, slots=True)
class Due:
    """A response due for review: since which day (None: its day is not over), how it fares and fared before."""

    response: CannedResponse
    since: date | None
    now: Fared
    before: Fared

    @property
    def rising(self) -> bool:
        """Whether customers come back clearly more often than before."""
        return self.now.used >= _LEAST and self.now.share >= self.before.share + _RISE

    @property
    def why(self) -> str:
        """The reasons as a sentence, in the language in force."""
        said = [_("to be read again since {day}").format(day=self.since.isoformat())] if self.since else []
        if self.rising:
            sentence = _("customers came back after {back} of {used}, before after {back_before} of {used_before}")
            now, before = self.now, self.before
            said.append(
                sentence.format(
                    back=now.came_back, used=now.used, back_before=before.came_back, used_before=before.used
                )
            )
        return "; ".join(said)


def due_for_review(desk: Desk, now: datetime) -> list[Due]:
    """The responses due for review, those with the most come-backs first; `now` is aware."""
    fared = _fared(desk, now)
    today = now.astimezone(desk.care.calendar_or_usual.zone).date()
    found = []
    for response in desk.canned.all():
        past = response.review is not None and response.review < today
        latest, before = fared.get(response.key, (Fared(), Fared()))
        due = Due(response, response.review if past else None, latest, before)
        if past or due.rising:
            found.append(due)
    return sorted(found, key=lambda d: (-d.now.share if d.rising else 0, d.since or date.max, d.response.key))


def _fared(desk: Desk, now: datetime) -> dict[str, tuple[Fared, Fared]]:
    """By key: how a response fares in the newest span and in the one before."""
    counts: dict[str, list[list[int]]] = defaultdict(lambda: [[0, 0], [0, 0]])
    mails: dict[str, list[Any]] = {}
    table = desk.store.table("events")
    for doc in table.window(where("kind") == "sent", order_by="doc_id", start=0, stop=_MOST):
        ago = now - datetime.fromisoformat(doc["at"])
        if not doc["data"].get("canned") or not timedelta() <= ago < 2 * SPAN:
            continue
        code = desk.ledger.resolve(doc["ticket"])
        if code not in mails:
            mails[code] = [m for m in desk.store.table("messages").having("ticket", code) if m["direction"] == "in"]
        back = came_back(doc["at"], mails[code])
        for key in doc["data"]["canned"]:
            held = counts[key][0 if ago < SPAN else 1]
            held[0] += 1
            held[1] += back
    return {key: (Fared(*held[0]), Fared(*held[1])) for key, held in counts.items()}

"""What a check says of a text that is about to leave: one shape for composer, command line and bulk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from core.meanwhile import Change

OPEN_QUESTION = "unanswered_question"
"""The one hint that is kept with what was sent: a question of theirs that no word of ours touched."""
SECOND_LOOK = "second_look"
"""Who is at high risk: says nothing against the text."""
Level = Literal["stop", "warn", "hint"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding. `code` is a stable word for scripts, `reason` a sentence, `text` the place meant.

    A "stop" refuses the sending. `overridable` says whether a person may send all the same: they may
    where others were faster (collision, claim), never where the mail itself is unfinished.
    `fix` is what to write instead of `text` (at the beginning where `text` is empty), None where nobody can tell.
    `each` is what to write for each letter of `text`, where that is a set of letters.
    `change` is what happened in the ticket meanwhile, where that is the reason.
    """

    level: Level
    code: str
    reason: str
    text: str = ""
    overridable: bool = False
    fix: str | None = None
    each: tuple[str, ...] = ()
    change: Change | None = None

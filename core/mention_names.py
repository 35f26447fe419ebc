"""Who is called by a note: `@yuki`, at the beginning or after a space."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from core.events import Event

_MENTION = re.compile(r"(?<![\w@.])@([\w.-]*\w)")


def mentioned(text: str) -> frozenset[str]:
    """The names that a note calls, case folded."""
    return frozenset(plain_name(name) for name in _MENTION.findall(text))


def names_of(agent: str) -> frozenset[str]:
    """By which names an agent is called: the whole one, and its first word."""
    whole = plain_name(agent)
    return frozenset({whole, whole.partition(" ")[0]})


def plain_name(name: str) -> str:
    """A name as it is compared: NFKC, case folded."""
    return unicodedata.normalize("NFKC", name).casefold()


def still_called(events: Iterable[Event], before: Iterable[str] = ()) -> list[str]:
    """The names called by notes to which nobody of that name has done anything since; events in log order.

    `before` are those that were called when the first of them happened.
    """
    called = set(before)
    for event in events:
        if called:
            called -= names_of(event.by)
        if event.kind == "note" and "@" in event.data["text"]:
            called |= mentioned(event.data["text"]) - names_of(event.by)
    return sorted(called)

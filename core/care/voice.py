"""The voice of the customer: sentences of theirs, clipped under a topic that has a state and an owner.

Topics and clips are events of the log. A topic begins with its first clip. When it is done, the tickets of everybody
who asked are what the query `voice:TOPIC` finds, for one bulk plan.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal, get_args

from config.errors import UsageError
from config.languages import translator
from core.events import Decision, Event

_ = translator("core")

CLIP, TOPIC = "voice.clip", "voice.topic"
Kind = Literal["wish", "complaint", "bug", "praise"]
State = Literal["new", "planned", "done", "declined"]
KINDS: tuple[str, ...] = get_args(Kind)
STATES: tuple[str, ...] = get_args(State)
_LONGEST = 400


@dataclass(frozen=True, slots=True)
class Clip:
    """A sentence of a customer, kept under a topic; `ticket` is the code it was said in."""

    id: str
    ticket: str
    text: str
    kind: str
    at: datetime
    by: str


@dataclass(slots=True)
class Topic:
    """What several customers say. `changed` is when its state was last said; aware times."""

    name: str
    kind: str = "wish"
    state: str = "new"
    owner: str | None = None
    changed: datetime | None = None
    clips: list[Clip] = field(default_factory=list)


def clip(code: str, topic: str, text: str, kind: str = "wish") -> Decision:
    """Keep a sentence of a customer under a topic. Raises UsageError (empty, unknown kind)."""
    if not text.strip():
        raise UsageError(_("The clip is empty."), hint=_("Give the sentence that the customer wrote."))
    said = " ".join(text.split())[:_LONGEST]
    return Decision(CLIP, code, {"topic": topic_name(topic), "text": said, "kind": _one_of("kind", kind, KINDS)})


def change(topic: str, *, state: str | None = None, owner: str | None = None, kind: str | None = None) -> Decision:
    """Say what becomes of a topic; None leaves as it is, an empty owner is nobody. Raises UsageError."""
    data: dict[str, str] = {"topic": topic_name(topic)}
    if state is not None:
        data["state"] = _one_of("state", state, STATES)
    if kind is not None:
        data["kind"] = _one_of("kind", kind, KINDS)
    if owner is not None:
        data["owner"] = owner.strip()
    return Decision(TOPIC, None, data)


def topic_name(words: str) -> str:
    """A topic's name as it is kept: one line, at most eighty characters. Raises UsageError where empty."""
    name = " ".join(unicodedata.normalize("NFKC", words).split())[:80]
    if not name:
        raise UsageError(_("The topic has no name."), hint=_("Give it a word or two."))
    return name


def _one_of(what: str, word: str, known: Sequence[str]) -> str:
    if word not in known:
        raise UsageError(
            _("Unknown {what}: {word}.").format(what=what, word=word),
            hint=_("It is one of: {known}.").format(known=", ".join(known)),
        )
    return word


def fold_voice(events: Iterable[Event]) -> list[Topic]:
    """The topics by name, from the events in force in log order; names that differ by case only are one topic."""
    found: dict[str, Topic] = {}
    for event in events:
        if event.kind not in (CLIP, TOPIC):
            continue
        name = str(event.data["topic"])
        topic = found.setdefault(name.casefold(), Topic(name))
        if event.kind == CLIP:
            kind = str(event.data.get("kind") or "wish")
            if not topic.clips and topic.changed is None:
                topic.kind = kind
            text = str(event.data["text"])
            topic.clips.append(Clip(event.id, event.ticket or "", text, kind, _time(event.at), event.by))
        else:
            topic.state = str(event.data.get("state") or topic.state)
            topic.kind = str(event.data.get("kind") or topic.kind)
            topic.owner = (event.data["owner"] or None) if "owner" in event.data else topic.owner
            topic.changed = _time(event.at)
    return sorted(found.values(), key=lambda t: (-len(t.clips), t.name))


def _time(at: str) -> datetime:
    moment = datetime.fromisoformat(at)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)

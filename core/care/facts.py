"""What of a ticket can be counted about how a customer fared: facts with their times, a part of the fold.

A pure function of messages and events, so that every replica counts the same. Imported history has no facts: nobody
was late in it. What hangs on the clock (a promise that is over its time) is compared when it is looked at.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from core.care.promised import fold_promises
from core.events import RULE, Event
from core.problems import OPEN_QUESTION
from core.times import stored

if TYPE_CHECKING:
    from core.fold import Record

UNHAPPY, LATE, BROKEN, REOPENED, CHASED, PRAISE = "mood", "late", "broken", "reopened", "chased", "praise"
UNANSWERED = "unanswered"
DONE = ("solved",)
"""The statuses by which somebody says that a matter has come to its end."""
FIRST_ANSWER_LATE = timedelta(days=3)
"""A first answer that took longer is a bad experience, whatever the team's own targets are."""
CHASED_AFTER = timedelta(hours=20)
"""Who writes again so long after their first unanswered mail had to chase us."""
_TOLD = frozenset({"unhappy", "angry", "leaving", "praise", "thanks_only"})
_READ = 6_000
"""Characters in which a question is looked for."""
_GRAVEST = ("unhappy", "angry", "leaving")
Fact = list[str]
"""[kind, stored time, what about]"""


def read_mood(doc: dict[str, Any], text: Mapping[str, Any]) -> None:
    """Note in a message's document its mood, where it is one that counts, and whether it asks; `text` is its text's.

    Programs' mail, list mail and history have neither.
    """
    if doc["direction"] != "in" or doc["auto"] or doc["bounce"] or doc["list_id"] or doc.get("history"):
        return
    from core.care.moods import mood_of
    from core.care.questions import questions_in
    from core.records import own_words  # the console's first list shows no message, and need not load them

    own = own_words(text) or text["text"]
    if (said := mood_of(own).mood) in _TOLD:
        doc["mood"] = said
    if said != "thanks_only" and questions_in(own[:_READ]):
        doc["asks"] = True


def care_fields(records: Sequence[Record], events: Sequence[Event]) -> dict[str, Any]:
    """The fields of a ticket's document that care counts with; `records` by date, `events` those in force.

    `facts`; `first_in`, `first_out`: their first mail and our first answer to it; `last_out`: our newest; `due`: the
    next open promise's time; `asked`: when a question came that we have not answered. Times are stored ones; None for
    none.
    """
    live = [r for r in records if r.counts and not r.doc.get("history")]
    incoming = [r for r in live if r.doc["direction"] == "in"]
    first_in = incoming[0].doc["at"] if incoming else None
    out = [r.doc["at"] for r in live if r.doc["direction"] == "out"]
    first_out = next((at for at in out if first_in and at >= first_in), None)
    promised = fold_promises(events) if any(e.kind == "promise" for e in events) else []
    open_due = sorted(stored(p.due) for p in promised if p.state == "open" and p.due)
    facts = [*_moods(incoming), *_late(first_in, first_out), *_reopened(incoming, events), *_chased(live)]
    asked = _asked_last(live)
    facts += _unanswered(asked, events)
    facts += [[BROKEN, stored(p.closed), p.text[:80]] for p in promised if p.broken and p.closed]
    return {
        "facts": in_order(facts),
        "first_in": first_in,
        "first_out": first_out,
        "last_out": out[-1] if out else None,
        "due": open_due[0] if open_due else None,
        "asked": asked,
    }


def in_order(facts: Iterable[Fact]) -> list[Fact]:
    """Facts as a document keeps them: by their times."""
    return sorted(facts, key=lambda f: (f[1], f[0]))


def _moods(incoming: Sequence[Record]) -> list[Fact]:
    """One for all unhappy mails of a ticket (it is one experience), told by the gravest; one for each praise."""
    risky = [r for r in incoming if r.doc.get("mood") in _GRAVEST]
    found = [[PRAISE, r.doc["at"], ""] for r in incoming if r.doc.get("mood") == PRAISE]
    if risky:
        gravest = max((r.doc["mood"] for r in risky), key=_GRAVEST.index)
        found.append([UNHAPPY, risky[0].doc["at"], gravest])
    return found


def _late(first_in: str | None, first_out: str | None) -> list[Fact]:
    if first_in and first_out and _time(first_out) - _time(first_in) > FIRST_ANSWER_LATE:
        return [[LATE, first_out, ""]]
    return []


def _reopened(incoming: Sequence[Record], events: Sequence[Event]) -> list[Fact]:
    """Mail after a person had said that all is done; thanks do not count, and twice after one such word is once."""
    done = [e for e in events if e.kind in ("status", "sent") and e.by != RULE]
    found: dict[str, Fact] = {}
    for record in incoming:
        if record.doc.get("mood") in ("thanks_only", PRAISE):
            continue
        before = [e for e in done if e.at < record.doc["at"] and record.doc["name"] not in e.seen.messages]
        if before and before[-1].data.get("status") in ("solved", "closed"):
            found.setdefault(before[-1].id, [REOPENED, record.doc["at"], ""])
    return list(found.values())


def _chased(live: Sequence[Record]) -> list[Fact]:
    """They wrote again, long after a mail that we had not answered."""
    waiting: str | None = None
    for record in live:
        if record.doc["direction"] == "out":
            waiting = None
        elif record.doc.get("mood") == "thanks_only":
            continue
        elif waiting is not None and _time(record.doc["at"]) - _time(waiting) >= CHASED_AFTER:
            return [[CHASED, record.doc["at"], ""]]
        else:
            waiting = waiting or record.doc["at"]
    return []


def _unanswered(asked: str | None, events: Sequence[Event]) -> list[Fact]:
    """A person said that all is done, and a question they had before them has no answer of ours to this day.

    No answer: we wrote nothing after it; or our last word took up none of its words, and was not ticked as an answer.
    """
    done = [e for e in events if e.kind in ("status", "sent") and e.by != RULE and e.data.get("status") in DONE]
    if not done:
        return []
    last = [e for e in events if e.kind == "sent"][-1:]
    found = [e for e in last if e in done and OPEN_QUESTION in (e.data.get("checks") or ())]
    if asked is not None:
        found += [e for e in done if e.kind == "status" and e.at > asked]
    return [[UNANSWERED, found[0].at, ""]] if found else []


def _asked_last(live: Sequence[Record]) -> str | None:
    """When the first mail that asks after our last one was written."""
    found: str | None = None
    for record in live:
        if record.doc["direction"] == "out":
            found = None
        elif record.doc.get("asks"):
            found = found or record.doc["at"]
    return found


def _time(at: str) -> datetime:
    return datetime.fromisoformat(at)


def counted(doc: Mapping[str, Any]) -> list[Fact]:
    """The facts of a ticket's document; none in one of an older version."""
    return list(doc.get("facts") or ())

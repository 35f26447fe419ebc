"""What an attempt makes of an entry: a pure rule, and who is still to be served."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from config.languages import translator
from core.drafts import Queued
from core.outcome import Outcome

_ = translator("core")
MOST_ATTEMPTS: Final = 12
_BACK_OFF: Final = (60, 300, 900, 3600, 4 * 3600, 8 * 3600)


def attempted(entry: Queued, outcome: Outcome, now: datetime) -> Queued:
    """An entry after an attempt, of which nobody knows where the line fell after the final dot."""
    if not outcome.unknown:
        return settled(entry, outcome, now)
    return entry._replace(
        state="unknown",
        error=outcome.error or _("The line fell before the server answered."),
        phase=outcome.phase,
        unsure=outcome.accepted,
        refused_recipients={**entry.refused_recipients, **outcome.refused, **outcome.later},
        not_before=later(0, now),
    )


def settled(entry: Queued, outcome: Outcome, now: datetime) -> Queued:
    """An entry after an attempt of which each recipient's answer is known."""
    delivered = (*entry.delivered, *(a for a in outcome.accepted if a not in entry.delivered))
    refused = {a: said for a, said in entry.refused_recipients.items() if a not in outcome.later}
    refused |= outcome.refused
    done = entry._replace(phase=outcome.phase, delivered=delivered, refused_recipients=refused)
    left = remaining(done)
    if left and not outcome.later:
        # only those whose turn has not come: they have an envelope of their own
        return done._replace(state="queued", phase="", attempts=max(0, entry.attempts - 1))
    said = outcome.error or _sentence({**outcome.later, **refused})
    if left and entry.attempts < MOST_ATTEMPTS:
        return done._replace(state="queued", error=said, not_before=later(entry.attempts - 1, now))
    if left:
        said = _("Given up after {n} attempts. {error}").format(n=entry.attempts, error=said)
    elif not refused:
        return done._replace(state="sent", error=None)
    return done._replace(state="refused", error=said)


def remaining(entry: Queued) -> tuple[str, ...]:
    """Recipients who neither have it nor were refused for good."""
    everyone = dict.fromkeys((*entry.to, *entry.cc, *entry.bcc))
    return tuple(a for a in everyone if a not in entry.delivered and a not in entry.refused_recipients)


def next_recipients(entry: Queued) -> tuple[str, ...]:
    """Who shares the next envelope: To and Cc together, then each blind copy by itself, so that none is seen."""
    left = remaining(entry)
    together = tuple(a for a in left if a in entry.to or a in entry.cc)
    return together or left[:1]


def later(attempts: int, now: datetime) -> datetime:
    """When to try again after as many attempts."""
    return now + timedelta(seconds=_BACK_OFF[min(max(attempts, 0), len(_BACK_OFF) - 1)])


def _sentence(answers: Mapping[str, str]) -> str:
    return "; ".join(f"{address}: {said}" for address, said in answers.items())

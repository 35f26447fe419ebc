"""Who came to be at risk within a period, and whose risk a person cleared: customers, each counted once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from core.care.report.period import Period
from core.care.risk import CLEARED, WINDOW, experiences


def risk_flow(
    tickets: Iterable[Mapping[str, Any]], events: Iterable[Mapping[str, Any]], period: Period
) -> tuple[int, int]:
    """(in, out). In: a bad experience after ninety days without one, or after the risk was cleared."""
    theirs: dict[int, list[Mapping[str, Any]]] = defaultdict(list)
    owners: dict[str, int] = {}
    for doc in tickets:
        theirs[doc["customer"]].append(doc)
        owners.update(dict.fromkeys(doc.get("addresses") or (), doc["customer"]))
    cleared: dict[int | str, list[datetime]] = defaultdict(list)
    for event in events:
        if event["kind"] == CLEARED:
            address = str(event["data"]["address"])
            cleared[owners.get(address, address)].append(datetime.fromisoformat(event["at"]))
    came = sum(_came(docs, cleared.get(number, []), period) for number, docs in theirs.items())
    return came, sum(any(map(period.holds, moments)) for moments in cleared.values())


def _came(docs: list[Mapping[str, Any]], cleared: list[datetime], period: Period) -> bool:
    moments = sorted(datetime.fromisoformat(fact[1]) for fact in experiences(docs))
    for place, at in enumerate(moments):
        before = moments[place - 1] if place else None
        fresh = before is None or at - before > WINDOW or any(before < c <= at for c in cleared)
        if fresh and period.holds(at):
            return True
    return False

"""Whether a customer had to write again after an answer: within two weeks, and not only to thank."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

COME_BACK = timedelta(days=14)
"""Who writes again so soon after we said it is solved, or after a canned response, has come back."""


def came_back(at: str, mails: Sequence[Mapping[str, Any]]) -> bool:
    """Whether one of a customer's mails (documents) came soon after `at`, a stored time."""
    until = (datetime.fromisoformat(at) + COME_BACK).isoformat()
    return any(at < m["at"] <= until and m.get("mood") not in ("thanks_only", "praise") for m in mails)

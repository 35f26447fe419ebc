"""What a person said against a customer's risk; apart from it, because lists load it and weigh nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Clearing:
    """A person said that a customer is no longer at risk, and why."""

    at: datetime
    by: str
    why: str

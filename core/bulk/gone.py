"""A batch of mails that has left, and what came of each: to be written down, by whichever process does it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from core.outcome import Outcome

if TYPE_CHECKING:
    from core.desk import Desk


@dataclass(frozen=True, slots=True)
class Gone:
    """A batch that has left: its name, what came of each mail, and when; `append`: their copies are to be filed."""

    batch: str
    outcomes: Sequence[tuple[str, Outcome]]
    now: datetime
    mailbox: str
    append: bool


def settle(desk: Desk, gone: Gone) -> None:
    """Write down what came of a batch, as far as nobody else has."""
    outbox = desk.outbox
    outbox.sender.finish_many(
        gone.outcomes,
        now=gone.now,
        to_file=lambda entry: outbox.copies.to_do(entry, gone.mailbox, append=gone.append),
        batch=gone.batch,
    )

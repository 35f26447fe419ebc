"""A mail made ready before the store is locked for it: composed, read again and compared, packed, taken apart.

All of that depends on what is meant and on the calendar alone, and is remembered until the mail has left.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from config.errors import MadoError
from core.bulk.check import draft_of_block
from core.bulk.plan import Block, Plan
from core.care.calendar import Calendar
from core.care.promises import promises_in
from core.compose import Composed, Outgoing, compose
from core.compose_check import verify
from core.grams import tokens_by_line
from core.mail.recent import parse_again
from core.reading import Understood
from core.records import said_doc, text_doc
from core.searchable import searchable_text
from core.store.records import pack_record
from core.times import stored

if TYPE_CHECKING:
    from core.desk import Desk


@dataclass(frozen=True, slots=True)
class Ready:
    """A mail that was made, read again and compared.

    `said` is what its bytes tell, `promised` the promises in them with their due times (stored, or None), counted
    from the date in its header.
    """

    composed: Composed
    said: Understood
    promised: tuple[tuple[str, str | None], ...]

    @property
    def sha(self) -> str:
        """The name of its bytes."""
        return self.said.digest.hex()


def make_ready(meant: Outgoing, calendar: Calendar) -> Ready:
    """Make a mail. Raises Refused (an address), MadoError (the bytes do not say what was meant)."""
    composed = compose(meant)
    verify(composed, [f.name for f in meant.files])
    raw = composed.raw
    message = parse_again(raw)
    digest = hashlib.sha256(raw).digest()
    doc, text = said_doc(message), text_doc(message)
    tokens = tokens_by_line(searchable_text(doc, text))
    made = promises_in(message.reply_text, meant.date.replace(microsecond=0), calendar)
    promised = tuple((one.text, stored(one.due) if one.due else None) for one in made)
    return Ready(composed, Understood(digest, pack_record(raw, digest), doc, message.date, text, tokens), promised)


def make_ahead(
    desk: Desk, plan: Plan, blocks: Sequence[Block], leaves: datetime
) -> list[tuple[Outgoing, Ready] | None]:
    """The mails of some blocks; None where a block cannot be made, or its message is no longer where it was.

    The lock of the store is not held: whoever queues them looks whether they still hold.
    """
    calendar, made = desk.care.calendar_or_usual, list[tuple[Outgoing, Ready] | None]()
    for meant in _meant(desk, plan, blocks, leaves):
        try:
            made.append((meant, make_ready(meant, calendar)) if meant is not None else None)
        except MadoError:
            made.append(None)  # why, whoever queues it hears
    return made


def _meant(desk: Desk, plan: Plan, blocks: Sequence[Block], leaves: datetime) -> Iterator[Outgoing | None]:
    messages = dict(desk.store.table("messages").rows.some({b.answers for b in blocks if b.answers}))
    for block in blocks:
        doc = messages.get(block.answers)
        known = desk.settings.mailbox(block.mailbox) is not None
        if not known or (block.answers and (doc is None or doc["ticket"] != block.ticket)):
            yield None
        else:
            yield desk.replies.bytes.meant_for(draft_of_block(plan, block), leaves, doc)

"""What a desk holds, in a form that two desks can be compared by: codes and times are each desk's own."""

from __future__ import annotations

from core.desk import Desk
from core.entries import MessageEntry


def raws(desk: Desk) -> list[bytes]:
    """The exact bytes of every message on any ticket, sorted."""
    return sorted(desk.raw(m.raw) for messages in _tickets(desk) for m in messages)


def shape(desk: Desk) -> list[tuple[str, ...]]:
    """Every ticket as the hashes of its messages in order, sorted: which message fell where."""
    return sorted(tuple(m.raw for m in messages) for messages in _tickets(desk))


def tickets(desk: Desk) -> list[tuple[str, str, str, int]]:
    """What the list says of every ticket, but for its code, sorted."""
    rows = desk.rows()
    return sorted((t.subject, t.status, t.customer.address if t.customer else "", t.messages) for t in rows)


def _tickets(desk: Desk) -> list[list[MessageEntry]]:
    return [[e for e in desk.entries(t.code) if isinstance(e, MessageEntry)] for t in desk.rows()]


def gone(desk: Desk) -> list[str]:
    """Subjects of messages that say they are gone from the mailbox, sorted."""
    messages = (m for found in _tickets(desk) for m in found)
    return sorted(m.subject for m in messages if any("gone from the mailbox" in w for w in m.warnings))

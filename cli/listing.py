"""Tickets as lists: the same for `tickets`, `search` and what acts, in every output format."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from cli import shapes
from cli.output import line, put_csv, put_json, put_jsonl, table
from cli.shared import Shared
from config.languages import translator
from core.tickets import Ticket

_ = translator("cli")
COLUMNS = (
    *("code", "subject", "status", "assignee", "priority", "tags", "customer_name", "customer_address", "mailbox"),
    *("created", "updated", "waiting_since", "snoozed_until", "messages", "notes", "unread"),
)


def show_tickets(shared: Shared, tickets: Sequence[Ticket]) -> None:
    """Tickets on stdout, in the format asked for."""
    if shared.format == "json":
        put_json([shapes.ticket(t) for t in tickets])
    elif shared.format == "jsonl":
        put_jsonl(shapes.ticket(t) for t in tickets)
    elif shared.format == "ids":
        for ticket in tickets:
            line(ticket.code)
    elif shared.format == "csv":
        put_csv(COLUMNS, [_csv_row(t) for t in tickets])
    else:
        now = datetime.now(UTC)
        table([_row(t, now) for t in tickets])


def _csv_row(t: Ticket) -> list[object]:
    shape = shapes.ticket(t)
    shape |= {"customer_name": t.customer.name, "customer_address": t.customer.address}
    return [shape[column] for column in COLUMNS]


def _row(t: Ticket, now: datetime) -> tuple[str, ...]:
    mark = "*" if t.unread else " "
    who = t.customer.name or t.customer.address
    tags = " ".join(f"#{tag}" for tag in t.tags)
    return (
        t.code,
        mark + status_word(t, now),
        t.assignee or "-",
        short_time(t.updated, now),
        who,
        f"{t.subject} {tags}".strip() or _("(no subject)"),
    )


def status_word(t: Ticket, now: datetime) -> str:
    """The status as people read it; a snoozed ticket says so."""
    return _("snoozed") if t.snoozed_until is not None and t.snoozed_until > now else status_name(t.status)


def status_name(status: str) -> str:
    """A status as people read it."""
    words = {
        "open": _("open"),
        "pending": _("pending"),
        "solved": _("solved"),
        "closed": _("closed"),
        "spam": _("spam"),
    }
    return words.get(status, status)


def short_time(moment: datetime, now: datetime) -> str:
    """Today as a time, this year as a day, else with its year."""
    here, today = shapes.local(moment), shapes.local(now)
    if here.date() == today.date():
        return f"{here:%H:%M}"
    return f"{here:%m-%d}" if here.year == today.year else f"{here:%Y-%m-%d}"

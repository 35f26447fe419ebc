"""From which day on a mailbox is read for the first time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from config.settings import Mailbox

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class Since:
    """A day, None for everything there is."""

    day: date | None


def months_back(months: int, today: date) -> date:
    """The same day so many months before; the month's last day where it has no such day."""
    year, month = divmod(today.year * 12 + today.month - 1 - months, 12)
    for day in range(today.day, 27, -1):
        try:
            return date(year, month + 1, day)
        except ValueError:
            # the month is shorter
            continue
    return date(year, month + 1, min(today.day, 28))


def usual_start(mailbox: Mailbox) -> Since:
    """What the settings say (`history_months`)."""
    months = min(mailbox.history_months, 600)
    return Since(months_back(months, datetime.now(UTC).date()) if months else None)


def imap_date(day: date) -> bytes:
    """A day as SEARCH SINCE wants it (RFC 3501 9, `date`)."""
    return f"{day.day}-{_MONTHS[day.month - 1]}-{day.year:04d}".encode("ascii")

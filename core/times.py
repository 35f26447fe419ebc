"""Times as the store keeps them: ISO 8601 in UTC, so that their order as text is their order in time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

FAR = "9999-12-31T00:00:00+00:00"
MONTHS_EN = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
"""English names of the months, January first."""
_EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)


def stored_now() -> str:
    """This moment, as it is stored."""
    return stored(datetime.now(UTC))


def stored(moment: datetime) -> str:
    """An aware datetime as the store keeps it, whole seconds, UTC."""
    moment = moment if moment.tzinfo is UTC else moment.astimezone(UTC)
    return moment.isoformat(timespec="seconds") if moment.microsecond else moment.isoformat()


def read(text: str | None) -> datetime | None:
    """The time that the store kept; None stays None."""
    return datetime.fromisoformat(text) if text else None


def believable(written: datetime | None, arrived: datetime) -> datetime:
    """When a message was written: its Date header, unless it is missing, ancient or from the future."""
    if written is None or written < _EARLIEST:
        return arrived
    return arrived if written > arrived and written > arrived + timedelta(days=1) else written

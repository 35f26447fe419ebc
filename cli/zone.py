"""The zone of this machine, with its summer time: what a wall clock here shows."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo


class LocalZone(tzinfo):
    """The machine's zone by its C library, so that `TZ` and /etc/localtime both count at every date."""

    def utcoffset(self, dt: datetime | None) -> timedelta | None:
        """The offset that this wall-clock time has here."""
        return _here(dt).utcoffset()

    def dst(self, dt: datetime | None) -> timedelta | None:
        """Not told apart from the offset."""
        return None

    def tzname(self, dt: datetime | None) -> str | None:
        """The zone's short name at that time."""
        return _here(dt).tzname()

    def fromutc(self, dt: datetime) -> datetime:
        """UTC to wall-clock time."""
        utc = dt.replace(tzinfo=None) - datetime(1970, 1, 1)
        moment = datetime.fromtimestamp(utc.total_seconds())
        return moment.replace(tzinfo=self)


def _here(dt: datetime | None) -> datetime:
    return (dt.replace(tzinfo=None) if dt else datetime.now()).astimezone()


def local_zone() -> tzinfo:
    """The zone of this machine."""
    return LocalZone()

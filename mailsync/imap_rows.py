"""What single rows of a server say. A row that makes no sense gives None and harms no other row."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from mailsync.imap_names import FolderName, decoded
from mailsync.imap_wire import Row

_FETCH = re.compile(rb"\d+ FETCH \(", re.IGNORECASE)
_ITEM = re.compile(
    rb" *(?:(?P<uid>UID) (?P<n1>\d{1,10})(?=[ )])"
    rb"|(?P<flags>FLAGS) \((?P<names>[^()]*)\)"
    rb'|(?P<date>INTERNALDATE) (?:"(?P<when>[^"]*)"|NIL)'
    rb"|(?P<size>RFC822\.SIZE) (?P<n2>\d{1,19})"
    rb"|MODSEQ \(\d+\)"
    rb"|(?P<body>BODY\[[^\]]*\](?:<\d+>)?) (?:~?\{\d+\+?\}|(?P<nil>NIL)|\"(?P<short>(?:[^\"\\]|\\.)*)\"))",
    re.IGNORECASE,
)
# What a whole message's row looks like on most servers; every other row is read item by item.
MESSAGE = re.compile(
    rb"\* \d{1,10} FETCH \(UID (\d{1,10}) FLAGS \(([^()\r\n]*)\) INTERNALDATE \""
    rb"([ \d]\d-\w{3}-\d{4} \d\d):(\d\d):(\d\d) ([+-]\d{4})\""
    rb" RFC822\.SIZE (\d{1,19})(?: MODSEQ \(\d{1,20}\))? BODY\[\] \{(\d{1,10})\}\r\n"
)
_DATE = re.compile(rb"( ?\d\d?-\w{3}-\d{4} \d\d):(\d\d):(\d\d) ([+-]\d{4})\Z", re.ASCII)
_MONTHS = {m: n for n, m in enumerate(b"jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}
_LIST = re.compile(
    rb'(?:LIST|XLIST|LSUB) \((?P<flags>[^)]*)\) (?P<sep>NIL|"(?:[^"\\]|\\.)*") (?P<name>.+)\Z',
    re.IGNORECASE | re.DOTALL,
)
_CODE = re.compile(rb"OK \[(UIDVALIDITY|UIDNEXT|HIGHESTMODSEQ) (\d{1,20})\]", re.IGNORECASE)
_ESEARCH_ALL = re.compile(rb"ESEARCH\b.*?\bALL ([0-9:,]+)", re.IGNORECASE)
_VANISHED = re.compile(rb"VANISHED (?:\(EARLIER\) )?([0-9:,]+)", re.IGNORECASE)
_STATUS_ITEM = re.compile(rb"(UIDNEXT|UIDVALIDITY|MESSAGES|HIGHESTMODSEQ) (\d{1,20})", re.IGNORECASE)
_STATUS_NAME = re.compile(rb'STATUS (?P<name>"(?:[^"\\]|\\.)*"|\{\d+\+?\}|[^ "]+) \(', re.IGNORECASE)
_COUNT = re.compile(rb"(\d{1,10}) EXISTS\Z", re.IGNORECASE)

_NAMESPACE = re.compile(rb'NAMESPACE \(\("(?P<prefix>(?:[^"\\]|\\.)*)"', re.IGNORECASE)


class Fetched(NamedTuple):
    """One FETCH row. `body` is None where the server sent none (NIL, or it was not asked for)."""

    uid: int
    flags: tuple[str, ...] = ()
    internal_date: datetime | None = None
    size: int | None = None
    body: bytes | None = None


def fetched(row: Row) -> Fetched | None:
    """A FETCH row; None for any other row and for one that has no UID. Odd items are passed over."""
    if row.like is not None:
        number, names, hour, minute, second, zone, length, _literal = row.like.groups()
        uid = int(number)
        when = _time(hour, minute, second, zone)
        return Fetched(uid, _flags(names), when, int(length), row.literals[0]) if uid else None
    start = _FETCH.match(row.text)
    if not start:
        return None
    uid, size, when = 0, None, None
    flags: tuple[str, ...] = ()
    body: bytes | None = None
    literals = iter(row.literals)
    at = start.end()
    while item := _ITEM.match(row.text, at):
        at = item.end()
        if item["uid"]:
            uid = int(item["n1"])
        elif item["flags"]:
            flags = _flags(item["names"])
        elif item["date"]:
            when = internal_date(item["when"] or b"")
        elif item["size"]:
            size = int(item["n2"])
        elif item["body"]:
            if item["short"] is not None:
                body = re.sub(rb"\\(.)", rb"\1", item["short"])
            elif not item["nil"]:
                body = next(literals, None)
    return Fetched(uid, flags, when, size, body) if uid else None


def internal_date(text: bytes) -> datetime | None:
    """INTERNALDATE (RFC 3501 2.3.3) as an aware time in UTC; None where it is none."""
    found = _DATE.match(text)
    return _time(*found.groups()) if found else None


def _time(hour: bytes, minute: bytes, second: bytes, zone: bytes) -> datetime | None:
    began, minutes, seconds = _hour(hour, zone), int(minute), int(second)
    if began is None or minutes > 59 or seconds > 59:
        return None
    return began + timedelta(minutes=minutes, seconds=seconds)


@lru_cache(maxsize=256)
def _hour(hour: bytes, zone: bytes) -> datetime | None:
    """When an hour ("5-Jan-2026 09") of a time zone ("+0900") began."""
    day, month, rest = hour.split(b"-")
    year, _blank, hours = rest.partition(b" ")
    ahead = timedelta(hours=int(zone[1:3]), minutes=int(zone[3:]))
    number = _MONTHS.get(month.lower())
    if not number or ahead >= timedelta(days=1):
        return None
    try:
        local = datetime(int(year), number, int(day), int(hours), tzinfo=UTC)
        return local + ahead if zone.startswith(b"-") else local - ahead
    except (ValueError, OverflowError):
        return None


@lru_cache(maxsize=64)
def _flags(names: bytes) -> tuple[str, ...]:
    return tuple(names.decode("ascii", "replace").split())


def folder(row: Row) -> FolderName | None:
    """A LIST row (RFC 3501 7.2.2, RFC 6154); None for any other and for one without a name."""
    found = _LIST.match(row.text)
    if not found:
        return None
    name = found["name"]
    if row.literals:
        wire = row.literals[-1]
    elif name.startswith(b'"'):
        quoted = re.match(rb'"((?:[^"\\]|\\.)*)"', name)
        if not quoted:
            return None
        wire = re.sub(rb"\\(.)", rb"\1", quoted[1])
    else:
        wire = name.split(b" ", 1)[0]
    if not wire:
        return None
    separator = (
        "" if found["sep"].upper() == b"NIL" else re.sub(rb"\\(.)", rb"\1", found["sep"][1:-1]).decode("latin-1")
    )
    flags = frozenset(found["flags"].decode("ascii", "replace").lower().split())
    return FolderName(decoded(wire), wire, flags, separator)


def select_code(row: Row) -> tuple[str, int] | None:
    """A response code of SELECT that carries a number, as (its name, the number)."""
    found = _CODE.match(row.text)
    return (found[1].decode("ascii").upper(), int(found[2])) if found else None


def exists(row: Row) -> int | None:
    """How many messages the server says there are."""
    found = _COUNT.match(row.text)
    return int(found[1]) if found else None


def search_result(row: Row) -> str | None:
    """UIDs that a SEARCH row (or an ESEARCH row, RFC 4731) names, as a sequence set; None for other rows."""
    if row.text[:6].upper() == b"SEARCH":
        return ",".join(row.text[6:].decode("ascii", "replace").split())
    if row.text[:7].upper() == b"ESEARCH":
        found = _ESEARCH_ALL.match(row.text)
        return found[1].decode("ascii") if found else ""
    return None


def vanished(row: Row) -> str | None:
    """UIDs that a VANISHED row names (RFC 7162 3.2.10), as a sequence set; None for other rows."""
    found = _VANISHED.match(row.text)
    return found[1].decode("ascii") if found else None


def status(row: Row) -> dict[str, int] | None:
    """The numbers of a STATUS row by name; None for other rows."""
    if row.text[:7].upper() != b"STATUS ":
        return None
    items = row.text[row.text.rfind(b"(") :]
    return {name.decode("ascii").upper(): int(number) for name, number in _STATUS_ITEM.findall(items)}


def status_name(row: Row) -> bytes | None:
    """The folder that a STATUS row is about, as it stands on the wire; None for other rows."""
    found = _STATUS_NAME.match(row.text)
    if not found:
        return None
    if row.literals:
        return row.literals[0]
    name: bytes = found["name"]
    return re.sub(rb"\\(.)", rb"\1", name[1:-1]) if name.startswith(b'"') else name


def personal_prefix(row: Row) -> bytes | None:
    """What the names of one's own folders begin with, of a NAMESPACE row (RFC 2342); None for any other row."""
    found = _NAMESPACE.match(row.text)
    return re.sub(rb"\\(.)", rb"\1", found["prefix"]) if found else None

"""How full a mailbox is, where its server tells (RFC 2087, RFC 9208)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from mailsync.imap_connect import Line

_RESOURCE = re.compile(rb"\b(STORAGE|MESSAGE) (\d{1,18}) (\d{1,18})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Quota:
    """One limit of the mailbox: `used` of `limit`, in units of 1024 octets for STORAGE, else messages."""

    resource: str
    used: int
    limit: int

    @property
    def percent(self) -> int:
        """How full, whole percent, rounded down; a limit of nothing is full."""
        return 100 * self.used // self.limit if self.limit else 100


def quotas(line: Line) -> list[Quota]:
    """The limits that hold for INBOX; nothing where the server has no QUOTA. Changes nothing. Raises Refusal."""
    if not line.can("QUOTA"):
        return []
    rows = line.wire.command(b"GETQUOTAROOT", b"INBOX")
    return [
        Quota(found[1].decode("ascii").upper(), int(found[2]), int(found[3]))
        for row in rows
        if row.text[:6].upper() == b"QUOTA "
        for found in _RESOURCE.finditer(row.text)
    ]

"""What the network hands to the desk: raw messages with their place, and how far a folder has been read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

IMPORTED = "import"
"""The folder in which imported history is said to stand: not a folder of the server."""

Role = Literal["inbox", "sent", "archive", "other"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a message stands on the server: the identity of a message (never its Message-ID)."""

    mailbox: str
    folder: str
    uidvalidity: int
    uid: int


@dataclass(frozen=True, slots=True)
class Arrival:
    """One message as fetched: its place, the folder's role, IMAP flags, INTERNALDATE and exact bytes.

    `whole_size` is the size in bytes of a message of which `raw` is only the beginning, because it
    is larger than we fetch; None where `raw` is all of it. `history` says that it was imported: no clock
    starts for it.
    """

    place: Place
    role: Role
    flags: tuple[str, ...]
    internal_date: datetime | None
    raw: bytes
    whole_size: int | None = None
    history: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    """What tells one message of a folder from another without its body; `message_id` has no angle brackets."""

    place: Place
    message_id: str | None
    size: int
    internal_date: datetime | None


@dataclass(frozen=True, slots=True)
class SetAside:
    """A message that could not be fetched or read. It is listed and counted, never skipped silently."""

    place: Place
    reason: str
    raw: bytes | None = None


@dataclass(frozen=True, slots=True)
class FolderState:
    """How far one folder has been read; written in the same transaction as the messages.

    `done` is the set of UIDs taken in or set aside, as an IMAP sequence set ("1:900,902"); `there` are those
    of them that the server still had when it was last asked ("" where that was never noted). `former` is what
    stood there under another UIDVALIDITY and is being found again: "UIDVALIDITY/UIDs", apart by blanks.
    """

    mailbox: str
    folder: str
    uidvalidity: int
    uidnext: int | None = None
    highestmodseq: int | None = None
    done: str = ""
    there: str = ""
    former: str = ""


@dataclass(frozen=True, slots=True)
class Intake:
    """What one batch changed: messages new to the desk, and the codes of tickets opened and changed."""

    fetched: int = 0
    opened: frozenset[str] = frozenset()
    changed: frozenset[str] = frozenset()
    set_aside: int = 0

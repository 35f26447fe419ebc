"""A reply that has not been queued: who it goes to, what it says, and what its writer had seen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from core.mail.message import Address


@dataclass(frozen=True, slots=True)
class Before:
    """What a writer had before them, on this machine: log position, and the newest message record's id."""

    position: int = 0
    message: int = 0


Confirmed = tuple[str, str | None]
"""A promise as its writer confirmed it: its words, and when it is due (a stored time) or None."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A reply being written. `body` is plain text with line ends; placeholders may still be in it.

    `seen` is what the writer had before them when they began; sending is refused when something came
    in since (collision), unless overridden. `reply_to_message` is the record id of the message answered.
    `then` is the status the ticket gets when it has left (default "pending"). `literals` are pieces that
    look like placeholders but came in with values (core/placeholders.py): no check takes them for forgotten.
    `forward` hands `reply_to_message` on to somebody else. `ticked` are questions of the customer that the
    writer says are answered. `promised` are the promises as the writer confirmed them, None: as they are
    read from the text.
    """

    id: str
    ticket: str
    mailbox: str
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    bcc: tuple[Address, ...]
    subject: str
    body: str
    reply_to_message: int
    seen: Before
    attachments: tuple[Path, ...] = ()
    then: str = "pending"
    canned: tuple[str, ...] = ()
    literals: tuple[str, ...] = ()
    forward: bool = False
    ticked: tuple[str, ...] = ()
    promised: tuple[Confirmed, ...] | None = None


class Queued(NamedTuple):
    """An outbox entry: final bytes and Message-ID are fixed. `state` is one of
    queued, sending, sent, refused, unknown, cancelled. `not_before` is when it may leave (UTC).
    `phase` says how far an attempt got: "", "connected", "envelope", "data" (the final dot is about to be sent).
    `refused_recipients` maps address to the server's clean answer, `delivered` are those that have it.
    `sent_copy`: "", "filed", "failed". `sender` is the envelope's sender. `answered` is the record id of
    the message answered. An entry of which only some recipients were refused for good is `refused`.
    `unsure` are the recipients in question while it is `unknown`. `seen` is what its writer had before them;
    `later` says that it waits for a time the writer chose, `override` that it goes though a colleague holds the
    ticket, `unread` though the mailbox cannot be read again, `bulk` which plan it belongs to, `automatic` that no
    person wrote it. `promised` is the draft's.
    `found` are the codes of what the checks stopped or warned of when it was queued; None where none looked.

    A named tuple, because a bulk run makes some ten of them a mail and a frozen dataclass of as many fields costs
    fifteen times as much to make and to change.
    """

    id: str
    ticket: str
    mailbox: str
    message_id: str
    state: str
    to: tuple[str, ...]
    cc: tuple[str, ...]
    bcc: tuple[str, ...]
    subject: str
    not_before: datetime
    attempts: int
    error: str | None
    raw: str
    phase: str = ""
    sent_copy: str = ""
    answered: int = 0
    by: str = ""
    then: str = "pending"
    canned: tuple[str, ...] = ()
    refused_recipients: Mapping[str, str] = MappingProxyType({})
    delivered: tuple[str, ...] = ()
    sender: str = ""
    unsure: tuple[str, ...] = ()
    seen: Before = Before()
    later: bool = False
    override: bool = False
    bulk: str = ""
    automatic: bool = False
    promised: tuple[Confirmed, ...] | None = None
    found: tuple[str, ...] | None = None
    unread: bool = False

"""The final bytes of a reply, made once when it is queued, and never changed after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import lru_cache

from core.compose_body import File, choose_charset, mime, tidy
from core.compose_headers import (
    LONGEST_SUBJECT,
    Mailbox,
    address_list,
    mailbox,
    message_ids,
    one_line,
    unstructured,
    usable_ids,
)
from core.mail.message import Address

MOST_REFERENCES = 20


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A reply as it is meant, before it is bytes. `charset` is what the customer wrote in, or None.

    `bcc` is for the envelope only and never stands in the bytes. `references` are the ids of the thread,
    oldest first, the answered message last. `automatic` says that no person wrote it (RFC 3834),
    `unasked` besides that it answers nobody's mail.
    """

    sender: Address
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    bcc: tuple[Address, ...]
    subject: str
    body: str
    message_id: str
    references: tuple[str, ...]
    in_reply_to: str | None
    date: datetime
    charset: str | None = None
    files: Sequence[File] = ()
    automatic: bool = False
    unasked: bool = False


@dataclass(frozen=True, slots=True)
class Composed:
    """The bytes and the envelope they leave in. `smtputf8`: an address needs RFC 6531."""

    raw: bytes
    sender: str
    to: tuple[str, ...]
    cc: tuple[str, ...]
    bcc: tuple[str, ...]
    subject: str
    body: str
    smtputf8: bool


def compose(mail: Outgoing) -> Composed:
    """Build the bytes. Raises Refused for an address that cannot be written to."""
    sender = mailbox(mail.sender)
    to, cc, bcc = _each_once(mail)
    subject, body = one_line(mail.subject, LONGEST_SUBJECT), tidy(mail.body)
    charset = choose_charset(body, mail.charset)
    head = [address_list("From", [sender], charset), address_list("To", to, charset)]
    if cc:
        head.append(address_list("Cc", cc, charset))
    head.append(unstructured("Subject", subject, charset))
    head.append(f"Date: {rfc_date(mail.date)}\r\n".encode())
    head.append(message_ids("Message-ID", [mail.message_id]))
    if mail.in_reply_to and usable_ids([mail.in_reply_to]):
        head.append(message_ids("In-Reply-To", [mail.in_reply_to]))
    if chain := thread_ids(mail.references):
        head.append(message_ids("References", chain))
    if mail.automatic:
        kind = b"auto-generated" if mail.unasked else b"auto-replied"
        head.append(b"Auto-Submitted: " + kind + b"\r\nX-Auto-Response-Suppress: All\r\n")
    raw = b"".join(head) + mime(body, charset, mail.files)
    return Composed(
        raw=raw,
        sender=sender.spec,
        to=tuple(p.spec for p in to),
        cc=tuple(p.spec for p in cc),
        bcc=tuple(p.spec for p in bcc),
        subject=subject,
        body=body,
        smtputf8=not all(p.local.isascii() for p in (sender, *to, *cc, *bcc)),
    )


def thread_ids(ids: Sequence[str]) -> list[str]:
    """A references chain of bearable length: the root and the newest ones (RFC 5322 3.6.4)."""
    chain = usable_ids(list(dict.fromkeys(ids)))
    return chain if len(chain) <= MOST_REFERENCES else [chain[0], *chain[-(MOST_REFERENCES - 1) :]]


def rfc_date(moment: datetime) -> str:
    """RFC 5322 3.3, in UTC: the agent's time zone is nobody's business."""
    return _said_date(int(moment.timestamp()))


@lru_cache(maxsize=16)
def _said_date(seconds: int) -> str:
    """Bulk replies are made many in a second."""
    return format_datetime(datetime.fromtimestamp(seconds, UTC))


def _each_once(mail: Outgoing) -> tuple[list[Mailbox], list[Mailbox], list[Mailbox]]:
    """To, Cc and Bcc without an address standing twice; the first place counts."""
    seen: set[str] = set()
    lists: list[list[Mailbox]] = []
    for people in (mail.to, mail.cc, mail.bcc):
        kept = []
        for person in map(mailbox, people):
            if person.plain.lower() not in seen:
                seen.add(person.plain.lower())
                kept.append(person)
        lists.append(kept)
    return lists[0], lists[1], lists[2]

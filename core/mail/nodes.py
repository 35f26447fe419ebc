"""A message as threading sees it: its id and the ids it refers to, read from its header alone."""

from __future__ import annotations

import hashlib
import re

from core.mail.dates import read_date
from core.mail.headers import HeaderBlock, read_headers
from core.mail.ids import read_id, read_ids
from core.threads import Node

_IDS_ALONE = re.compile(rb"\s*(?:<[^<>]*>[\s,;]*)+")
_CR = b"\r"
_NO_ID = "no-message-id.invalid"


def read_node(raw: bytes) -> Node:
    """The node of a message. Never raises; a message without an id gets one from its own bytes.

    In-Reply-To counts after References, being the nearer one. Its old forms quote the sender's address beside
    the id (RFC 822 section 4.6.2, "Message from Bob <bob@example.com> of …"): an address that the message is
    written to or from is no reference.
    """
    headers = read_headers(raw, top=True)
    body = raw[headers.body :].replace(b"\r", b"").rstrip()
    own = read_id(headers.first("message-id"))
    people = _people(headers) if _has_prose(headers) else frozenset()
    named = [i for name in ("references", "in-reply-to") for i in _ids(headers, name)]
    parents = tuple(i for i in dict.fromkeys(reversed(named)) if i.lower() not in people)
    return Node(
        id=own or _made_up_id(raw),
        parents=parents[::-1],
        date=next((d for d in map(read_date, headers.fields.get("date", ())) if d), None),
        key=hashlib.blake2b(body, digest_size=12).hexdigest(),
    )


def _made_up_id(raw: bytes) -> str:
    return f"{hashlib.sha256(raw.replace(_CR, b'')).hexdigest()[:32]}@{_NO_ID}"


def _ids(headers: HeaderBlock, name: str) -> list[str]:
    """The ids of a field in order of age; where In-Reply-To names several, the first is the nearest."""
    found = [i for value in headers.fields.get(name, ())[:20] for i in read_ids(value)]
    return found[::-1] if name == "in-reply-to" else found


def _has_prose(headers: HeaderBlock) -> bool:
    """Whether In-Reply-To holds more than ids in brackets."""
    return any(not _IDS_ALONE.fullmatch(value) for value in headers.fields.get("in-reply-to", ())[:20])


def _people(headers: HeaderBlock) -> frozenset[str]:
    """The words of the address fields that may be addresses, in lower case."""
    fields = [value for name in ("from", "to", "cc", "reply-to") for value in headers.fields.get(name, ())[:4]]
    text = b" ".join(value[:16_384] for value in fields).decode("utf-8", "replace").lower()
    for mark in "<>,;()\"'":
        text = text.replace(mark, " ")
    return frozenset(word for word in text.split() if "@" in word)

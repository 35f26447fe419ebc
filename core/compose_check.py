"""The last look before anything can leave: the finished bytes are read again and held against the intention.

Whatever slipped through the gate (core/compose_headers.py) shows here as a second recipient, another
subject, another header, other words; any difference stops the reply.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from config.errors import MadoError
from config.languages import translator
from core.compose import Composed
from core.compose_body import LONGEST_LINE
from core.compose_headers import TO_JIS
from core.mail.message import Address
from core.mail.recent import parse_again

_ = translator("core")
_HEADERS = (
    b"from",
    b"to",
    b"cc",
    b"subject",
    b"date",
    b"message-id",
    b"in-reply-to",
    b"references",
    b"mime-version",
    b"content-type",
    b"content-transfer-encoding",
    b"auto-submitted",
    b"x-auto-response-suppress",
)


def verify(composed: Composed, attachments: Sequence[str] = ()) -> None:
    """Read the bytes again and compare. Raises MadoError naming what differs; then nothing is queued."""
    if found := differences(composed, attachments):
        raise MadoError(
            _("The finished mail is not what was meant ({what}); nothing was queued.").format(what=", ".join(found)),
            hint=_("Look at names, addresses and subject for odd characters."),
            code="differs",
        )


def differences(composed: Composed, attachments: Sequence[str] = ()) -> list[str]:
    """In words, what of the bytes is not as intended; empty where all is well."""
    message = parse_again(composed.raw)
    found = _wire(composed.raw)
    sender = [message.sender] if message.sender else []
    for name, meant, written in (
        ("From", (composed.sender,), sender),
        ("To", composed.to, message.to),
        ("Cc", composed.cc, message.cc),
    ):
        if [_plain(a) for a in meant] != [_plain(a.address) for a in _addresses(written)]:
            found.append(name)
    if not _alike(message.subject, composed.subject):
        found.append("Subject")
    if not _alike(message.text, composed.body):
        found.append("text")
    if [_folded(a.filename) for a in message.attachments] != [_folded(n) for n in attachments]:
        found.append("attachments")
    return found


def _wire(raw: bytes) -> list[str]:
    """Bytes that no mail of ours holds: bare CR or LF, NUL, 8-bit, over-long lines, unknown headers."""
    found = []
    head, _gap, body = raw.partition(b"\r\n\r\n")
    names = [line.partition(b":")[0].lower() for line in head.split(b"\r\n") if line[:1] not in b" \t"]
    if len(set(names)) != len(names) or not set(names) <= set(_HEADERS):
        found.append("headers")
    ends = raw.count(b"\r\n")
    if ends != raw.count(b"\r") or ends != raw.count(b"\n") or b"\0" in raw or not body.isascii():
        found.append("bytes")
    if max(map(len, raw.split(b"\r\n"))) > LONGEST_LINE:
        found.append("line length")
    return found


def _addresses(people: Sequence[Address]) -> list[Address]:
    return [p for p in people if p.address]


def _plain(address: str) -> str:
    """An address without quotes around its local part, and domain in lower case."""
    local, _at, domain = address.rpartition("@")
    if len(local) > 2 and local.startswith('"') and local.endswith('"'):
        local = re.sub(r"\\(.)", r"\1", local[1:-1])
    if not domain.isascii():
        domain = domain.encode("idna").decode("ascii")
    return f"{local}@{domain.lower()}"


def _alike(one: str, other: str) -> bool:
    """Whether two texts are one as far as text can be kept (`_folded`)."""
    return one == other or one.strip() == other.strip() or _folded(one) == _folded(other)


def _folded(text: str) -> str:
    """Text as far as it can be kept: spaces and line ends apart, and the JIS twins as one character."""
    return " ".join(text.translate(TO_JIS).split())

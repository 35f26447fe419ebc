"""Bytes of a message into a `Message`: the one parser, for all mail that comes in or goes out.

It never raises, and its time grows with the message's length alone: limits first, then headers, then the tree of
parts, then text and files. What had to be repaired or left out is said in `warnings`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import TypeVar, overload

from core.mail import bounces, limits
from core.mail.addresses import read_addresses
from core.mail.automatic import is_automatic
from core.mail.body import Body, read_body
from core.mail.carrier_emoji import as_sent_by
from core.mail.dates import read_date
from core.mail.headers import HeaderBlock, read_headers
from core.mail.ids import read_id, read_ids
from core.mail.line_ends import mend_line_ends
from core.mail.links import link_warnings
from core.mail.lookalikes import sender_warnings
from core.mail.message import Address, Bounce, Message
from core.mail.reply_text import reply_text
from core.mail.transfer import undo
from core.mail.tree import Part, Walk, read_tree
from core.mail.words import header_text
from core.text import clean

_T = TypeVar("_T")
_REPORT_BYTES = 256 * 1024
_OF_REPORTS = ("message/", "text/rfc822", "text/delivery-status")
PHONES = (".jp", ".JP", "au.com")
"""How the addresses of phones end whose pictures were private characters."""
_FOLD = re.compile(r"[ \t]*\r?\n[ \t]+")


class HeaderView(Mapping[str, Sequence[str]]):
    """Decoded, clean header values by lower-case name, each decoded when somebody asks for it.

    `read`: those that somebody has decoded before.
    """

    def __init__(self, block: HeaderBlock, hint: str | None, read: dict[str, Sequence[str]]) -> None:
        self._fields = block.fields
        self._hint = hint
        self._read = read

    def __getitem__(self, name: str) -> Sequence[str]:
        found = self._read.get(name)
        if found is None:
            found = self._read[name] = [_header_line(value, self._hint) for value in self._fields[name]]
        return found

    @overload
    def get(self, name: str, default: None = None, /) -> Sequence[str] | None: ...

    @overload
    def get(self, name: str, default: Sequence[str] | _T, /) -> Sequence[str] | _T: ...

    def get(self, name: str, default: object = None, /) -> object:
        """As of any mapping, without an exception inside for what is not there, which is most of what is asked."""
        found = self._read.get(name)
        if found is not None:
            return found
        return self[name] if name in self._fields else default

    def __iter__(self) -> Iterator[str]:
        return iter(self._fields)

    def __len__(self) -> int:
        return len(self._fields)

    def __contains__(self, name: object) -> bool:
        return name in self._fields


def _header_line(raw: bytes, hint: str | None) -> str:
    """A header's value decoded and clean; most are plain ASCII on one line."""
    if raw.isascii() and b"=?" not in raw:
        text = raw.decode("ascii")
        if text.isprintable():
            return text
        if b"\n" in raw and (text := _FOLD.sub(" ", text)).isprintable():
            return text
    return clean(header_text(raw, hint).text, one_line=True)


def parse(raw: bytes, *, own_words: bool = True) -> Message:
    """Read one message. Never raises on any bytes; a message above the limits is read as far as they go.

    Without `own_words` its `reply_text` stays empty: most of a first sync's mail is never opened again.
    """
    warnings: list[str] = []
    if len(raw) > limits.MESSAGE_BYTES:
        warnings.append(f"message of more than {limits.MESSAGE_BYTES:,} bytes: read up to there")
        raw = raw[: limits.MESSAGE_BYTES]
    raw = mend_line_ends(raw)
    headers = read_headers(raw, top=True)
    root, walk = read_tree(raw, headers)
    hint = _charset_hint(root)
    body = read_body(root, hint=hint, damaged=bool(walk.warnings))
    warnings += headers.warnings
    return _message(headers, root, walk, body, hint or body.charset(), warnings, own_words=own_words)


def _charset_hint(root: Part) -> str | None:
    """The charset some part declares, to read what declares none."""
    if not root.children:
        return root.parameters.get("charset")
    for part in root.leaves()[:20]:
        if charset := part.parameters.named.get("charset"):
            return charset
    return None


def _message(
    headers: HeaderBlock,
    root: Part,
    walk: Walk,
    body: Body,
    hint: str | None,
    warnings: list[str],
    *,
    own_words: bool,
) -> Message:
    repaired = body.repaired or walk.repaired
    text, cut = _text(body)
    subject = header_text(headers.first("subject") or b"", hint)
    found: dict[str, tuple[Address, ...]] = {}
    for name in ("from", "sender", "to", "cc", "reply-to"):
        found[name], mended = _all_addresses(headers.fields.get(name), hint)
        repaired |= mended
    sender = next(iter(found["from"] or found["sender"]), None)
    one_line = clean(subject.text, one_line=True).strip()
    if sender is not None and sender.address.endswith(PHONES):
        text, one_line = as_sent_by(sender.address, text), as_sent_by(sender.address, one_line)
    view = HeaderView(headers, hint, decoded_sender(headers, found["from"]))
    bounce, automatic = _by_machine(view, root, one_line, text)
    said = [*warnings, *walk.warnings, *body.warnings, *cut, *sender_warnings(sender), *link_warnings(text)]
    return Message(
        message_id=read_id(headers.first("message-id")),
        in_reply_to=_answered(headers, found),
        references=read_ids(headers.first("references")),
        subject=one_line,
        sender=sender,
        to=found["to"],
        cc=found["cc"],
        reply_to=found["reply-to"],
        date=_date(headers),
        text=text,
        reply_text=reply_text(text) if own_words else "",
        attachments=tuple([f.attachment() for f in body.files]),
        auto_submitted=automatic,
        bounce=bounce,
        charset=body.charset(),
        charset_repaired=repaired or subject.repaired,
        list_id=_list_id(headers, hint),
        warnings=tuple([clean(w, one_line=True) for w in dict.fromkeys(said)]),
    )


def decoded_sender(headers: HeaderBlock, senders: Sequence[Address]) -> dict[str, Sequence[str]]:
    """What a plain From with an encoded name says, which has been decoded already."""
    values = headers.fields.get("from", ())
    if len(values) != 1 or len(senders) != 1 or not senders[0].name:
        return {}
    raw = values[0]
    plain = raw.endswith(b"?= <" + senders[0].address.encode("utf-8", "replace") + b">") and raw.startswith(b"=?")
    return {"from": [f"{senders[0].name} <{senders[0].address}>"]} if plain else {}


def _text(body: Body) -> tuple[str, list[str]]:
    text = body.text()
    cut: list[str] = []
    if len(text) > limits.TEXT_CHARACTERS:
        cut.append(f"text of {len(text):,} characters: shown up to {limits.TEXT_CHARACTERS:,}")
        text = text[: limits.TEXT_CHARACTERS]
    return clean(text).strip("\n").rstrip(), cut


def _all_addresses(values: list[bytes] | None, hint: str | None) -> tuple[tuple[Address, ...], bool]:
    """The addresses of a field, which some programs send several times."""
    if not values:
        return (), False
    found, mended = read_addresses(values[0], hint)
    for value in values[1:20]:
        more, again = read_addresses(value, hint)
        found, mended = found + more, mended or again
    return found[: limits.ADDRESSES], mended


def _answered(headers: HeaderBlock, people: dict[str, tuple[Address, ...]]) -> str | None:
    """The id in In-Reply-To; old forms name the writer's address beside it (RFC 822 section 4.6.2)."""
    value = headers.first("in-reply-to")
    named = read_ids(value)
    if len(named) < 2:
        return read_id(value)
    addresses = {a.address.lower() for group in people.values() for a in group}
    return next((i for i in named if i.lower() not in addresses), named[0])


def _date(headers: HeaderBlock) -> datetime | None:
    for value in headers.fields.get("date", ()):
        if (date := read_date(value)) is not None:
            return date
    return None


def _list_id(headers: HeaderBlock, hint: str | None) -> str | None:
    value = headers.first("list-id")
    if not value:
        return None
    text = clean(header_text(value, hint).text, one_line=True).strip()
    inner = text[text.find("<") + 1 : text.rfind(">")] if "<" in text and text.endswith(">") else text
    return inner.strip() or None


def _by_machine(view: HeaderView, root: Part, subject: str, text: str) -> tuple[Bounce | None, bool]:
    """The report that a message is, and whether a program wrote it."""
    parts = [
        (p.content_type, undo(p.data[p.start : min(p.end, p.start + _REPORT_BYTES)], p.encoding))
        for p in (root.leaves() if root.children else (root,))
        if p.content_type.startswith(_OF_REPORTS)
    ]
    person = bounces.by_a_person(view)
    bounce = None if person and not parts else bounces.find(view, parts, text)
    return bounce, bounce is not None or is_automatic(view, subject, person=person)

"""A message as the store keeps it: plain documents in, the domain's dataclasses out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from core.arrivals import Place
from core.entries import MessageEntry
from core.identity import ticket_of_message_id
from core.mail.message import Address, Attachment, Bounce, Message
from core.times import believable, stored

Doc = dict[str, Any]
Direction = Literal["in", "out"]


def place_key(place: Place) -> str:
    """A place as one indexed string."""
    return f"{place.mailbox}\n{place.folder}\n{place.uidvalidity}\n{place.uid}"


def message_name(raw: str, message_id: str | None, direction: Direction, key: bytes, copies: int = 0) -> str:
    """The name of a message in the log: the same on every replica, whatever its record's id is.

    It is the hash of its bytes; for a reply of ours its Message-ID, because servers keep copies that
    differ. `copies` is how many messages of the same bytes are here already, in other mailboxes.
    """
    if direction == "out" and message_id and ticket_of_message_id(message_id, key):
        return message_id
    return f"{raw}.{copies + 1}" if copies else raw


def message_doc(message: Message, *, direction: Direction, raw: str, size: int, arrived: datetime) -> Doc:
    """The document of a message, without its text (that is `text_doc`), its name and its ticket."""
    doc = said_doc(message)
    complete(doc, message.date, direction=direction, raw=raw, size=size, arrived=arrived)
    return doc


def said_doc(message: Message) -> Doc:
    """A message's document as far as its bytes tell; `complete` adds the rest."""
    refs = dict.fromkeys([*message.references, *([message.in_reply_to] if message.in_reply_to else [])])
    if message.bounce and message.bounce.original_message_id:
        refs[message.bounce.original_message_id] = None  # so that our mail finds its bounce, whichever comes first
    refs.pop(message.message_id or "", None)
    return {
        "direction": "in",
        "message_id": message.message_id,
        "in_reply_to": message.in_reply_to,
        "refs": list(refs),
        "from": _address_doc(message.sender) if message.sender else None,
        "to": [_address_doc(a) for a in message.to],
        "cc": [_address_doc(a) for a in message.cc],
        "reply_to": [_address_doc(a) for a in message.reply_to],
        "subject": message.subject,
        "at": "",
        "arrived": "",
        "attachments": [_attachment_doc(a) for a in message.attachments],
        "auto": message.auto_submitted,
        "bounce": _bounce_doc(message.bounce) if message.bounce else None,
        "list_id": message.list_id,
        "charset": message.charset,
        "charset_repaired": message.charset_repaired,
        "warnings": list(message.warnings),
        "raw": "",
        "size": 0,
        "places": [],
        "maybe": [],
    }


def complete(
    doc: Doc, date: datetime | None, *, direction: Direction, raw: str, size: int, arrived: datetime
) -> None:
    """Add to a `said_doc` what its bytes do not tell; `date` is that of its header."""
    doc["direction"] = direction
    doc["at"] = written(date, arrived)
    doc["arrived"] = stored(arrived)
    doc["raw"] = raw
    doc["size"] = size


def written(date: datetime | None, arrived: datetime) -> str:
    """When a message was written, as it is stored, from its header and its arrival."""
    # to the second, as it is stored, so that a rebuild comes to the same
    return stored(believable(date, arrived.replace(microsecond=0) if arrived.microsecond else arrived))


def text_doc(message: Message) -> Doc:
    """The readable text of a message, kept apart so that folding a ticket never loads it."""
    return {"text": message.text, "reply_text": message.reply_text}


def kept_text(doc: Mapping[str, Any], text: Mapping[str, Any]) -> Mapping[str, Any]:
    """What is kept of a message's `text`, which says nothing else yet: of history no more than that.

    A first sync brings very much mail that hardly anybody opens again; `own_words` finds what its writer newly wrote
    when it is asked for.
    """
    return text if doc.get("history") else {"text": text["text"], "reply_text": own_words(text)}


def own_words(text: Mapping[str, Any]) -> str:
    """What its writer newly wrote, of a message's text as it is kept; "" for none."""
    kept = text.get("reply_text")
    if kept is None:
        from core.mail.reply_text import reply_text

        kept = reply_text(text.get("text", ""))
    return str(kept)


def entry(record: int, doc: Mapping[str, Any], text: Mapping[str, Any]) -> MessageEntry:
    """The message as the fronts see it."""
    sender = _address(doc["from"]) if doc["from"] else None
    return MessageEntry(
        id=record,
        at=datetime.fromisoformat(doc["at"]),
        by=(sender.name or sender.address) if sender else "",
        message_id=doc["message_id"],
        direction=doc["direction"],
        sender=sender,
        to=tuple(_address(a) for a in doc["to"]),
        cc=tuple(_address(a) for a in doc["cc"]),
        reply_to=tuple(_address(a) for a in doc["reply_to"]),
        subject=doc["subject"],
        text=text.get("text", ""),
        reply_text=own_words(text),
        attachments=tuple(Attachment(*a) for a in doc["attachments"]),
        auto_submitted=doc["auto"],
        bounce=Bounce(*doc["bounce"]) if doc["bounce"] else None,
        warnings=(*doc["warnings"], *_gone(doc)),
        raw=doc["raw"],
        charset=doc["charset"],
        name=doc.get("name", ""),
    )


def _gone(doc: Mapping[str, Any]) -> list[str]:
    """What is said of a message that stands in no folder of the server any more."""
    since = doc.get("gone")
    return [f"gone from the mailbox, noticed on {since[:10]}; this copy is kept"] if since else []


def people(doc: Mapping[str, Any]) -> set[str]:
    """Every address that takes part in a message, lower case."""
    written = [doc["from"], *doc["reply_to"], *doc["to"], *doc["cc"]]
    return {a[1].lower() for a in written if a and a[1]}


def _address_doc(address: Address) -> list[str]:
    return [address.name, address.address]


def _address(pair: list[str]) -> Address:
    return Address(pair[0], pair[1])


def _attachment_doc(a: Attachment) -> list[Any]:
    return [a.filename, a.content_type, a.size, a.sha256, a.inline, a.part]


def _bounce_doc(b: Bounce) -> list[str | None]:
    return [b.recipient, b.status, b.action, b.original_message_id]

"""A message as the JSON that `mado parse` prints: keys and forms are a public contract."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from core.mail.message import Address, Attachment, Bounce, Message


def message_json(message: Message) -> dict[str, Any]:
    """Plain data, ready for any JSON writer. What is absent is None, never missing."""
    return {
        "message_id": message.message_id,
        "in_reply_to": message.in_reply_to,
        "references": list(message.references),
        "subject": message.subject,
        "from": address_json(message.sender) if message.sender else None,
        "to": _addresses(message.to),
        "cc": _addresses(message.cc),
        "reply_to": _addresses(message.reply_to),
        "date": message.date.isoformat() if message.date else None,
        "text": message.text,
        "reply_text": message.reply_text,
        "attachments": [attachment_json(a) for a in message.attachments],
        "auto_submitted": message.auto_submitted,
        "bounce": _bounce(message.bounce),
        "charset_repaired": message.charset_repaired,
        "warnings": list(message.warnings),
    }


def address_json(address: Address) -> dict[str, str]:
    """An address: its name (may be empty) and the address itself."""
    return {"name": address.name, "address": address.address}


def attachment_json(attachment: Attachment) -> dict[str, Any]:
    """An attachment without its part number, which means nothing outside."""
    return {
        "filename": attachment.filename,
        "content_type": attachment.content_type,
        "size": attachment.size,
        "sha256": attachment.sha256,
        "inline": attachment.inline,
    }


def _addresses(addresses: Sequence[Address]) -> list[dict[str, str]]:
    return [address_json(a) for a in addresses]


def _bounce(bounce: Bounce | None) -> dict[str, str | None] | None:
    if bounce is None:
        return None
    return {"recipient": bounce.recipient, "status": bounce.status, "action": bounce.action}

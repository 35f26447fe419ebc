"""A reply that has not left, as its ticket's reader shows it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from core.entries import MessageEntry
from core.mail.parse import parse
from core.records import entry, message_doc, text_doc


def shown_reply(doc: Any, raw: bytes) -> MessageEntry:
    """An outbox document with its bytes: a negative id, `state` set, at the time it may leave."""
    message = parse(raw)
    moment = datetime.fromisoformat(doc["not_before"])
    shown = message_doc(message, direction="out", raw=doc["raw"], size=len(raw), arrived=moment)
    return replace(entry(-doc.doc_id, shown, text_doc(message)), state=doc["state"], at=moment)

"""The machine-readable part of a delivery report (RFC 3464): one block a recipient, fields folded and misspelt."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from core.mail.bounce_text import first_address, smtp_status
from core.text import clean

_BLOCKS: Final = 200
_BYTES: Final = 256 * 1024
_STATUS: Final = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.]*\d)")
_ID: Final = re.compile(r"<([^<>\s]{3,900})>")


@dataclass(frozen=True, slots=True)
class Report:
    """What became of one recipient. `action` is one lower-case word, empty where none is given."""

    recipient: str | None
    status: str | None
    action: str
    message_id: str | None


def read_reports(body: bytes) -> list[Report]:
    """The recipients' blocks of a message/delivery-status part, at most 200. Never raises."""
    text = body[:_BYTES].decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")
    found: list[Report] = []
    message_id: str | None = None
    for block in text.split("\n\n", _BLOCKS)[:_BLOCKS]:
        fields = _fields(block)
        message_id = _first_id(fields) or message_id
        if not any(name in fields for name in ("final-recipient", "original-recipient", "action", "status")):
            continue
        found.append(_report(fields, message_id))
    return found


def _fields(block: str) -> dict[str, str]:
    """Unfolded fields of one block, the first of each name."""
    fields: dict[str, str] = {}
    name = ""
    for line in block.split("\n")[:200]:
        if line[:1] in (" ", "\t") and name:
            fields[name] = f"{fields[name]} {line.strip()}"[:4_000]
            continue
        head, colon, value = line[:4_000].partition(":")
        key = head.strip().lower()
        name = key if colon and key not in fields else ""
        if name:
            fields[name] = value.strip()
    return fields


def _report(fields: dict[str, str], message_id: str | None) -> Report:
    diagnostic = fields.get("diagnostic-code", "")
    stated = _STATUS.search(fields.get("status", ""))
    recipient = None
    for name in ("original-recipient", "final-recipient", "x-actual-recipient"):
        value = fields.get(name, "")
        recipient = recipient or first_address(value.split(";", 1)[-1], ())
    action = clean(fields.get("action", ""), one_line=True).split("(")[0].strip().lower()
    return Report(
        recipient=recipient or first_address(diagnostic, ()),
        status=stated[1] if stated else smtp_status(diagnostic),
        action="failed" if action == "failure" else action[:40],
        message_id=message_id,
    )


def _first_id(fields: dict[str, str]) -> str | None:
    for name in ("x-original-message-id", "original-message-id", "x-message-id"):
        found = _ID.search(fields.get(name, ""))
        if found:
            return found[1]
    return None

"""What of a message can be found: subject, names, addresses, attachment names, the whole text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def searchable_text(doc: Mapping[str, Any], text: Mapping[str, Any]) -> str:
    """One text for the index, from a message's two documents; its lines keep words of different fields apart."""
    people = [*([doc["from"]] if doc["from"] else []), *doc["to"], *doc["cc"], *doc["reply_to"]]
    lines = [doc["subject"]]
    lines += dict.fromkeys(f"{name} {address}".strip() for name, address in people)
    lines += [a[0] for a in doc["attachments"] if a[0]]
    lines.append(text.get("text", ""))
    return "\n".join(lines)

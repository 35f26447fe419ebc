"""What its writer newly wrote, of a message's text as it is kept: said, or found when somebody asks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def own_words(text: Mapping[str, Any]) -> str:
    """What its writer newly wrote, of a message's text as it is kept; "" for none."""
    kept = text.get("reply_text")
    if kept is None:
        from core.mail.reply_text import reply_text

        kept = reply_text(text.get("text", ""))
    return str(kept)

"""A promise in words: when it is due, and whether that is over."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from tui.labels import _
from tui.text.when import moment

if TYPE_CHECKING:
    from core.care.promised import Promised


def due_word(promise: Promised, now: datetime) -> str:
    """Its due time; late ones say so."""
    if promise.due is None:
        return _("no time")
    when = moment(promise.due, now)
    return _("{when}, LATE").format(when=when) if promise.late(now) else when

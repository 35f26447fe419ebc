"""Our own mails are read when they are made and again when they have left: the last ones are remembered."""

from __future__ import annotations

from functools import lru_cache

from core.mail.message import Message
from core.mail.own_form import LARGEST, read_own
from core.mail.parse import parse


def parse_again(raw: bytes) -> Message:
    """As `parse`, which is a pure function of the bytes; small mails that were just read are not read anew."""
    return _remembered(raw) if len(raw) <= LARGEST else parse(raw)


@lru_cache(maxsize=256)
def _remembered(raw: bytes) -> Message:
    return read_own(raw) or parse(raw)

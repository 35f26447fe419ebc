"""Messages whose lines end in bare CR (old Macintosh programs, broken gateways), given line feeds."""

from __future__ import annotations

_LOOK = 8 * 1024


def mend_line_ends(raw: bytes) -> bytes:
    """The message with line feeds where its head has none; otherwise the very same bytes."""
    if raw.find(b"\n", 0, _LOOK) >= 0 or raw.find(b"\r", 0, _LOOK) < 0:
        return raw
    return raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n")

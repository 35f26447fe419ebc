"""Messages whose lines end in bare CR (old Macintosh programs, broken gateways), given line feeds."""

from __future__ import annotations

_LOOK = 8 * 1024


def mend_line_ends(raw: bytes) -> bytes:
    """The message with line feeds where its head has none; otherwise the very same bytes."""
    if b"\n" in raw[:_LOOK] or b"\r" not in raw[:_LOOK]:
        return raw
    return raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n")

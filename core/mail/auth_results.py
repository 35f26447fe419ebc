"""What the receiving server says of a sender (RFC 8601): read from its own topmost Authentication-Results alone.

Anybody can write such a field into a mail; only the server that took the mail in stands above it. So nothing is
believed but the topmost field, and only where it bears the name that the admin configured.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

_BYTES: Final = 4 * 1024
_METHODS: Final = ("spf", "dkim", "dmarc")
_BAD: Final = frozenset({"fail", "hardfail", "softfail", "policy", "permerror"})
_RESULT: Final = re.compile(r"\s{0,99}([a-z0-9-]{1,32})\s{0,9}(?:/\s{0,9}\d{1,9}\s{0,9})?=\s{0,9}([a-z]{1,16})", re.I)


def auth_warnings(fields: Sequence[bytes], authserv_id: str) -> list[str]:
    """A sentence where the server `authserv_id` says that a sender's check failed; empty for all else.

    `fields` are the message's Authentication-Results, topmost first. One that is longer than 4 KB is not read.
    A mail that passed DMARC is what it says, whichever of the other two failed (forwarded mail does).
    """
    if not authserv_id or not fields or len(fields[0]) > _BYTES:
        return []
    server, *results = _without_comments(fields[0].decode("ascii", "replace")).split(";")
    words = server.split()
    if not words or words[0].strip('"').lower() != authserv_id.lower():
        return []
    found: dict[str, set[str]] = {}
    for result in results:
        read = _RESULT.match(result)
        if read and read[1].lower() in _METHODS:
            found.setdefault(read[1].lower(), set()).add(read[2].lower())
    if "pass" in found.get("dmarc", ()):
        return []
    failed = [f"{m}={min(found[m])}" for m in _METHODS if m in found and found[m] <= _BAD]
    return [f"the receiving server could not confirm the sender: {', '.join(failed)}"] if failed else []


def _without_comments(text: str) -> str:
    """The field without (comments), which may be nested, and with quoted semicolons out of the way. Linear."""
    kept: list[str] = []
    depth, quoted, escaped = 0, False, False
    for letter in text:
        if escaped:
            escaped = False
        elif letter == "\\" and (quoted or depth):
            escaped = True
        elif letter == '"' and not depth:
            quoted = not quoted
        elif letter == "(" and not quoted:
            depth += 1
        elif letter == ")" and depth and not quoted:
            depth -= 1
        elif not depth:
            kept.append(" " if quoted and letter in ";=" else letter)
    return "".join(kept)

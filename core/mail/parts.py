"""One attachment's bytes, decoded again from the raw message when somebody wants to save or open it."""

from __future__ import annotations

from core.mail import limits
from core.mail.body import read_body
from core.mail.headers import read_headers
from core.mail.line_ends import mend_line_ends
from core.mail.tree import read_tree


def attachment(raw: bytes, part: str) -> bytes:
    """The decoded bytes of the attachment with that number (`Attachment.part`). Raises KeyError: there is none."""
    raw = mend_line_ends(raw[: limits.MESSAGE_BYTES])
    root, _ = read_tree(raw, read_headers(raw, top=True))
    if "/" not in part:
        for leaf in root.leaves():
            if leaf.number == part:
                return leaf.decoded()
    for file in read_body(root).files:
        if file.number == part:
            return file.data
    raise KeyError(part)

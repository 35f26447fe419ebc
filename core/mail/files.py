"""A file that came with a message, with its bytes: what attachments are made from."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from core.mail.message import Attachment
from core.mail.names import name_of
from core.mail.tree import Part


@dataclass(frozen=True, slots=True)
class File:
    """One file. `number` is the part's IMAP number, or that of the part it was unpacked from, a slash and a count."""

    number: str
    filename: str
    content_type: str
    data: bytes
    inline: bool

    def attachment(self) -> Attachment:
        """What is told of it: all but its bytes."""
        return Attachment(
            filename=self.filename,
            content_type=self.content_type,
            size=len(self.data),
            sha256=hashlib.sha256(self.data).hexdigest(),
            inline=self.inline,
            part=self.number,
        )


def file_of(part: Part) -> File:
    """A leaf of the tree as a file."""
    return File(part.number, name_of(part), part.content_type, part.decoded(), is_inline(part))


def is_inline(part: Part) -> bool:
    """Whether it is shown within the text: said so, or a picture that the HTML beside it calls by its id."""
    if part.disposition.value:
        return part.disposition.value == "inline"
    return part.within == "multipart/related" or part.headers.first("content-id") is not None

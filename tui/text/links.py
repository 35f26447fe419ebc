"""The links of a ticket's messages, each with the host it really leads to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.text import clean

if TYPE_CHECKING:
    from core.entries import Entry

_URL = re.compile(
    r"(?:https?|ftp)://[^\s<>\"\u201c\u201d「」『』（）()【】、。]{2,2000}|mailto:[^\s<>\"]{3,320}", re.IGNORECASE
)
_TAIL = ".,;:!?'\u2019\"]）」"


@dataclass(frozen=True, slots=True)
class Link:
    """A URL of a message, the host it leads to as the network knows it, and whose message it stands in."""

    url: str
    host: str
    by: str


def links_of(entries: Sequence[Entry]) -> list[Link]:
    """Every link once, those of the newest message first."""
    found: dict[str, Link] = {}
    for entry in reversed(entries):
        if entry.kind == "message":
            for url in _urls(entry.text):
                found.setdefault(url, Link(url, host_of(url), entry.by))
    return list(found.values())


def _urls(text: str) -> Iterator[str]:
    for match in _URL.finditer(text):
        yield str(clean(match[0].rstrip(_TAIL), one_line=True))


def host_of(url: str) -> str:
    """The host behind a URL; what stands before @ is a name to log in with. Letters of other scripts as xn--."""
    if url.lower().startswith("mailto:"):
        return url[7:].partition("?")[0].rpartition("@")[2].lower()
    authority = re.split(r"[/?#\\]", url.partition("://")[2], maxsplit=1)[0]
    host = authority.rpartition("@")[2]
    host = (host if host.startswith("[") else host.partition(":")[0]).strip(".").lower()
    if host.isascii():
        return host
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        return host.encode("unicode_escape").decode("ascii")

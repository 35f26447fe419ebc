"""Links whose words name another host than the one they lead to: the oldest trick there is."""

from __future__ import annotations

import re
from typing import Final

_LINK: Final = re.compile(r"<(?:https?|ftp)://([^\s<>]{1,500})>", re.IGNORECASE)
_HOST: Final = re.compile(
    r"(?:(?:https?|ftp)://|(?<![\w@.\-/]))((?:[\w\-]{1,63}\.){1,8}[^\W\d_]{2,24})(?=[/:?#\s]|$)", re.IGNORECASE
)
_BEFORE: Final = 120
_MOST: Final = 5


def link_warnings(text: str) -> list[str]:
    """A sentence for each link of a readable text whose words name another host, at most five."""
    said: dict[str, None] = {}
    end = 0
    for link in _LINK.finditer(text):
        before = text[max(end, link.start() - _BEFORE) : link.start()].rpartition("\n")[2].rstrip()
        end = link.end()
        named = next(iter(_HOST.findall(before.rpartition(" ")[2])), "").lower()
        target = _host_of(link[1])
        if named and target and not _same_house(named, target):
            said[f"a link that reads {named} leads to {target}"] = None
            if len(said) == _MOST:
                break
    return list(said)


def _host_of(url: str) -> str:
    """The host a URL leads to: what stands before @ is a name to log in with, however much it looks like a host."""
    authority = re.split(r"[/?#\\]", url, maxsplit=1)[0]
    return authority.rpartition("@")[2].partition(":")[0].strip(".").lower()


def _same_house(one: str, other: str) -> bool:
    one, other = one.removeprefix("www."), other.removeprefix("www.")
    return one == other or one.endswith("." + other) or other.endswith("." + one)

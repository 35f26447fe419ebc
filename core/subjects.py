"""Subjects: what stands in front of the matter itself (RFC 5256 2.1, and what mail programs write)."""

from __future__ import annotations

import re

_MARK = re.compile(
    r"\s*(?:(?:re|fwd?|aw|wg|sv|vs|antw|ref|rif|tr|odp|ynt|res|enc|回复|答复|转发|回覆|轉寄|返信|転送)"
    r"(?:\[\d+\]|\^\d+|\*\d+)?\s*[:：]|\[[^\[\]]{0,40}\](?=\s*\S))\s*",
    re.IGNORECASE,
)
_REPLY = re.compile(r"\s*(?:re|aw|sv|antw|返信)(?:\[\d+\])?\s*[:：]", re.IGNORECASE)


def base_subject(subject: str) -> str:
    """The matter without reply marks and list tags, folded for comparing."""
    rest = subject.strip()
    while found := _MARK.match(rest):
        rest = rest[found.end() :]
    return " ".join(rest.casefold().split())


def reply_subject(subject: str) -> str:
    """The subject of an answer: `Re: ` once, whatever stood there."""
    rest = subject.strip()
    while found := _REPLY.match(rest):
        rest = rest[found.end() :].lstrip()
    return f"Re: {rest}".rstrip()

"""Handing a message on: our comment, then what the message says, with its files. Notes have no way into it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from core.compose_body import File, file_name
from core.compose_text import Frame
from core.entries import MessageEntry
from core.mail.message import Address
from core.mail.parts import attachment
from core.placeholders import long_date
from core.text import clean

_FORWARDED = re.compile(r"\s*(?:fwd?|wg|tr|転送)\s*[:：]", re.IGNORECASE)
_LONGEST = 150_000
_HEADS = {
    "ja": ("---------- 転送メール ----------", "差出人", "日時", "件名", "宛先"),
    "en": ("---------- Forwarded message ----------", "From", "Date", "Subject", "To"),
}


def forward_subject(subject: str) -> str:
    """`Fwd: ` once, whatever stood there."""
    rest = subject.strip()
    while found := _FORWARDED.match(rest):
        rest = rest[found.end() :].lstrip()
    return f"Fwd: {rest}".rstrip()


def handed_on(around: Frame, message: MessageEntry, lang: str) -> Frame:
    """The frame of a forwarded mail: the whole readable text of the message, under its head."""
    rule, sender, date, subject, to = _HEADS.get(lang, _HEADS["en"])
    who = _named([message.sender] if message.sender else [])
    when = message.at.astimezone()
    head = [
        rule,
        f"{sender}: {who}",
        f"{date}: {long_date(when, lang)} {when:%H:%M}",
        f"{subject}: {clean(message.subject, one_line=True)}",
        f"{to}: {_named(message.to)}",
        "",
    ]
    return replace(around, attribution="\n".join(head), quotation=_whole(message))


def _whole(message: MessageEntry) -> str:
    text = clean(message.text).strip("\n")
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}\n[…]"


def files_of(message: MessageEntry, raw: bytes) -> list[File]:
    """The files of a message as they came, to be sent along; `raw` are its exact bytes."""
    return [
        File(file_name(a.filename), _content_type(a.content_type), attachment(raw, a.part))
        for a in message.attachments
        if a.part and not a.inline
    ]


def _content_type(kind: str) -> str:
    return "application/octet-stream" if kind.startswith(("message/", "multipart/")) else kind


def _named(people: Sequence[Address]) -> str:
    written = (f"{a.name} <{a.address}>" if a.name else f"<{a.address}>" for a in people)
    return clean(", ".join(written), one_line=True)

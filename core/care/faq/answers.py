"""The public answers: what is left of a canned response where nobody in particular reads it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from core.canned_file import CannedResponse
from core.placeholders import NAMES

_HOLE = re.compile(r"\{\{([^{}\n]{1,80})\}\}")
_SALUTES = re.compile(
    r"^\W*(?:お客様|お世話になって(?:おります|います)|いつも(?:大変)?お世話になって|平素(?:より|は)|"
    r"(?:hello|hi|dear)\b[^.!?]{0,30}|"
    r"お問い合わせ(?:いただき)?(?:、)?(?:誠に)?ありがとうございます|thank you for (?:your|writing|getting|"
    r"contacting)[^.!]{0,60}|"
    r"(?:best|kind|warm) (?:regards|wishes)|sincerely|yours)\W*$",
    re.IGNORECASE,
)
_PERSONAL = ("customer.", "ticket.", "agent.", "mailbox.", "date", "weekday", "csv.")


@dataclass(frozen=True, slots=True)
class Answer:
    """One public answer: `key` is its place on the page, unique for its language; `lang` is empty for every one."""

    key: str
    lang: str
    question: str
    text: str
    tags: tuple[str, ...] = ()


def public_answers(responses: Iterable[CannedResponse], name: str = "") -> list[Answer]:
    """Exactly the responses with `public: yes`, in their order. `name` is what the shop is called."""
    return [
        Answer(r.key, r.lang, r.subject if r.name == r.key and r.subject else r.name, _public(r.text, name), r.tags)
        for r in responses
        if r.public
    ]


def _public(text: str, name: str) -> str:
    """Without salutation and signature, and without a line that is about one person alone; what is asked is an …"""
    kept = [
        _HOLE.sub(lambda hole: _filled(hole[1], name), row)
        for row in text.splitlines()
        if not _about_a_person(row) and not _SALUTES.match(row.strip())
    ]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip() or "…"


def _about_a_person(row: str) -> bool:
    """A line that says little but what is filled in: a greeting, who writes, a signature."""
    holes = [h.strip().lower() for h in _HOLE.findall(row)]
    known = [h for h in holes if h in NAMES or h.startswith(_PERSONAL)]
    rest = re.sub(r"[\W_]+", "", _HOLE.sub("", row))
    return bool(known) and len(rest) <= 12


def _filled(hole: str, name: str) -> str:
    wanted = hole.strip().lower()
    if wanted == "mailbox.name" and name:
        return name
    return "…" if wanted not in ("cursor",) else ""

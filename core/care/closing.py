"""Closing care: the last impression stays. What is still open before a ticket is solved, and a last polite line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from config.languages import translator
from core.care.checks.answered import untouched
from core.care.moods import mood_of
from core.problems import Problem

if TYPE_CHECKING:
    from core.desk import Desk

_ = translator("core")
_POLITE = re.compile(
    "よろしく|お願い(?:いた|申し|し)|ありがとう|有難う|お待ちし|失礼(?:いた|し)|お申し付け|ご連絡ください|"
    "お知らせください|お問い合わせください|お気軽に|幸いです|お過ごし|お祈り|"
    r"\b(?:regards|sincerely|best wishes|all the best|thank(?:s| you)|let (?:me|us) know|"
    r"(?:don't|do not) hesitate|get in touch|feel free|happy to help|have a (?:\w+ )?(?:day|week(?:end)?|evening)|"
    r"look(?:ing)? forward|cheers|take care|enjoy|yours)\b",
    re.IGNORECASE,
)
LINES = {
    "ja": "ご不明な点がございましたら、いつでもお気軽にご連絡ください。",
    "en": "If anything else comes up, just write to us. Have a good day!",
}
"""A last line, for a reply that has none."""


def closing_line(own: str, lang: str) -> Problem | None:
    """A hint with a last polite line as its fix, where our words end without one."""
    last = [line for line in own.splitlines() if line.strip()][-3:]
    if not last or _POLITE.search("\n".join(last)):
        return None
    return Problem("hint", "no_closing", _("It ends without a last polite line."), "", True, LINES[lang])


def closing_matters(desk: Desk, code: str, now: datetime) -> list[Problem]:
    """What is still open in a ticket that is to be solved. Raises NothingMatched."""
    return list(_matters(desk, desk.code(code), now))


def _matters(desk: Desk, code: str, now: datetime) -> Iterator[Problem]:
    for promise in desk.care.promised(code):
        if promise.state == "open":
            said = " ".join(promise.text.split())
            level = "warn" if promise.late(now) else "hint"
            yield Problem(level, "open_promise", _("A promise is open: {text}").format(text=said), said)  # type: ignore[arg-type]  # levels
    messages = [e for e in desk.messages(code) if not e.auto_submitted]
    came = [m for m in messages if m.direction == "in" and m.bounce is None]
    if not came:
        return
    newest = came[-1]
    asked = newest.reply_text or newest.text
    after = [m for m in messages if m.direction == "out" and m.at > newest.at]
    if not after and mood_of(asked).mood != "thanks_only":
        yield Problem("warn", "no_last_word", _("The last word is theirs; nobody has answered it."), newest.subject)
        return
    own = "\n".join(m.reply_text or m.text for m in after)
    for question in untouched(asked, own) if after else ():
        yield Problem(
            "hint", "unanswered_question", _("Not answered yet: {question}").format(question=question), question
        )

"""The holding reply: an honest word before a target breaks, with a time in it that the ledger keeps as a promise."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from config.errors import NothingMatched

if TYPE_CHECKING:
    from core.canned_file import CannedResponse
    from core.desk import Desk
    from core.drafts import Draft

NAME = "holding"
"""A canned response of this name or tag is the team's own holding reply."""
SOON = timedelta(hours=1)
"""So long before a target breaks a holding reply is offered."""
_TEXTS = {
    "ja": (
        "お問い合わせいただきありがとうございます。\n"
        "ただいま確認しておりますので、{day}までに改めてご連絡いたします。\n"
        "お待たせして申し訳ございませんが、今しばらくお待ちくださいますようお願いいたします。"
    ),
    "en": (
        "Thank you for your message, and sorry that you are waiting.\n"
        "We are looking into it and will get back to you by {day}."
    ),
}


def holding_reply(desk: Desk, code: str, *, now: datetime | None = None) -> Draft:
    """A draft that asks for patience: the team's own text, else ours with the end of the next working day.

    Raises NothingMatched (ticket), ConfigError.
    """
    if (own := _own(desk)) is not None:
        return desk.replies.start(code, canned=own.key)
    empty = desk.replies.start(code)
    lang = desk.replies.around.language(empty)
    calendar = desk.care.calendar_or_usual
    today = (now or datetime.now(UTC)).astimezone(calendar.zone).date()
    text = _TEXTS["ja" if lang == "ja" else "en"].format(day=_in_words(calendar.workday_after(today), lang))
    return desk.replies.start(code, text="{{customer.greeting}}\n\n" + text)


def _own(desk: Desk) -> CannedResponse | None:
    try:
        return desk.canned.find(NAME)
    except NothingMatched:
        return next((r for r in desk.canned.all() if NAME in r.tags), None)


def deadline_soon(desk: Desk, code: str, now: datetime) -> datetime | None:
    """When a ticket's answer is due, where that is within the next hour or over; None where nothing presses."""
    doc = desk.ledger.ticket_doc(code)
    if doc is None or doc["status"] != "open":
        return None
    deadline = desk.care.clocks.deadline(doc)
    return deadline if deadline is not None and deadline - now <= SOON else None


def _in_words(day: date, lang: str) -> str:
    """A day as people write it, with its weekday."""
    if lang == "ja":
        return f"{day.month}月{day.day}日（{'月火水木金土日'[day.weekday()]}）"
    return f"{day:%A}, {day.day} {day:%B}"

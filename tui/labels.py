"""The console's words: its `_`, and the names of statuses, priorities and events in the language in force."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from config.languages import translator
from core.tickets import Flag

_ = translator("tui")


def N_(text: str) -> str:  # noqa: N802 - gettext's own name for "translate later"
    """Mark a text for the catalogue; it is translated when it is shown."""
    return text


_STATUS = {
    "open": N_("open"),
    "pending": N_("waiting"),
    "solved": N_("solved"),
    "closed": N_("closed"),
    "spam": N_("spam"),
}
_PRIORITY = {"high": N_("high"), "normal": N_("normal"), "low": N_("low")}


def status_name(status: str) -> str:
    """A status as people say it."""
    return _(_STATUS.get(status, status))


def priority_name(priority: str) -> str:
    """A priority as people say it."""
    return _(_PRIORITY.get(priority, priority))


def event_sentence(event: str, data: Mapping[str, Any], by: str) -> str:
    """What an event did, as one sentence."""
    who = by or _("Somebody")
    value = {key: str(value) for key, value in data.items() if isinstance(value, str | int)}
    texts = {
        "status": _("{who} set it to {what}"),
        "assign": _("{who} gave it to {what}") if data.get("assignee") else _("{who} gave it to nobody"),
        "priority": _("{who} made the priority {what}"),
        "tag": _("{who} put the tag {what} on it"),
        "untag": _("{who} took the tag {what} off"),
        "snooze": _("{who} snoozed it") if data.get("until") or data.get("until_reply") else _("{who} woke it"),
        "claim": _("{who} took it over") if data.get("force") else _("{who} is answering"),
        "release": _("{who} gave up the claim"),
        "merge": _("{who} merged {what} with it"),
        "split": _("{who} split {what} off"),
        "note": _("{who} wrote a note"),
        "promise": _("{who} promised: {what}"),
        "promise.keep": _("{who} says the promise was kept"),
        "promise.move": _("{who} moved the promise"),
        "promise.drop": _("{who} says it was no promise"),
        "customer.expect": _("{who} wrote down what {what} expects"),
        "customer.note": _("{who} wrote a note on {what}"),
        "star": _("{who} starred a reply: {what}"),
        "unstar": _("{who} took the star off a reply"),
        "voice.clip": _("{who} clipped what the customer says of {what}"),
        "conflict": _("{who} decided offline, too late: {what}"),
        "sent": _("{who} sent a reply"),
        "open": _("The ticket was opened"),
        "undo": _("{who} took something back"),
        "approval.ask": _("{who} asks a colleague to read and send a reply"),
        "approval.sent": _("{who} has read and sent the reply"),
        "approval.return": _("{who} gave the reply back: {what}"),
    }
    what = {
        "status": status_name(value.get("status", "")),
        "assign": value.get("assignee", ""),
        "priority": priority_name(value.get("priority", "")),
        "tag": value.get("tag", ""),
        "untag": value.get("tag", ""),
        "approval.return": value.get("note", ""),
        "merge": value.get("into", "") or value.get("code", ""),
        "split": value.get("into", ""),
        "promise": " ".join(value.get("text", "").split()),
        "customer.expect": value.get("address", ""),
        "customer.note": value.get("address", ""),
        "conflict": value.get("kind", ""),
        "star": value.get("why", ""),
        "voice.clip": value.get("topic", ""),
    }.get(event, "")
    return texts.get(event, f"{{who}}: {event}").format(who=who, what=what)


REASONS = (
    N_("a promise is over its time"),
    N_("the customer is at risk"),
    N_("high priority, waiting longest"),
    N_("waiting longest"),
    N_("open longest"),
)
"""Why a ticket is the next one, as the core says it."""


def flag_text(flag: Flag, now: datetime) -> str:
    """Why a ticket or customer is marked, in the language in force, its dates as people write them."""
    if flag.code == "bounced":
        return _("mail to {address} was returned").format(address=flag.about)
    if flag.code == "flagged":
        return _("flagged in the mailbox")
    from core.care.risk import reason_of
    from tui.text.when import days_as_written

    return days_as_written(reason_of(flag) or flag.reason, now)

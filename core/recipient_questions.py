"""Recipients that a mail from outside brought in: never followed without somebody saying so.

Whoever took over a customer's account, or forges a mail into a thread, gets our answer by a new Reply-To or
a new Cc. A ticket's first mail has nothing to be compared with, so its own addresses are taken as they are.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING

from config.languages import translator
from core.drafts import Draft
from core.entries import MessageEntry
from core.mail.message import Address
from core.problems import Problem

if TYPE_CHECKING:
    from core.desk import Desk

_ = translator("core")


def asked_recipients(desk: Desk, draft: Draft) -> Iterator[Problem]:
    """The questions that a draft's recipients raise. What its writer added by hand raises none."""
    if draft.forward:
        return
    messages = desk.messages(draft.ticket)
    own = desk.settings.own_addresses()
    for person in redirected(messages, draft.to, own):
        said = _("The answer would go to {address}, which is not where the mail came from.")
        yield Problem(
            "stop", "reply_to_changed", said.format(address=person.address), person.address, overridable=True
        )
    for person in brought_in(messages, draft.cc, own):
        said = _("{address} was put into Cc by the newest mail; until now they had no part in this.")
        yield Problem("stop", "new_cc", said.format(address=person.address), person.address, overridable=True)


def redirected(messages: Sequence[MessageEntry], to: Sequence[Address], own: Collection[str]) -> Sequence[Address]:
    """Recipients that only the Reply-To of the newest mail names, though the ticket had mail before it."""
    newest, known = _newest_and_known(messages, own)
    if newest is None or not known:
        return ()
    theirs = {a.address.lower() for a in newest.reply_to}
    writer = newest.sender.address.lower() if newest.sender else ""
    return [a for a in to if a.address.lower() in theirs - known - {writer}]


def brought_in(messages: Sequence[MessageEntry], cc: Sequence[Address], own: Collection[str]) -> Sequence[Address]:
    """Recipients whom the newest mail alone brought into its To or Cc, though the ticket had mail before it."""
    newest, known = _newest_and_known(messages, own)
    if newest is None or not known:
        return ()
    theirs = {a.address.lower() for a in (*newest.to, *newest.cc)}
    return [a for a in cc if a.address.lower() in theirs - known]


def _newest_and_known(
    messages: Sequence[MessageEntry], own: Collection[str]
) -> tuple[MessageEntry | None, frozenset[str]]:
    """The customer's newest mail, and everybody who had a part in the ticket before it, lower case."""
    came = [m for m in messages if m.direction == "in" and not m.auto_submitted and m.bounce is None]
    if not came:
        return None, frozenset()
    newest = came[-1]
    before = [m for m in messages if m is not newest and m.at <= newest.at]
    if not before:
        return newest, frozenset()
    people = {
        a.address.lower() for m in before for a in (*m.to, *m.cc, *m.reply_to, *((m.sender,) if m.sender else ()))
    }
    return newest, frozenset(people | set(own))

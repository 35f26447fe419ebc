"""The weekly digest as a mail to the rest of the company: off until the charter names who gets it.

It goes into the outbox like every mail and leaves from there at most once. That a week's digest was queued is an
event of the log, so a second desk of the same agent does not queue it again. In a team one agent's desk sends it.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from tinydb import where

from config.charter import Digest
from config.errors import ConfigError, Refused
from config.languages import translator
from config.settings import Mailbox
from core.care.report.digest import digest
from core.care.report.make import make_report
from core.care.report.period import period_of
from core.compose import Outgoing, compose
from core.compose_check import verify
from core.drafts import Before, Draft, Queued
from core.events import RULE
from core.identity import mint_code, new_message_id
from core.mail.message import Address
from core.outbox_records import new_id

if TYPE_CHECKING:
    from core.desk import Desk

_ = translator("core")
POSTED = "digest"
"""The kind of the event which says that a week's digest was queued."""


def post_if_due(desk: Desk, now: datetime) -> Queued | None:
    """Queue the digest of the week that is over, once; None where nothing is due or another desk sends it.

    Where the charter has just begun to ask for it nothing is sent for the week before. `now` is aware.
    Raises ConfigError (charter, mailbox), Refused (an address nobody can write to).
    """
    wish = desk.care.charter.digest
    if wish is None or not wish.to or not _ours(desk, wish):
        return None
    here = now.astimezone(desk.care.calendar.zone)
    week = f"{_newest(wish, here):%Y-%m-%d}"
    told = {str(d["data"]["week"]) for d in desk.store.table("events").search(where("kind") == POSTED)}
    if week in told:
        return None
    if not told:
        desk.ledger.append(POSTED, None, {"week": week, "sent": False}, by=RULE)
        return None
    return _post(desk, wish, week, here)


def post_now(desk: Desk, now: datetime, *, days: int = 7) -> Queued:
    """Queue a digest of the last days because a person asks for it. Raises ConfigError, Refused."""
    wish = desk.care.charter.digest
    if wish is None or not wish.to:
        raise ConfigError(
            _("The charter does not say who gets the digest."),
            hint='[digest]  to = ["all@company.example"]',
        )
    return _post(desk, wish, "", now.astimezone(desk.care.calendar.zone), days=days)


def _ours(desk: Desk, wish: Digest) -> bool:
    """Whether this desk sends it: alone always, in a team where the charter names this agent."""
    return wish.by == desk.settings.agent.name or (not wish.by and not desk.team.active)


def _newest(wish: Digest, here: datetime) -> datetime:
    """The newest moment that is not to come on which a digest falls due."""
    day = here - timedelta(days=(here.weekday() - wish.weekday) % 7)
    moment = day.replace(hour=wish.at[0], minute=wish.at[1], second=0, microsecond=0)
    return moment if moment <= here else moment - timedelta(days=7)


def _post(desk: Desk, wish: Digest, week: str, here: datetime, *, days: int = 7) -> Queued:
    last = _newest(wish, here).date() - timedelta(days=1) if week else here.date()
    report = make_report(desk, period_of(here, begin=last - timedelta(days=days - 1), end=last))
    text = digest(report)
    box = _mailbox(desk, wish)
    id, to = new_id(), tuple(Address("", address) for address in wish.to)
    code = mint_code(f"digest {week or id}", desk.key)
    meant = Outgoing(
        sender=Address(box.from_name, box.email),
        to=to,
        cc=(),
        bcc=(),
        subject=text.partition("\n")[0].lstrip("# "),
        body=text,
        message_id=new_message_id(code, box.email.rpartition("@")[2].lower(), desk.key),
        references=(),
        in_reply_to=None,
        date=datetime.now(UTC),
        automatic=True,
        unasked=True,
    )
    composed = compose(meant)
    verify(composed)
    draft = Draft(id, code, box.name, to, (), (), composed.subject, text, 0, Before(), then="closed")
    with desk.store.transaction():
        sha = desk.store.raw.put(composed.raw)
        desk.store.raw.sync()
        if week:
            desk.ledger.append(POSTED, None, {"week": week, "sent": True}, by=RULE)
        return desk.outbox.add(
            Queued(
                id=id,
                ticket=code,
                mailbox=box.name,
                message_id=meant.message_id,
                state="queued",
                to=composed.to,
                cc=(),
                bcc=(),
                subject=composed.subject,
                not_before=datetime.now(UTC) + timedelta(seconds=desk.settings.undo_seconds),
                attempts=0,
                error=None,
                raw=sha,
                by=RULE if week else desk.settings.agent.name,
                then="closed",
                sender=composed.sender,
                seen=Before(desk.ledger.position(), 0),
                automatic=True,
            ),
            draft,
        )


def _mailbox(desk: Desk, wish: Digest) -> Mailbox:
    """The mailbox it leaves from. Raises ConfigError, Refused (it cannot send)."""
    box = desk.settings.mailbox(wish.mailbox) if wish.mailbox else next(iter(desk.settings.mailboxes), None)
    if box is None:
        raise ConfigError(_("There is no mailbox {name} to send the digest from.").format(name=wish.mailbox))
    if box.smtp is None:
        raise Refused(_("The mailbox {name} does not send.").format(name=box.name), code="no_smtp")
    return box

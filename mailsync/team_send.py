"""Before SMTP in a team: claim and `sending` stand in the log, first of their kind, or the mail waits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from config.errors import MadoError
from config.languages import translator
from config.settings import Mailbox
from core.desk import Desk
from core.drafts import Queued
from core.sending import announce, obstacle
from mailsync.team_sync import sync_team

_ = translator("mailsync")


@dataclass(frozen=True, slots=True)
class Cleared:
    """What may not leave now: `waits` by id with the reason, and what kept the log from being asked."""

    waits: dict[str, str]
    stopped: dict[str, str]
    trouble: MadoError | None = None


def clear_to_send(desk: Desk, mailbox: Mailbox, password: str, due: Sequence[Queued]) -> Cleared:
    """Say in the log what is about to leave, and ask it. Without a team everything may leave.

    The log may stand in another mailbox of this desk than the one that sends.
    """
    if not desk.team.active or not due:
        return Cleared({}, {})
    announce(desk, due)
    carrier = desk.settings.mailbox(desk.team.state.mailbox)
    said = _("It waits because the team's log could not be asked: {why}")
    try:
        if carrier is not None and carrier.name != mailbox.name:
            from config.secrets import password_for

            password = password_for(carrier, desk.home)
        sync_team(desk, carrier or mailbox, password)
    except MadoError as trouble:
        return Cleared({e.id: said.format(why=trouble.message) for e in due}, {}, trouble)
    found = {e.id: reason for e in due if (reason := obstacle(desk, e)) is not None}
    others = {e.id: r for e in due if (r := found.get(e.id)) is not None and _is_another(desk, e)}
    return Cleared({id: r for id, r in found.items() if id not in others}, others)


def _is_another(desk: Desk, entry: Queued) -> bool:
    """Whether the log has shown the announcement: then what stands in the way is another desk, and stays there."""
    from core.sending import first_said

    said = first_said(desk, entry)
    return said is not None and said.team is not None

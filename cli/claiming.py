"""`mado claim` in a team: the log decides who was first, if it can be asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from cli.opened import opened_desk
from cli.output import say, show_error
from cli.shared import Shared
from config.errors import ExitCode, MadoError, Refused, TryLater
from config.languages import translator

if TYPE_CHECKING:
    from core.desk import Desk

_ = translator("cli")


def claim_in_team(shared: Shared, typed: Sequence[str], act: Callable[[], int]) -> int:
    """Read the log, claim, and read until the log says who holds it; without the network the next sync decides."""
    with opened_desk(shared) as desk:
        if not desk.team.active:
            return act()
        reached = _exchanged(shared, desk)
        code = act()
        if code == ExitCode.DONE and reached and _exchanged(shared, desk):
            return _settled(shared, desk, typed)
        if code == ExitCode.DONE:
            say(shared, _("The team's log could not be asked: the next sync decides who was first."))
        return code


def _exchanged(shared: Shared, desk: Desk) -> bool:
    from config.secrets import password_for
    from mailsync.team_sync import sync_team

    mailbox = desk.settings.mailbox(desk.team.state.mailbox)
    if mailbox is None or not mailbox.enabled:
        return False
    try:
        done = sync_team(desk, mailbox, password_for(mailbox, shared.home))
    except TryLater:
        return False
    except MadoError as error:
        show_error(error, as_json=shared.format in ("json", "jsonl"))
        return False
    return done is not None and not done.waiting


def _settled(shared: Shared, desk: Desk, typed: Sequence[str]) -> int:
    code = ExitCode.DONE
    for word in typed:
        ticket = desk.ticket(word)
        if ticket.claim is None or ticket.claim.by == desk.settings.agent.name:
            continue
        said = _("{agent} was faster: {agent} is answering {code}.")
        error = Refused(said.format(agent=ticket.claim.by, code=ticket.code), code="claimed")
        show_error(error, as_json=shared.format in ("json", "jsonl"))
        code = ExitCode.REFUSED
    return code

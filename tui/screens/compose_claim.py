"""Who answers: in a team the ticket is claimed when a reply is begun, and given free when it is not sent."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from config.errors import MadoError, Refused
from core import decisions
from core.fold import CLAIM_MINUTES
from core.text import clean
from tui.labels import _

if TYPE_CHECKING:
    from core.desk import Desk
    from tui.console import Console

_HALF = timedelta(minutes=CLAIM_MINUTES / 2)


async def may_answer(console: Console, code: str) -> bool:
    """Claim a ticket for a reply; where a colleague holds it, the writer decides. True where nobody else works here.

    Raises MadoError (no such ticket).
    """
    desk = console.desk
    if not desk.shared:
        return True
    try:
        await console.jobs.write(lambda: _claim(desk, code))
    except Refused as held:
        if held.code != "claimed":
            raise
        chosen = await console.choose(
            clean(held.message, one_line=True),
            [
                ("leave", _("Leave it to them")),
                ("write", _("Write all the same; before it is sent you are asked again")),
                ("take", _("Take it over; they are told")),
            ],
        )
        if chosen == "take":
            await console.jobs.write(lambda: desk.do(decisions.take_over(code)))
        return chosen in ("write", "take")
    return True


def _claim(desk: Desk, code: str) -> None:
    claim = desk.ticket(code).claim
    if claim is None or claim.by != desk.settings.agent.name:
        desk.do(decisions.claim(code))


async def hold_on(console: Console, code: str) -> None:
    """Renew one's own claim once it is half over: it would end by itself under a long reply. Raises MadoError."""
    desk = console.desk

    def renew() -> None:
        claim = desk.ticket(code).claim
        if claim is not None and claim.by == console.me and claim.until - datetime.now(UTC) < _HALF:
            desk.do(decisions.claim(code))

    await console.jobs.write(renew)


async def give_free(console: Console, code: str) -> None:
    """End one's own claim: the reply was not sent. Raises MadoError."""
    desk = console.desk

    def release() -> None:
        claim = desk.ticket(code).claim
        if claim is not None and claim.by == console.me:
            desk.do(decisions.release(code))

    if desk.shared:
        await console.jobs.write(release)


def faster(desk: Desk, code: str) -> str:
    """The colleague who holds the ticket by what the team's log says now; "" where nobody else does."""
    try:
        claim = desk.ticket(code).claim
    except MadoError:
        return ""
    return "" if claim is None or claim.by == desk.settings.agent.name else clean(claim.by, one_line=True)

"""The first start of a day: where somebody waits longer than the charter promises, the Late view comes first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from config.errors import MadoError
from tui.labels import _
from tui.screens.handover import handover_first
from tui.views import VIEWS

if TYPE_CHECKING:
    from core.desk import Desk
    from tui.console import Console

_LATE = next(view for view in VIEWS if view.name == "late")


async def begin_day(console: Console) -> None:
    """What is shown first: who waits too long, and above it what a colleague left. Raises MadoError."""
    await late_first(console)
    await handover_first(console)


async def late_first(console: Console) -> None:
    """Once a day, and not on the very first one: who has opened something already stays there. Raises MadoError."""
    today = console.now().astimezone().date().isoformat()
    before, console.kept.day = console.kept.day, today
    if before in ("", today):
        return
    late = await console.jobs.ask(lambda: _late(console.desk))
    if late and console.main.view is VIEWS[0]:
        console.main.show_view(_LATE)
        console.say(_("Late first: {n} wait longer than we promise. 1 is the Inbox.").format(n=late), "warn")


def _late(desk: Desk) -> int:
    """How many wait too long; 0 where the charter names no targets or cannot be read."""
    try:
        return desk.count(_LATE.query) if desk.care.clocks.rules else 0
    except MadoError:
        return 0

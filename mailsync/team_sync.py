"""One exchange with the team's log over the mailbox's server: one at a time on this machine, on one line."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from config.settings import Mailbox
from core.sending import finish_seen
from core.team import Exchanged
from mailsync.imap_connect import Line, Timeouts
from mailsync.lock import sync_lock
from mailsync.teamlog import FOLDER, ImapLog

if TYPE_CHECKING:
    from core.desk import Desk

LOCK = "team log"


def carries_the_log(desk: Desk, mailbox: Mailbox) -> bool:
    """Whether the team's log stands in this mailbox."""
    return desk.team.active and desk.team.state.mailbox == mailbox.name


@contextmanager
def team_log(
    desk: Desk,
    mailbox: Mailbox,
    password: str,
    *,
    folder: str = FOLDER,
    create: bool = False,
    line: Line | None = None,
    timeouts: Timeouts = Timeouts(),  # noqa: B008 - frozen
    stopped: Callable[[], bool] = lambda: False,
) -> Iterator[ImapLog]:
    """The log's folder, while nobody else on this machine works with it. Raises TryLater (busy)."""
    with (
        sync_lock(desk.home, LOCK, stopped=stopped),
        ImapLog(mailbox, password, folder, create=create, line=line, timeouts=timeouts) as log,
    ):
        yield log


def sync_team(
    desk: Desk,
    mailbox: Mailbox,
    password: str,
    *,
    line: Line | None = None,
    timeouts: Timeouts = Timeouts(),  # noqa: B008 - frozen
    stopped: Callable[[], bool] = lambda: False,
) -> Exchanged | None:
    """Ship what was decided here and read what was decided elsewhere; None where this mailbox carries no log.

    Raises MadoError (network, store); what was not shipped waits.
    """
    if not carries_the_log(desk, mailbox):
        return None
    folder = desk.team.state.folder
    with team_log(desk, mailbox, password, folder=folder, line=line, timeouts=timeouts, stopped=stopped) as log:
        said = desk.keeping.sync_files()
        done = desk.team.exchange(log)
        said = [*said, *desk.keeping.sync_files()]
        done = replace(done, problems=(*done.problems, *dict.fromkeys(said)))
        if finish_seen(desk):
            desk.team.exchange(log)
        if told := desk.keeping.erase_as_told():
            done = replace(done, problems=(*done.problems, *told))
            desk.team.exchange(log)
        desk.team.say_here(log)
        if line is None:
            desk.team.pack_if_many(log)
    return done

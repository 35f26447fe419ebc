"""Working together: who is here, who calls, whose replies wait to be read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from config.errors import UsageError
from core import decisions
from core.here import people
from core.text import clean
from tui.commands.base import ACTING, LOOKING, Command, on_ticket
from tui.console import Console
from tui.labels import N_, _
from tui.text.when import moment

if TYPE_CHECKING:
    from core.team import TeamStatus


class _InTeam(Command):
    """Offered where there is a team."""

    def possible(self, console: Console) -> bool:
        """This desk shares its log."""
        return console.desk.team.active


class TakeOver(Command):
    """I answer, though a colleague has begun."""

    name, title, group = "take-over", N_("Take over from a colleague"), ACTING
    words = ("引き継ぐ",)
    help = N_("Claim it though a colleague is answering; they are told.")

    def possible(self, console: Console) -> bool:
        """Others decide here, too, and there is a ticket."""
        return console.desk.shared and on_ticket(console)

    async def run(self, console: Console, words: str = "") -> None:
        """Claim every target."""
        await console.act([decisions.take_over(code) for code in console.targets()], _("You are answering."))


class Approvals(_InTeam):
    """Replies to be read before they leave."""

    name, title, group, keys = "approvals", N_("Replies to be read by a colleague"), LOOKING, ("A",)
    words = ("承認", "確認待ち")
    help = N_("Replies of those who may only draft: read, send or return; yours that came back.")

    async def run(self, console: Console, words: str = "") -> None:
        """Choose one, and what becomes of it."""
        from tui.screens.approve import look_at_approvals

        await look_at_approvals(console)


class Team(Command):
    """How the team stands."""

    name, title, group, keys = "team", N_("The team"), LOOKING, ("T",)
    words = ("チーム",)
    help = N_("Who is here, what waits to be shipped, when the log was last read.")

    def possible(self, console: Console) -> bool:
        """Others decide here, too."""
        return console.desk.shared

    async def run(self, console: Console, words: str = "") -> None:
        """Show it. Raises UsageError without a team."""
        desk = console.desk
        if desk.team.active:
            found = await console.jobs.ask(desk.team.status)
            lines = _status_lines(found, console.app.sync_state.well_since, console.now())
        elif desk.shared:
            here = await console.jobs.ask(lambda: people(desk.home))
            lines = [_here_line(p.agent, p.since, p.agent == console.me, console.now()) for p in here]
        else:
            raise UsageError(_("This desk is in no team."), hint=_("`mado team init` makes one."))
        await console.choose(_("The team"), [(str(number), text) for number, text in enumerate(lines)])


def _here_line(agent: str, since: int, me: bool, now: datetime) -> str:
    said = _("* {name} (you), here since {when}") if me else _("* {name}, here since {when}")
    return said.format(name=clean(agent, one_line=True), when=_when(since, now))


def _when(seconds: int, now: datetime) -> str:
    return moment(datetime.fromtimestamp(seconds, UTC).astimezone(now.tzinfo), now) if seconds else _("never")


def _status_lines(found: TeamStatus, mail_read: datetime | None, now: datetime) -> Sequence[str]:
    lines = [_here_line(p.agent, p.since, p.me, now) for p in found.here]
    said = _("Log last read: {when}. Waiting to be shipped: {n}.")
    lines.append(said.format(when=_when(found.last_read, now), n=found.pending))
    if found.waiting_since:
        since = moment(datetime.fromisoformat(found.waiting_since), now)
        lines.append(_("The oldest decision that waits: {when}.").format(when=since))
    lines.append(_("Mail last read: {when}.").format(when=moment(mail_read, now) if mail_read else _("never")))
    for one in found.colleagues:
        said = _("{name} (this desk), last decision {when}") if one.me else _("{name}, last decision {when}")
        text = said.format(name=clean(one.agent, one_line=True), when=_when(one.last, now))
        lines.append(text + (_("; has {n} decisions still to read").format(n=one.behind) if one.behind else ""))
    lines += [_("A batch is missing: {name}").format(name=name) for name in found.missing]
    kept = _("{n} decisions in the log; in its folder {plain} single messages and {packs} packs.")
    lines.append(kept.format(n=found.events, plain=found.plain, packs=found.packs))
    lines += [_("Not the team's: {subject}").format(subject=odd.subject) for odd in found.foreign]
    return lines


COMMANDS: tuple[Command, ...] = (Approvals(), TakeOver(), Team())

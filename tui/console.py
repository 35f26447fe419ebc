"""What commands may use: the desk, the screen, questions and answers. The app and its screens stay behind it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

from config.errors import MadoError, UsageError
from core.text import clean
from tui.jobs import Jobs
from tui.kept import load_kept
from tui.labels import _
from tui.text.lines import Role
from tui.tidings import Tidings

if TYPE_CHECKING:
    from textual.geometry import Region

    from core.desk import Desk
    from core.drafts import Draft, Queued
    from core.events import Decision
    from tui.app import ConsoleApp
    from tui.screens.compose import ComposeScreen
    from tui.screens.compose_start import Wish
    from tui.screens.main import MainScreen


Choices = Sequence[str] | Callable[[str], Sequence[str]]


class Pane(Protocol):
    """What can be moved in: list, reader, customer."""

    def move(self, steps: int, /) -> None:
        """By some steps."""

    def move_page(self, pages: int, /) -> None:
        """By some pages."""

    def go(self, index: int, /) -> None:
        """To a place."""


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence of the status line, kept for the log."""

    at: datetime
    text: str
    role: Role


class Console:
    """The console as a command sees it."""

    def __init__(self, app: ConsoleApp, desk: Desk, jobs: Jobs) -> None:
        self.app = app
        self.desk = desk
        self.jobs = jobs
        self.me = desk.settings.agent.name
        self.log: list[Said] = []
        self.kept = load_kept(desk.home.console_file)
        self._named: tuple[str, ...] = ()
        self.unfinished: dict[str, str] = {}
        self.queued: Queued | None = None
        self.tidings = Tidings(desk)
        self.arrived = asyncio.Event()

    # where we are ----------------------------------------------------------------------------
    def now(self) -> datetime:
        """The present, aware."""
        return self.app.clock()

    @property
    def main(self) -> MainScreen:
        """The main screen."""
        return self.app.main

    @property
    def composer(self) -> ComposeScreen:
        """The composer that is open. Raises UsageError where there is none."""
        from tui.screens.compose import ComposeScreen

        for screen in reversed(self.app.screen_stack):
            if isinstance(screen, ComposeScreen):
                return screen
        raise UsageError(_("That belongs to a reply, and none is open."), hint=_("r opens one."))

    @property
    def pane(self) -> Pane:
        """The focused pane of the main screen."""
        return self.main.pane

    def targets(self) -> tuple[str, ...]:
        """The codes a command acts on: those typed with it, else those marked, else the open or highlighted one."""
        return self._named or self.main.targets()

    @contextmanager
    def acting_on(self, codes: tuple[str, ...]) -> Iterator[None]:
        """While a command runs that was typed with these codes; none: as usual."""
        self._named = codes
        try:
            yield
        finally:
            self._named = ()

    # saying and asking -----------------------------------------------------------------------
    def say(self, text: str, role: Role = "text") -> None:
        """One sentence on the status line of the screen in front, and into the log."""
        self.log.append(Said(self.now(), clean(text, one_line=True), role))
        del self.log[:-500]
        self.app.show_said()

    def fail(self, error: BaseException) -> None:
        """Say what went wrong and what to do. Anything but a MadoError is a bug and ends the console."""
        if isinstance(error, MadoError):
            self.say(f"{error.message} {error.hint}".strip(), "alarm")
        else:
            raise error

    async def ask(
        self, title: str, *, hint: str = "", value: str = "", choices: Choices = (),
        before: Sequence[str] = (), typed: Callable[[str], None] | None = None,
        explain: Callable[[str], str] | None = None,
    ) -> str | None:  # fmt: skip
        """One line from the person in front; None where they left it.

        `choices` are what Tab completes, or what finds them for a line; `before` is what Up brings back; `typed` is
        told what stands there whenever the hands rest; `explain` says what a line would mean.
        """
        from tui.screens.ask import AskScreen

        question = AskScreen(
            title, hint=hint, value=value, choices=choices, before=before, typed=typed, explain=explain
        )
        return await self.app.answer(question)

    async def write(self, title: str, hint: str = "", value: str = "") -> str | None:
        """Several lines from the person in front; None where they left it."""
        from tui.screens.write import WriteScreen

        return await self.app.answer(WriteScreen(title, self.unfinished, hint=hint, value=value))

    async def write_at(self, region: Region | None, title: str, value: str) -> str | None:
        """A text changed where it stands on the screen (below, where it does not); None where they left it."""
        from tui.screens.place import PlaceScreen

        return await self.app.answer(PlaceScreen(title, value, region))

    async def choose(self, title: str, choices: Sequence[tuple[str, str]], hint: str = "") -> str | None:
        """One of some (value, text); None where they left it."""
        from tui.screens.pick import Choice, PickScreen

        found = [Choice(value, text, (text, value)) for value, text in choices]
        return await self.app.answer(PickScreen(title, found, hint=hint))

    async def confirm(self, question: str, yes: str, no: str) -> bool:
        """Yes or no, in words."""
        return await self.choose(question, [("no", no), ("yes", yes)]) == "yes"

    # acting ----------------------------------------------------------------------------------
    async def act(self, found: Sequence[Decision], said: str) -> None:
        """Carry decisions out and show what became of them. Raises MadoError."""
        if not found:
            return
        self.arrived.set()
        seen = self.main.seen_message(found)
        await self.jobs.write(lambda: self.desk.do(*found, seen_message=seen))
        self.main.tickets.unmark()
        self.main.reload()
        tickets = len({d.ticket for d in found})
        self.say(said if tickets < 2 else _("{said} ({n} tickets)").format(said=said, n=tickets), "good")

    def run_quietly(self, work: Coroutine[Any, Any, object]) -> None:
        """Something small to be done in the background; what goes wrong is said."""

        async def guarded() -> None:
            try:
                await work
            except MadoError as error:
                self.fail(error)

        self.app.run_worker(guarded(), group="background")

    async def undo(self) -> None:
        """Take back the reply that waits, else this agent's last event."""
        self.arrived.set()
        if self.queued is not None and self.queued.not_before > self.now():
            await self._take_back(self.queued)
            return
        self.queued = None
        event = await self.jobs.write(self.desk.undo_last)
        if event is None:
            self.say(_("There is nothing to take back."))
            return
        self.main.reload()
        self.say(_("Taken back."), "good")

    async def _take_back(self, queued: Queued) -> None:
        entry = await self.jobs.write(lambda: self.desk.outbox.cancel(queued.id))
        self.queued = None
        self.main.reload()
        if entry.state == "cancelled":
            self.say(_("Not sent. The text is back."), "good")
            await self.compose(entry.ticket)

    # opening things --------------------------------------------------------------------------
    async def compose(self, code: str, wish: Wish | None = None) -> None:
        """Open the composer on a ticket, with the draft that was begun if there is one. Raises MadoError."""
        from tui.screens.compose import ComposeScreen
        from tui.screens.compose_claim import may_answer
        from tui.screens.compose_start import Wish, start

        wish = wish or Wish()
        if wish.forward or await may_answer(self, code):
            begun = await self.jobs.write(lambda: start(self.desk, code, wish))
            await self.app.show(ComposeScreen(self, begun))

    async def compose_draft(self, draft: Draft) -> None:
        """Open the composer on a draft that stands already. Raises MadoError."""
        from tui.screens.compose import ComposeScreen
        from tui.screens.compose_claim import may_answer
        from tui.screens.compose_start import begun

        if await may_answer(self, draft.ticket):
            found = await self.jobs.write(lambda: begun(self.desk, draft, taken_up=True))
            await self.app.show(ComposeScreen(self, found))

    async def outbox(self) -> None:
        """What has not left: take back, send again, or settle."""
        from tui.screens.outbox import look_at_outbox

        await look_at_outbox(self)

    def check_query(self, query: str) -> None:
        """Raises UsageError for a query nobody can read; at once, so that keys typed ahead find the view shown."""
        self.desk.check_query(query)

    def known_agents(self) -> tuple[str, ...]:
        """Names of agents that are seen on tickets in hand, me first."""
        names = {t.assignee for t in self.main.in_hand() if t.assignee}
        return (self.me, *sorted(names - {self.me}))

    def known_tags(self) -> tuple[str, ...]:
        """Tags that are seen on tickets in hand."""
        return tuple(sorted({tag for t in self.main.in_hand() for tag in t.tags}))

    def sync_now(self) -> None:
        """Ask for new mail."""
        self.app.sync_now()

    def relabel(self) -> None:
        """The language changed."""
        self.app.relabel()

    def show_help(self) -> None:
        """The help of the place in front."""
        self.app.show_help()

    async def show_log(self) -> None:
        """What was said, the newest first; below it the whole of what does not fit into a line."""
        from tui.screens.pick import Choice, PickScreen
        from tui.text.when import moment

        newest = reversed(self.log)
        said = [Choice(str(i), f"{moment(s.at, self.now())}  {s.text}", preview=s.text) for i, s in enumerate(newest)]
        await self.app.answer(PickScreen(_("Messages so far"), said or [Choice("", _("Nothing yet."))]))

    async def quit(self) -> None:
        """Leave; what is being written is saved first."""
        self.arrived.set()
        await self.app.leave()

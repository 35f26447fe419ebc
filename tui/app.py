"""The console's App: theme, language, keys, threads, and a clean end. What it does is in commands and screens."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from collections.abc import Callable, Sequence
from contextvars import copy_context
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar, TypeVar

from textual import events
from textual.app import App
from textual.notifications import SeverityLevel
from textual.screen import Screen

from config.home import Home
from config.languages import LANGUAGES, language, set_language
from config.settings import Settings
from tui import crash
from tui.commands.base import KEYMAP
from tui.compat import install_guard, taking_over
from tui.console import Console
from tui.first_paint import Picture, shown
from tui.hang_up import end_at_last, when_hung_up
from tui.jobs import Jobs
from tui.kept import load_kept, save_kept
from tui.keys import KeyDesk
from tui.labels import _
from tui.listener import Listener
from tui.screens.base import ConsoleScreen, Keys, Question
from tui.screens.main import MainScreen
from tui.sweeping import Sweeper
from tui.sync_state import SyncState
from tui.themes import DARK, LIGHT, NAMES, THEMES
from tui.user_themes import load_themes
from tui.views import VIEWS
from tui.window import load_view

if TYPE_CHECKING:
    from core.desk import Desk
    from tui.beside import Beside
    from tui.bridge import News
    from tui.commands.registry import Registry

T = TypeVar("T")
_LOOK_EVERY = 0.5
_KEEP_AFTER = 3.0
_NETWORK_AFTER = 0.2
"""Seconds after which another process may want a core: until then the list and its first keys have both."""
_KEPT_ROWS = 120
_TURN = 0.0005
"""Seconds a thread that reads the desk may keep the interpreter while the screen's thread waits for it."""
_COPY_IN_USE = 60.0
"""Seconds after which a viewer has read the copy of an attachment that it was given."""


def _utc_now() -> datetime:
    return datetime.now(UTC)


class ConsoleApp(App[int]):
    """The console on one desk. `clock` gives the present; `network` is False where nothing may be asked."""

    CSS_PATH = "app.tcss"
    ENABLE_COMMAND_PALETTE = False
    TITLE = "Madoguchi"
    BINDINGS: ClassVar = []

    def __init__(
        self,
        desk: Desk,
        *,
        clock: Callable[[], datetime] = _utc_now,
        network: bool = True,
        on_ready: Callable[[], None] | None = None,
        picture: Picture | None = None,
    ) -> None:
        install_guard()
        super().__init__(driver_class=taking_over(picture) if picture is not None else None)
        own_looks, self._said_at_start = load_themes(desk.home.root)
        for theme in (*THEMES, *own_looks):
            self.register_theme(theme)
        self.clock = clock
        self.desk = desk
        self.jobs = Jobs(self._job_failed)
        self.front = Console(self, desk, self.jobs)
        self.theme = self.front.kept.theme if self.front.kept.theme in self.available_themes else NAMES[0]
        self.main = MainScreen(self.front)
        self.sync_state = SyncState()
        self._keys = KeyDesk(self)
        self._network = network
        self._beside: Beside | None = None
        self._news: dict[str, News] = {}
        self._stamp: int | None = None
        self._last_key = time.monotonic()
        self._missing = (0, 0)
        self._sweeper = Sweeper(lambda: self._last_key)
        self._listener = Listener(desk, self._look)
        self._on_ready = on_ready
        self._ambient = copy_context()
        if (desk.home.root / KEYMAP).exists():
            _ = self.registry  # What is wrong in it is said before the screen is taken.
        if os.environ.get("SSH_CONNECTION"):
            self.animation_level = "none"

    @cached_property
    def registry(self) -> Registry:
        """The commands, with the keys and macros of this home. Raises ConfigError; loaded once the list stands."""
        from tui.commands.macros import with_macros

        registry, said = with_macros(self.desk.home.root, self.desk.macros)
        self._said_at_start += said
        return registry

    def get_default_screen(self) -> Screen[None]:
        """The main screen is the first and lowest one."""
        return self.main

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Our own colour names for themes that do not have them (Textual's): for dark ones or for light ones."""
        return dict((DARK if self.current_theme.dark else LIGHT).variables)

    # life ------------------------------------------------------------------------------------
    def on_mount(self) -> None:
        """Listen to the desk and the system, then let the network begin."""
        self._ambient = copy_context()
        self.set_interval(_LOOK_EVERY, self._look)
        self.set_interval(1.0, self._sweeper.look)
        self._listener.start()
        self.app_resume_signal.subscribe(self, self._came_back)
        for number in (signal.SIGTERM, signal.SIGHUP):
            try:
                asyncio.get_running_loop().add_signal_handler(number, self._terminate, number)
            except (NotImplementedError, RuntimeError, ValueError):
                break  # Only the main thread of a POSIX process has signals.
        loop = asyncio.get_running_loop()
        when_hung_up(lambda: loop.call_soon_threadsafe(self._terminate, signal.SIGHUP), 128 + signal.SIGHUP)
        self.call_after_refresh(self._begin)

    def on_unmount(self) -> None:
        """Nobody is listened to any more."""
        self._listener.stop()

    def _came_back(self, _app: App[int]) -> None:
        """After ^Z and fg, or an editor, the terminal shows nothing of ours any more."""
        for screen in self.screen_stack:
            screen.refresh()

    def _begin(self) -> None:
        self.main.show_keys()
        if self._network:
            from tui.beside import Beside

            self._beside = Beside(self.desk, self._news_from_thread, lambda: self._last_key)
            self.set_timer(_NETWORK_AFTER, self._beside.start)
        for said in self._said_at_start:
            self.front.say(said, "alarm")
        if self._on_ready is not None:
            self._on_ready()
        self._sweeper.begin()
        self.set_timer(_KEEP_AFTER, self.keep_window)

    def _terminate(self, number: int) -> None:
        """Asked to end from outside: keep what is being written, leave the terminal clean."""
        end_at_last(128 + number)
        self.run_worker(self.leave(128 + number), exit_on_error=False)

    async def leave(self, code: int = 0) -> None:
        """End; a reply that is being written is kept first."""
        from tui.screens.compose import ComposeScreen

        for screen in self.screen_stack:
            if isinstance(screen, ComposeScreen):
                await screen.save()
        save_kept(self.desk.home.console_file, self.front.kept)
        if self.is_running and self.size.width:
            from tui.window_file import keep_window

            keep_window(self, await self.jobs.ask(lambda: load_view(self.desk, VIEWS[0], 0, _KEPT_ROWS, margin=0)))
        self.exit(code, return_code=code)

    def keep_window(self) -> None:
        """Keep what the next start shows first (tui/first_paint.py)."""
        from tui.window_file import keep_window

        self.jobs.read_later(
            lambda: load_view(self.desk, VIEWS[0], 0, _KEPT_ROWS, margin=0), lambda found: keep_window(self, found)
        )

    def close_threads(self) -> None:
        """Let the network and the desk's threads end."""
        if self._beside is not None:
            self._beside.stop()
        self.jobs.close()

    async def action_quit(self) -> None:
        """Textual's own way out is ours."""
        await self.leave()

    def action_help_quit(self) -> None:
        """ctrl+c ends nothing; say what does."""
        self.front.say(_("q leaves the console; nothing is lost."))

    # keys and screens ------------------------------------------------------------------------
    @property
    def where(self) -> str:
        """The place in front: which commands its keys run; empty over a question."""
        screen = self.screen
        return screen.where if isinstance(screen, ConsoleScreen) else ""

    async def on_event(self, event: events.Event) -> None:
        """Keys are taken one by one (tui/keys.py); everything else is Textual's."""
        if isinstance(event, events.Key) and not event.is_forwarded and self.screen_stack:
            self.app_focus = True
            self._last_key = time.monotonic()
            await self._keys.take(event)
        else:
            await super().on_event(event)

    async def bound(self, key: str) -> bool:
        """Run what Textual has bound to a key, if anything."""
        return await self._check_bindings(key, priority=True) or await self._check_bindings(key)

    def run_named(self, name: str) -> None:
        """Run a command that was chosen with the mouse."""
        command = self.registry.named(name, self.where)
        if command is not None and command.possible(self.front):
            self.run_worker(self._keys.run(command), exit_on_error=True)

    async def show(self, screen: ConsoleScreen) -> None:
        """Open a full screen and let keys come to it."""
        await self.push_screen(screen)
        await screen.ready.wait()
        self.front.arrived.set()

    async def answer(self, question: Question[T]) -> T | None:
        """Open a question and wait for its answer."""
        answered: asyncio.Future[T | None] = asyncio.get_running_loop().create_future()

        def take(value: T | None) -> None:
            self.front.arrived = asyncio.Event()
            if not answered.done():
                answered.set_result(value)

        question.taken = take
        await self.push_screen(question)
        await question.ready.wait()
        self.front.arrived.set()
        return await answered

    # saying ----------------------------------------------------------------------------------
    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,
        markup: bool = False,
    ) -> None:
        """Never with markup: a text may come from a mail."""
        from core.text import clean

        super().notify(str(clean(message)), title=title, severity=severity, timeout=timeout, markup=False)

    def show_help(self, question: Keys = ()) -> None:
        """The help of the place in front; over a question its keys first, then those of the place below."""
        from tui.screens.help import HelpScreen

        below = [s.where for s in self.screen_stack if isinstance(s, ConsoleScreen)]
        self.push_screen(HelpScreen(self.registry, self.where or below[-1], question))

    def run_line(self, line: str) -> None:
        """Run a command with words, as typed at the prompt."""
        from tui.calling import run_line

        self.run_worker(self._keys.guarded(run_line(self.front, line)), group="commands", exit_on_error=True)

    def show_said(self) -> None:
        """Something was said: the screens with a status line show it."""
        for screen in self.screen_stack:
            if isinstance(screen, ConsoleScreen):
                screen.show_said()

    def relabel(self) -> None:
        """The language changed."""
        if self._beside is not None:
            self._beside.speak(language())
        for screen in self.screen_stack:
            if isinstance(screen, ConsoleScreen):
                screen.relabel()

    # news ------------------------------------------------------------------------------------
    def sync_now(self) -> None:
        """Look for new mail."""
        if self._beside is not None:
            self._beside.sync_now()

    def _news_from_thread(self, news: News) -> None:
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._take_news, news, context=self._ambient.copy())

    def _take_news(self, news: News) -> None:
        from core.text import clean

        before = self._news.get(news.mailbox)
        self._news[news.mailbox] = news
        error = next((n.error for n in self._news.values() if n.error), "")
        busy = next((n.busy for n in self._news.values() if n.busy), "")
        well = self.clock() if not news.busy and not news.error else self.sync_state.well_since
        since = (self.sync_state.failing_since or self.clock()) if error else None
        self.sync_state = SyncState(busy, well, str(clean(error, one_line=True)), since)
        if news.error and (before is None or before.error != news.error):
            self.front.say(self.sync_state.error, "alarm")
        elif news.said:
            for said in news.said:
                self.front.say(str(clean(said, one_line=True)), "warn")
        elif news.fetched and self.main.counts:
            self.front.say(_("New mail: {n}").format(n=news.fetched))
        if news.fetched:
            self.front.run_quietly(self._collect())
        self.show_said()
        self._look()

    def _look(self) -> None:
        """Has any process changed the desk? If so, read again what is shown."""

        def told(found: tuple[int, tuple[int, int]]) -> None:
            stamp, missing = found
            if self._stamp is not None and stamp != self._stamp:
                self.main.elsewhere.changed()
                self.show_said()
                self.jobs.read_later(self.front.tidings.look, self._tell)
            self._stamp = stamp
            if missing != self._missing:
                self._missing = missing
                self.front.say(_("Damaged and not shown: {n}. `mado fsck` names it.").format(n=sum(missing)), "alarm")

        self.jobs.read_later(lambda: (self.desk.stamp(), self.desk.store.missing()), told)

    def _tell(self, said: Sequence[str]) -> None:
        for sentence in said:
            self.front.say(sentence, "alarm")

    async def _collect(self) -> None:
        """Whoever came into a storm that goes on gets its tag; the weekly digest is queued when it is due."""
        from core.care.report.posting import post_if_due
        from core.care.storm import collect

        await self.jobs.write(lambda: collect(self.desk))
        await self.jobs.write(lambda: post_if_due(self.desk, self.clock()))

    # trouble ---------------------------------------------------------------------------------
    def _job_failed(self, error: BaseException) -> None:
        try:
            self.front.fail(error)
        except Exception as bug:  # noqa: BLE001 - this is where bugs end the console
            self._handle_exception(bug)

    def _fatal_error(self) -> None:
        """Textual would print local variables, and with them a customer's mail; we write a report without."""
        error = sys.exc_info()[1] or self._exception or RuntimeError()
        path = crash.write_report(self.desk.home.root, error, self.clock())
        self._exit_renderables.append(crash.sentence(error, path))
        self._close_messages_no_wait()


def run_console(home: Home, settings: Settings, *, on_ready: Callable[[], None] | None = None) -> int:
    """Open the console on a home and stay until it is left. Returns the exit code. Raises MadoError."""
    chosen = load_kept(home.console_file).language or settings.language
    told = chosen and os.environ.get("MADO_LANG") not in LANGUAGES
    set_language(chosen if told else language())  # Said once: no word has to look into the environment for it.
    from core import attachments
    from core.desk import Desk

    sys.setswitchinterval(_TURN)
    with Desk.open(home, settings) as desk:
        app = ConsoleApp(desk, on_ready=on_ready, picture=shown())
        try:
            result = app.run()
        finally:
            app.close_threads()
            attachments.forget_copies(older_than=_COPY_IN_USE)
    return app.return_code or result or 0

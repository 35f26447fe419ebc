"""A console for tests: a copy of a seeded home, a fixed zone and language, no network."""

from __future__ import annotations

import asyncio
import shutil
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.keys import _character_to_key, key_to_character
from textual.pilot import Pilot

from config.home import Home
from config.languages import set_language
from core.desk import Desk
from tests.tui.seeded import seed, settings
from tui.app import ConsoleApp


@dataclass
class Running:
    """A console under test."""

    app: ConsoleApp
    pilot: Pilot[Any]
    desk: Desk

    async def press(self, *keys: str) -> None:
        """Press keys in one burst, as a fast hand or a slow line sends them; then wait for everything."""
        for key in keys:
            self.app.post_message(events.Key(key, key_to_character(key)))
        await self.settle()

    async def type(self, text: str) -> None:
        """Type a text in one burst."""
        for letter in text:
            self.app.post_message(events.Key(_character_to_key(letter), letter))
        await self.settle()

    async def settle(self) -> None:
        """Wait until no key, no command and no read is under way."""
        for _round in range(2):
            taken = asyncio.Event()
            self.app.call_later(taken.set)
            while not taken.is_set() and self.app.is_running and self.app.return_code is None:
                await asyncio.sleep(0.002)
            if self.app.return_code is not None:
                return
            while not self.app.main.resting:
                await asyncio.sleep(0.01)
            await self.app.jobs.ask(lambda: None)
            await self.app.jobs.write(lambda: None)
            self.app._look()  # what was written is seen now, not at the next tick of the clock
            await self.app.jobs.ask(lambda: None)
            while self.app.main.elsewhere.behind and self.app.main.is_active:
                await asyncio.sleep(0.01)
            await self.app.jobs.ask(lambda: None)
            await self.pilot.pause(0)

    @property
    def said(self) -> str:
        return self.app.front.log[-1].text if self.app.front.log else ""

    def text(self) -> str:
        from tui.compat import screen_lines

        return "\n".join(screen_lines(self.app))

    def code(self) -> str:
        """The ticket that commands act on."""
        return self.app.front.targets()[0]


Open = Callable[..., AbstractAsyncContextManager[Running]]


@pytest.fixture(autouse=True)
def _fixed_surroundings(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("NO_COLOR", "SSH_CONNECTION", "MADO_LANG", "LC_ALL", "LC_MESSAGES", "LANG", "TEXTUAL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("tui.screens.main._PREVIEW_AFTER", 0.01)  # no hand moves the cursor on meanwhile
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    set_language("en")
    yield
    set_language(None)
    monkeypatch.undo()
    time.tzset()


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A seeded home, made once and copied for each test."""
    folder = tmp_path_factory.mktemp("seeded") / "home"
    seed(folder).close()
    return folder


@pytest.fixture
def console(template: Path, tmp_path: Path) -> Open:
    """`async with console(size=(120, 36)) as running:`"""

    @asynccontextmanager
    async def opened(
        size: tuple[int, int] = (120, 36), clock: Callable[[], datetime] | None = None, home: Path | None = None
    ) -> AsyncIterator[Running]:
        folder = home or tmp_path / "home"
        if home is None:
            shutil.copytree(template, folder)
        desk = Desk.open(Home(folder), settings())
        app = ConsoleApp(desk, network=False, clock=clock or (lambda: datetime.now(UTC)))
        try:
            async with app.run_test(size=size) as pilot:
                running = Running(app, pilot, desk)
                await running.settle()
                yield running
        finally:
            app.close_threads()
            desk.close()

    return opened

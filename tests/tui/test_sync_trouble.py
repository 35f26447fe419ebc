"""A sync that fails is seen in the console at once, whoever syncs."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from config.errors import TryLater
from config.home import Home
from config.settings import Server
from core.desk import Desk
from mailsync.status import note_result, read_status
from mailsync.sync import SyncResult
from tests.tui.conftest import Open
from tests.tui.seeded import BOX, settings
from tui import bridge as bridge_module
from tui.bridge import Bridge, News

AWAY = SyncResult(BOX.name, error=TryLater("The line broke.", hint="Look at the network.", code="line_lost"))


class Heard:
    """What a bridge tells."""

    def __init__(self) -> None:
        self._news: list[News] = []
        self._more = threading.Condition()

    def __call__(self, news: News) -> None:
        with self._more:
            self._news.append(news)
            self._more.notify_all()

    def wait(self, found: Callable[[News], bool]) -> bool:
        with self._more:
            return self._more.wait_for(lambda: any(map(found, self._news)), 20)


async def test_trouble_stands_in_the_status_line_with_its_time_until_it_is_over(console: Open) -> None:
    async with console() as c:
        c.app._take_news(News(BOX.name, error=f"{BOX.name}: The line broke."))
        await c.settle()
        assert "The line broke." in c.text().splitlines()[-2] + c.text().splitlines()[-1]
        state = c.app.sync_state
        assert state.failing_since is not None
        c.app._take_news(News(BOX.name, error=f"{BOX.name}: Still broken."))
        assert c.app.sync_state.failing_since == state.failing_since
        assert f"{state.failing_since.astimezone():%H:%M}" in c.app.sync_state.span().text
        c.app._take_news(News(BOX.name))
        assert c.app.sync_state.span().role != "alarm"


def test_a_server_that_is_away_is_told_and_written_down(tmp_path: Path) -> None:
    away = replace(
        settings(), mailboxes=(replace(BOX, imap=Server("127.0.0.1", 9, "none"), password_command=("echo", "x")),)
    )
    with Desk.open(Home(tmp_path / "home"), away) as desk:
        heard = Heard()
        bridge = Bridge(desk, desk.home, heard)
        bridge.start()
        try:
            assert heard.wait(lambda news: "127.0.0.1" in news.error)
        finally:
            bridge.stop()
        status = read_status(desk.home)
    assert status is not None
    assert status.mailboxes[BOX.name].failures >= 1


def test_another_process_that_syncs_is_heard_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bridge_module, "_FOLLOW_SECONDS", 0.01)
    idle = replace(settings(), mailboxes=(replace(BOX, enabled=False),))
    with Desk.open(Home(tmp_path / "home"), idle) as desk:
        heard = Heard()
        bridge = Bridge(desk, desk.home, heard)
        bridge.start()
        try:
            with monkeypatch.context() as elsewhere:
                elsewhere.setattr("mailsync.status.os.getpid", lambda: 1)
                note_result(desk.home, AWAY)
            assert heard.wait(lambda news: "The line broke." in news.error)
            with monkeypatch.context() as elsewhere:
                elsewhere.setattr("mailsync.status.os.getpid", lambda: 1)
                note_result(desk.home, SyncResult(BOX.name))
            assert heard.wait(lambda news: not news.error)
        finally:
            bridge.stop()

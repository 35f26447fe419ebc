"""The console hears of another process's change at once, and not more often than it can look."""

from __future__ import annotations

import asyncio
from pathlib import Path

from config.home import Home
from config.settings import Agent, Settings
from core.desk import Desk
from tui.listener import Listener


def test_a_change_is_heard_and_a_burst_of_them_is_heard_twice_at_most(tmp_path: Path) -> None:
    with Desk.open(Home(tmp_path / "home"), Settings(Agent("mai"))) as desk:
        heard: list[int] = []

        async def listening() -> None:
            changed = asyncio.Event()

            def look() -> None:
                heard.append(desk.stamp())
                changed.set()

            listener = Listener(desk, look)
            listener.start()
            for number in range(5):
                desk.store.set_meta("key of nobody", str(number))
            while not heard or heard[-1] != desk.stamp():
                changed.clear()
                await asyncio.wait_for(changed.wait(), 30)
            listener.stop()

        asyncio.run(listening())
        assert len(heard) <= 2

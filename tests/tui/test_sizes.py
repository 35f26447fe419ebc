"""Other sizes of the terminal, one after the other: every width has its layout, and none stops the console."""

from __future__ import annotations

import pytest

from tests.tui.conftest import Open

SIZES = ((70, 24), (90, 24), (20, 3), (130, 40), (79, 10), (80, 10), (119, 30), (59, 20), (160, 12))


@pytest.mark.parametrize("keys", [(), ("enter",), ("r",), ("7", "G")], ids=["list", "ticket", "reply", "last ticket"])
async def test_any_size_may_follow_any_other(console: Open, keys: tuple[str, ...]) -> None:
    async with console(size=(120, 40)) as c:
        for key in keys:
            await c.press(key)
        for columns, rows in SIZES:
            await c.pilot.resize_terminal(columns, rows)
            await c.settle()
            shown = c.text().splitlines()
            assert len(shown) <= rows
            assert c.app.return_code is None

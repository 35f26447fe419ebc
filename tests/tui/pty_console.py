"""Runs the console on a seeded home in a terminal of its own: `python -m tests.tui.pty_console HOME [MODE]`.

`hostile` puts such mail beside, `stuck` makes the console hang once it is asked to end.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from config.home import Home
from config.languages import set_language
from core.arrivals import FolderState
from core.desk import Desk
from tests.tui.running import run
from tests.tui.seeded import BOX, letter, settings
from tui import hang_up
from tui.app import ConsoleApp

HOSTILE = (
    "\x1b]2;PWNED\x07",
    "\x1b]52;c;aGFjaw==\x1b\\",
    "\x1b[2J\x1b[H",
    "\x9b31m",
    "\x1b[c",
    "\u202egnp.exe",
    "\x00\x0e\x0f\x7f",
)


def _hang(self: ConsoleApp, number: int) -> None:
    time.sleep(600)


def main() -> int:
    set_language("en")
    desk = Desk.open(Home(Path(sys.argv[1])), settings())
    if "hostile" in sys.argv[2:]:
        mail = [
            letter(800 + n, f'"{evil}" <evil{n}@example.org>', f"{n} {evil} end", f"body {evil} end")
            for n, evil in enumerate(HOSTILE)
        ]
        desk.take_in(mail, FolderState(BOX.name, "INBOX", 1))
    if "stuck" in sys.argv[2:]:
        hang_up.PATIENCE = 0.2  # type: ignore[misc]  # not to wait for in a test
        ConsoleApp._terminate = _hang  # type: ignore[method-assign]  # that is the bug
    return run(desk)


if __name__ == "__main__":
    sys.exit(main())

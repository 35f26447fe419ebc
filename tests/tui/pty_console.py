"""Runs the console on a seeded home in a terminal of its own: `python -m tests.tui.pty_console FOLDER [hostile]`."""

from __future__ import annotations

import sys
from pathlib import Path

from config.languages import set_language
from core.arrivals import FolderState
from tests.tui.running import run
from tests.tui.seeded import BOX, letter, seed

HOSTILE = (
    "\x1b]2;PWNED\x07",
    "\x1b]52;c;aGFjaw==\x1b\\",
    "\x1b[2J\x1b[H",
    "\x9b31m",
    "\x1b[c",
    "\u202egnp.exe",
    "\x00\x0e\x0f\x7f",
)


def main() -> int:
    folder = Path(sys.argv[1])
    set_language("en")
    desk = seed(folder)
    if "hostile" in sys.argv[2:]:
        mail = [
            letter(800 + n, f'"{evil}" <evil{n}@example.org>', f"{n} {evil} end", f"body {evil} end")
            for n, evil in enumerate(HOSTILE)
        ]
        desk.take_in(mail, FolderState(BOX.name, "INBOX", 1))
    return run(desk)


if __name__ == "__main__":
    sys.exit(main())

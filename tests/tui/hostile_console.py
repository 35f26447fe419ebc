"""The console on a hostile mailbox: `python -m tests.tui.hostile_console FOLDER [unclean] [unguarded]`.

`unclean` takes the gate for text away, `unguarded` the guard on rendering, so that tests can show what each holds.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import core.text


def _as_it_is(text: str, *, one_line: bool = False) -> core.text.Safe:
    return core.text.Safe(text.replace("\n", " ") if one_line else text)


def main() -> int:
    folder, modes = Path(sys.argv[1]), sys.argv[2:]
    if "unclean" in modes:
        core.text.clean = _as_it_is  # before anything has taken it by name
    import tui.compat

    if "unguarded" in modes:
        tui.compat.install_guard = lambda: None
    from config.languages import set_language
    from core.mail.message import Address
    from tests.tui.hostile import mails
    from tests.tui.running import run
    from tests.tui.seeded import seed

    set_language("en")
    desk = seed(folder, mail=mails())
    if not modes:
        draft = desk.replies.start(desk.rows("")[-1].code, text="Hello there.")
        desk.replies.queue(replace(draft, to=(Address("Ann", "ann@evil.example"),)), override=True)
    return run(desk)


if __name__ == "__main__":
    sys.exit(main())

"""A letter typed until it stands on the screen, while the console's own sync brings mail: `python -m bench.typed`.

Dovecot over loopback; MESSAGES (10000) come into a mailbox that the console stays with. What is typed is a note. The
same while another process takes mail in is a row of `bench/tui.py`. Must: 100 ms for 99 of 100; goal 50.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

from bench.figures import at
from bench.sync_large import set_up
from bench.sync_live import Console
from bench.verdict import Figure, judge
from config.home import Home
from config.settings_file import load_settings
from core.desk import Desk
from tests.servers.dovecot import Dovecot, missing
from tests.servers.mail_maker import realistic, small
from tests.servers.other_client import OtherClient, fill_maildir

_THERE, _LETTERS, _COMING_FROM = 50, 300, 1_000


def typing(messages: int) -> None:
    """Print how long letters take from the first message that has come on."""
    with Dovecot() as server, tempfile.TemporaryDirectory(prefix="mado-bench-") as name:
        home = Home(Path(name) / "home")
        other = OtherClient(server)
        other.append(small(n) for n in range(_THERE))
        set_up(server, home)
        fill_maildir(server, (realistic(n) for n in range(_COMING_FROM, _COMING_FROM + messages)), user="stash")
        console = Console(home)
        console.shows("In step", 120.0)
        console.rest()
        for key in ("7", "n"):
            console.key(key)
        for path in (server.maildir("stash") / "cur").iterdir():
            path.rename(server.maildir("support") / "cur" / path.name)
        with Desk.open(home, load_settings(home)) as desk:
            while desk.count("") <= _THERE:
                console.quiet(0.05)
            taken = [_letter(console, n) for n in range(_LETTERS)]
            came = desk.count("") - _THERE
        console.end()
        other.close()
    ascending = sorted(taken)
    print(f"{_LETTERS} letters, p50 {statistics.median(ascending):.1f} ms", end="")
    print(f"; {came:,} tickets came meanwhile, load {os.getloadavg()[0]:.1f}")
    print(
        judge("a letter while the console's own sync brings mail, p99", Figure([at(ascending, 0.99)]), 100, 50, "ms")
    )


def _letter(console: Console, number: int) -> float:
    """Milliseconds; then a quick hand's pause."""
    seconds = console.echoed(chr(0x9B00 + number))
    time.sleep(0.03)
    return seconds * 1000


if __name__ == "__main__":
    if reason := missing():
        sys.exit(reason)
    typing(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)

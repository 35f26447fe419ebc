"""A throwaway Courier on loopback, out of Debian's packages: the poor, old server.

No UIDNEXT in SELECT, no CONDSTORE, no MOVE, no SPECIAL-USE, no LITERAL+; every folder below "INBOX.".
Courier's own login asks a daemon at a path that is compiled in, so `courier_login` stands in front of its imapd.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tests.servers import packages
from tests.servers.daemon import PASSWORD, Daemon

_FOLDERS = ("Sent", "Drafts", "Trash", "Archive")


def missing() -> str:
    """Why Courier cannot be started here; "" where it can."""
    return packages.missing("usr/bin/imapd")


class Courier(Daemon):
    """See Daemon."""

    name = "courier"

    def add_user(self, user: str) -> None:
        """Make a user with a Maildir and the usual folders."""
        home = self.root / "home" / user
        home.mkdir(parents=True)
        make = str(self.programs / "usr/bin/maildirmake.courier")
        self._run(make, str(home / "Maildir"))
        for folder in _FOLDERS:
            self._run(make, "-f", folder, str(home / "Maildir"))

    def _prepare(self) -> None:
        (self.root / "home").mkdir()

    def _command(self) -> list[str]:
        words = (str(self.port), str(self.root / "home"), PASSWORD, str(self.programs / "usr/bin/imapd"))
        return [sys.executable, str(Path(__file__).with_name("courier_login.py")), *words]

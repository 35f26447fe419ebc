"""A throwaway Courier on loopback, out of Debian's packages: the poor, old server.

No UIDNEXT in SELECT, no CONDSTORE, no MOVE, no SPECIAL-USE, no LITERAL+; every folder below "INBOX.".
Courier's own login asks a daemon at a path that is compiled in, so `courier_login` stands in front of its imapd.
"""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

from tests.servers import packages
from tests.servers.daemon import PASSWORD, Daemon, end

_FOLDERS = ("Sent", "Drafts", "Trash", "Archive")
_ADDRESS_LENGTH = 108
_START_SECONDS = 10.0


def missing() -> str:
    """Why Courier cannot be started here; "" where it can."""
    return packages.missing("usr/bin/imapd") or packages.missing("usr/libexec/gam_server")


class Courier(Daemon):
    """See Daemon. Beside it runs gamin, which tells imapd what happens in a folder."""

    name = "courier"

    def __init__(self) -> None:
        super().__init__()
        self._gamin: subprocess.Popen[bytes] | None = None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None
    ) -> None:
        end(self._gamin)
        super().__exit__(kind, error, tb)

    def add_user(self, user: str) -> None:
        """Make a user with a Maildir and the usual folders."""
        home = self.root / "home" / user
        for folder in ("", *(f".{name}" for name in _FOLDERS)):
            for part in ("tmp", "new", "cur"):
                (home / "Maildir" / folder / part).mkdir(mode=0o700, parents=True)
            if folder:
                (home / "Maildir" / folder / "maildirfolder").touch()

    def _prepare(self) -> None:
        (self.root / "home").mkdir()
        self._gamin = self.spawn(str(packages.unpacked() / "usr/libexec/gam_server"), "--notimeout", self.root.name)
        limit = time.monotonic() + _START_SECONDS
        while not self._gamin_listens():
            if time.monotonic() > limit:
                raise RuntimeError("gamin did not start")
            time.sleep(0.01)

    def _gamin_listens(self) -> bool:
        """Its socket has no file: the name begins with NUL and fills the whole address."""
        address = f"\0/tmp/fam-{self.user}-{self.root.name}".encode().ljust(_ADDRESS_LENGTH, b"\0")
        with socket.socket(socket.AF_UNIX) as s:
            return s.connect_ex(address) == 0

    def _environment(self) -> dict[str, str]:
        return {**packages.environment(packages.unpacked()), "GAM_CLIENT_ID": self.root.name}

    def _command(self) -> Sequence[str]:
        words = (str(self.port), str(self.root / "home"), PASSWORD, str(packages.unpacked() / "usr/bin/imapd"))
        return [sys.executable, str(Path(__file__).with_name("courier_login.py")), *words]

"""What the real servers have in common: a folder, a port, a process that is stopped by its id."""

from __future__ import annotations

import grp
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from config.settings import Folders, Mailbox, Security, Server

PASSWORD = "correct-horse"
_START_SECONDS = 20.0
_END_SECONDS = 10.0


def free_port() -> int:
    """A TCP port of loopback that nobody uses just now."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port: int = s.getsockname()[1]
        return port


class Daemon:
    """Start it with `with`. `add_user` before a user logs in with PASSWORD; each test takes one of its own.

    `port` speaks without TLS, `tls_port` with it where the server has that.
    """

    name = "?"
    own_user = ""
    """Whom the server's programs become where root starts them; "" leaves them root."""

    def __init__(self) -> None:
        self.port, self.tls_port = free_port(), free_port()
        self.root = Path(tempfile.mkdtemp(prefix=f"mado-{self.name}-"))
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.root.chmod(0o755)
        try:
            self._prepare()
            self._process = self.spawn(*self._command())
            self._until_it_greets(self._process)
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None
    ) -> None:
        end(self._process)
        shutil.rmtree(self.root, ignore_errors=True)

    def terminate(self) -> None:
        """Ask it to end, and do not wait."""
        if self._process is not None:
            self._process.terminate()

    def add_user(self, user: str) -> None:
        """Make a user with an empty INBOX, where the server does not know every name anyhow."""

    def mailbox(self, user: str = "support", *, port: int | None = None, security: Security = "none") -> Mailbox:
        """Settings for one user; `port` is a proxy's, where there is one."""
        server = Server("127.0.0.1", port or (self.tls_port if security == "tls" else self.port), security)
        return Mailbox(user, f"{user}@example.com", server, None, user, folders=Folders())

    def spawn(self, *words: str) -> subprocess.Popen[bytes]:
        """A program in a session of its own, so that ending it ends what it started; it writes to out.log."""
        with (self.root / "out.log").open("ab") as out:
            return subprocess.Popen(
                words, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT, start_new_session=True,
                cwd=self.root, env=self._environment(),
            )  # fmt: skip

    def give(self, path: Path) -> None:
        """Hand a file to whoever the server runs as."""
        if self.is_root and self.own_user:
            shutil.chown(path, self.user, self.group)

    @property
    def is_root(self) -> bool:
        """Whether root starts it."""
        return os.getuid() == 0

    @property
    def user(self) -> str:
        """Who holds the mail on disk."""
        return self.own_user if self.is_root and self.own_user else pwd.getpwuid(os.getuid()).pw_name

    @property
    def group(self) -> str:
        """That one's group."""
        return grp.getgrgid(pwd.getpwnam(self.user).pw_gid).gr_name

    def _prepare(self) -> None:
        raise NotImplementedError

    def _command(self) -> Sequence[str]:
        raise NotImplementedError

    def _environment(self) -> dict[str, str]:
        return {**os.environ}

    def _until_it_greets(self, process: subprocess.Popen[bytes]) -> None:
        limit = time.monotonic() + _START_SECONDS
        while not self._greets():
            if process.poll() is not None or time.monotonic() > limit:
                logs = "".join(p.read_text(errors="replace")[-2000:] for p in self.root.glob("*.log"))
                raise RuntimeError(f"{self.name} did not start: {logs}")
            time.sleep(0.01)

    def _greets(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), 2) as s:
                s.settimeout(5)
                return s.recv(100).startswith(b"* OK")
        except OSError:
            return False


def end(process: subprocess.Popen[bytes] | None) -> None:
    """End what `spawn` began, and all of its session where it does not go by itself."""
    if process is None or process.poll() is not None:
        return
    process.terminate()
    try:
        process.wait(_END_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(_END_SECONDS)

"""What the servers of Debian's packages have in common: a folder, a port, a process that is stopped by its id."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from config.settings import Folders, Mailbox, Server
from tests.servers.dovecot import PASSWORD, free_port
from tests.servers.packages import environment, unpacked

_START_SECONDS = 20.0


class Daemon:
    """Start it with `with`. `add_user` before a user logs in with PASSWORD; each test takes one of its own."""

    name = "?"

    def __init__(self) -> None:
        self.port = free_port()
        self.root = Path(tempfile.mkdtemp(prefix=f"mado-{self.name}-"))
        self.programs = unpacked()
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.root.chmod(0o755)
        try:
            if os.getuid() == 0:
                # the server gives up root and must still reach its programs
                self.programs = Path(shutil.copytree(unpacked(), self.root / "programs", symlinks=True))
            self._prepare()
            self._start()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None
    ) -> None:
        process = self._process
        if process is not None and process.poll() is None:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                # its own session, so only what it started
                os.killpg(process.pid, signal.SIGKILL)
                process.wait(10)
        shutil.rmtree(self.root, ignore_errors=True)

    def add_user(self, user: str) -> None:
        """Make a user with an empty INBOX."""
        raise NotImplementedError

    def mailbox(self, user: str, *, port: int | None = None) -> Mailbox:
        """Settings for one user; `port` is a proxy's, where there is one."""
        server = Server("127.0.0.1", port or self.port, "none")
        return Mailbox(user, f"{user}@example.com", server, None, user, folders=Folders())

    def _prepare(self) -> None:
        raise NotImplementedError

    def _command(self) -> list[str]:
        raise NotImplementedError

    def _run(self, *words: str, said: bytes = b"") -> None:
        subprocess.run(words, input=said, env=environment(self.programs), check=True, capture_output=True, timeout=30)

    def _start(self) -> None:
        with (self.root / "out.log").open("ab") as out:
            self._process = subprocess.Popen(
                self._command(), stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT,
                start_new_session=True, cwd=self.root, env=environment(self.programs),
            )  # fmt: skip
        limit = time.monotonic() + _START_SECONDS
        while not self._greets():
            if self._process.poll() is not None or time.monotonic() > limit:
                said = (self.root / "out.log").read_text(errors="replace")[-2000:]
                raise RuntimeError(f"{self.name} did not start: {said}")
            time.sleep(0.01)

    def _greets(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), 2) as s:
                s.settimeout(5)
                return s.recv(100).startswith(b"* OK")
        except OSError:
            return False


__all__ = ["PASSWORD", "Daemon"]

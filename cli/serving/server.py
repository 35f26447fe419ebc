"""The web server: textual-serve's, with the gate in front, a page without outside parts, and no log of its own."""

from __future__ import annotations

import shlex
import socket
import sys
from collections.abc import Callable
from pathlib import Path

from aiohttp import web
from textual_serve.server import Server

from cli.serving.gate import Gate, add_headers

_PAGE = Path(__file__).parent / "page"


class GatedServer(Server):
    """One console a browser window; every one is a process of its own on the same home."""

    def __init__(self, command: str, port: int, gate: Gate, ready: Callable[[str], None]) -> None:
        super().__init__(
            command, host="127.0.0.1", port=port, title="Madoguchi", templates_path=_PAGE,
            public_url=f"http://127.0.0.1:{port}",
        )  # fmt: skip
        self._gate = gate
        self._ready = ready

    async def make_app(self) -> web.Application:
        """The application behind the gate."""
        app = await self._make_app()
        app.middlewares.append(self._gate.middleware())
        app.on_response_prepare.append(add_headers)
        return app

    async def on_startup(self, app: web.Application) -> None:
        """Say where it can be opened."""
        self._ready(f"{self.public_url}/?token={self._gate.token}")


def serve(home: Path, port: int, ready: Callable[[str], None]) -> None:
    """Serve until interrupted. `ready` gets the address with the token. Raises OSError where the port is taken."""
    with socket.socket() as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(("127.0.0.1", port))
        listening.listen()  # Before the address is told, so that whoever reads it may come at once.
        number = int(listening.getsockname()[1])
        command = shlex.join([sys.executable, "-m", "cli", "--home", str(home)])
        server = GatedServer(command, number, Gate(number), ready)
        web.run_app(server.make_app(), sock=listening, print=None, access_log=None, shutdown_timeout=3.0)

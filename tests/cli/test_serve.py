"""`mado serve`: the console in a browser, for whoever has the token, and for nobody else."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from core.desk import Desk
from tests.cli.calling import ROOT, Mado
from tests.tui.seeded import seed, settings

aiohttp = pytest.importorskip("aiohttp")
pytest.importorskip("textual_serve")


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """(address with the token, home) of a server on a seeded home whose mail servers are away."""
    home = tmp_path / "home"
    seed(home).close()
    Mado(home)(
        *("init", "--name", "Mina", "--email", "support@aoi-tea.example"),
        *("--imap", "127.0.0.1:9", "--imap-security", "none", "--smtp", "127.0.0.1:9", "--smtp-security", "none"),
        *("--password-command", "echo practice"),
    )
    env = {**os.environ, "MADO_LANG": "ja", "TZ": "Asia/Tokyo"}
    server = subprocess.Popen(
        [sys.executable, "-m", "cli", "--home", str(home), "serve"],
        cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert server.stdout is not None
    address = server.stdout.readline().strip()
    try:
        assert address.startswith("http://127.0.0.1:"), server.communicate()[1]
        yield address, home
    finally:
        server.send_signal(signal.SIGINT)
        assert server.wait(20) in (0, 130)
        for stream in (server.stdout, server.stderr):
            assert stream is not None
            stream.close()


async def _status(session: Any, url: str, **headers: str) -> int:
    async with session.get(url, headers=headers, allow_redirects=False) as answer:
        return int(answer.status)


async def test_only_the_browser_that_spent_the_token_comes_in(served: tuple[str, Path]) -> None:
    address, _home = served
    base = address.partition("/?")[0]
    async with (
        aiohttp.ClientSession() as stranger,
        aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as browser,
    ):
        for path in ("/", "/?token=guess", "/static/js/textual.js", "/ws?width=80&height=24", "/download/x"):
            assert await _status(stranger, base + path) == 403
        assert await _status(browser, address, Host="evil.example") == 403
        assert await _status(browser, address) == 303
        assert await _status(browser, base + "/") == 200
        assert await _status(browser, base + "/static/js/textual.js") == 200
        assert await _status(browser, base + "/", Origin="http://evil.example") == 403
        assert await _status(stranger, address) == 403, "the token is good once"
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await browser.ws_connect(base + "/ws", headers={"Origin": "http://evil.example"})


def test_nothing_is_served_without_a_home(bare: Mado) -> None:
    assert bare("serve", code=2).out == ""


class _Tab:
    """A page of a headless Chromium, driven over its own protocol."""

    def __init__(self, socket: Any) -> None:
        self._socket = socket
        self._number = 0
        self.seen = ""

    async def call(self, method: str, **params: Any) -> Any:
        self._number += 1
        number = self._number
        await self._socket.send_json({"id": number, "method": method, "params": params})
        while True:
            said = await self._next(30)
            if said.get("id") == number:
                return said.get("result", {})

    async def wait_for(self, text: str) -> None:
        """Wait until a text has come to the page, then forget what came before it."""
        while text not in self.seen:
            await self._next(40)
        self.seen = self.seen.partition(text)[2]

    async def _next(self, seconds: float) -> dict[str, Any]:
        said: dict[str, Any] = json.loads((await asyncio.wait_for(self._socket.receive(), seconds)).data)
        if said.get("method") == "Network.webSocketFrameReceived":
            frame = said["params"]["response"]
            data = frame["payloadData"]
            self.seen += base64.b64decode(data).decode("utf-8", "replace") if frame["opcode"] == 2 else data
        return said

    async def type(self, text: str) -> None:
        for letter in text:
            await self.call("Input.dispatchKeyEvent", type="char", text=letter)

    async def press(self, key: str, code: int, modifiers: int = 0) -> None:
        more = {"key": key, "code": key if len(key) > 1 else f"Key{key.upper()}", "windowsVirtualKeyCode": code}
        await self.call("Input.dispatchKeyEvent", type="rawKeyDown", modifiers=modifiers, **more)
        await self.call("Input.dispatchKeyEvent", type="keyUp", modifiers=modifiers, **more)


@asynccontextmanager
async def _browser(address: str) -> AsyncIterator[_Tab]:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:  # its helpers may still write there
        chromium = subprocess.Popen(
            ["chromium", "--headless=new", "--no-sandbox", "--disable-gpu", "--remote-debugging-port=0",
             "--window-size=1200,800", f"--user-data-dir={profile}", "about:blank"],
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        try:
            assert chromium.stderr is not None
            line = next(one for one in chromium.stderr if "DevTools listening on" in one)
            port = line.partition("127.0.0.1:")[2].partition("/")[0]
            async with aiohttp.ClientSession() as session:
                async with session.get(f"http://127.0.0.1:{port}/json") as answer:
                    target = next(t for t in json.loads(await answer.text()) if t["type"] == "page")
                async with session.ws_connect(target["webSocketDebuggerUrl"], max_msg_size=0) as socket:
                    tab = _Tab(socket)
                    await tab.call("Network.enable")
                    await tab.call("Page.navigate", url=address)
                    yield tab
        finally:
            chromium.terminate()
            chromium.wait(20)
            assert chromium.stderr is not None
            chromium.stderr.close()


@pytest.mark.skipif(shutil.which("chromium") is None, reason="needs Chromium (Debian: apt-get install chromium)")
@pytest.mark.timeout(120)
async def test_a_reply_is_sent_from_a_real_browser(served: tuple[str, Path]) -> None:
    address, home = served
    async with _browser(address) as tab:
        await tab.wait_for("松本 直樹")
        focus = "document.querySelector('.xterm-helper-textarea').focus()"
        await tab.call("Runtime.evaluate", expression=focus)
        await tab.type("/")
        await tab.type("松本")
        await tab.press("Enter", 13)
        await tab.wait_for("11月27日(金)の夜")  # beside the list there is the ticket under the cursor
        await tab.press("Enter", 13)
        await tab.type("r")
        await tab.wait_for("への返信")
        await tab.type("承知しました。")
        await tab.wait_for("承知しました")
        await tab.press("s", 83, modifiers=2)
        await tab.wait_for("秒で送信します")
        picture = (await tab.call("Page.captureScreenshot"))["data"]
        assert len(base64.b64decode(picture)) > 10_000
    with Desk.open(_home(home), settings()) as desk:
        (queued,) = desk.outbox.waiting()
        assert queued.to == ("naoki.m@example.net",)


def _home(folder: Path) -> Any:
    from config.home import Home

    return Home(folder)

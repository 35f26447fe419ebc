"""One key after the other: a key is finished, with everything it opens, before the next one is looked at.

Textual hands keys to the focused widget's queue as they come. In one burst, text would then overtake
bound keys, and letters typed ahead would act on the list before the composer has opened.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import TYPE_CHECKING

from textual import events
from textual.dom import DOMNode
from textual.keys import _character_to_key
from textual.message_pump import MessagePump

from tui.commands.base import Command
from tui.painting import show_at_once
from tui.screens.base import Question

if TYPE_CHECKING:
    from tui.app import ConsoleApp

_PATIENCE = 5.0
"""Seconds that keys typed ahead wait for what a command opens; after it they act on what is there."""


class KeyDesk:
    """Takes the app's keys in order and runs commands or hands the key to the focused widget."""

    def __init__(self, app: ConsoleApp) -> None:
        self._app = app

    async def take(self, event: events.Key) -> None:
        """Work one key off; where it answered a question, until what asked has gone on to what it opens."""
        before = self._app.screen
        await self._work_off(event)
        if isinstance(before, Question) and before not in self._app.screen_stack:
            await _within(self._app.front.arrived.wait())
            await self._opened()

    async def _work_off(self, event: events.Key) -> None:
        app = self._app
        focused = app.focused
        consumed = focused is not None and focused.check_consume_key(event.key, event.character)
        if not consumed:
            command = self._command(event) if app.where else None
            if command is not None and command.possible(app.front):
                await self.run(command)
                show_at_once(app.screen)
                return
            await self._settle_all(focused)
            if await app.bound(event.key):
                await self._settle_all(focused if isinstance(app.screen, Question) else app.focused or app.screen)
                return
        target = app.focused or app.screen
        target._forward_event(event)
        await self._settle(target)

    def _command(self, event: events.Key) -> Command | None:
        """The command on a key here; where a Japanese input method is on, letters and signs come in full width."""
        app = self._app
        command, typed = app.registry.at(app.where, event.key), event.character
        if command is None and typed and "\uff01" <= typed <= "\uff5e":
            return app.registry.at(app.where, _character_to_key(chr(ord(typed) - 0xFEE0)))
        return command

    async def run(self, command: Command, words: str = "") -> None:
        """Run a command until it is done, or waits for a person or for the disk."""
        app = self._app
        try:
            work = command.run(app.front, words)
        except Exception as error:  # noqa: BLE001 - fail() says it, or raises what is a bug
            app.front.fail(error)
            return
        if work is None:
            await self._opened()
            return
        arrived = app.front.arrived = asyncio.Event()
        app.run_worker(self.guarded(work, arrived), group="commands", exit_on_error=True)
        await _within(arrived.wait())
        await self._opened()

    async def guarded(self, work: Awaitable[None], arrived: asyncio.Event | None = None) -> None:
        """Do some work of a command to its end and say what went wrong; `arrived` is set in the end."""
        try:
            await work
        except Exception as error:  # noqa: BLE001 - fail() says it, or raises what is a bug
            self._app.front.fail(error)
        finally:
            if arrived is not None:
                arrived.set()
            self._app.front.arrived.set()

    async def _opened(self) -> None:
        """A screen that has just been opened must be able to take keys."""
        ready = getattr(self._app.screen, "ready", None)
        if isinstance(ready, asyncio.Event) and not ready.is_set():
            await _within(ready.wait())

    async def _settle_all(self, node: DOMNode | None) -> None:
        """Let a widget and everything above it finish what they were sent."""
        if node is not None:
            for above in node.ancestors_with_self:
                if isinstance(above, MessagePump) and above is not self._app:
                    await self._settle(above)

    async def _settle(self, pump: MessagePump) -> None:
        if not pump.is_running:
            return
        done = asyncio.Event()
        if pump.call_later(done.set):
            await _within(done.wait())


async def _within(waiting: Awaitable[object]) -> None:
    """Wait, but never so long that the console could seem dead."""
    try:
        await asyncio.wait_for(waiting, _PATIENCE)
    except TimeoutError:
        return

"""`mado demo`: a practice counter in a temp folder; nothing leaves the machine."""

from __future__ import annotations

import signal
import sys
from pathlib import Path
from types import FrameType

import click

from cli.output import say
from cli.shared import Shared, pass_shared
from config.errors import UsageError
from config.languages import translator

_ = translator("cli")
_ANSWER_SECONDS, _ANSWER_SECONDS_HEADLESS = 5.0, 0.1


@click.command(name="demo", help=_("Open a practice counter with a made-up mailbox; nothing leaves this machine."))
@click.option("--headless", is_flag=True, help=_("No console: sync, list, one reply, the customer's answer."))
@click.option(
    "--home-kept",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help=_("Keep the practice counter's folder here; it must be new or empty."),
)
@click.pass_context
@pass_shared
def command(shared: Shared, ctx: click.Context, headless: bool, home_kept: Path | None) -> None:
    """Run the practice counter."""
    if not headless and not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageError(
            _("The console needs a terminal, and this is not one."),
            hint=_("`mado demo --headless` runs without one, with --json for scripts."),
        )
    _end_by_exception()
    ctx.exit(_headless(shared, home_kept) if headless else _console(shared, home_kept))


def _end_by_exception() -> None:
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _leave)


def _leave(number: int, frame: FrameType | None) -> None:
    """End by an exception, so that servers stop and the practice folder goes."""
    raise SystemExit(128 + number)


def _headless(shared: Shared, kept: Path | None) -> int:
    from cli.demo.headless import run
    from cli.demo.practice import practice

    with practice(shared, kept=kept, answer_after=_ANSWER_SECONDS_HEADLESS) as running:
        return run(shared, running)


def _console(shared: Shared, kept: Path | None) -> int:
    from cli.console import screen_on_stdout
    from cli.demo.practice import first_sync, practice
    from core.desk import Desk
    from tui.app import run_console

    screen_on_stdout()
    with practice(shared, kept=kept, answer_after=_ANSWER_SECONDS) as running:
        with Desk.open(running.home, running.settings) as desk:
            first_sync(shared, running, desk)
        say(shared, _("Opening the console; ? shows the keys."))
        try:
            return run_console(running.home, running.settings)
        finally:
            # The console's event loop puts the system's own handlers back, which end at once and leave all behind.
            _end_by_exception()

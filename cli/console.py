"""`mado` alone: the console, in a terminal."""

from __future__ import annotations

import os
import sys

from cli.opened import settings_of
from cli.shared import Shared
from config.errors import UsageError
from config.languages import translator

_ = translator("cli")


def screen_on_stdout() -> None:
    """Textual paints on stderr. Where that is a file (`mado 2>log`) the screen goes to the terminal all the same."""
    if not sys.stderr.isatty() and sys.stdout.isatty():
        os.dup2(sys.stdout.fileno(), sys.stderr.fileno())


def open_console(shared: Shared) -> int:
    """Open the console and return its exit code. Raises UsageError where there is no terminal to open it in."""
    settings = settings_of(shared)
    in_browser = os.environ.get("TEXTUAL_DRIVER", "").endswith(":WebDriver")
    if not in_browser and not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageError(
            _("The console needs a terminal, and this is not one."),
            hint=_(
                "For scripts there are `mado tickets` and others (`mado --help`); as lines there is `mado --plain`."
            ),
        )
    screen_on_stdout()
    import gc

    gc.disable()  # Until the console stands: collecting while its modules load costs a sixth of the start.
    from tui.app import run_console

    return run_console(shared.home, settings)

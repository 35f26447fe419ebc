"""Runs a console in this terminal until it ends, for the programs that tests start in a pseudo-terminal."""

from __future__ import annotations

from core.desk import Desk


def run(desk: Desk) -> int:
    """The exit code of a console on the desk, which is closed after it."""
    from tui.app import ConsoleApp  # some callers change what it takes by name first

    app = ConsoleApp(desk, network=False)
    try:
        result = app.run()
    finally:
        app.close_threads()
        desk.close()
    return app.return_code or result or 0

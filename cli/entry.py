"""Where `mado` begins. A call that only opens the console goes straight there: first picture, then Textual.

Every other call goes through click (cli/main.py). Nothing heavy may be imported here.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from types import FrameType

from tui.first_paint import Picture, paint, plain_start

UMASK = 0o077


def main() -> None:
    """Run `mado` with this process's arguments, and exit."""
    _open_the_closed()
    home = plain_start(sys.argv[1:])
    dumb = os.environ.get("TERM") == "dumb"
    if home is None or dumb or "_MADO_COMPLETE" in os.environ or not all(os.isatty(stream) for stream in (0, 1, 2)):
        from cli.main import main as run

        run()
        return
    os.umask(UMASK)
    home = home or _usual_home()
    picture = paint(f"{home}/window")
    if picture is not None:
        _end_cleanly(picture)
    try:
        sys.exit(_console(home))
    finally:
        if picture is not None:
            picture.over()


def _open_the_closed() -> None:
    """Give standard streams that the caller closed (`mado tickets >&-`) a place where nothing is read or kept.

    Else the next file that is opened would stand in their place, and be written into.
    """
    for number, name, mode in ((0, "stdin", "r"), (1, "stdout", "w"), (2, "stderr", "w")):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # the lowest free number: this one
        if getattr(sys, name) is None:
            setattr(sys, name, open(number, mode, closefd=False))  # noqa: SIM115 - stays open as long as we


def _usual_home() -> str:
    from config.home import find_home

    return str(find_home().root)


def _console(folder: str) -> int:
    """The console on a home; what goes wrong is told as every command tells it."""
    try:
        return _opened(folder)
    except Exception as error:  # noqa: BLE001 - handed on to where all commands end
        failed = error
    from cli.main import answered
    from tui.first_paint import shown

    if (picture := shown()) is not None:
        picture.over()
    return answered([], lambda: _raised(failed))


def _raised(error: Exception) -> object:
    raise error


def _opened(folder: str) -> int:
    import gc

    gc.disable()  # Until the console stands: collecting while its modules load costs a sixth of the start.
    from config.home import find_home
    from config.languages import LANGUAGES, set_language
    from config.settings_file import load_settings

    home = find_home(folder)
    settings = load_settings(home)
    if settings.language and os.environ.get("MADO_LANG") not in LANGUAGES:
        set_language(settings.language)
    from core.store.engine import UPGRADE_WATCHERS

    UPGRADE_WATCHERS[:] = [_upgrading(str(home.root))]
    _load_event_loop()
    from tui.app import run_console

    return run_console(home, settings)


def _load_event_loop() -> None:
    """Load asyncio without its TLS, which a keyboard and a screen do not speak: 18 of 280 ms of the start.

    It leaves TLS out where there is no `ssl` (asyncio/sslproto.py). The mail servers are spoken to without asyncio.
    """
    if "ssl" in sys.modules or "asyncio" in sys.modules:
        return
    sys.modules["ssl"] = None  # type: ignore[assignment]  # how an import is made to fail (docs of `import`)
    try:
        import asyncio  # noqa: F401 - loaded for those who import it next
    finally:
        del sys.modules["ssl"]


def _upgrading(folder: str) -> Callable[[int, int], None]:
    """Says that a store of an older version is laid out anew; in the place of the first picture."""
    told: list[Callable[[int, int], None]] = []

    def update(done: int, total: int) -> None:
        if not told:
            from cli.opened import Upgrade
            from cli.shared import Shared
            from tui.first_paint import shown

            if (picture := shown()) is not None:
                picture.over()
            told.append(Upgrade(Shared(home_option=folder)))
        told[0](done, total)

    return update


def _end_cleanly(picture: Picture) -> None:
    """Whoever ends us before the console stands gets the terminal back; later the console does it itself."""

    def end(number: int, _frame: FrameType | None) -> None:
        picture.over()
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)

    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, end)

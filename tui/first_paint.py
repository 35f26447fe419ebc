"""The first picture: the list as it stood at the last look, on the screen before Textual has been imported.

`HOME/window` (0600) holds one frame as terminal rows; tui/window_file.py writes it. This module may import
nothing that costs: its whole point is to be earlier than everything else.
"""

from __future__ import annotations

import os

ENTER = "\x1b[?1049h"
_HIDE, _NO_WRAP, _CLEAR = "\x1b[?25l", "\x1b[?7l", "\x1b[2J"
_LEAVE = "\x1b[0m\x1b[?7h\x1b[?25h\x1b[?1049l"
_SURROUNDINGS = (
    "TERM", "COLORTERM", "NO_COLOR", "MADO_LANG", "LC_ALL", "LC_MESSAGES", "LANG", "TZ", "TEXTUAL_THEME",
)  # fmt: skip
_KEYBOARD, _SCREEN = 0, 2  # Textual writes to standard error.


def surroundings() -> str:
    """What a frame's look depends on besides the desk; a frame made in others is not shown."""
    return "\x1f".join(os.environ.get(name, "") for name in _SURROUNDINGS)


class Picture:
    """A terminal that shows the first picture. `over` puts it back unless Textual has taken it over."""

    def __init__(self, attributes: list[object]) -> None:
        self.attributes = attributes
        self.taken_over = False

    def over(self) -> None:
        """Leave the terminal as it was found."""
        import termios

        if not self.taken_over:
            self.taken_over = True
            os.write(_SCREEN, _LEAVE.encode())
            termios.tcsetattr(_KEYBOARD, termios.TCSANOW, self.attributes)  # type: ignore[arg-type]  # as tcgetattr gave it


_shown: Picture | None = None


def shown() -> Picture | None:
    """The picture that stands on the terminal and waits to be taken over."""
    return _shown if _shown is not None and not _shown.taken_over else None


def paint(path: str) -> Picture | None:
    """Show the frame kept in a file, with keys waiting unseen; None where there is none that fits."""
    global _shown
    if os.name != "posix" or "TEXTUAL_DRIVER" in os.environ or "TEXTUAL" in os.environ:
        return None
    if not all(os.isatty(stream) for stream in (_KEYBOARD, 1, _SCREEN)):
        return None
    frame = _read(path)
    if frame is None:
        return None
    import termios

    try:
        attributes = termios.tcgetattr(_KEYBOARD)
        quiet = termios.tcgetattr(_KEYBOARD)
        quiet[3] &= ~(termios.ECHO | termios.ICANON)
        termios.tcsetattr(_KEYBOARD, termios.TCSANOW, quiet)
    except termios.error:
        return None
    _shown = Picture(attributes)
    rows = os.get_terminal_size(_SCREEN).lines or len(frame)
    cells = "".join(f"\x1b[{y};1H{row}" for y, row in enumerate(frame[:rows], 1))
    _write_all((ENTER + _HIDE + _NO_WRAP + _CLEAR + cells + "\x1b[0m").encode())
    return _shown


def _read(path: str) -> list[str] | None:
    """The rows of the frame, if it is ours alone and was made in these surroundings."""
    try:
        with open(path, "rb") as file:
            state = os.fstat(file.fileno())
            if state.st_uid != os.getuid() or state.st_mode & 0o077:
                return None
            kept, _line, frame = file.read(1 << 20).decode("utf-8", "replace").partition("\n")
    except OSError:
        return None
    return frame.split("\n") if kept == surroundings() and frame else None


def _write_all(data: bytes) -> None:
    while data:
        data = data[os.write(_SCREEN, data) :]


def plain_start(words: list[str]) -> str | None:
    """The home of a call that only opens the console (`mado`, `mado --home DIR`), "" for the usual one; else None."""
    chosen = None
    if not words:
        chosen = os.environ.get("MADO_HOME", "")
    elif len(words) == 2 and words[0] == "--home":
        chosen = words[1]
    elif len(words) == 1 and words[0].startswith("--home="):
        chosen = words[0].removeprefix("--home=")
    if not chosen or not chosen.startswith("~"):
        return chosen
    from pathlib import Path

    return str(Path(chosen).expanduser())

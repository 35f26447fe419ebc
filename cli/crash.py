"""A crash becomes a report that may be shown to anybody: where it happened, never what was being read.

It holds no local variables, no mail and no secret, so the message of an exception stands in it only
where Python itself wrote it about code (a wrong type, a missing attribute).
"""

from __future__ import annotations

import os
import platform
import traceback
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from config.errors import MadoError
from config.files import write_private
from config.home import find_home
from config.languages import translator
from core.text import clean

_ = translator("cli")
_ABOUT_CODE = (AttributeError, ImportError, NameError, NotImplementedError, TypeError)


def report(error: BaseException, args: Sequence[str]) -> MadoError:
    """Write the report, 0600, into the home (or the temporary folder), and say where it is."""
    text = "\n".join(_lines(error, args)) + "\n"
    try:
        path = _keep(text, args)
    except MadoError:
        return MadoError(
            _("Something went wrong inside mado ({kind}), and no report could be written.").format(
                kind=type(error).__name__
            ),
            code="crash",
        )
    return MadoError(
        _("Something went wrong inside mado ({kind}). What was acknowledged before is kept.").format(
            kind=type(error).__name__
        ),
        hint=_("The report is in {path}; it holds no mail and no secret.").format(path=path),
        code="crash",
    )


def _keep(text: str, args: Sequence[str]) -> Path:
    import tempfile

    name = f"crash-{datetime.now():%Y%m%d-%H%M%S}.txt"
    root = find_home(_home_in(args)).root
    folder = root if root.is_dir() and os.access(root, os.W_OK | os.X_OK) else Path(tempfile.mkdtemp(prefix="mado-"))
    write_private(folder / name, text.encode("utf-8", "replace"))
    return folder / name


def _home_in(args: Sequence[str]) -> str | None:
    for word, following in zip(args, [*args[1:], None], strict=False):
        if word == "--home":
            return following
        if word.startswith("--home="):
            return word.removeprefix("--home=")
    return None


def _lines(error: BaseException, args: Sequence[str]) -> Iterator[str]:
    command = next((word for word in args if word.isalpha()), "")
    yield f"mado {command}".rstrip()
    yield f"Python {platform.python_version()} on {platform.system()} {platform.machine()}"
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        yield ""
        yield type(current).__name__ + (
            f": {clean(str(current), one_line=True)}" if isinstance(current, _ABOUT_CODE) else ""
        )
        for frame in traceback.extract_tb(current.__traceback__):
            yield f"  {_short(frame.filename)}:{frame.lineno} {frame.name}"
        current = current.__cause__ or current.__context__


def _short(filename: str) -> str:
    return "/".join(Path(filename).parts[-3:])

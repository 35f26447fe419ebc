"""When the console itself breaks: the terminal clean, the text kept, a report without anything of a customer."""

from __future__ import annotations

import os
import traceback
from datetime import datetime
from pathlib import Path

from rich.text import Text

from tui.labels import _


def write_report(folder: Path, error: BaseException, when: datetime) -> Path | None:
    """Write where it broke, 0600: file names, lines and the error's type. No local variable, no message text."""
    path = folder / f"crash-{when:%Y%m%d-%H%M%S}.txt"
    frames = traceback.extract_tb(error.__traceback__)
    lines = [f"{type(error).__name__}\n", *(f"{f.filename}:{f.lineno} {f.name}\n" for f in frames)]
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
            out.writelines(lines)
    except OSError:
        return None
    return path


def sentence(error: BaseException, path: Path | None) -> Text:
    """What the person reads in their shell."""
    said = _("The console had to stop ({kind}). Your mail and drafts are kept.").format(kind=type(error).__name__)
    where = _("A report without any of your data is in {path}.").format(path=path) if path else ""
    return Text("\n".join((f"{said} {where}", _("Start it again with: mado"))))

"""The admin's log, `HOME/mado.log`: one JSON object a line; no subjects, no bodies, no addresses, no secrets."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from datetime import datetime

from cli.output import encode
from config.home import Home
from config.reasons import reason as refused_because
from core.text import clean

LARGEST = 2_000_000


def log(home: Home, what: str, facts: Mapping[str, object]) -> None:
    """Append one line, 0600; a log that is too large becomes `mado.log.1`.

    A log that cannot be written is said on stderr and stops nothing.
    """
    line = encode({"at": datetime.now().astimezone().isoformat(timespec="seconds"), "what": what, **facts}) + b"\n"
    path = home.log_file
    try:
        if path.exists() and path.stat().st_size > LARGEST:
            path.replace(path.with_name(path.name + ".1"))
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
        with open(descriptor, "wb") as file:
            file.write(line)
    except OSError as error:
        print(clean(f"mado: {path}: {refused_because(error)}", one_line=True), file=sys.stderr)

"""Where the tests keep their files: in memory, where the machine has room there, for a store syncs its disk often.

What a test shows stays so: a process that is killed loses nothing that it has written, in memory as on a disk.
TMPDIR says otherwise; the long tests (`make torture`) use the disk.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

_MEMORY = Path("/dev/shm")
_LEAST_FREE = 3 * 1024**3


def use_memory() -> None:
    """Set TMPDIR for this process and those it starts."""
    if "TMPDIR" in os.environ or os.environ.get("MADO_TORTURE") == "1":
        return
    try:
        found = os.statvfs(_MEMORY)
    except OSError:
        return
    if found.f_bavail * found.f_frsize >= _LEAST_FREE and not found.f_flag & (os.ST_NOEXEC | os.ST_RDONLY):
        os.environ["TMPDIR"] = str(_MEMORY)
        # pytest has asked already
        tempfile.tempdir = None

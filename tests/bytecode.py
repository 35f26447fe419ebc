"""Compiled modules are kept for the tests, also where the surroundings forbid it (as images for containers often do).

Else each of the hundreds of processes that tests start compiles the whole program anew, and pytest every test module.
"""

from __future__ import annotations

import os
import sys

import pytest


def keep_bytecode(config: pytest.Config) -> None:
    """Let this process, and those it starts, keep what they compile in pytest's cache folder."""
    cache = getattr(config, "cache", None)
    if not sys.dont_write_bytecode or cache is None:
        return
    sys.dont_write_bytecode = False
    sys.pycache_prefix = str(cache.mkdir("bytecode"))
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["PYTHONPYCACHEPREFIX"] = sys.pycache_prefix

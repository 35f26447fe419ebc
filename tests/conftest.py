"""Fixtures that every room may use: real servers of our own, a home for one test."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings

from tests.bytecode import keep_bytecode
from tests.fast_disk import use_memory

pytest_plugins = ["tests.servers.fixtures", "tests.fuzz.counts"]


def pytest_configure(config: pytest.Config) -> None:
    """Before any worker is started, which then does the same."""
    keep_bytecode(config)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """How many kills and faults the run went through, as the tests counted them (`record_property`)."""
    told = [
        p for kind in ("passed", "failed") for r in terminalreporter.stats.get(kind, []) for p in r.user_properties
    ]
    for word in ("kills", "faults", "damages"):
        if total := sum(int(str(n)) for name, n in told if name == word):
            terminalreporter.write_line(f"{word}: {total}")


use_memory()
# Whether a property holds is asked, not how quick the machine is on which others work too.
settings.register_profile("madoguchi", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("madoguchi")

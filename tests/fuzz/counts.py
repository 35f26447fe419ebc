"""How often each fuzz target ran and its slowest run, told at the end of the test run (a pytest plugin)."""

from __future__ import annotations

import pytest

RAN = "fuzz"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """One line a target; with pytest-xdist the figures come from the workers with their reports."""
    lines = [
        str(value)
        for report in terminalreporter.getreports("passed")
        for name, value in report.user_properties
        if name == RAN
    ]
    if lines:
        terminalreporter.section("fuzz targets")
        for line in sorted(lines):
            terminalreporter.write_line(line)

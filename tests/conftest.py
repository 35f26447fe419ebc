"""Fixtures that every room may use: real servers of our own, a home for one test."""

from __future__ import annotations

pytest_plugins = ["tests.servers.fixtures", "tests.fuzz.counts"]

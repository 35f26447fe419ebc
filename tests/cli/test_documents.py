"""The guide names what there is, and nothing else."""

from __future__ import annotations

import re

from cli.catalogue import catalogue
from cli.shared import shared_options
from config.errors import ExitCode
from tests.cli.calling import ROOT

PAGE = (ROOT / "docs" / "command-line.md").read_text(encoding="utf-8")


def test_every_command_stands_in_the_guide() -> None:
    told = set(re.findall(r"`mado ([a-z-]+)", PAGE)) | set(re.findall(r"`([a-z-]+)`", PAGE))
    assert set(catalogue()) <= told


def test_the_guide_names_no_command_that_is_not_there() -> None:
    assert set(re.findall(r"`mado ([a-z-]+)", PAGE)) <= set(catalogue())


def test_every_shared_option_and_exit_code_stands_in_the_guide() -> None:
    for option in shared_options():
        assert f"`{option.opts[0]}" in PAGE
    for code in ExitCode:
        assert f"\n| {int(code)} |" in PAGE

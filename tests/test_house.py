"""The rules of the house, held by a test: sizes, pins, and what the repository may not say."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = ("config", "core", "mailsync", "tui", "cli")
LONGEST_FILE, LONGEST_CLASS, LONGEST_FUNCTION = 500, 400, 60


def sources(*folders: str) -> Iterator[Path]:
    for folder in folders:
        yield from sorted((ROOT / folder).rglob("*.py"))


def test_no_file_is_longer_than_a_reader_can_hold() -> None:
    long = {
        str(p.relative_to(ROOT)): n
        for p in sources(*ROOMS, "tests", "bench")
        if (n := len(p.read_text(encoding="utf-8").splitlines())) > LONGEST_FILE
    }
    assert long == {}


def test_classes_and_functions_stay_small() -> None:
    large = []
    for path in sources(*ROOMS):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
                limit = LONGEST_CLASS if isinstance(node, ast.ClassDef) else LONGEST_FUNCTION
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                if lines > limit:
                    large.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.name} ({lines} lines)")
    assert large == []


def test_nothing_is_silenced_without_a_reason_beside_it() -> None:
    bare = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in sources(*ROOMS, "tests", "bench")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(r"#\s*(type: ignore(\[[\w, -]+\])?|noqa(: ?[\w, ]+)?)\s*$", line)
    ]
    assert bare == []


def test_every_dependency_is_pinned_and_no_host_is_named() -> None:
    pins = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    assert all(re.fullmatch(r"[A-Za-z0-9._-]+==[^\s/]+", line) for line in pins.splitlines())
    pinned = {line.partition("==")[0].lower().replace("_", "-") for line in pins.splitlines()}
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    wanted = {m.lower().replace("_", "-") for m in re.findall(r'^\s+"([A-Za-z0-9_-]+)[><=]', project, re.MULTILINE)}
    assert wanted - {"keyring"} <= pinned


@pytest.mark.parametrize("name", ["utils.py", "helpers.py", "common.py", "misc.py"])
def test_no_file_is_named_after_nothing(name: str) -> None:
    assert [p for p in sources(*ROOMS) if p.name == name] == []

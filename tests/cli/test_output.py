"""What leaves the command line is clean text, whatever an error, a path or a mail holds."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cli.crash import report
from cli.journal import log
from cli.output import encode, line, say, show_error, table
from cli.shared import Shared
from config.errors import MadoError
from config.home import Home
from tests.cli.calling import Mado
from tests.fuzz.hold import ACTS

EVIL = "535 \x1b]0;PWNED\x07\x9b31m\u202ego\udc9b\r\n\x1b[2J"


@pytest.mark.parametrize("as_json", [True, False])
def test_an_error_is_clean_in_both_shapes(capsys: pytest.CaptureFixture[str], as_json: bool) -> None:
    show_error(MadoError(EVIL, hint=EVIL, code="refused"), as_json=as_json)
    said = capsys.readouterr().err.rstrip("\n").replace("\n      ", " ")
    assert not ACTS.search(said)
    assert "\\u001b" not in said
    assert "535" in said


def test_lines_tables_and_narration_are_clean(capsys: pytest.CaptureFixture[str]) -> None:
    line(EVIL)
    table([[EVIL, "b"], ["c", EVIL]])
    say(Shared(), EVIL)
    caught = capsys.readouterr()
    assert not ACTS.search(caught.out)
    assert not ACTS.search(caught.err)


def test_json_takes_a_name_that_is_no_text() -> None:
    assert json.loads(encode({"path": "a\udc9b", "more": ["b", {"c": "\ud800d"}], "n": 1})) == {
        "path": "a",
        "more": ["b", {"c": "d"}],
        "n": 1,
    }


def test_a_report_of_a_crash_and_a_log_that_cannot_be_written_are_clean(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = report(TypeError(EVIL), ["--home", str(tmp_path)])
    assert str(tmp_path) in told.hint
    (kept,) = tmp_path.glob("crash-*.txt")
    assert not ACTS.search(kept.read_text("utf-8"))
    home = tmp_path / "no\x1b[2Jfolder"
    log(Home(home), "sync", {"n": 1})
    said = capsys.readouterr().err
    assert "mado.log" in said
    assert not ACTS.search(said)


def test_a_hostile_file_name_is_told_clean(bare: Mado, tmp_path: Path) -> None:
    said = bare("parse", "--json", str(tmp_path / "\x1b]0;PWNED\x07\u202e.eml"), code=1)
    assert not ACTS.search(said.err.rstrip("\n") + said.out.rstrip("\n"))
    assert "\\u001b" not in said.err + said.out

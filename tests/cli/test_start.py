"""What every call of `mado` begins with: it starts light, and its options stand anywhere."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from cli.catalogue import catalogue
from tests.cli.calling import ROOT, Mado, process

HEAVY = ("textual", "rich", "tinydb", "imapclient", "asyncio", "sqlite3", "tomlkit")
_PROBE = """
import json, sys
from cli import main
sys.argv = ["mado", *json.loads(sys.argv[1])]
try:
    main.main()
except SystemExit:
    pass
finally:
    loaded = sorted(name for name in json.loads(sys.stdin.readline()) if name in sys.modules)
    print("LOADED " + json.dumps(loaded), file=sys.stderr)
"""


def _loaded(words: list[str], env: dict[str, str] | None = None) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", _PROBE, json.dumps(words)],
        input=json.dumps(HEAVY) + "\n",
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, **(env or {})},
        timeout=60,
    )
    line = next(row for row in done.stderr.splitlines() if row.startswith("LOADED "))
    loaded: list[str] = json.loads(line.removeprefix("LOADED "))
    return loaded


@pytest.mark.parametrize("words", [["--help"], ["--version"], ["tickets", "--help"], ["reply", "--help"], ["tickts"]])
def test_help_and_version_load_nothing_heavy(words: list[str]) -> None:
    assert _loaded(words) == []


def test_completion_loads_nothing_heavy() -> None:
    env = {"_MADO_COMPLETE": "bash_complete", "COMP_WORDS": "mado ti", "COMP_CWORD": "1"}
    assert _loaded([], env) == []


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_knows_the_commands(shell: str) -> None:
    env = {
        "_MADO_COMPLETE": f"{shell}_complete",
        "COMP_WORDS": "mado ticket",
        "COMP_CWORD": "1" if shell != "fish" else "ticket",
    }
    assert "tickets" in process([], env=env).out


def test_help_lists_every_command_under_who_uses_it(bare: Mado) -> None:
    text = bare("--help").out
    agents, admins, scripts = (
        text.index(f"{heading}:") for heading in ("For agents", "For admins", "For scripts and for trying out")
    )
    assert agents < text.index("\n  tickets ") < text.index("\n  reply ") < admins
    assert admins < text.index("\n  init ") < text.index("\n  sync ") < scripts < text.index("\n  demo ")


@pytest.mark.parametrize("name", [n for n, e in catalogue().items() if e.place.startswith("cli.commands.")])
def test_every_command_that_is_listed_has_help(bare: Mado, name: str) -> None:
    said = bare(name, "--help")
    assert said.out.startswith(f"Usage: mado {name}")
    assert "--json" in said.out


@pytest.mark.parametrize(
    "words", [("--json", "config", "path"), ("config", "--json", "path"), ("config", "path", "--json")]
)
def test_shared_options_stand_before_and_after_the_command(mado: Mado, words: tuple[str, ...]) -> None:
    assert mado(*words).json["config"] == str(mado.home / "config.toml")


def test_the_home_may_stand_after_the_command_or_in_the_environment(mado: Mado) -> None:
    after = process(["config", "path", "--home", str(mado.home)])
    around = process(["config", "path"], env={"MADO_HOME": str(mado.home)})
    assert after.out == around.out == f"{mado.home / 'config.toml'}\n"


def test_an_unknown_command_names_the_nearest_one(bare: Mado) -> None:
    assert "tickets" in bare("tickts", code=2).err


def test_an_unknown_option_is_wrong_usage_in_one_sentence(bare: Mado) -> None:
    said = bare("tickets", "--colour", code=2)
    assert said.err.startswith("mado: ")
    assert "Traceback" not in said.err


@pytest.mark.parametrize("flag", ["--json", "--jsonl"])
def test_an_error_in_json_is_one_object_on_stderr(bare: Mado, flag: str) -> None:
    said = bare("tickets", flag, code=2)
    assert said.out == ""
    assert said.error["code"] == "no_settings"
    assert set(said.error) == {"code", "message", "hint"}
    assert "mado init" in said.error["hint"]


def test_japanese_is_spoken_when_asked(bare: Mado) -> None:
    assert "チケット" in bare("--lang", "ja", "--help").out
    assert "チケット" in process(["tickets", "--help", "--lang", "ja"]).out


@pytest.mark.parametrize(
    "words",
    ["tickets --nosuch", "ticket", "assign", "report --html", "serve --port x", "restore /nosuch",
     "completion powershell", "init --imap-security foo", "fsck more"],
)  # fmt: skip
def test_wrong_usage_is_told_in_japanese_too(bare: Mado, words: str) -> None:
    said = bare("--lang", "ja", *words.split(), code=2).err.splitlines()[0]
    assert re.search("[ぁ-ん]", said)
    assert not re.search(r"[a-z]{3,} [a-z]{2,} [a-z]+", said)


def test_a_group_without_a_verb_shows_its_help_as_it_stands(bare: Mado) -> None:
    said = bare("attachment", code=2)
    assert said.out == ""
    assert said.err == bare("attachment", "--help").out
    assert bare("attachment", "--json", code=2).error["code"] == "usage"


def test_the_frame_of_help_is_japanese_too() -> None:
    said = process(["attachment", "--help", "--lang", "ja"]).out
    assert all(word in said for word in ("使い方:", "オプション:", "コマンド:", "この説明を表示します。"))
    assert process(["attachment", "--help"]).out.startswith("Usage: ")


def test_without_a_terminal_the_console_says_so(mado: Mado) -> None:
    assert "terminal" in mado(code=2).err


@pytest.mark.parametrize("words", ["--help", "canned list --jsonl", "canned list --csv", "canned list"])
def test_a_reader_that_goes_away_is_no_error(mado: Mado, words: str) -> None:
    for number in range(200):
        (mado.home / "canned" / f"long-{number}.md").write_text(f"---\nname: {number}\n---\n" + "x" * 1000 + "\n")
    command = f"{sys.executable} -m cli --home {mado.home} {words} | head -c 1; echo; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, cwd=ROOT, timeout=60)
    assert done.stdout.splitlines()[-1] == "0"
    assert done.stderr == ""


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_closed_standard_streams_are_no_error_and_lend_no_file_their_place(mado: Mado, closed: str) -> None:
    code = "import sys; from cli.entry import main; sys.argv[0] = 'mado'; main()"
    command = f'"$0" -c "$1" --home "$2" tickets --json {closed}; echo $? >"$2/code"'
    done = subprocess.run(
        ["bash", "-c", command, sys.executable, code, str(mado.home)], capture_output=True, text=True, cwd=ROOT,
        timeout=60,
    )  # fmt: skip
    assert "Traceback" not in done.stderr
    assert (mado.home / "code").read_text().strip() in ("0", "4")
    assert mado("fsck", "--json").json["lost"] == 0


def test_a_crash_is_one_sentence_and_a_report_without_values(mado: Mado, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(_shared: object) -> None:
        secret = "hunter2"  # noqa: F841  # a local that must not be reported
        raise ValueError("the customer's own words")

    monkeypatch.setattr("cli.commands.config.load_settings", crash)
    monkeypatch.setattr("cli.opened.settings_of", crash)
    monkeypatch.setattr("cli.commands.mailbox.settings_of", crash)
    said = mado("mailbox", "list", code=1)
    assert "Traceback" not in said.err
    assert len(said.err.splitlines()) == 2
    (report,) = mado.home.glob("crash-*.txt")
    text = report.read_text(encoding="utf-8")
    assert "ValueError" in text
    assert "test_start.py" in text
    assert "hunter2" not in text
    assert "customer" not in text
    assert report.stat().st_mode & 0o077 == 0


def test_a_file_that_is_made_is_for_its_owner_only(tmp_path: Path) -> None:
    home = tmp_path / "home"
    words = ["--home", str(home), "init", "--email", "a@gmail.com", "--name", "alice"]
    done = subprocess.run(
        ["bash", "-c", 'umask 000; exec "$@"', "-", sys.executable, "-m", "cli", *words],
        capture_output=True,
        cwd=ROOT,
        timeout=60,
    )
    assert done.returncode == 0
    assert [p for p in [home, *home.rglob("*")] if p.stat().st_mode & 0o077] == []

"""`mado demo --headless`, as somebody runs it who has just installed it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest

from config.home import Home
from config.settings_file import load_settings
from core.desk import Desk


def demo(*args: str, tmp: Path, lang: str = "ja") -> subprocess.CompletedProcess[str]:
    env = {k: v for k, v in os.environ.items() if not k.startswith("MADO_")}
    env |= {"MADO_LANG": lang, "TMPDIR": str(tmp), "TZ": "Asia/Tokyo", "PYTHONWARNINGS": "default"}
    command = [sys.executable, "-m", "cli", "demo", "--headless", *args]
    return subprocess.run(command, capture_output=True, text=True, timeout=50, env=env)


@pytest.fixture(scope="module", params=["ja", "en"])
def run(request: pytest.FixtureRequest) -> tuple[dict[str, Any], subprocess.CompletedProcess[str], list[str]]:
    with tempfile.TemporaryDirectory() as folder:
        done = demo("--json", tmp=Path(folder), lang=request.param)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout), done, [f.name for f in Path(folder).iterdir()]


Run = tuple[dict[str, Any], subprocess.CompletedProcess[str], list[str]]


def test_it_prints_the_tickets_the_reply_and_the_answer_in_the_same_ticket(run: Run) -> None:
    said, _, _ = run
    assert set(said) == {"tickets", "messages", "customers", "reply", "answer"}
    assert (len(said["tickets"]) >= 34, said["messages"] >= 80, said["customers"] >= 18) == (True, True, True)
    assert said["reply"]["delivered"] is True
    assert said["reply"]["message_id"] and said["answer"]["message_id"]
    assert said["answer"]["ticket"] == said["reply"]["ticket"]
    assert sum(t["status"] == "open" for t in said["tickets"]) >= 25
    answered = next(t for t in said["tickets"] if t["code"] == said["reply"]["ticket"])
    assert (answered["status"], answered["messages"]) == ("open", 3)


def test_it_says_what_it_does_on_stderr_and_leaves_no_folder_behind(run: Run) -> None:
    _, done, left = run
    assert len(done.stderr.splitlines()) >= 5
    assert "Traceback" not in done.stderr and "Warning" not in done.stderr
    assert left == []


def test_without_json_it_prints_a_list_people_can_read(tmp_path: Path) -> None:
    done = demo(tmp=tmp_path)
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) >= 34
    assert "湯のみの欠けについて" in done.stdout and "Fine lines in the glaze" in done.stdout


def test_a_kept_home_stays_private_and_a_folder_in_use_is_refused(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    assert demo("--home-kept", str(kept), tmp=tmp_path).returncode == 0
    assert (kept / "config.toml").stat().st_mode & 0o077 == 0
    assert kept.stat().st_mode & 0o077 == 0
    with Desk.open(Home(kept), load_settings(Home(kept))) as desk:
        kumiko = desk.customer("kumi.tanaka.0412@keitai.example.jp")
        assert "kumiko@tanaka-dental.example.jp" in kumiko.addresses, "two addresses, one person"
        assert len(desk.canned.all()) >= 30
        rows = desk.rows()
        assert [t.updated for t in rows] == sorted((t.updated for t in rows), reverse=True)
        assert len({t.updated for t in rows}) > 30, "decisions of the past do not disturb the order of the mail"
    again = demo("--home-kept", str(kept), "--json", tmp=tmp_path)
    assert (again.returncode, again.stdout) == (2, "")
    assert json.loads(again.stderr.splitlines()[-1])["error"]["hint"]


def test_without_a_terminal_the_console_is_not_opened(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "cli", "demo"], capture_output=True, text=True, timeout=30, stdin=subprocess.DEVNULL
    )
    assert done.returncode == 2
    assert "--headless" in done.stderr

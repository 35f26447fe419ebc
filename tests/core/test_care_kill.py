"""kill -9 at any moment of a rebuild, backup, restore, export or erasure: nothing is lost, the next run completes."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from tinydb import TinyDB

from config.errors import NothingMatched
from config.home import Home
from core import decisions
from core.desk import Desk
from core.restore import restore
from tests.core.conftest import settings
from tests.core.mails import arrival, mail

KILLS = 40 if os.environ.get("MADO_TORTURE") else 1
LASTS = 0.4
"""Seconds that each of these takes here at most; kills fall within them."""
ROOT = Path(__file__).parents[2]
CHILD = """
import sys
from pathlib import Path
from config.home import Home
from core.desk import Desk
from core.restore import restore
import core.backup, core.erase, core.export, core.rebuild
from tests.core.conftest import settings
home, what, target = Home(Path(sys.argv[1])), sys.argv[2], Path(sys.argv[3])
if what == "restore":
    print("ready", flush=True)
    restore(home, target)
else:
    with Desk.open(home, settings()) as desk:
        print("ready", flush=True)
        if what == "rebuild":
            desk.keeping.rebuild()
        elif what == "backup":
            desk.keeping.backup(target)
        elif what == "export":
            desk.keeping.export(target)
        else:
            desk.keeping.erase(desk.keeping.plan_erasure("hanako@customer.example"))
print("done", flush=True)
"""


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Home:
    home = Home(tmp_path_factory.mktemp("whole") / "home")
    people = ("Hanako <hanako@customer.example>", "Bob <bob@other.example>")
    with Desk.open(home, settings()) as desk:
        desk.take_in([arrival(n, mail(n, sender=people[n % 2], body=f"word{n} " * 40)) for n in range(1, 41)])
        desk.do(*(decisions.add_tag(t.code, "kept") for t in desk.rows()))
        desk.store.engine.checkpoint()
    return home


def _run(home: Home, what: str, target: Path, kill_after: float | None) -> None:
    """Do it in a process; or kill it so many seconds after it began."""
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, str(home.root), what, str(target)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "ready\n"
    try:
        child.wait(kill_after if kill_after is not None else 60)
    except subprocess.TimeoutExpired:
        child.send_signal(signal.SIGKILL)
        child.wait()
    child.stdout.close()


def _tables(home: Home) -> dict[str, Any]:
    with Desk.open(home, settings()) as desk:
        tables = desk.store.db.storage.read() or {}
        tickets = [{k: v for k, v in d.items() if k != "rev"} for d in tables["tickets"].values()]
        return {**tables, "tickets": tickets}


def _spoil(home: Home) -> None:
    with Desk.open(home, settings()) as desk:
        desk.store.table("tickets").update({"status": "closed"})
        desk.store.table("texts").update({"text": "wrong"})


def _sound(home: Home) -> None:
    with Desk.open(home, settings()) as desk:
        assert desk.keeping.fsck().findings == ()


@pytest.mark.parametrize("what", ["rebuild", "backup", "restore", "export", "erase"])
def test_killed_at_any_moment_it_leaves_all_or_nothing_and_the_next_run_completes(
    whole: Home, tmp_path: Path, what: str, record_property: Callable[[str, object], None]
) -> None:
    record_property("kills", KILLS)
    before = _tables(whole)
    backup = tmp_path / "backup.tar"
    with Desk.open(whole, settings()) as desk:
        desk.keeping.backup(backup)
    noise = random.Random(what)
    for _turn in range(KILLS):
        home, target = Home(tmp_path / "home"), tmp_path / "target"
        shutil.rmtree(home.root, ignore_errors=True)
        shutil.rmtree(target, ignore_errors=True)
        target.unlink(missing_ok=True)
        if what == "restore":
            target = backup
        else:
            shutil.copytree(whole.root, home.root)
        if what == "rebuild":
            _spoil(home)
        _run(home, what, target, noise.random() * LASTS)
        _after_kill(home, what, target)
        if _again(home, what, target):
            _run(home, what, target, None)
        _complete(home, what, target, before)


def _again(home: Home, what: str, target: Path) -> bool:
    """Whether it has to be run once more: a backup, an export or a home that stands is whole."""
    if what == "restore":
        return not home.root.exists()
    if what == "export":
        for path in target.glob("*"):
            path.unlink()
        return True
    return not target.exists()


def _after_kill(home: Home, what: str, target: Path) -> None:
    """Right after the kill: what stands there is whole."""
    if what != "restore" or home.root.exists():
        with Desk.open(home, settings()) as desk:
            assert desk.store.table("events").total() > 0
            assert desk.store.damage() == []
    if what == "export" and (target / "desk.json").exists():
        json.loads((target / "desk.json").read_text(encoding="utf-8"))


def _complete(home: Home, what: str, target: Path, before: dict[str, Any]) -> None:
    if what == "erase":
        _complete_erasure(home)
        return
    assert _tables(home) == before
    _sound(home)
    if what == "backup":
        again = Home(target.with_name("again"))
        shutil.rmtree(again.root, ignore_errors=True)
        restore(again, target)
        assert _tables(again) == before
    if what == "export":
        with TinyDB(target / "desk.json") as plain:
            assert len(plain.table("tickets")) == 40


def _complete_erasure(home: Home) -> None:
    with Desk.open(home, settings()) as desk:
        with suppress(NothingMatched):  # it was done; asking again took its last bytes off the disk
            desk.keeping.erase(desk.keeping.plan_erasure("hanako@customer.example"))
        assert sorted({t.customer.address for t in desk.rows()}) == ["bob@other.example"]
        assert desk.count("tag:kept") == 20
    _sound(home)
    for path in home.root.rglob("*"):
        assert path.is_dir() or b"hanako@customer" not in path.read_bytes().lower()

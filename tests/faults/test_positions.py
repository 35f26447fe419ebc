"""Each way to write, with each fault at each call that changes a file: told in words, nothing lost, and going on.

The faults come from a tracer (tests/faults/tracer.py), at every position with MADO_TORTURE=1, at a few otherwise.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from config.errors import MadoError
from config.home import Home
from core.desk import Desk
from tests.core.conftest import settings
from tests.faults import tracer
from tests.faults.tracer import Ended, Fault
from tests.faults.ways import WAYS, Say, Way, fill
from tests.pieces import FULL, luck, many

FAULTS: tuple[Fault, ...] = ("kill", "full", "short", "eio", "broken")
AT_MOST = many("positions", 400, 1)
TRIED = [(w, f) for n, w in enumerate(WAYS) for m, f in enumerate(FAULTS) if FULL or m == n % len(FAULTS)]
pytestmark = pytest.mark.skipif(bool(tracer.MISSING), reason=tracer.MISSING)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Home:
    home = Home(tmp_path_factory.mktemp("filled") / "home")
    fill(home)
    return home


class Stage:
    """A place where a way can be tried again and again from the same beginning."""

    def __init__(self, filled: Home, folder: Path, way: Way) -> None:
        self.way = way
        self.folder = folder / "stage"
        self._first = folder / "first"
        shutil.copytree(filled.root, self._first / "home")
        self._first.joinpath("beside").mkdir()
        way.prepare(Home(self._first / "home"), self._first / "beside")
        self.home, self.beside = Home(self.folder / "home"), self.folder / "beside"

    def set(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.copytree(self._first, self.folder)

    def run(self, fault: Fault, position: int) -> Ended:
        self.set()
        return tracer.run(self._act, self.folder, fault, position)

    def _act(self, say: Say) -> None:
        try:
            self.way.act(self.home, self.beside, say)
        except MadoError as error:
            say(f"error {error.code}|{error.message}|{error.hint}")

    def look(self, ended: Ended, how: str) -> None:
        """What must hold after it ended so."""
        assert not ended.failed, f"{how}\n{ended.failed}"
        said = [line for line in ended.said if not line.startswith("error ")]
        for line in ended.said:
            if line.startswith("error "):
                code, message, hint = line.removeprefix("error ").split("|")
                assert code and message and hint, (how, line)
        try:
            if self.way.name not in ("new desk", "salvage"):
                self._sound(opens=True)
            self.way.after(self.home, self.beside, said)
            self.way.again(self.home, self.beside, said)
            self._sound(opens=False)
        except Exception as error:
            error.add_note(f"{how}: {ended.hit}; said {ended.said}")
            raise

    def _sound(self, *, opens: bool) -> None:
        if not self.home.store_file.exists():
            return
        with Desk.open(self.home, settings()) as desk:
            if opens and self.way.name != "fsck":
                assert desk.store.damage() == []
                assert list(desk.store.raw.damage()) == []
            elif not opens:
                assert desk.keeping.fsck().findings == ()


def _positions(count: int, noise: random.Random) -> Iterator[int]:
    """All of them; or evenly spread ones where there are too many."""
    if count <= AT_MOST:
        yield from range(count)
        return
    for part in range(AT_MOST):
        yield part * count // AT_MOST + noise.randrange(max(1, count // AT_MOST))


@pytest.mark.timeout(7200 if FULL else 60)
@pytest.mark.parametrize(("way", "fault"), TRIED, ids=[f"{way.name}, {fault}" for way, fault in TRIED])
def test_a_fault_at_any_write_loses_nothing_acknowledged_and_the_next_run_completes(
    way: Way, fault: Fault, filled: Home, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    stage = Stage(filled, tmp_path, way)
    whole = stage.run("none", 0)
    assert (whole.failed, whole.killed) == ("", False)
    assert whole.positions > 0
    positions = list(_positions(whole.positions, luck(f"{way.name} {fault}")))
    record_property("kills" if fault == "kill" else "faults", len(positions))
    for position in positions:
        ended = stage.run(fault, position)
        assert ended.killed == (fault == "kill" and ended.positions > position)
        stage.look(ended, f"{way.name}, {fault} at {position} of {whole.positions}")

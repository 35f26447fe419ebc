"""A cold start on a desk of years, against a small one and against the least there is: command, console, memory."""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.desks import Loaded, Size, fill
from bench.figures import verdict
from bench.tui import EMPTY_APP, Line, console_line, starts
from config.home import Home
from core.store import Store

ROOT = Path(__file__).parents[1]
RUNS = int(os.environ.get("MADO_BENCH_RUNS", "9"))


def cold(loaded: Loaded) -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        small = Home(Path(folder)).ensure()
        with Store.open(small) as store:
            fill(store, Size(1000))
        for home in (small, loaded.home):
            _configured(home.root)
        _listing(small.root, loaded.home.root)
    _console(loaded.home.root)


def _configured(home: Path) -> None:
    config = home / "config.toml"
    if not config.exists():
        config.write_text('[agent]\nname = "mai"\n', encoding="utf-8")


def _listing(small: Path, large: Path) -> None:
    """`mado tickets status:open --ids`, a process each; the two take turns."""
    found: dict[Path, list[tuple[float, float]]] = {small: [], large: []}
    for _turn in range(RUNS):
        for home, figures in found.items():
            figures.append(
                _run([sys.executable, "-m", "cli", "--home", str(home), "tickets", "status:open", "--ids"])
            )
    for which, name in ((1, "CPU time"), (0, "by the clock")):
        ours, theirs = (statistics.median(f[which] for f in found[home]) for home in (large, small))
        said = f"cold `mado tickets status:open --ids` {ours * 1000:.0f} : {theirs * 1000:.0f} ms, {name}"
        verdict(said, ours / theirs, "x", 1.5, 1.1)


def _run(argv: list[str]) -> tuple[float, float]:
    """Seconds by the clock and of CPU time."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(argv, cwd=ROOT, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.perf_counter() - began, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _console(home: Path) -> None:
    first = console_line(home)  # Leaves the first picture for the next starts.
    first.until(b"1/")
    first.quiet(1.0)
    first.end()
    _python, empty, _readable, console = starts(home)
    verdict(f"console start {console * 1000:.0f} : {empty * 1000:.0f} ms (empty app)", console / empty, "x", 1.6, 1.3)
    plain = Line(EMPTY_APP)
    plain.until(b"ready")
    plain.quiet(1.0)
    line = console_line(home)
    line.until(b"1/")
    line.quiet(2.0)
    ours, theirs = _held(line.pid), _held(plain.pid)
    for one in (line, plain):
        one.end()
    verdict(f"console memory {ours:.0f} MB over the empty app's {theirs:.0f} MB", ours - theirs, "MB", 80, 30)


def _held(pid: int) -> float:
    """Resident memory of a process, in MB."""
    for line in Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise ProcessLookupError(pid)

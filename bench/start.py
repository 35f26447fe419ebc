"""How long a call of `mado` takes before it does anything, against the least a click program can take.

Prints medians in ms and ratios to `click hello` of the same run. Goals: help at most 1.8 times `click hello`.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

RUNS = int(os.environ.get("MADO_BENCH_RUNS", "15"))
ROOT = Path(__file__).parents[1]
_HELLO = "import click; click.command()(lambda: click.echo('hello')).main([], standalone_mode=False)"


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        home = ["--home", str(Path(folder) / "home")]
        mado = [sys.executable, "-m", "cli"]
        subprocess.run(
            [*mado, *home, "init", "--email", "a@gmail.com", "--name", "a", "--quiet"], cwd=ROOT, check=True
        )
        calls = {
            "python -c pass": [sys.executable, "-c", "pass"],
            "click hello": [sys.executable, "-c", _HELLO],
            "mado --help": [*mado, "--help"],
            "mado --version": [*mado, "--version"],
            "mado config path": [*mado, *home, "config", "path"],
            "mado tickets (empty desk)": [*mado, *home, "tickets", "--quiet"],
        }
        times = _interleaved(calls)
    hello = times["click hello"]
    for name, seconds in times.items():
        print(f"{name:28} {seconds * 1000:6.0f} ms   {seconds / hello:4.2f} x click hello")


def _interleaved(calls: dict[str, list[str]]) -> dict[str, float]:
    """Medians; the calls take turns, so that a noisy moment of the machine meets all of them."""
    taken: dict[str, list[float]] = {name: [] for name in calls}
    for _ in range(RUNS):
        for name, call in calls.items():
            began = time.perf_counter()
            subprocess.run(call, cwd=ROOT, check=True, capture_output=True)
            taken[name].append(time.perf_counter() - began)
    return {name: statistics.median(values) for name, values in taken.items()}


if __name__ == "__main__":
    main()

"""Timing and printing for the benches of the store."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

_LOOP = 20_000


@dataclass(frozen=True, slots=True)
class Taken:
    """Milliseconds of each call, ascending: by the clock, and of this thread's own CPU time."""

    wall: list[float]
    cpu: list[float]


def taken(step: Callable[[int], object], count: int) -> Taken:
    """Call a step so many times."""
    wall, cpu = [], []
    for number in range(count):
        began, busy = time.perf_counter(), time.thread_time()
        step(number)
        wall.append((time.perf_counter() - began) * 1000)
        cpu.append((time.thread_time() - busy) * 1000)
    return Taken(sorted(wall), sorted(cpu))


def times(step: Callable[[int], object], count: int) -> list[float]:
    """Milliseconds of each call by the clock, ascending."""
    return taken(step, count).wall


def at(ascending: Sequence[float], share: float) -> float:
    """A percentile of ascending figures."""
    return ascending[min(len(ascending) - 1, int(len(ascending) * share))]


def show(name: str, ascending: Sequence[float], note: str = "") -> None:
    """One line: median and 99th percentile in ms."""
    print(f"{name:52} p50 {at(ascending, 0.5):8.3f} ms   p99 {at(ascending, 0.99):8.3f} ms   {note}")


def verdict(name: str, figure: float, unit: str, must: float, goal: float, *, more: bool = False) -> None:
    """One line: a figure against what it must be and should be; `more` is better, or less."""
    met = (figure >= goal, figure >= must) if more else (figure <= goal, figure <= must)
    said = "goal met" if met[0] else "must met, goal missed" if met[1] else "MISSED"
    print(f"{name:66} {figure:8.2f} {unit:2}   must {must:g}, goal {goal:g}: {said}", flush=True)


def disk_noise(folder: Path, count: int = 200) -> list[float]:
    """What an fdatasync of 4 KB takes on this disk: the floor under every durable write."""
    path = folder / "noise"
    fd = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)

    def step(number: int) -> None:
        os.pwrite(fd, b"x" * 4096, number * 4096)
        os.fdatasync(fd)

    try:
        return times(step, count)
    finally:
        os.close(fd)
        path.unlink()


def machine_noise(folder: Path) -> None:
    """How busy the machine is with other things: a loop that should always take the same, and the disk."""
    loop = taken(lambda _n: sum(range(_LOOP)), 300)
    best = loop.cpu[0]
    clock, busy = (f"{at(t, 0.5) / best:.2f} x (p99 {at(t, 0.99) / best:.2f} x)" for t in (loop.wall, loop.cpu))
    print(f"machine: load {os.getloadavg()[0]:.1f}; a loop of {best:.2f} ms at best: {clock} by clock, {busy} of CPU")
    show("fdatasync of 4 KB (noise)", disk_noise(folder))


def median_ratio(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """The median of paired ratios."""
    return statistics.median(a / b for a, b in zip(ours, theirs, strict=True))

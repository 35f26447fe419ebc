"""Timing and printing for the benches of the store."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from pathlib import Path


def times(step: Callable[[int], object], count: int) -> list[float]:
    """Milliseconds of each call, ascending."""
    taken = []
    for number in range(count):
        began = time.perf_counter()
        step(number)
        taken.append((time.perf_counter() - began) * 1000)
    return sorted(taken)


def at(taken: Sequence[float], share: float) -> float:
    """A percentile of ascending figures."""
    return taken[min(len(taken) - 1, int(len(taken) * share))]


def show(name: str, taken: Sequence[float], note: str = "") -> None:
    """One line: median and 99th percentile in ms."""
    print(f"{name:44} p50 {at(taken, 0.5):8.3f} ms   p99 {at(taken, 0.99):8.3f} ms   {note}")


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

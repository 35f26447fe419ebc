"""Rows of a bench that say by themselves whether a figure is good enough."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """What was measured, once for each round."""

    rounds: Sequence[float]

    @property
    def median(self) -> float:
        """Its median."""
        return statistics.median(self.rounds)

    @property
    def noise(self) -> float:
        """Half of what lies between the best and the worst round, as a share of the median."""
        return (max(self.rounds) - min(self.rounds)) / 2 / self.median if self.median else 0.0

    def over(self, other: Figure) -> Figure:
        """Round by round, how many times the other one."""
        return Figure([a / b for a, b in zip(self.rounds, other.rounds, strict=True)])


def judge(name: str, figure: Figure, must: float, goal: float, unit: str = "x") -> str:
    """One line: the median, its noise, what is asked of it, and whether it is met. Less is better."""
    got = figure.median
    verdict = "goal met" if got <= goal else "met" if got <= must else "MISSED"
    spread = f"± {figure.noise * 100:3.0f} %" if len(figure.rounds) > 1 else "one run"
    return f"{name:58} {got:8.2f} {unit:3} {spread:8}  must {must:g}  goal {goal:g}  {verdict}"

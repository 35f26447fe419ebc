"""How much a long test does, and with which luck: so that a torture can be run in pieces that differ.

`MADO_TORTURE=1` asks for the full count. `MADO_KILLS=250 MADO_SEED=7` asks for so many of what a test counts, drawn
with another luck; pieces with seeds of their own add up to the whole.
"""

from __future__ import annotations

import os
import random

FULL = bool(os.environ.get("MADO_TORTURE"))
SEED = int(os.environ.get("MADO_SEED", "0"))


def many(what: str, full: int, few: int) -> int:
    """How many kills, people, sequences or rounds: what `MADO_<WHAT>` says, else by whether it is a torture."""
    return int(os.environ.get(f"MADO_{what.upper()}") or (full if FULL else few))


def parts(count: int, most: int) -> list[int]:
    """A count cut into parts of at most so many, each a test of its own: several cores share them."""
    return [min(most, count - begun) for begun in range(0, count, most)]


def luck(own: int | str) -> random.Random:
    """A test's luck: its own, unless MADO_SEED says otherwise."""
    if isinstance(own, str):
        return random.Random(f"{own} {SEED}" if SEED else own)
    return random.Random(own + 1_000 * SEED)

"""Garbage goes while the hands rest."""

from __future__ import annotations

import gc
import time
from collections.abc import Iterator

import pytest

from tui import sweeping
from tui.sweeping import Sweeper


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    usual = gc.get_threshold()
    yield
    gc.set_threshold(*usual)
    gc.unfreeze()
    gc.enable()


class _Knot:
    def __init__(self) -> None:
        self.me = self


def _knots() -> int:
    return sum(isinstance(one, _Knot) for one in gc.get_objects())


def test_it_is_collected_once_the_hands_rest_and_only_after_keys() -> None:
    pressed = time.monotonic()
    sweeper = Sweeper(lambda: pressed)
    sweeper.begin()
    _Knot()
    sweeper.look()
    assert _knots() == 1  # a key has just come
    pressed -= sweeping._RESTED + 1
    sweeper.look()
    assert _knots() == 0
    _Knot()
    sweeper.look()
    assert _knots() == 1  # no key has come since: nothing new is thrown away
    gc.collect(1)


def test_what_is_old_goes_once_nobody_is_here() -> None:
    pressed = time.monotonic() - sweeping._RESTED - 1
    sweeper = Sweeper(lambda: pressed)
    knot = _Knot()
    sweeper.begin()
    gc.unfreeze()
    gc.collect()  # it is old now
    del knot
    sweeper.look()
    assert _knots() == 1
    pressed -= sweeping._AWAY
    sweeper.look()
    assert _knots() == 0

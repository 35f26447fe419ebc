"""The readers of words against texts with labels: what must be found is found, and no wolf is cried."""

from __future__ import annotations

import pytest

from bench.care import CORPUS, PREFIXES, measure, short


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("prefix", PREFIXES)
def test_what_people_labelled_is_found(language: str, prefix: str) -> None:
    found = measure(CORPUS, language, prefix)

    assert sum(tally.hit for tally in found.values()) >= 10
    assert short(found) == []


def test_a_rule_that_finds_nothing_is_named() -> None:
    found = measure(CORPUS, "en")
    found["promises"].missed += found["promises"].hit

    assert short(found) == ["promises recall"]

"""`mado suggest`, `mado storm`, `mado hooks`."""

from __future__ import annotations

from tests.cli.calling import Mado


def test_answers_are_suggested_as_json(shop: Mado, codes: dict[str, str]) -> None:
    found = shop("suggest", codes["Bob"], "--json").json
    assert found
    assert {"kind", "name", "title", "text", "words", "used", "came_back", "score", "exemplary", "why"} == set(
        found[0]
    )
    assert any("refund" in s["name"] for s in found)
    shop("suggest", "ZZZZ", code=4)


def test_a_storm_is_tagged_so_that_one_plan_tells_all(shop: Mado) -> None:
    assert "No storm" in shop("storm").err
    assert shop("storm", "--json").json == []


def test_without_hooks_nothing_is_told(shop: Mado) -> None:
    assert shop("hooks", "--json").json == []

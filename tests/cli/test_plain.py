"""`mado --plain`: the console as lines."""

from __future__ import annotations

from tests.cli.calling import Mado


def test_a_ticket_is_read_and_solved_by_lines_alone(shop: Mado, codes: dict[str, str]) -> None:
    shop("open", *codes.values())
    said = shop("--plain", stdin="1\nsolve\nlist\nq\n")
    first = said.out.splitlines()
    assert any(text.endswith("tickets") for text in first)
    assert "1. " in said.out
    assert "Done." in said.out
    solved = [t for t in shop("tickets", "--json").json if t["status"] == "solved"]
    assert len(solved) == 1
    assert f"{solved[0]['customer']['name']}: " in said.out


def test_each_ticket_is_a_sentence_without_columns(shop: Mado, codes: dict[str, str]) -> None:
    shop("open", *codes.values())
    rows = [text for text in shop("--plain", stdin="").out.splitlines() if text[:2] in ("1.", "2.", "3.")]
    assert len(rows) == 3
    assert all("  " not in row for row in rows)
    assert all(", open" in row for row in rows)


def test_it_searches_views_and_says_what_it_does_not_know(shop: Mado) -> None:
    said = shop("--plain", stdin='find Bob\n9\nview all\nfrobnicate\nhelp\nnote "half\n')
    assert "There is no number 9" in said.out
    assert "frobnicate" in said.err
    assert "A quotation mark is missing." in said.out


def test_without_a_home_it_says_what_to_do(bare: Mado) -> None:
    assert bare("--plain", code=2).out == ""

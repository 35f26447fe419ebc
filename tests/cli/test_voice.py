"""`mado voice` and `mado late`: what customers say by topic, and who waits too long."""

from __future__ import annotations

from tests.cli.calling import Mado


def test_sentences_are_clipped_under_a_topic_that_goes_its_way(shop: Mado, codes: dict[str, str]) -> None:
    shop("voice", "clip", codes["Bob"], "faster refunds", "I want my money back.", "--kind", "complaint")
    shop("voice", "clip", codes["Hanako"], "Faster Refunds")
    shop("voice", "clip", codes["Carol"], "gift wrap", "I'd love gift wrap")
    (first, second) = shop("voice", "--json").json
    assert (first["topic"], first["said"], first["customers"], first["kind"]) == ("faster refunds", 2, 2, "complaint")
    assert (second["topic"], second["state"]) == ("gift wrap", "new")
    said = shop("voice", "set", "faster", "refunds", "--state", "done", "--owner", "bob", "--json")
    assert (said.json["state"], said.json["owner"]) == ("done", "bob")
    assert "bulk plan" in said.err
    assert {t["code"] for t in shop("tickets", 'voice:"faster refunds"', "--json").json} == {
        codes["Bob"],
        codes["Hanako"],
    }
    shown = shop("voice", "show", "faster", "refunds", "--json").json
    assert [c["text"] for c in shown["clips"]][0] == "I want my money back."
    shop("undo")
    assert shop("voice", "--state", "done", "--json").json == []


def test_a_topic_that_is_not_there_is_said(shop: Mado) -> None:
    assert shop("voice", "show", "nothing", "--json", code=4).error["message"] == "There is no topic nothing."
    shop("voice", "set", "x", code=2)


def test_late_tickets_are_listed_with_why(shop: Mado, codes: dict[str, str]) -> None:
    shop("open", codes["Bob"], codes["Carol"])
    shop("promises", "add", codes["Bob"], "call", "--due", "tomorrow")
    assert shop("late", "--json").json == []
    (row,) = shop("late", "--soon", "--json").json
    assert row["code"] == codes["Bob"]
    assert row["late"] == []
    assert row["promise_due"]
    (shop.home / "charter.toml").write_text("[[targets]]\nfirts = '1h'\n", encoding="utf-8")
    assert "targets[1].firts" in shop("late", "--json", code=2).error["message"]

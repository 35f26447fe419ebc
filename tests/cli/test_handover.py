"""`mado handover` and `mado digest`: what the next shift and the rest of the company read."""

from __future__ import annotations

from tests.cli.calling import Mado


def test_a_note_that_was_left_is_shown_first_with_what_is_open(shop: Mado, codes: dict[str, str]) -> None:
    shop("open", codes["Bob"])
    shop("promises", "add", codes["Bob"], "call Bob back", "--due", "tomorrow 9:00")
    shop("snooze", codes["Carol"], "tomorrow")
    shop("handover", "leave", "The courier is on strike.")
    said = shop("handover", "--json").json
    assert said["note"]["by"] == "alice"
    assert said["note"]["text"].startswith("The courier is on strike.")
    assert "call Bob back" in said["note"]["text"]
    assert [p["text"] for p in said["promises"]] == ["call Bob back"]
    assert [t["code"] for t in said["waking"]] == [codes["Carol"]]
    assert said["red"] == []
    shown = shop("handover").out
    assert shown.index("courier") < shown.index("Waking up")
    assert codes["Bob"] in shop("handover", "--ids").out
    shop("undo")
    assert shop("handover", "--json").json["note"] is None
    assert "翌営業日まで" in shop("--lang", "ja", "handover").out


def test_the_digest_names_nobody(shop: Mado, codes: dict[str, str]) -> None:
    shop("voice", "clip", codes["Bob"], "faster refunds", "Write me at bob@other.example!")
    text = shop("digest", "--days", "3660").out
    assert text.startswith("# Support, ")
    assert "mails received | 4" in text
    assert "faster refunds" in text
    assert "@other" not in text
    assert shop("digest", "--days", "3660", "--json").json["markdown"].startswith("# Support, ")


def test_the_digest_is_mailed_to_whom_the_charter_names(shop: Mado) -> None:
    assert shop("digest", "--mail", code=2).code == 2
    (shop.home / "charter.toml").write_text('[digest]\nto = ["all@company.example"]\n', encoding="utf-8")
    queued = shop("digest", "--mail", "--json").json
    assert (queued["state"], [p["address"] for p in queued["to"]]) == ("queued", ["all@company.example"])
    assert [e["id"] for e in shop("outbox", "--json").json] == [queued["id"]]
    assert shop("outbox", "cancel", queued["id"]).code == 0
    assert shop("outbox", "--json").json == []

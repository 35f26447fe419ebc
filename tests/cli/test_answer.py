"""`reply`, `outbox`, `canned`: up to the moment in which a reply leaves."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.cli.calling import Mado

QUEUED_KEYS = {"id", "ticket", "message_id", "state", "to", "cc", "bcc", "not_before", "attempts", "error"}


def test_a_reply_is_queued_and_says_how_to_take_it_back(shop: Mado, codes: dict[str, str]) -> None:
    said = shop("reply", codes["Bob"], "--file", "-", "--json", stdin="Sent today.\n")
    assert set(said.json) >= QUEUED_KEYS
    assert said.json["state"] == "queued"
    assert said.json["ticket"] == codes["Bob"]
    assert said.json["to"] == [{"name": "", "address": "bob@other.example"}]
    assert said.json["message_id"]
    assert said.json["error"] is None
    assert f"mado outbox cancel {said.json['id']}" in said.err
    assert shop("outbox", "--jsonl").lines == [said.json]


def test_a_ticket_shows_every_draft_that_is_kept_for_it(shop: Mado, codes: dict[str, str]) -> None:
    assert "Kept draft" not in shop("ticket", codes["Bob"]).out
    shop("reply", codes["Bob"], "--file", "-", "--draft", stdin="First thoughts.\n")
    shop("reply", codes["Bob"], "--file", "-", "--draft", stdin="Second thoughts.\n")
    said = shop("ticket", codes["Bob"]).out
    assert said.index("Kept draft: Second thoughts.") < said.index("Kept draft: First thoughts.")
    assert f"`mado reply {codes['Bob']}`" in said
    assert "下書き: Second thoughts." in shop("ticket", codes["Bob"], "--lang", "ja").out


def test_a_canned_response_with_its_placeholders_filled_in_is_queued(shop: Mado, codes: dict[str, str]) -> None:
    said = shop("reply", codes["Hanako"], "--canned", "refund-declined", "--json", code=None)
    shop("canned", "new", "hello", "--file", "-", stdin="{{customer.name}} 様\n注文 {{?order number}}\n")
    said = shop("reply", codes["Hanako"], "--canned", "hello", "--set", "order number=42", "--json")
    assert said.json["state"] == "queued"
    entry = shop("ticket", codes["Hanako"], "--json").json["entries"][-1]
    assert (entry["direction"], entry["state"]) == ("out", "queued")
    assert "Hanako 様" in entry["reply_text"]
    assert "注文 42" in entry["reply_text"]


def test_an_unfilled_placeholder_exits_5_and_queues_nothing(shop: Mado, codes: dict[str, str]) -> None:
    shop("canned", "new", "hello", "--file", "-", stdin="Order {{?order number}}\n")
    said = shop("reply", codes["Bob"], "--canned", "hello", "--json", code=5)
    assert said.error["code"] == "unfilled_placeholder"
    assert shop("outbox", "--json").json == []


def test_a_ticket_that_a_colleague_answers_is_refused_unless_overridden(shop: Mado, codes: dict[str, str]) -> None:
    shop("claim", codes["Bob"])
    shop("config", "set", "agent.name", "bob")
    shop("reply", codes["Bob"], "--file", "-", stdin="Hi.\n", code=5)
    shop("reply", codes["Bob"], "--file", "-", "--override", stdin="Hi.\n")


def test_what_changed_since_a_draft_was_begun_is_said_and_exits_5(
    shop: Mado, codes: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    me = shop("config", "get", "agent.name").out.strip()
    shop("reply", codes["Bob"], "--file", "-", "--draft", stdin="Later.\n")
    shop("config", "set", "agent.name", "Ren")
    shop("solve", codes["Bob"])
    shop("note", codes["Bob"], "The parcel was found.")
    shop("config", "set", "agent.name", me)
    monkeypatch.setenv("EDITOR", "true")
    said = shop("reply", codes["Bob"], "--edit", code=5)
    assert "Ren has changed the status since you began: open → solved." in said.err
    assert "> The parcel was found." in said.err
    error = shop("reply", codes["Bob"], "--edit", "--json", code=5).error
    assert error["code"] == "collision"
    assert [(c["kind"], c["by"], c["old"], c["new"], c["text"]) for c in error["changes"]] == [
        ("status", "Ren", "open", "solved", None),
        ("note", "Ren", None, None, "The parcel was found."),
    ]
    assert shop("outbox", "--json").json == []
    shop("reply", codes["Bob"], "--edit", "--override")


def test_a_draft_is_kept_and_nothing_leaves(shop: Mado, codes: dict[str, str]) -> None:
    said = shop("reply", codes["Bob"], "--file", "-", "--draft", "--json", stdin="Later.\n")
    assert set(said.json) == QUEUED_KEYS
    assert (said.json["state"], said.json["message_id"]) == ("draft", None)
    assert shop("outbox", "--json").json == []


def test_a_reply_may_wait_until_a_time(shop: Mado, codes: dict[str, str]) -> None:
    said = shop("reply", codes["Bob"], "--file", "-", "--send-at", "3d", "--json", stdin="Later.\n")
    leaves = datetime.fromisoformat(said.json["not_before"])
    assert abs(leaves - datetime.now().astimezone() - timedelta(days=3)) < timedelta(minutes=1)
    shop("reply", codes["Bob"], "--file", "-", "--send-at", "2020-01-01", stdin="Later.\n", code=2)


@pytest.mark.parametrize(
    "flags",
    [("--set", "noequals"), ("--then", "gone"), ("--attach", "/no/such/file"), ("--file", "/no/such/file"), ()],
)
def test_wrong_usage_queues_nothing(shop: Mado, codes: dict[str, str], flags: tuple[str, ...]) -> None:
    words = ("--file", "-") if flags and flags[0] != "--file" else ()
    said = shop("reply", codes["Bob"], *words, *flags, stdin="Hi.\n", code=None)
    assert said.code in (1, 2)
    assert shop("outbox", "--json").json == []


def test_an_empty_or_undecodable_text_is_refused(shop: Mado, codes: dict[str, str]) -> None:
    shop("reply", codes["Bob"], "--file", "-", stdin="  \n", code=2)
    shop("reply", codes["Bob"], "--file", "-", stdin="日本語".encode("shift_jis"), code=2)


def test_an_attachment_goes_along(shop: Mado, codes: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "請求書.txt"
    file.write_text("1,000 yen")
    shop("reply", codes["Bob"], "--file", "-", "--attach", str(file), stdin="Please find it attached.\n")
    entry = shop("ticket", codes["Bob"], "--json").json["entries"][-1]
    assert [a["filename"] for a in entry["attachments"]] == ["請求書.txt"]
    assert set(entry["attachments"][0]) == {"filename", "content_type", "size", "sha256", "inline"}


def test_a_queued_reply_is_taken_back_and_is_a_draft_again(shop: Mado, codes: dict[str, str]) -> None:
    queued = shop("reply", codes["Bob"], "--file", "-", "--json", stdin="Hello.\n").json
    assert shop("outbox", "cancel", queued["id"], "--json").json[0]["state"] == "cancelled"
    assert shop("outbox", "--json").json == []
    shop("outbox", "resolve", queued["id"], "--sent", code=5)
    shop("outbox", "cancel", "nosuch", code=4)
    shop("outbox", "resolve", queued["id"], code=2)


def test_a_retry_makes_an_entry_due_now(shop: Mado, codes: dict[str, str]) -> None:
    queued = shop("reply", codes["Bob"], "--file", "-", "--send-at", "3d", "--json", stdin="Later.\n").json
    due = shop("outbox", "retry", queued["id"], "--json").json[0]
    assert datetime.fromisoformat(due["not_before"]) <= datetime.now().astimezone()


def test_canned_responses_are_listed_shown_and_checked(mado: Mado) -> None:
    listed = mado("canned", "list", "--json").json
    assert len({r["key"] for r in listed}) >= 15
    assert {r["lang"] for r in listed} == {"en", "ja"}
    assert mado("canned", "--ids").out.split() == mado("canned", "list", "--ids").out.split()
    shown = mado("canned", "show", "order-status", "--only", "ja", "--json").json
    assert shown["lang"] == "ja"
    assert mado("canned", "check", "--json").json == []
    mado("canned", "show", "nosuch", code=4)


def test_a_broken_canned_response_is_named_and_the_others_work(mado: Mado) -> None:
    (mado.home / "canned" / "broken.md").write_bytes(b"\xff\xfe")
    said = mado("canned", "check", "--json", code=1)
    assert [Path(f["file"]).name for f in said.json] == ["broken.md"]
    assert "canned check" in mado("canned").err


def test_a_new_canned_response_is_a_file_that_is_never_written_over(mado: Mado) -> None:
    mado("canned", "new", "hello", "--for", "ja", "--file", "-", stdin="こんにちは。\n")
    path = mado.home / "canned" / "hello.ja.md"
    assert path.stat().st_mode & 0o077 == 0
    assert mado("canned", "show", "hello").out.strip() == "こんにちは。"
    mado("canned", "new", "hello", "--for", "ja", "--file", "-", stdin="x\n", code=1)
    mado("canned", "new", "../hello", "--file", "-", stdin="x\n", code=2)


def test_a_canned_response_is_edited_in_the_editor(mado: Mado, monkeypatch: pytest.MonkeyPatch) -> None:
    mado("canned", "new", "hello", "--file", "-", stdin="Hello.\n")
    monkeypatch.setenv("EDITOR", "sed -i s/Hello/Goodbye/")
    monkeypatch.delenv("VISUAL", raising=False)
    mado("canned", "edit", "hello")
    assert mado("canned", "show", "hello").out.strip() == "Goodbye."


def test_a_macro_writes_the_reply_and_makes_its_changes(shop: Mado, codes: dict[str, str]) -> None:
    shop("canned", "new", "cheers", "--file", "-", stdin="Thank you, {{customer.name}}.\n")
    (shop.home / "macros").mkdir()
    (shop.home / "macros" / "done.toml").write_text('canned = "cheers"\nthen = "solved"\ntags = ["done"]\n')
    assert [m["key"] for m in shop("macros", "--json").json] == ["done"]
    shop("reply", codes["Bob"], "--macro", "done")
    ticket = shop("ticket", codes["Bob"], "--json").json
    texts = [e.get("text", "") for e in ticket["entries"]]
    assert ticket["tags"] == ["done"] and any("Thank you, Bob." in text for text in texts)
    (shop.home / "macros" / "bad.toml").write_text('canned = "nothing"\n')
    shop("macros", code=1)
    shop("canned", "check", code=1)
    shop("reply", codes["Bob"], "--macro", "bad", code=1)


def test_copies_and_handing_on(shop: Mado, codes: dict[str, str]) -> None:
    copied = ("--cc", "Cy <cy@x.example>", "--bcc", "bee@x.example")
    said = shop("reply", codes["Bob"], "--file", "-", *copied, "--json", stdin="Hi.\n").json
    assert [a["address"] for a in (*said["cc"], *said["bcc"])] == ["cy@x.example", "bee@x.example"]
    handed = shop("reply", codes["Carol"], "--forward", "partner@x.example", "--json").json
    assert handed["to"] == [{"name": "", "address": "partner@x.example"}]
    shop("reply", codes["Hanako"], "--file", "-", "--cc", "nobody", stdin="Hi.\n", code=2)


def test_the_editor_has_the_text_before_it_is_queued(
    shop: Mado, codes: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", "sed -i s/Hello/Goodbye/")
    shop("reply", codes["Bob"], "--file", "-", "--edit", stdin="Hello.\n")
    assert "Goodbye." in shop("ticket", codes["Bob"], "--json").json["entries"][-1]["text"]
    assert not list(shop.home.glob("reply-*"))

"""Care on the command line: stars, practice, closing, what presses, storms that collect, promises corrected."""

from __future__ import annotations

from pathlib import Path

from tests.cli.calling import Mado


def test_a_starred_reply_is_listed_with_its_reason(shop: Mado, codes: dict[str, str]) -> None:
    code = _answered(shop)
    assert shop("star", code, "short and warm").code == 0
    (one,) = shop("stars", "--json").json
    assert (one["ticket"], one["why"]) == (code, "short and warm")
    assert shop("canned", "new", "made", "--from", code).code == 0
    assert shop("star", code, "--off").code == 0
    assert shop("stars", "--json").json == []
    assert shop("star", codes["Carol"], "none there", code=4).code == 4


def test_a_past_mail_is_practised_on_with_its_name_hidden(shop: Mado, tmp_path: Path) -> None:
    code = _answered(shop)
    shop("solve", code)
    (tmp_path / "mine.txt").write_text("Hello, we are looking into it.")
    assert code in shop("practice", "--ids").out
    said = shop("practice", code, "--answer", str(tmp_path / "mine.txt"), "--json").json
    assert said["answer"].startswith("Dear ")
    assert "Dora" not in said["asked"] + said["answer"]
    assert said["questions"] == 1


def _answered(mado: Mado) -> str:
    """A ticket that was answered from another program."""
    from email.message import EmailMessage
    from mailbox import mbox
    from tempfile import mkdtemp

    path = Path(mkdtemp()) / "both.mbox"
    box = mbox(path)
    own, dora = "support@shop.example", "Dora Quill <dora@quill.example>"
    rows = (
        (dora, own, "Can you send the two missing handles? I ordered three of them last week.", ""),
        (f"Shop <{own}>", dora, "Dear Dora,\nthe handles left today. Sorry!", "q1@x.example"),
    )
    for number, (sender, to, text, answers) in enumerate(rows, 1):
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = sender, to, "Handles"
        mail["Message-ID"], mail["Date"] = f"<q{number}@x.example>", f"Mon, {number + 1:02} Nov 2026 10:00:00 +0000"
        if answers:
            mail["In-Reply-To"] = f"<{answers}>"
        mail.set_content(text)
        box.add(mail)
    box.close()
    mado("import", str(path))
    return str(mado("tickets", "from:dora@quill.example", "--ids").out.split()[0])


def test_what_is_open_before_solving_is_said(shop: Mado, codes: dict[str, str]) -> None:
    shop("promises", "add", codes["Bob"], "call Bob back", "--due", "tomorrow 9:00")
    found = shop("closing", codes["Bob"], "--json", code=5)
    assert {m["code"] for m in found.json[0]["matters"]} >= {"open_promise", "no_last_word"}


def test_what_presses_is_counted(shop: Mado) -> None:
    names = {"promises_late", "promises_due_today", "answers_late", "answers_late_within_the_hour", "red"}
    assert shop("today", "--json").json == dict.fromkeys(names, 0)
    assert "遅れた約束" in shop("--lang", "ja", "today").out


def test_a_holding_reply_waits_in_the_outbox_with_its_promise(shop: Mado, codes: dict[str, str]) -> None:
    said = shop("reply", codes["Bob"], "--hold", "--json")
    assert said.code == 0, said.err
    assert said.json["state"] == "queued"


def test_a_storm_collects_newcomers_until_it_is_over(shop: Mado) -> None:
    assert shop("storm", "--over", "outage").code == 0
    assert shop("storm", "--json").json == []


def test_a_ticket_sleeps_until_its_promise_is_nearly_due(shop: Mado, codes: dict[str, str]) -> None:
    from datetime import datetime, timedelta

    assert shop("snooze", codes["Bob"], "promise", code=2).code == 2
    (made,) = shop("promises", "add", codes["Bob"], "call Bob back", "--due", "3d", "--json").json
    (slept,) = shop("snooze", codes["Bob"], "promise", "--json").json
    due = datetime.fromisoformat(made["due"])
    assert datetime.fromisoformat(slept["snoozed_until"]) == due - timedelta(hours=1)
    shop("promises", "keep", made["id"])
    assert shop("ticket", codes["Bob"], "--json").json["snoozed_until"] is None


def test_a_canned_response_past_its_day_is_listed_for_review(shop: Mado) -> None:
    folder = shop.home / "canned"
    folder.mkdir(exist_ok=True)
    (folder / "stale.en.md").write_text("---\nname: Stale\nreview: 2020-01-01\n---\nOld words.\n")
    (one,) = shop("canned", "review", "--json").json
    assert (one["key"], one["review"], one["rising"], one["used"]) == ("stale", "2020-01-01", False, 0)
    assert shop("canned", "review", "--ids").out.split() == ["stale.en"]
    assert "見直しの日" in shop("--lang", "ja", "canned", "review").out

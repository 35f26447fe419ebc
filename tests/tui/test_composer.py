"""Answering from the console: nothing typed is lost, nothing unfinished leaves."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from core.arrivals import FolderState
from core.entries import MessageEntry
from tests.tui.conftest import Open, Running
from tests.tui.seeded import BOX, letter
from tui.screens.checks import CheckScreen
from tui.screens.compose import ComposeScreen
from tui.screens.main import MainScreen


def composer(c: Running) -> ComposeScreen:
    assert isinstance(c.app.screen, ComposeScreen)
    return c.app.screen


async def test_what_is_typed_in_one_burst_after_r_stands_in_the_reply(console: Open) -> None:
    async with console() as c:
        code = c.code()
        c.app.front.log.clear()
        await c.press("r", *"hello")
        assert composer(c).area.text.startswith("hello")
        assert c.desk.ticket(code).status == "open"


async def test_a_bound_key_and_kanji_in_one_burst_stay_in_order(console: Open) -> None:
    async with console() as c:
        await c.press("r", *"abc", "home", *"X", "end", *"漢字")
        assert composer(c).area.text.splitlines()[0] == "Xabc漢字"


async def test_a_reply_is_queued_and_u_brings_the_text_back(console: Open) -> None:
    async with console() as c:
        code = c.code()
        await c.press("r")
        await c.type("Thank you.")
        await c.press("ctrl+s")
        assert isinstance(c.app.screen, MainScreen)
        assert [q.state for q in c.desk.outbox.of_ticket(code)] == ["queued"]
        assert "u takes it back" in c.text()
        await c.press("u")
        assert [q.state for q in c.desk.outbox.of_ticket(code)] == ["cancelled"]
        assert composer(c).area.text.startswith("Thank you.")


async def test_a_waiting_reply_is_shown_in_its_ticket(console: Open) -> None:
    async with console() as c:
        await c.press("j", "r")
        await c.type("Thank you.")
        await c.press("ctrl+s")
        assert "not sent yet" in c.text()


async def test_escape_keeps_the_text_and_r_takes_it_up(console: Open) -> None:
    async with console() as c:
        code = c.code()
        await c.press("r")
        await c.type("half a sentence")
        await c.press("escape")
        assert isinstance(c.app.screen, MainScreen)
        kept = c.desk.replies.saved(code)
        assert kept is not None
        assert kept.body.startswith("half a sentence")
        await c.press("r")
        assert composer(c).area.text == kept.body


async def test_leaving_the_console_keeps_the_reply(console: Open) -> None:
    async with console() as c:
        code = c.code()
        await c.press("r")
        await c.type("do not lose me")
        await c.app.leave()
        kept = c.desk.replies.saved(code)
        assert kept is not None
        assert "do not lose me" in kept.body


async def test_leaving_an_untouched_reply_keeps_nothing(console: Open) -> None:
    async with console() as c:
        code = c.code()
        await c.press("r", "escape")
        assert c.desk.replies.saved(code) is None


async def test_an_unfilled_placeholder_stops_and_is_selected(console: Open) -> None:
    async with console() as c:
        code = c.code()
        await c.press("r")
        await c.type("Order {{?order number}} please")
        await c.press("ctrl+s")
        area = composer(c).area
        assert c.desk.outbox.of_ticket(code) == []
        assert "{{?order number}}" in c.said
        assert area.selected_text == "{{?order number}}"


async def test_an_empty_reply_is_refused_with_a_sentence(console: Open) -> None:
    async with console() as c:
        await c.press("r", "ctrl+s")
        assert isinstance(c.app.screen, ComposeScreen)
        assert "nothing" in c.said


async def test_a_collision_stops_and_may_be_overridden(console: Open) -> None:
    async with console() as c:
        code = c.code()
        newest = [e for e in c.desk.entries(code) if isinstance(e, MessageEntry)][-1]
        assert newest.sender and newest.message_id
        await c.press("r")
        await c.type("My answer.")
        again = letter(
            900,
            newest.sender.address,
            "Re: more",
            "One more thing.",
            answers=newest.message_id,
            now=datetime.now(UTC),
        )
        c.desk.take_in([again], FolderState(BOX.name, "INBOX", 1))
        await c.press("ctrl+s")
        assert isinstance(c.app.screen, CheckScreen)
        assert "came in" in c.text()
        await c.press("enter")
        assert isinstance(c.app.screen, ComposeScreen)
        assert c.desk.outbox.of_ticket(code) == []
        await c.press("ctrl+s", "ctrl+s")
        assert [q.state for q in c.desk.outbox.of_ticket(code)] == ["queued"]


async def test_a_canned_response_is_found_by_letters_and_fills_itself_in(console: Open) -> None:
    async with console() as c:
        await c.press("r", "ctrl+o")
        await c.type("thanks")
        await c.press("enter")
        text = composer(c).area.text
        assert "森 春香 様" in text
        assert "Mina" in text


async def test_a_shortcut_and_tab_insert_a_canned_response(console: Open) -> None:
    async with console() as c:
        await c.press("r")
        await c.type("thanks")
        await c.press("tab")
        assert "森 春香 様" in composer(c).area.text
        assert not composer(c).area.text.startswith("thanks")


async def test_what_only_a_person_knows_is_filled_in_place_everywhere_at_once(console: Open) -> None:
    async with console() as c:
        text = "---\nname: gaps\nshortcut: gaps\n---\nOrder {{?order}}: {{?item|品物}}.\nAgain {{?order}}."
        (c.desk.home.canned_folder / "gaps.md").write_text(text)
        await c.press("r")
        await c.type("gaps")
        await c.press("tab")
        assert composer(c).area.selected_text == "{{?order}}"
        assert "order" in c.said
        await c.type("24-11390")
        await c.press("tab")
        assert composer(c).area.selected_text == "{{?item|品物}}"
        assert "品物" in c.said
        await c.type("tea")
        await c.press("tab")
        body = composer(c).area.text
        assert "Order 24-11390: tea.\nAgain 24-11390." in body
        assert "{{" not in body
        assert not composer(c).area.in_gap


async def test_a_semicolon_and_letters_suggest_canned_responses_while_typing(console: Open) -> None:
    async with console() as c:
        await c.press("r")
        await c.type("Hello ;rec")
        assert composer(c).suggestions.display
        await c.press("escape")
        assert isinstance(c.app.screen, ComposeScreen)
        assert not composer(c).suggestions.display
        await c.type("e")
        await c.press("down", "up", "enter")
        assert "received" in composer(c).current().canned
        assert "Hello " in composer(c).area.text
        assert ";" not in composer(c).area.text.splitlines()[0]


async def test_a_semicolon_inside_a_word_suggests_nothing(console: Open) -> None:
    async with console() as c:
        await c.press("r")
        await c.type("x;rec")
        assert not composer(c).suggestions.display
        await c.press("enter")
        assert composer(c).area.text.startswith("x;rec\n")


async def test_bcc_is_shown_when_asked_for_and_goes_along(console: Open) -> None:
    async with console() as c:
        code = c.code()
        await c.press("r")
        await c.type("Thank you.")
        await c.press("f7")
        await c.type("audit@example.org")
        await c.press("ctrl+s")
        (queued,) = c.desk.outbox.of_ticket(code)
        assert queued.bcc == ("audit@example.org",)


async def test_a_message_is_handed_on_with_its_files_and_a_comment(console: Open) -> None:
    async with console() as c:
        code = next(t.code for t in c.desk.rows("has:attachment"))
        status = c.desk.ticket(code).status
        c.app.main.open(code)
        await c.settle()
        await c.press("F")
        assert "Files" in c.text()
        await c.type("warehouse@example.org")
        await c.press("tab", "tab", "tab")
        await c.type("Please look at this.")
        await c.press("ctrl+s")
        if isinstance(c.app.screen, CheckScreen):
            await c.press("ctrl+s")
        (queued,) = c.desk.outbox.of_ticket(code)
        assert queued.to == ("warehouse@example.org",)
        assert queued.then == status
        assert queued.subject.startswith("Fwd: ")


async def test_what_a_check_says_is_shown_beside_the_text_and_asked_about(console: Open) -> None:
    async with console() as c:
        code = c.code()
        await c.press("r")
        await c.type("松本様\n11月26日(月)にお届けします。")
        composer(c)._rested()
        await c.settle()
        assert composer(c).bars["findings"].display
        await c.press("ctrl+s")
        assert isinstance(c.app.screen, CheckScreen)
        await c.press("escape")
        assert c.desk.outbox.of_ticket(code) == []
        await c.press("ctrl+s", "ctrl+s")
        assert [q.state for q in c.desk.outbox.of_ticket(code)] == ["queued"]


def macro(c: Running, name: str, text: str) -> None:
    c.desk.home.macros_folder.mkdir(exist_ok=True)
    (c.desk.home.macros_folder / f"{name}.toml").write_text(text)


async def test_a_macro_without_a_text_acts_at_once(console: Open) -> None:
    async with console() as c:
        code = c.code()
        macro(c, "done", 'then = "solved"\ntags = ["done"]\nassign = "me"\n')
        await c.press("e", "enter")
        ticket = c.desk.ticket(code)
        assert (ticket.status, ticket.tags, ticket.assignee) == ("solved", ("done",), "Mina")


async def test_a_macro_has_its_own_key_and_sends_then_acts(console: Open, template: Path, tmp_path: Path) -> None:
    home = tmp_path / "own"
    shutil.copytree(template, home)
    (home / "macros").mkdir()
    lines = ('canned = "received"', 'then = "solved"', 'tags = ["done"]', 'key = "F10"', 'next = "list"')
    (home / "macros" / "got.toml").write_text("\n".join(lines))
    (home / "macros" / "clash.toml").write_text('then = "solved"\nkey = "r"\n')
    async with console(home=home) as c:
        assert any("clash" in s.text and "reply" in s.text for s in c.app.front.log)
        code = c.code()
        await c.press("f10")
        assert composer(c).current().canned == ("received",)
        assert c.desk.ticket(code).tags == ()
        await c.press("ctrl+s")
        (queued,) = c.desk.outbox.of_ticket(code)
        assert queued.then == "solved"
        assert c.desk.ticket(code).tags == ("done",)


async def test_recipients_are_visible_and_can_be_changed(console: Open) -> None:
    async with console(size=(80, 24)) as c:
        code = c.code()
        await c.press("r")
        assert "haruka.mori@example.jp" in c.text()
        await c.type("Thank you.")
        await c.press("shift+tab", "shift+tab")
        await c.type("boss@example.org")
        await c.press("ctrl+s")
        (queued,) = c.desk.outbox.of_ticket(code)
        assert queued.cc == ("boss@example.org",)


async def test_an_address_that_is_none_is_named(console: Open) -> None:
    async with console() as c:
        await c.press("r")
        await c.type("Thank you.")
        await c.press("shift+tab", "shift+tab")
        await c.type("nobody")
        await c.press("ctrl+s")
        assert isinstance(c.app.screen, ComposeScreen)
        assert "nobody" in c.said


async def test_the_status_afterwards_is_chosen(console: Open) -> None:
    async with console() as c:
        code = c.code()
        await c.press("r")
        await c.type("Done.")
        await c.press("f6", "ctrl+s")
        (queued,) = c.desk.outbox.of_ticket(code)
        assert queued.then == "solved"


async def test_a_file_is_attached_and_one_that_is_not_there_is_said(console: Open, tmp_path: Path) -> None:
    async with console() as c:
        await c.press("r", "f3")
        await c.type(str(tmp_path / "no.pdf"))
        await c.press("enter")
        assert "no.pdf" in c.said
        (tmp_path / "label.pdf").write_bytes(b"%PDF")
        await c.press("f3")
        await c.type(str(tmp_path / "lab"))
        await c.press("tab", "enter")
        assert "label.pdf (4 B)" in c.text()
        assert [p.name for p in composer(c).current().attachments] == ["label.pdf"]


async def test_a_draft_is_thrown_away_only_after_a_question(console: Open) -> None:
    async with console() as c:
        code = c.code()
        await c.press("r")
        await c.type("rubbish")
        await c.press("f8", "enter")
        assert isinstance(c.app.screen, ComposeScreen)
        await c.press("f8", "down", "enter")
        assert isinstance(c.app.screen, MainScreen)
        assert c.desk.replies.saved(code) is None


async def test_the_editor_of_the_person_gives_its_text(
    console: Open, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from tui.screens import compose_parts

    async with console():
        script = tmp_path / "editor"
        script.write_text("#!/bin/sh\nprintf 'from the editor' > \"$1\"\n")
        script.chmod(0o755)
        monkeypatch.setenv("VISUAL", str(script))

        class _NoSuspend:
            def suspend(self) -> _NoSuspend:
                return self

            def __enter__(self) -> None:
                return None

            def __exit__(self, *_error: object) -> None:
                return None

        text = compose_parts.edited_outside(_NoSuspend(), tmp_path, "before")  # type: ignore[arg-type]  # a stand-in
        assert text == "from the editor"
        assert [p.name for p in tmp_path.glob("reply-*")] == []


async def test_a_routine_ticket_is_answered_in_six_keys(console: Open) -> None:
    """From the list: r, three letters of a shortcut, Tab, ctrl+s."""
    async with console() as c:
        code = c.code()
        await c.press("r", "g", "o", "t", "tab", "ctrl+s")
        (queued,) = c.desk.outbox.of_ticket(code)
        assert queued.state == "queued"
        assert queued.canned == ("received",)


async def test_the_outbox_takes_a_reply_back(console: Open) -> None:
    async with console() as c:
        code = c.code()
        await c.press("r")
        await c.type("Wait for me.")
        await c.press("ctrl+s", "O", "enter", "down", "enter")
        assert [q.state for q in c.desk.outbox.of_ticket(code)] == ["cancelled"]
        assert c.desk.replies.saved(code) is not None

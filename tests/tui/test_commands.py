"""Every command by its key, on a real desk."""

from __future__ import annotations

import asyncio
import threading
from datetime import datetime

import pytest
from textual import events
from textual.keys import key_to_character

from core.desk import Desk
from core.entries import NoteEntry
from tests.tui.conftest import Open
from tui import loads
from tui.screens.ask import AskScreen
from tui.screens.help import HelpScreen
from tui.screens.main import MainScreen
from tui.screens.pick import PickScreen


async def test_the_first_view_is_the_inbox_and_holds_open_tickets(console: Open) -> None:
    async with console() as c:
        assert c.app.main.view.name == "inbox"
        assert c.app.main.tickets.total > 20
        assert c.app.main.reader.code == c.code()


async def test_j_k_and_arrows_move_the_cursor(console: Open) -> None:
    async with console() as c:
        await c.press("j", "j", "down")
        assert c.app.main.tickets.cursor == 3
        await c.press("k", "up")
        assert c.app.main.tickets.cursor == 1
        await c.press("G")
        assert c.app.main.tickets.cursor == c.app.main.tickets.total - 1
        await c.press("g")
        assert c.app.main.tickets.cursor == 0


async def test_page_down_turns_a_page_and_page_up_comes_back(console: Open) -> None:
    async with console(size=(80, 24)) as c:
        await c.press("pagedown")
        moved = c.app.main.tickets.cursor
        assert moved >= 8
        await c.press("pageup")
        assert c.app.main.tickets.cursor == 0


async def test_enter_opens_marks_read_and_escape_goes_back(console: Open) -> None:
    async with console() as c:
        code = c.code()
        assert c.desk.ticket(code).unread
        await c.press("enter")
        assert c.app.main.where == "ticket"
        assert not c.desk.ticket(code).unread
        await c.press("escape")
        assert c.app.main.where == "list"


async def test_each_status_key_sets_its_status(console: Open) -> None:
    async with console() as c:
        await c.press("7")
        for key, status in (
            ("s", "solved"),
            ("c", "closed"),
            ("p", "pending"),
            ("exclamation_mark", "spam"),
            ("o", "open"),
        ):
            code = c.code()
            await c.press(key)
            assert c.desk.ticket(code).status == status


async def test_a_solved_ticket_leaves_the_inbox_and_the_cursor_stands_on_the_next(console: Open) -> None:
    async with console() as c:
        first, second = (t.code for t in c.app.main.tickets.in_hand()[:2])
        assert c.code() == first
        await c.press("s")
        assert c.code() == second


async def test_undo_takes_the_last_decision_back(console: Open) -> None:
    async with console() as c:
        code = c.code()
        await c.press("s", "u")
        assert c.desk.ticket(code).status == "open"


async def test_a_note_is_written_and_never_becomes_a_message(console: Open) -> None:
    async with console() as c:
        code = c.code()
        before = c.desk.ticket(code).messages
        await c.press("n")
        await c.type("call the warehouse")
        await c.press("ctrl+s")
        notes = [e for e in c.desk.entries(code) if isinstance(e, NoteEntry)]
        assert [n.text for n in notes] == ["call the warehouse"]
        assert c.desk.ticket(code).messages == before


async def test_a_note_that_was_left_comes_back(console: Open) -> None:
    async with console() as c:
        await c.press("n")
        await c.type("half a")
        await c.press("escape", "n")
        await c.type(" note")
        await c.press("ctrl+s")
        assert any(isinstance(e, NoteEntry) and e.text == "half a note" for e in c.desk.entries(c.code()))


async def test_assigning_by_name_and_to_oneself(console: Open) -> None:
    async with console() as c:
        code = c.code()
        await c.press("a")
        await c.type("Taku")
        await c.press("enter")
        assert c.desk.ticket(code).assignee == "Taku"
        await c.press("i")
        assert c.desk.ticket(c.code()).assignee == "Mina"


async def test_tags_are_put_on_and_taken_off(console: Open) -> None:
    async with console() as c:
        code = c.code()
        await c.press("t")
        await c.type("refund vip")
        await c.press("enter")
        assert set(c.desk.ticket(code).tags) == {"refund", "vip"}
        await c.press("t")
        await c.type("-vip")
        await c.press("enter")
        assert c.desk.ticket(code).tags == ("refund",)


async def test_snoozing_hides_and_the_snoozed_view_shows(console: Open) -> None:
    async with console() as c:
        code = c.code()
        await c.press("z")
        await c.type("3d")
        await c.press("enter")
        assert c.desk.ticket(code).snoozed_until is not None
        assert c.code() != code
        await c.press("5")
        assert c.code() == code
        await c.press("1")
        again = c.code()
        await c.press("Z")
        assert c.desk.ticket(again).snoozed_until is not None


async def test_a_time_nobody_understands_is_said_and_nothing_happens(console: Open) -> None:
    async with console() as c:
        await c.press("z")
        await c.type("whenever")
        await c.press("enter")
        assert c.desk.ticket(c.code()).snoozed_until is None
        assert "whenever" in c.said


async def test_priority_is_chosen_from_three(console: Open) -> None:
    async with console() as c:
        code = c.code()
        await c.press("P", "enter")
        assert c.desk.ticket(code).priority == "high"


async def test_marked_tickets_are_acted_on_together(console: Open) -> None:
    async with console() as c:
        codes = [t.code for t in c.app.main.tickets.in_hand()[:3]]
        await c.press("x", "x", "x", "i")
        assert {c.desk.ticket(code).assignee for code in codes} == {"Mina"}
        assert not c.app.main.tickets.marked
        assert "3" in c.said


async def test_escape_forgets_the_marks(console: Open) -> None:
    async with console() as c:
        await c.press("x", "escape")
        assert not c.app.main.tickets.marked


async def test_merging_marked_tickets_leaves_one(console: Open) -> None:
    async with console() as c:
        total = c.desk.count("")
        await c.press("x", "x", "m")
        assert c.desk.count("") == total - 1


async def test_search_finds_japanese_words_and_escape_leads_back(console: Open) -> None:
    async with console() as c:
        await c.press("slash")
        await c.type("返金")
        await c.press("enter")
        assert c.app.main.view.name == "search"
        assert 0 < c.app.main.tickets.total < 20
        await c.press("escape")
        assert c.app.main.view.name == "inbox"


async def test_an_unreadable_query_is_said_and_the_view_stays(console: Open) -> None:
    async with console() as c:
        await c.press("slash")
        await c.type("statsu:open")
        await c.press("enter")
        assert c.app.main.view.name == "inbox"
        assert "status" in c.said


async def test_every_view_has_its_number(console: Open) -> None:
    async with console() as c:
        for number, name in enumerate(("inbox", "mine", "unassigned", "waiting", "snoozed", "late", "all"), 1):
            await c.press(str(number))
            assert c.app.main.view.name == name


async def test_next_opens_the_ticket_that_needs_us_and_says_why(console: Open) -> None:
    async with console() as c:
        found = c.desk.next_ticket()
        assert found
        await c.press("N")
        assert c.app.main.where == "ticket"
        assert c.app.main.reader.code == found[0].code
        assert c.said == f"Next: {found[1]}"


async def test_tab_goes_round_the_panes(console: Open) -> None:
    async with console() as c:
        places = []
        for _round in range(3):
            await c.press("tab")
            places.append(c.app.main.where)
        assert places == ["ticket", "customer", "list"]


async def test_a_ticket_of_the_customer_opens_from_the_side_pane(console: Open) -> None:
    async with console() as c:
        await c.press("slash")
        await c.type("24-10871")
        await c.press("enter")
        await c.press("tab", "tab")
        await c.press("j", "j")
        await c.press("enter")
        customer = c.app.main.customer.customer
        assert customer is not None
        assert c.app.main.reader.code in {t.code for t in customer.tickets}
        assert c.app.main.where == "ticket"


async def test_the_expectation_is_written_beside_the_customer(console: Open) -> None:
    async with console() as c:
        await c.press("E")
        await c.type("Write before noon")
        await c.press("enter")
        customer = c.app.main.customer.customer
        assert customer is not None
        assert customer.expectation == "Write before noon"


async def test_the_customer_comes_on_a_key_where_there_is_no_room(console: Open) -> None:
    async with console(size=(80, 24)) as c:
        assert not c.app.main.customer.display
        await c.press("C")
        assert c.app.main.customer.display
        await c.press("C")
        assert not c.app.main.customer.display


async def test_one_pane_at_a_time_below_80_columns(console: Open) -> None:
    async with console(size=(60, 20)) as c:
        main = c.app.main
        assert main.tickets.size.width == 60
        await c.press("enter")
        assert main.reader.size.width == 60
        await c.press("C")
        assert main.customer.size.width == 60
        await c.press("escape")
        assert main.reader.size.width == 60
        await c.press("escape")
        assert main.tickets.size.width == 60


async def test_help_shows_the_keys_of_the_place(console: Open) -> None:
    async with console() as c:
        await c.press("question_mark")
        assert isinstance(c.app.screen, HelpScreen)
        assert "Reply" in c.text()
        await c.press("escape")
        assert isinstance(c.app.screen, MainScreen)


async def test_the_palette_runs_a_command_by_a_japanese_name(console: Open) -> None:
    async with console() as c:
        code = c.code()
        await c.press("ctrl+p")
        assert isinstance(c.app.screen, PickScreen)
        await c.type("解決")
        await c.press("enter")
        assert c.desk.ticket(code).status == "solved"


async def test_the_prompt_takes_the_words_of_the_command_line(console: Open) -> None:
    async with console() as c:
        code = c.code()
        await c.press("colon")
        assert isinstance(c.app.screen, AskScreen)
        await c.type("tag refund")
        await c.press("enter")
        assert c.desk.ticket(code).tags == ("refund",)
        await c.press("colon")
        await c.type("frobnicate")
        await c.press("enter")
        assert "frobnicate" in c.said


async def test_the_language_changes_while_running(console: Open) -> None:
    async with console() as c:
        await c.press("colon")
        await c.type("language ja")
        await c.press("enter")
        assert "受信箱" in c.text()
        assert "返信" in c.text()


async def test_the_colours_change_on_a_key(console: Open) -> None:
    async with console() as c:
        await c.press("f9")
        assert c.app.theme == "madoguchi-light"


async def test_messages_are_kept_in_a_log(console: Open) -> None:
    async with console() as c:
        await c.press("i", "colon")
        await c.type("messages")
        await c.press("enter")
        assert "Assigned to Mina." in c.text()


async def test_q_leaves(console: Open) -> None:
    async with console() as c:
        await c.press("q")
        assert c.app.return_code == 0


async def test_a_key_that_comes_before_the_opened_ticket_is_read_means_that_ticket(
    console: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with console() as c:
        first, second = (t.code for t in c.app.main.tickets.in_hand()[:2])
        slow, read = threading.Event(), loads.load_opened

        def held_up(desk: Desk, code: str, now: datetime, before: loads.Opened | None) -> loads.Opened:
            assert code != second or slow.wait(20)
            return read(desk, code, now, before)

        monkeypatch.setattr("tui.screens.main.load_opened", held_up)
        for key in ("down", "enter", "s"):
            c.app.post_message(events.Key(key, key_to_character(key)))
        for _round in range(500):
            if c.desk.ticket(second).status == "solved":
                break
            await asyncio.sleep(0.02)
        slow.set()
        await c.settle()
        assert (c.desk.ticket(first).status, c.desk.ticket(second).status) == ("open", "solved")

"""The customer beside the ticket: what the team knows, what it promised, one person or two."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from core import decisions
from core.arrivals import FolderState
from core.store.values import decode
from tests.tui.conftest import Open, Running
from tests.tui.seeded import BOX, letter
from tui.loads import _HISTORY, load_opened
from tui.screens.place import PlaceScreen
from tui.widgets.customer_pane import CustomerPane


def address(c: Running) -> str:
    person = c.app.main.customer.customer
    assert person is not None
    return person.addresses[0]


async def test_the_expectation_is_changed_where_it_stands(console: Open) -> None:
    async with console() as c:
        c.desk.do(decisions.expect(address(c), "Write before noon"))
        await c.settle()
        await c.press("E")
        screen = c.app.screen
        assert isinstance(screen, PlaceScreen)
        pane, field = c.app.main.customer.region, screen.query_one("#place-text").region
        assert pane.contains_region(field)
        await c.type(", please")
        await c.press("enter")
        assert c.desk.customer(address(c)).expectation == "Write before noon, please"


async def test_the_expectation_is_changed_below_where_the_pane_is_hidden(console: Open) -> None:
    async with console(size=(60, 20)) as c:
        await c.press("enter", "E")
        await c.type("In triplicate")
        await c.press("enter")
        assert c.desk.customer(address(c)).expectation == "In triplicate"


async def test_a_note_on_the_person_stands_beside_all_their_tickets(console: Open) -> None:
    async with console() as c:
        await c.press("I")
        await c.type("calls in the morning")
        await c.press("ctrl+s")
        assert [n.text for n in c.desk.customer(address(c)).notes] == ["calls in the morning"]
        assert "calls in the morning" in c.text()


async def test_promises_stand_in_the_pane_and_are_kept_from_there(console: Open) -> None:
    async with console() as c:
        code = c.code()
        c.desk.do(decisions.promise(code, "We call back", datetime.now(UTC) - timedelta(hours=1)))
        await c.settle()
        assert "We call back" in c.text()
        assert "LATE" in c.text()
        await c.press("tab", "tab", "j", "j")
        assert c.app.main.customer.pointed_at.startswith("promise:")
        await c.press("enter")
        await c.type("kept")
        await c.press("enter")
        assert [p.state for p in c.desk.care.promised(code)] == ["kept"]
        assert all("We call back" not in line.plain for line in c.app.main.customer._lines)


async def test_promises_are_listed_and_moved(console: Open) -> None:
    async with console() as c:
        code = c.code()
        c.desk.do(decisions.promise(code, "We call back", None))
        await c.press("W", "enter")
        await c.type("another")
        await c.press("enter")
        await c.type("3d")
        await c.press("enter")
        (promise,) = c.desk.care.promised(code)
        assert promise.due is not None


async def test_two_become_one_person_after_a_look_at_what_it_comes_to(console: Open) -> None:
    async with console() as c:
        mine = address(c)
        other = next(d["addresses"][0] for d in c.desk.customers() if mine not in d["addresses"])
        await c.press("equals_sign")
        await c.type(other)
        await c.press("enter")
        assert "Then" in c.text()
        await c.press("enter")
        assert len(c.desk.customer(mine).addresses) == 1
        await c.press("equals_sign")
        await c.type(other)
        await c.press("enter", "down", "enter")
        assert set(c.desk.customer(mine).addresses) == {mine, other}
        await c.press("plus")
        await c.type(other)
        await c.press("enter", "down", "enter")
        assert c.desk.customer(mine).addresses == (mine,)


async def test_a_customer_is_found_and_all_their_tickets_shown(console: Open) -> None:
    async with console() as c:
        wanted = c.desk.customers("naoki")[0]
        await c.press("at")
        await c.type("naoki")
        await c.press("enter")
        assert c.app.main.view.query == f"customer:{wanted['addresses'][0]}"
        assert c.app.main.tickets.total >= 1


async def test_the_words_of_mado_customer_work_at_the_prompt(console: Open) -> None:
    async with console() as c:
        mine = address(c)
        await c.press("colon")
        await c.type(f"customer expect {mine} by phone")
        await c.press("enter")
        assert c.desk.customer(mine).expectation == "by phone"
        await c.press("colon")
        await c.type(f"customer {mine}")
        await c.press("enter")
        assert c.app.main.view.query == f"customer:{mine}"


async def test_how_the_last_contact_ended_is_shown(console: Open) -> None:
    async with console() as c:
        assert "theirs, open" in c.text()
        await c.press("i", "s")
        await c.press("7")
        assert "theirs, solved" in c.text()


async def test_a_customer_with_many_tickets_costs_a_window_of_them_and_one_frame(
    console: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with console() as c:
        batch = [letter(2000 + n, "Ren <ren@example.org>", f"Matter {n}", "Hello") for n in range(230)]
        c.desk.take_in(batch, FolderState(BOX.name, "INBOX", 1))
        (newest,) = c.desk.rows("customer:ren@example.org", 0, 1)
        read: list[bytes] = []
        laid_out: list[str] = []
        lay_out = CustomerPane._lay_out

        def counted(body: bytes) -> dict[str, Any]:
            read.append(body)
            return decode(body)

        def noted(pane: CustomerPane) -> None:
            laid_out.append("")
            lay_out(pane)

        monkeypatch.setattr("core.store.rows.decode", counted)
        opened = load_opened(c.desk, newest.code, datetime.now(UTC))
        assert len(read) < _HISTORY + 30
        assert opened.customer is not None
        assert (len(opened.customer.tickets), opened.customer.messages) == (_HISTORY, 230)
        monkeypatch.setattr(CustomerPane, "_lay_out", noted)
        c.app.main._show_ticket(opened)
        assert len(laid_out) == 1
        c.app.main.open(newest.code)
        await c.settle()
        assert "Messages       230" in c.text()

"""New mail while somebody reads: shown, and nothing moves under their hands."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from textual import events
from textual.geometry import Region
from textual.strip import Strip

from core.arrivals import FolderState
from core.entries import MessageEntry
from tests.tui.conftest import Open, Running
from tests.tui.seeded import BOX, letter
from tui.bridge import News
from tui.screens import main
from tui.widgets.line_scroll import LineScroll


def arrive(
    c: Running, uid: int, *, answers: str = "", sender: str = "new@example.org", subject: str = "Hello"
) -> None:
    when = datetime.now(UTC) + timedelta(seconds=uid)
    c.desk.take_in(
        [letter(uid, sender, subject, "Is anybody there?", now=when, answers=answers)],
        FolderState(BOX.name, "INBOX", 1),
    )


def noting(names: list[str], name: str, work: Callable[..., object]) -> Callable[..., object]:
    """The same work, with its name noted whenever it is done."""

    def noted(*words: object, **more: object) -> object:
        names.append(name)
        return work(*words, **more)

    return noted


async def look(c: Running) -> None:
    """What the console does twice a second."""
    c.app._look()
    await c.settle()
    await c.settle()


async def test_new_mail_appears_and_the_cursor_stays_on_its_ticket(console: Open) -> None:
    async with console() as c:
        await c.press("j", "j", "j")
        code, total = c.code(), c.app.main.tickets.total
        await look(c)
        arrive(c, 901, subject="A new matter")
        await look(c)
        assert c.app.main.tickets.total == total + 1
        assert c.code() == code
        assert c.app.main.tickets.cursor == 4
        assert "A new matter" in c.text()


async def test_a_scrolled_list_stands_still_when_mail_comes(console: Open) -> None:
    async with console(size=(80, 24)) as c:
        await look(c)
        await c.press("pagedown", "pagedown")
        before = c.text().splitlines()[1:-2]
        for uid in (901, 902, 903):
            arrive(c, uid, subject=f"Matter {uid}")
        await look(c)
        after = c.text().splitlines()[1:-2]
        assert [line[:30] for line in after] == [line[:30] for line in before]


async def test_an_answer_in_the_open_ticket_appears_without_scrolling(console: Open) -> None:
    async with console() as c:
        await c.press("j", "enter")
        await look(c)
        code, top = c.code(), c.app.main.reader.scroll_offset.y
        newest = [e for e in c.desk.entries(code) if isinstance(e, MessageEntry)][-1]
        assert newest.sender and newest.message_id
        arrive(c, 901, answers=newest.message_id, sender=newest.sender.address, subject="Re: more")
        await look(c)
        assert c.app.main.reader.scroll_offset.y == top
        assert "Is anybody there?" in c.text()


async def test_a_status_set_on_an_old_sight_does_not_hide_a_newer_message(console: Open) -> None:
    async with console() as c:
        code = c.code()
        newest = [e for e in c.desk.entries(code) if isinstance(e, MessageEntry)][-1]
        assert newest.sender and newest.message_id
        seen = c.desk.ticket(code).last_message
        arrive(c, 901, answers=newest.message_id, sender=newest.sender.address)
        c.app.main.tickets.cursor = 0
        assert c.app.main.shown is not None
        assert c.app.main.shown.ticket.last_message == seen
        await c.press("s")
        assert c.desk.ticket(code).status == "open"


async def test_trouble_with_the_mailbox_is_on_the_status_line_at_once(console: Open) -> None:
    async with console() as c:
        c.app._news_from_thread(News("shop", error="shop: The password was refused. Run mado check."))
        await c.settle()
        assert "The password was refused" in c.text()
        c.app._news_from_thread(News("shop"))
        await c.settle()
        assert c.app.sync_state.error == ""


async def test_hostile_text_is_shown_letter_for_letter_and_as_no_markup(console: Open) -> None:
    async with console(size=(120, 36)) as c:
        for uid, subject in enumerate(
            ("[/] a[b]c", "[@click=app.quit]open[/]", "[link=http://x]hello", "{{7*7}} %s {0}"), 901
        ):
            arrive(c, uid, subject=subject)
        c.app.main.reload()
        await c.settle()
        await c.press("home")
        text = c.text()
        for subject in ("[/] a[b]c", "[@click=app.quit]open[/]", "[link=http://x]hello", "{{7*7}} %s {0}"):
            assert subject in text
        c.app.notify("[/] [@click=app.quit]x[/]")
        await c.settle()
        await c.press("enter")
        assert c.app.return_code is None


async def test_an_empty_desk_says_what_to_do(console: Open, tmp_path: object) -> None:
    from pathlib import Path

    from tests.tui.seeded import seed

    folder = Path(str(tmp_path)) / "empty"
    seed(folder, mail=[]).close()
    async with console(home=folder) as c:
        assert "Welcome to Madoguchi." in c.text()
        assert "support@aoi-tea.example" in c.text()
        await c.press("r", "s", "enter", "C", "N")
        assert c.app.return_code is None


async def test_a_move_inside_the_window_renders_two_rows(console: Open) -> None:
    async with console(size=(60, 20)) as c:
        await c.press("j")
        tickets = c.app.main.tickets
        tickets.rendered = 0
        await c.press("j")
        assert tickets.rendered <= 2


async def test_a_page_asks_only_the_panes_that_change_for_their_lines(
    console: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with console(size=(120, 30)) as c:
        monkeypatch.setattr("tui.screens.main._PREVIEW_AFTER", 3600.0)
        asked: list[str | None] = []
        whole = LineScroll.render_lines

        def spy(pane: LineScroll, crop: Region) -> list[Strip]:
            asked.append(pane.id)
            return whole(pane, crop)

        monkeypatch.setattr(LineScroll, "render_lines", spy)
        c.app.post_message(events.Key("pagedown", None))
        while c.app.main.tickets.cursor == 0 or "list" not in asked:
            await asyncio.sleep(0.005)
        assert set(asked) <= {"list", "status"}
        monkeypatch.setattr("tui.screens.main._PREVIEW_AFTER", 0.01)
        await c.press("up")


async def test_a_hundred_thousand_tickets_cost_no_more_than_a_window(console: Open) -> None:
    """The list asks for what it shows and some margin, wherever it is."""
    async with console(size=(60, 20)) as c:
        asked: list[tuple[int, int | None]] = []
        rows = c.desk.rows

        def spy(query: str = "", start: int = 0, stop: int | None = None, **more: Any) -> object:
            asked.append((start, stop))
            return rows(query, start, stop, **more)

        c.desk.rows = spy  # type: ignore[method-assign,assignment]  # watches the real one
        await c.press("7", "end", "home", "pagedown")
        assert asked
        assert all(stop is not None and stop - start < 400 for start, stop in asked)


async def test_a_damaged_ticket_is_not_left_out_silently(console: Open) -> None:
    async with console() as c:
        await look(c)
        with c.desk.store.engine.transaction() as session:
            spoilt = "UPDATE d_tickets SET body = CAST(x'00112233' || body AS BLOB) WHERE c_code = ?"
            session.run(spoilt, (c.code(),))
        arrive(c, 901)
        await look(c)
        await look(c)
        assert "Damaged and not shown: 1. `mado fsck` names it." in c.text()


async def test_nothing_is_read_behind_a_question_and_all_of_it_when_it_is_answered(
    console: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever types a note while much mail comes in waits for no list that is painted behind it."""
    async with console() as c:
        await look(c)
        total = c.app.main.tickets.total
        await c.press("n")
        read: list[str] = []
        for name in ("load_view", "load_opened", "load_counts"):
            original = getattr(main, name)
            monkeypatch.setattr(main, name, noting(read, name, original))
        arrive(c, 901, subject="Behind the note")
        await look(c)
        assert not read
        assert c.app.main.elsewhere.behind
        await c.press("escape")
        await look(c)
        assert "load_view" in read
        assert c.app.main.tickets.total == total + 1

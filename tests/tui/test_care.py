"""Care in the console: what presses stands on top, checks mend on one key, promises are corrected."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from config.languages import set_language
from core import decisions
from core.care import handover, voice
from core.entries import MessageEntry
from tests.tui.conftest import Open, Running
from tests.tui.test_composer import composer
from tui.screens.checks import CheckScreen
from tui.screens.compose import ComposeScreen
from tui.screens.morning import late_first
from tui.screens.page import PageScreen
from tui.screens.pick import PickScreen
from tui.screens.promised import PromiseScreen


def answered(c: Running) -> str:
    """A ticket in which we have answered."""
    for ticket in c.desk.rows():
        ours = [e for e in c.desk.entries(ticket.code) if isinstance(e, MessageEntry) and e.direction == "out"]
        if ours and ticket.status != "spam":
            return ticket.code
    raise AssertionError


def composer_below(c: Running) -> ComposeScreen:
    """The composer below a question."""
    return c.app.front.composer


async def test_a_late_promise_stands_above_everything_and_in_the_header(console: Open) -> None:
    async with console(size=(140, 36)) as c:
        code = c.app.main.tickets.in_hand()[5].code
        c.desk.do(decisions.promise(code, "call them", datetime.now(UTC) - timedelta(minutes=1)))
        await c.settle()
        rows = c.app.main.tickets.in_hand()
        assert rows[0].code == code
        assert any(f.level == "red" for f in rows[1].flags)
        assert "1 promises late" in c.text().splitlines()[0]
        assert len({t.code for t in rows}) == len(rows) == c.app.main.tickets.total


async def test_a_promise_falls_due_on_the_screen_without_a_restart(console: Open) -> None:
    async with console(size=(140, 36)) as c:
        code = c.app.main.tickets.in_hand()[5].code
        c.desk.do(decisions.promise(code, "call them", datetime.now(UTC) + timedelta(seconds=2)))
        await c.settle()
        async with asyncio.timeout(30):
            while c.app.main.tickets.in_hand()[0].code != code:
                c.app.main.look_at_clock()
                await c.settle()


async def test_a_question_is_ticked_on_one_key_and_by_being_answered(console: Open) -> None:
    async with console() as c:
        found = next(t for t in c.desk.rows("status:open") if t.subject.startswith("Wholesale"))
        c.app.main.open(found.code)
        await c.press("r")
        asked = composer(c).checklist
        before = len(asked.open)
        assert before
        await c.press("ctrl+t")
        assert len(asked.open) == before - 1
        assert composer(c).current().ticked == asked.ticked
        await c.press("escape", "r")
        assert composer(c).checklist.ticked == asked.ticked


async def test_f_mends_what_a_check_found_and_sends_on(console: Open) -> None:
    async with console() as c:
        await c.press("j", "r")
        await c.type("松本様\nお世話になっております。\n11月26日(月)にお届けします。")
        await c.press("ctrl+s")
        assert isinstance(c.app.screen, CheckScreen)
        code = composer_below(c).current().ticket
        await c.press("f")
        (queued,) = c.desk.outbox.of_ticket(code)
        assert "11月26日(木)" in c.desk.entries(code)[-1].text  # type: ignore[union-attr]  # the reply that waits
        assert queued.state == "queued"


async def test_what_a_reply_promises_is_shown_and_corrected_before_it_leaves(console: Open) -> None:
    async with console() as c:
        code = c.code()
        await c.press("j", "r")
        code = composer(c).current().ticket
        await c.type("明日までにご連絡いたします。来週お電話いたします。")
        composer(c)._rested()
        await c.settle()
        assert composer(c).bars["promised"].display
        await c.press("ctrl+b")
        assert isinstance(c.app.screen, PromiseScreen)
        await c.press("d", "j", "e")
        await c.type("3d")
        await c.press("enter", "enter")
        assert [p.meant for p in composer(c).corrected.values()] == [False, True]
        await c.press("ctrl+s", "ctrl+s")
        (queued,) = c.desk.outbox.of_ticket(code)
        assert queued.promised is not None
        assert [text for text, _due in queued.promised] == ["来週お電話いたします。"]
        assert queued.promised[0][1] is not None


async def test_a_reply_is_starred_and_becomes_a_canned_response(console: Open) -> None:
    async with console() as c:
        code = answered(c)
        c.app.main.open(code)
        await c.press("asterisk")
        await c.type("warm and to the point")
        await c.press("enter")
        assert [(s.ticket, s.why) for s in c.desk.care.stars()] == [(code, "warm and to the point")]
        await c.press("ampersand")
        await c.type("example")
        await c.press("enter")
        text = (c.desk.home.canned_folder / "example.md").read_text("utf-8")
        assert c.desk.ticket(code).customer.name not in text
        await c.press("asterisk")
        assert c.desk.care.stars() == []


async def test_a_sentence_of_theirs_is_clipped_under_a_topic_that_becomes_done(console: Open) -> None:
    async with console() as c:
        await c.press("b")
        assert isinstance(c.app.screen, PickScreen)
        await c.press("enter")
        await c.type("parcels")
        await c.press("enter", "enter")
        (topic,) = c.desk.care.topics()
        assert topic.name == "parcels"
        await c.press("number_sign", "enter")
        await c.type("done")
        await c.press("enter")
        assert c.desk.care.topics()[0].state == "done"


async def test_a_risk_is_cleared_by_a_word(console: Open) -> None:
    async with console() as c:
        person = c.app.main.customer.customer
        assert person is not None
        assert person.flags
        await c.press("minus")
        await c.type("called, all is well")
        await c.press("enter")
        assert c.desk.customer(person.id).flags == ()
        assert [x.why for x in c.desk.customer(person.id).cleared] == ["called, all is well"]


async def test_a_holding_reply_names_a_day_that_the_ledger_can_keep(console: Open) -> None:
    async with console() as c:
        await c.press("h")
        composer(c)._rested()
        await c.settle()
        assert composer(c).bars["promised"].display


async def test_the_handover_of_a_colleague_is_shown_first_and_once(console: Open) -> None:
    async with console() as c:
        with c.desk.store.transaction():
            left = handover.leave("The courier is on strike.")
            c.desk.ledger.append(left.kind, None, dict(left.data), by="Taku")
        from tui.screens.handover import handover_first

        c.app.front.run_quietly(handover_first(c.app.front))
        await c.settle()
        await c.settle()
        assert isinstance(c.app.screen, PageScreen)
        assert "The courier is on strike." in c.text()
        await c.press("escape")
        c.app.front.run_quietly(handover_first(c.app.front))
        await c.settle()
        assert not isinstance(c.app.screen, PageScreen)


@pytest.mark.parametrize("lang", ["en", "ja"])
async def test_the_pages_of_every_day_open_and_close(console: Open, lang: str) -> None:
    set_language(lang)
    async with console() as c:
        c.desk.do(voice.clip(c.code(), "parcels", "It broke.", "complaint"))
        for name in ("handover", "report", "digest", "faq"):
            c.app.run_line(name)
            await c.settle()
            await c.settle()
            assert isinstance(c.app.screen, PageScreen), name
            await c.press("escape")


async def test_solving_says_what_is_still_open(console: Open) -> None:
    async with console() as c:
        c.desk.do(decisions.promise(c.code(), "send the invoice", None))
        await c.press("s")
        assert "send the invoice" in c.said


async def test_practice_compares_with_the_answer_that_was_given(console: Open) -> None:
    async with console() as c:
        code = answered(c)
        c.desk.do(decisions.set_status(code, "solved"))
        await c.press("d", "enter", "r")
        await c.type("Thank you.")
        await c.press("ctrl+s")
        assert "How we did it" in c.text()
        name = c.desk.ticket(code).customer.name
        assert name not in c.text().split("Your answer")[0].split("How we did it")[1]


async def test_a_ticket_sleeps_until_its_promise_is_nearly_due(console: Open) -> None:
    async with console() as c:
        code = c.code()
        due = c.app.clock() + timedelta(days=2)
        c.desk.do(decisions.promise(code, "call them", due))
        await c.press("z")
        await c.type("promise")
        await c.press("enter")
        slept = c.desk.ticket(code).snoozed_until
        assert slept is not None
        assert abs(slept - (due - timedelta(hours=1))) < timedelta(seconds=1)


async def test_what_is_due_for_review_has_a_page(console: Open) -> None:
    async with console() as c:
        folder = c.desk.home.canned_folder
        folder.mkdir(exist_ok=True)
        (folder / "stale.en.md").write_text("---\nname: Stale\nreview: 2020-01-01\n---\nOld words.\n")
        await c.press("colon")
        await c.type("canned-review")
        await c.press("enter")
        assert isinstance(c.app.screen, PageScreen)
        assert "stale.en" in c.text()


async def test_the_digest_is_mailed_on_a_key_to_whom_the_charter_names(console: Open) -> None:
    async with console() as c:
        charter = c.desk.home.root / "charter.toml"
        charter.write_text('[digest]\nto = ["all@company.example"]\n', encoding="utf-8")
        c.desk.care.__dict__.pop("charter", None)  # it is read once a session, and was
        before = {e.id for e in c.desk.outbox.waiting()}
        await c.press("colon")
        await c.type("digest")
        await c.press("enter")
        assert isinstance(c.app.screen, PageScreen)
        await c.press("m")
        await c.settle()
        (queued,) = [e for e in c.desk.outbox.waiting() if e.id not in before]
        assert queued.to == ("all@company.example",)


async def test_the_wrong_language_is_mended_by_a_canned_response_in_theirs(console: Open) -> None:
    async with console() as c:
        await c.press("j", "r")
        await c.type("We have looked into your order and it will be with you very soon.")
        await c.press("ctrl+s")
        assert isinstance(c.app.screen, CheckScreen)
        while (found := c.app.screen._findings.chosen) and found.code != "wrong_language":
            await c.press("down")
        await c.press("f")
        assert isinstance(c.app.screen, PickScreen)
        await c.press("enter")
        await c.settle()
        own = composer_below(c).area.text
        assert own.index("松本") < own.index("お世話になっております") < own.index("We have looked into")


@pytest.mark.parametrize(("before", "shown"), [("2026-01-01", "late"), ("", "inbox"), ("today", "inbox")])
async def test_the_first_start_of_a_day_begins_with_who_waits_too_long(
    console: Open, before: str, shown: str
) -> None:
    async with console() as c:
        (c.desk.home.root / "charter.toml").write_text('[[targets]]\nfirst = "1h"\n', "utf-8")
        for read in ("charter", "calendar", "clocks"):
            c.desk.care.__dict__.pop(read, None)
        today = c.app.front.now().astimezone().date().isoformat()
        c.app.front.kept.day = today if before == "today" else before
        c.app.front.run_quietly(late_first(c.app.front))
        await c.settle()
        await c.settle()
        assert c.app.main.view.name == shown
        assert c.app.front.kept.day == today
        assert ("Late first" in c.text()) == (shown == "late")

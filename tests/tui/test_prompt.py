"""The `:` prompt, the palette and help: they take, offer and show what can run here, and nothing else."""

from __future__ import annotations

import pytest

from cli.catalogue import catalogue
from tests.tui.conftest import Open
from tui.calling import SHELL_WORDS
from tui.commands.base import COMPOSER, LIST, TICKET
from tui.commands.registry import Registry
from tui.screens.ask import AskScreen
from tui.screens.help import HelpScreen

_AGENTS_WORDS = (
    "tickets ticket next search views attachment keys promises mentions customers customer reply note open pending "
    "solve close spam assign claim release tag untag priority snooze merge split undo outbox macros canned sync"
)


def test_the_words_of_the_command_line_for_agents_are_taken_and_the_others_sent_to_the_shell() -> None:
    registry = Registry()
    places = (LIST, TICKET, COMPOSER)
    assert [w for w in _AGENTS_WORDS.split() if not any(registry.named(w, place) for place in places)] == []
    assert set(_AGENTS_WORDS.split()) <= set(catalogue())
    assert not {w for w in SHELL_WORDS if any(registry.named(w, place) for place in places)} - {"check-text"}


async def test_codes_in_front_say_on_which_tickets(console: Open) -> None:
    async with console() as c:
        first, other = (t.code for t in c.app.main.tickets.in_hand()[:2])
        await c.press("colon")
        await c.type(f"assign {other} Taku")
        await c.press("enter")
        assert c.desk.ticket(other).assignee == "Taku"
        assert c.desk.ticket(first).assignee is None
        await c.press("colon")
        await c.type(f"mado solve {first} {other.lower()}")
        await c.press("enter")
        assert {c.desk.ticket(code).status for code in (first, other)} == {"solved"}


async def test_merge_takes_codes_as_its_own_words(console: Open) -> None:
    async with console() as c:
        first, other = (t.code for t in c.app.main.tickets.in_hand()[:2])
        await c.press("colon")
        await c.type(f"merge {other}")
        await c.press("enter")
        assert c.desk.ticket(first).code == c.desk.ticket(other).code


async def test_tab_completes_names_and_what_they_take(console: Open) -> None:
    async with console() as c:
        await c.press("colon")
        await c.type("prio")
        await c.press("tab")
        assert c.app.screen.query_one("#ask-input").value == "priority"  # type: ignore[attr-defined]  # an Input
        await c.type(" hi")
        await c.press("tab", "enter")
        assert c.desk.ticket(c.code()).priority == "high"


async def test_up_brings_back_what_was_typed_at_the_prompt(console: Open) -> None:
    async with console() as c:
        await c.press("colon")
        await c.type("tag again")
        await c.press("enter", "j", "colon", "up", "enter")
        assert c.desk.count("tag:again") == 2


@pytest.mark.parametrize(
    ("typed", "said"),
    [("asign x", "assign"), ("backup /x", "mado backup"), ("send", "another place"), ("split", "another place")],
)
async def test_what_cannot_run_says_why(console: Open, typed: str, said: str) -> None:
    async with console() as c:
        await c.press("colon")
        await c.type(typed)
        await c.press("enter")
        assert said in c.said


async def test_the_palette_hides_what_cannot_run(console: Open) -> None:
    async with console(size=(120, 60)) as c:
        await c.press("ctrl+p")
        await c.type("snooze")
        assert "Snooze as last time" not in c.text()
        await c.press("escape", "z")
        await c.type("3d")
        await c.press("enter", "ctrl+p")
        await c.type("snooze")
        assert "Snooze as last time" in c.text()


async def test_help_goes_from_the_focused_place_outward(console: Open) -> None:
    async with console(size=(120, 200)) as c:
        await c.press("enter", "question_mark")
        text = c.text()
        places = [text.index(words) for words in ("Only in the ticket", "In list, ticket and customer", "Everywhere")]
        assert places == sorted(places)
        assert text.index("Open or close a message") < text.index("In list, ticket and customer")


async def test_f1_over_a_question_shows_its_keys_first(console: Open) -> None:
    async with console() as c:
        await c.press("slash", "f1")
        assert isinstance(c.app.screen, HelpScreen)
        assert c.text().index("In this question") < c.text().index("Only in the ticket list")
        await c.press("escape")
        assert isinstance(c.app.screen, AskScreen)


async def test_snooze_says_what_a_line_means_before_it_is_done(console: Open) -> None:
    async with console() as c:
        await c.press("z")
        assert "tomorrow" in c.text()
        await c.type("reply")
        assert "until a reply" in c.text()


async def test_queries_are_kept_for_the_next_start(console: Open) -> None:
    async with console() as c:
        await c.press("slash")
        await c.type("返金")
        await c.press("enter")
        home = c.desk.home.root
        await c.app.leave()
    async with console(home=home) as c:
        await c.press("Q", "enter")
        assert c.app.main.view.query == "返金"

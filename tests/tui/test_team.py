"""Working together in the console: who answers has claimed it, and replies are read before they leave."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest import mock

from config.home import Home
from config.languages import set_language
from core import decisions
from core.desk import Desk
from core.fold import CLAIM_MINUTES
from core.here import Sign
from core.local_log import LocalLog
from core.overtaken import stop_overtaken
from core.times import stored
from tests.tui.conftest import Open, Running
from tests.tui.seeded import settings
from tui.bridge import News
from tui.screens.checks import ChangedScreen
from tui.screens.compose import ComposeScreen
from tui.screens.main import MainScreen


def log_of(c: Running) -> LocalLog:
    return LocalLog(c.desk.home.root.parent / "log.jsonl")


@contextmanager
def colleague(c: Running, tmp: Path, name: str = "Yuki") -> Iterator[Desk]:
    """A desk of the same team with the same mail."""
    if not c.desk.team.active:
        c.desk.team.init(log_of(c), "shop", "Madoguchi")
    with Desk.open(Home(tmp / name), settings(me=name)) as desk:
        desk.team.join(log_of(c), "shop", "Madoguchi", c.desk.team.code)
        from tests.tui.seeded import arrivals

        desk.take_in(arrivals())
        exchanged(c, desk)
        yield desk


def exchanged(c: Running, desk: Desk) -> None:
    for one in (c.desk, desk, c.desk, desk):
        one.team.exchange(log_of(c))


async def test_a_reply_claims_its_ticket_and_leaving_it_gives_it_free(console: Open, tmp_path: Path) -> None:
    async with console() as c:
        with colleague(c, tmp_path) as yuki:
            code = c.code()
            await c.press("r")
            exchanged(c, yuki)
            claim = yuki.ticket(code).claim
            assert claim is not None and claim.by == c.desk.settings.agent.name
            await c.press("escape")
            exchanged(c, yuki)
            assert yuki.ticket(code).claim is None


async def test_who_is_told_that_a_colleague_answers_may_leave_it_or_take_over(console: Open, tmp_path: Path) -> None:
    async with console() as c:
        with colleague(c, tmp_path) as yuki:
            code = c.code()
            yuki.do(decisions.claim(code))
            exchanged(c, yuki)
            await c.press("r")
            assert "Yuki is answering" in c.text()
            await c.press("enter")  # leave it to them
            assert isinstance(c.app.screen, MainScreen)
            await c.press("r", "down", "down", "enter")
            assert isinstance(c.app.screen, ComposeScreen)
            exchanged(c, yuki)
            claim = yuki.ticket(code).claim
            assert claim is not None and claim.by == c.desk.settings.agent.name


async def test_of_two_who_begin_at_the_same_moment_one_is_told_that_the_other_was_first(
    console: Open, tmp_path: Path
) -> None:
    async with console() as c:
        with colleague(c, tmp_path) as yuki:
            code = c.code()
            yuki.do(decisions.claim(code))
            yuki.team.exchange(log_of(c))  # hers stands first in the log; this desk has not read it yet
            await c.press("r")
            assert isinstance(c.app.screen, ComposeScreen)
            await c.type("Hello")
            exchanged(c, yuki)
            c.app.screen._each_second()
            await c.settle()
            assert "Yuki is answering this, too" in c.text()
            assert "Hello" in c.app.screen.area.text


async def test_a_reply_of_whoever_may_only_draft_is_put_before_the_others(console: Open, tmp_path: Path) -> None:
    async with console() as c:
        with colleague(c, tmp_path) as yuki:
            yuki.approvals.set_role(c.desk.settings.agent.name, "draft")
            exchanged(c, yuki)
            code = c.code()
            await c.press("r")
            await c.type("We send a new one.")
            await c.press("ctrl+s")
            assert c.desk.outbox.waiting() == []
            exchanged(c, yuki)
            (waiting,) = yuki.approvals.waiting()
            assert waiting.ticket == code
            yuki.approvals.give_back(waiting.id, "Say sorry first.")
            exchanged(c, yuki)
            await c.press("A")
            assert "Say sorry first." in c.text()
            await c.press("enter", "enter")  # the first: write it anew
            assert isinstance(c.app.screen, ComposeScreen)
            assert "We send a new one." in c.app.screen.area.text


async def test_a_colleagues_reply_is_read_changed_and_sent(console: Open, tmp_path: Path) -> None:
    async with console() as c:
        with colleague(c, tmp_path) as yuki:
            c.desk.approvals.set_role("Yuki", "draft")
            exchanged(c, yuki)
            asked = yuki.approvals.ask(yuki.replies.start(c.code(), text="We send a new one."))
            exchanged(c, yuki)
            await c.press("A")
            assert "We send a new one." in c.text()
            await c.press("enter", "enter")
            assert isinstance(c.app.screen, ComposeScreen)
            await c.press("ctrl+s")
            if not isinstance(c.app.screen, MainScreen):
                await c.press("ctrl+s")
            assert len(c.desk.outbox.waiting()) == 1
            exchanged(c, yuki)
            assert yuki.approvals.one(asked.id).state == "sent"


async def test_the_team_is_shown_with_who_is_here(console: Open, tmp_path: Path) -> None:
    async with console() as c:
        with colleague(c, tmp_path) as yuki:
            yuki.do(decisions.add_note(c.code(), "hello"))
            exchanged(c, yuki)
            await c.press("T")
            assert "Yuki, last decision" in c.text()
            assert "(this desk)" in c.text()
            assert "Mail last read: never." in c.text()
            assert "decisions in the log" in c.text()


async def test_what_an_exchange_has_to_tell_its_author_is_said_and_kept_in_the_log(console: Open) -> None:
    async with console() as c:
        c.app._take_news(News("shop", said=("K7F2-9QXM: what you decided offline came too late.",)))
        await c.settle()
        assert "came too late" in c.text()
        assert "came too late" in c.said


async def test_what_changed_while_writing_is_shown_and_the_writer_goes_on_with_it_in_sight(
    console: Open, tmp_path: Path
) -> None:
    async with console() as c:
        with colleague(c, tmp_path) as yuki:
            code = c.code()
            await c.press("r")
            await c.type("My answer.")
            yuki.do(decisions.set_status(code, "solved"), decisions.add_note(code, "The parcel was found."))
            exchanged(c, yuki)
            await c.press("ctrl+s")
            assert isinstance(c.app.screen, ChangedScreen)
            shown = c.text()
            assert "Changed while you were writing (2)" in shown
            assert "Yuki has changed the status since you began: open → solved." in shown
            assert "| The parcel was found." in shown
            await c.press("enter")
            assert isinstance(c.app.screen, ComposeScreen)
            assert "My answer." in c.app.screen.area.text
            assert c.desk.outbox.of_ticket(code) == []
            yuki.do(decisions.set_priority(code, "high"))
            exchanged(c, yuki)
            await c.press("ctrl+s")  # only what is new since then is told
            assert isinstance(c.app.screen, ChangedScreen)
            assert "(1)" in c.text() and "changed the priority" in c.text()
            assert [p.change.field for p in c.app.screen.problems if p.change] == ["priority"]
            await c.press("ctrl+s")
            (waiting,) = c.desk.outbox.of_ticket(code)
            assert waiting.state == "queued"
            events = c.desk.ledger.events_of([code])
            assert [e.data["reasons"] for e in events if e.kind == "override"] == [["collision"]]


async def test_a_reply_that_was_overtaken_may_be_discarded(console: Open, tmp_path: Path) -> None:
    async with console() as c:
        set_language("ja")
        with colleague(c, tmp_path) as yuki:
            code = c.code()
            await c.press("r")
            await c.type("My answer.")
            yuki.do(decisions.set_status(code, "closed"))
            exchanged(c, yuki)
            assert isinstance(c.app.screen, ComposeScreen)
            c.app.screen._each_second()
            await c.settle()
            assert "Yuki さんが状態を変えました" in c.text()  # beside the text, before anything is sent
            await c.press("ctrl+s")
            assert "書いている間に変わりました" in c.text()
            assert "未対応 → 対応" in c.text()
            await c.press("f8", "down", "enter")
            assert isinstance(c.app.screen, MainScreen)
            assert c.desk.replies.saved(code) is None
            assert c.desk.outbox.of_ticket(code) == []


async def test_a_claim_is_renewed_while_its_holder_writes_and_ends_when_they_leave(
    console: Open, tmp_path: Path
) -> None:
    async with console() as c:
        with colleague(c, tmp_path) as yuki:
            code = c.code()
            began = datetime.now(UTC) - timedelta(minutes=CLAIM_MINUTES / 2 + 1)
            with mock.patch.object(c.desk.ledger, "now", lambda: stored(began)):
                await c.press("r")
            before = c.desk.ticket(code).claim
            assert before is not None and before.by == "Mina"
            await c.type("Still writing.")
            composer = c.app.screen
            assert isinstance(composer, ComposeScreen)
            await composer.save()
            after = c.desk.ticket(code).claim
            assert after is not None and after.until > before.until + timedelta(minutes=5)
            assert after.since == before.since
            await composer.save()
            events = [e for e in c.desk.ledger.events_of([code]) if e.kind == "claim"]
            assert len(events) == 2, "not again until half of it is over"
            exchanged(c, yuki)
            held = yuki.ticket(code).claim
            assert held is not None and held.by == "Mina"
            await c.press("escape")
            exchanged(c, yuki)
            assert yuki.ticket(code).claim is None


async def test_whoever_is_called_by_a_note_is_told(console: Open, tmp_path: Path) -> None:
    async with console() as c:
        with colleague(c, tmp_path) as yuki:
            yuki.do(decisions.add_note(c.code(), "@mina the carrier has called"))
            exchanged(c, yuki)
            await c.settle()
            assert c.said == f"Yuki calls you in {c.code()}: @mina the carrier has called"


async def test_whoever_was_overtaken_after_sending_is_told_that_it_did_not_leave(
    console: Open, tmp_path: Path
) -> None:
    async with console() as c:
        with colleague(c, tmp_path) as yuki:
            code = c.code()
            await c.press("r")
            await c.type("My answer.")
            await c.press("ctrl+s")
            if not isinstance(c.app.screen, MainScreen):
                await c.press("ctrl+s")
            assert len(c.desk.outbox.of_ticket(code)) == 1
            yuki.do(decisions.take_over(code))
            exchanged(c, yuki)
            stop_overtaken(c.desk)
            await c.settle()
            assert c.said.startswith(f"Your reply in {code} was not sent: Yuki is answering this ticket now.")
            assert c.desk.outbox.of_ticket(code)[0].state == "refused"


async def test_the_team_shows_who_sits_at_a_console(console: Open, tmp_path: Path) -> None:
    async with console() as c:
        with colleague(c, tmp_path) as yuki:
            Sign(yuki.home, "Yuki").give()
            yuki.team.say_here(log_of(c))
            exchanged(c, yuki)
            await c.press("T")
            assert "* Yuki, here since" in c.text()

"""Keeping our word: the promises we made, and what became of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from config.errors import UsageError
from core import decisions
from tui.commands.base import PEOPLE, Command
from tui.console import Console
from tui.labels import N_, _
from tui.text.promise_lines import due_word
from tui.text.when import moment

if TYPE_CHECKING:
    from core.care.promised import Promised


class Promises(Command):
    """What we promised."""

    name, title, keys, group = "promises", N_("Promises"), ("W",), PEOPLE
    words = ("約束",)
    argument = N_("id of a promise")
    help = N_("What we promised and until when: keep it, move it, or say that it was none.")

    async def run(self, console: Console, words: str = "") -> None:
        """Choose a promise, then what becomes of it. Raises MadoError."""
        found = await console.jobs.ask(console.desk.care.all_promised)
        held = [p for p in found if p.state == "open"]
        chosen: str | None = words.strip()
        if not chosen:
            if not held:
                console.say(_("Nothing is promised."))
                return
            chosen = await console.choose(_("Promises"), _lines(held, console.now()), _("Enter decides on one"))
        if chosen:
            await _decide(console, _named(held, chosen))


def _lines(held: Sequence[Promised], now: datetime) -> list[tuple[str, str]]:
    return [(p.id, f"{due_word(p, now)}  {p.ticket}  {' '.join(p.text.split())}") for p in held]


def _named(held: Sequence[Promised], typed: str) -> Promised:
    near = [p for p in held if p.id.startswith(typed)]
    if len(near) != 1:
        raise UsageError(_("There is no open promise {id}.").format(id=typed), hint=_("W lists them."))
    return near[0]


async def _decide(console: Console, one: Promised) -> None:
    what = await console.choose(
        " ".join(one.text.split()),
        [
            ("open", _("Open its ticket")),
            ("keep", _("It was kept")),
            ("move", _("It is due at another time")),
            ("drop", _("It was no promise, or is needless now")),
        ],
        hint=due_word(one, console.now()),
    )
    if what == "open":
        console.main.open(one.ticket)
    elif what == "keep":
        await console.act([decisions.keep_promise(one.ticket, one.id)], _("Promise kept."))
    elif what == "drop":
        await console.act([decisions.drop_promise(one.ticket, one.id)], _("Promise dropped."))
    elif what == "move":
        await _move(console, one)


async def _move(console: Console, one: Promised) -> None:
    from core.when import parse_when

    now = console.now()
    typed = await console.ask(_("Due at"), hint=_("3d, fri 10, 明日; never"), choices=("tomorrow", "fri", "never"))
    if not typed or not typed.strip():
        return
    word = typed.strip().casefold()
    due = None if word in ("never", "なし") else parse_when(typed, now, now.astimezone().tzinfo or UTC)
    said = _("Due {when}.").format(when=moment(due, now)) if due else _("Due at no time.")
    await console.act([decisions.move_promise(one.ticket, one.id, due)], said)


COMMANDS: tuple[Command, ...] = (Promises(),)

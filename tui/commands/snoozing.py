"""Putting tickets off: until a time, until a reply, and the same again on one key."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from config.errors import MadoError
from config.languages import language
from core import decisions
from core.care.wake import UNTIL_PROMISE, until_promise
from tui.commands.base import Command, on_ticket
from tui.commands.ticket import OnTicket
from tui.console import Console
from tui.labels import N_, _
from tui.text.when import moment

_WAKE = frozenset({"-", "off", "wake", "起こす"})
_REPLY = frozenset({"reply", "until-reply", "返信", "返信まで"})


class Snooze(OnTicket):
    """Put it off."""

    name, title, keys, bar = "snooze", N_("Snooze"), ("z",), 7
    words = ("保留", "あとで")
    argument = N_("3d, fri 10, 明日, reply, promise; - wakes it")
    help = N_(
        "Hide it until a time, a reply or shortly before its promise: fri 10, 明日, reply, promise; - wakes it."
    )

    def completions(self, console: Console, words: str) -> Sequence[str]:
        """The usual times, in the language in force."""
        return presets()

    async def run(self, console: Console, words: str = "") -> None:
        """Ask until when and snooze."""
        codes = console.targets()
        typed = words or await console.ask(
            _("Snooze until"),
            hint=_("- wakes it"), value=console.kept.last_snooze, choices=presets(),
            explain=lambda line: explained(line, console.now()),
        )  # fmt: skip
        if not typed or not typed.strip():
            return
        await snooze_all(console, codes, typed.strip())


class SnoozeAgain(OnTicket):
    """As long as last time."""

    name, title, keys = "snooze-again", N_("Snooze as last time"), ("Z",)
    help = N_("Snooze it as long as the last one, without a question.")

    def possible(self, console: Console) -> bool:
        """There was a last time."""
        return on_ticket(console) and bool(console.kept.last_snooze)

    async def run(self, console: Console, words: str = "") -> None:
        """Snooze."""
        await snooze_all(console, console.targets(), console.kept.last_snooze)


def presets() -> tuple[str, ...]:
    """Times that people snooze until, as they are typed."""
    if language() == "ja":
        return ("3h", "明日", "明日 14時", "金曜", "月曜", "3d", "1w", "返信", "約束")
    return ("3h", "tomorrow", "tomorrow 14:00", "fri", "mon", "3d", "1w", "reply", "promise")


def explained(typed: str, now: datetime) -> str:
    """What a line would mean; nothing for an empty one."""
    word = typed.strip().casefold()
    if not word:
        return ""
    if word in _WAKE:
        return _("wakes it")
    if word in _REPLY:
        return _("until a reply")
    if word in UNTIL_PROMISE:
        return _("until an hour before its promise is due")
    try:
        return _("until {when}").format(when=moment(_until(word, now), now))
    except MadoError:
        return _("no time that is known")


def _until(word: str, now: datetime) -> datetime:
    from core.when import parse_when

    return parse_when(word, now, now.astimezone().tzinfo or UTC)


async def snooze_all(console: Console, codes: tuple[str, ...], typed: str) -> None:
    """Snooze tickets until what was typed. Raises UsageError for no time that is known."""
    word = typed.casefold()
    if word in _WAKE:
        await console.act([decisions.snooze(code, None) for code in codes], _("Awake again."))
        return
    if word in _REPLY:
        found = [decisions.snooze(code, None, until_reply=True) for code in codes]
        said = _("Snoozed until a reply.")
    elif word in UNTIL_PROMISE:
        now = console.now()
        told = await console.jobs.ask(lambda: [until_promise(console.desk, code, now) for code in codes])
        found = [decision for decision, _until in told]
        said = _("Snoozed until {when}; it wakes before the promise is due.").format(when=moment(told[0][1], now))
    else:
        until = _until(typed, console.now())
        found = [decisions.snooze(code, until) for code in codes]
        said = _("Snoozed until {when}.").format(when=moment(until, console.now()))
    console.kept.last_snooze = typed
    await console.act(found, said)


COMMANDS: tuple[Command, ...] = (Snooze(), SnoozeAgain())

"""Acting on tickets: the one under the cursor, the open one, or all that are marked."""

from __future__ import annotations

from collections.abc import Sequence

from core import decisions
from core.decisions import Priority, Status
from tui.commands.base import ACTING, Command, on_ticket
from tui.console import Console
from tui.labels import N_, _, priority_name, status_name
from tui.text.cells import clip, width

_SAID = 46
"""Cells of each open matter in the line that says them, so that all of them and the way back are seen."""


def _short(matter: str) -> str:
    return matter if width(matter) <= _SAID else f"{clip(matter, _SAID - 3).rstrip()}..."


class OnTicket(Command):
    """Offered where there is a ticket."""

    group = ACTING

    def possible(self, console: Console) -> bool:
        """There is a ticket."""
        return on_ticket(console)


class _SetStatus(OnTicket):
    """One of the statuses on one key."""

    status: Status

    async def run(self, console: Console, words: str = "") -> None:
        """Set it on every target and say so."""
        await console.act(
            [decisions.set_status(code, self.status) for code in console.targets()],
            _("Set to {status}.").format(status=status_name(self.status)),
        )


class Solve(_SetStatus):
    """The matter is settled; what is still open in it is said, so that it can be taken back."""

    name, title, keys, bar = "solve", N_("Solved"), ("s",), 4
    status: Status = "solved"
    words = ("解決",)
    help = N_("The matter is settled; says what is still open: a promise, a question, the last word.")

    async def run(self, console: Console, words: str = "") -> None:
        """Set it, then say what is still open."""
        from core.care.closing import closing_matters

        codes = console.targets()
        await super().run(console, words)
        if len(codes) == 1:
            found = await console.jobs.ask(lambda: closing_matters(console.desk, codes[0], console.now()))
            if found:
                said = _("Solved, but: {matters} u takes it back.")
                console.say(said.format(matters=" ".join(_short(p.reason) for p in found[:3])), "warn")


class Close(_SetStatus):
    """No answer is needed."""

    name, title, keys = "close", N_("No answer needed"), ("c",)
    status: Status = "closed"
    words = ("対応不要",)
    help = N_("Close it without an answer.")


class Reopen(_SetStatus):
    """Open again."""

    name, title, keys = "open", N_("Open again"), ("o",)
    status: Status = "open"
    words = ("reopen", "未対応")
    help = N_("Put it back among the open ones.")


class Pend(_SetStatus):
    """Waiting for the customer."""

    name, title, keys = "pending", N_("Wait for the customer"), ("p",)
    status: Status = "pending"
    words = ("返信待ち",)
    help = N_("We wait for the customer; their answer opens it again.")


class Spam(_SetStatus):
    """Rubbish."""

    name, title, keys = "spam", N_("Spam"), ("exclamation_mark",)
    status: Status = "spam"
    words = ("迷惑",)
    help = N_("Rubbish: out of every view.")


class Note(OnTicket):
    """For the team only."""

    name, title, keys, bar = "note", N_("Note"), ("n",), 3
    words = ("社内メモ",)
    argument = N_("text")
    help = N_("Write a note for the team; it can never leave.")

    async def run(self, console: Console, words: str = "") -> None:
        """Ask for the text and add it."""
        codes = console.targets()
        text = words or await console.write(_("Note for the team"), _("Colleagues see it; customers never do."))
        if text and text.strip():
            await console.act([decisions.add_note(code, text) for code in codes], _("Noted."))


class Assign(OnTicket):
    """Give it to somebody."""

    name, title, keys, bar = "assign", N_("Assign"), ("a",), 5
    words = ("担当",)
    argument = N_("name, me, or - for nobody")
    help = N_("Give it to a colleague; - takes it from everybody.")

    def completions(self, console: Console, words: str) -> Sequence[str]:
        """Colleagues."""
        return (*console.known_agents(), "me", "nobody")

    async def run(self, console: Console, words: str = "") -> None:
        """Ask for the name and assign."""
        codes = console.targets()
        name = words or await console.ask(
            _("Assign to"), value=console.me, hint=_("a name; - for nobody"), choices=console.known_agents()
        )
        if name and name.strip():
            agent = _agent(name.strip(), console.me)
            said = _("Assigned to {name}.").format(name=agent) if agent else _("Assigned to nobody.")
            await console.act([decisions.assign(code, agent) for code in codes], said)


def _agent(typed: str, me: str) -> str | None:
    """Whom a word means, as on the command line."""
    if typed.casefold() in ("-", "nobody", "none"):
        return None
    return me if typed.casefold() == "me" else typed


class Take(OnTicket):
    """It is mine."""

    name, title, keys = "take", N_("Take it"), ("i",)
    words = ("assign me", "自分")
    help = N_("Assign it to yourself.")

    async def run(self, console: Console, words: str = "") -> None:
        """Assign it to me."""
        await console.act(
            [decisions.assign(code, console.me) for code in console.targets()],
            _("Assigned to {name}.").format(name=console.me),
        )


class Tag(OnTicket):
    """Put a tag on it, or take it off."""

    name, title, keys, bar = "tag", N_("Tag"), ("t",), 6
    words = ("タグ",)
    argument = N_("tag; -tag takes it off")
    help = N_("Put a tag on it; with a minus before it, take it off.")

    def completions(self, console: Console, words: str) -> Sequence[str]:
        """Tags in use."""
        return console.known_tags()

    async def run(self, console: Console, words: str = "") -> None:
        """Ask for tags and put them on."""
        codes = console.targets()
        typed = words or await console.ask(
            _("Tag"), hint=_("one or more words; -word takes it off"), choices=console.known_tags()
        )
        found = [
            decisions.remove_tag(code, word[1:]) if word.startswith("-") else decisions.add_tag(code, word)
            for code in codes
            for word in (typed or "").split()
        ]
        if found:
            await console.act(found, _("Tagged."))


class Untag(OnTicket):
    """Take a tag off."""

    name, title = "untag", N_("Take a tag off")
    words = ("タグを外す",)
    argument = N_("tag")
    help = N_("Take a tag off the ticket.")

    def possible(self, console: Console) -> bool:
        """Some target has a tag, or may have one."""
        ticket = console.main.ticket_in_front()
        return on_ticket(console) and (ticket is None or bool(ticket.tags) or len(console.targets()) > 1)

    def completions(self, console: Console, words: str) -> Sequence[str]:
        """The tags it has."""
        ticket = console.main.ticket_in_front()
        return ticket.tags if ticket is not None else ()

    async def run(self, console: Console, words: str = "") -> None:
        """Ask which, unless there is one only."""
        codes, own = console.targets(), self.completions(console, "")
        word = words or (own[0] if len(own) == 1 else await console.ask(_("Take off"), choices=own))
        found = [decisions.remove_tag(code, one) for code in codes for one in (word or "").split()]
        if found:
            await console.act(found, _("Tag taken off."))


class Claim(OnTicket):
    """I am answering this now."""

    name, title = "claim", N_("I am answering")
    words = ("対応中",)
    help = N_("Tell your colleagues that you are answering now, for fifteen minutes.")

    async def run(self, console: Console, words: str = "") -> None:
        """Claim it. Raises Refused where a colleague holds it."""
        await console.act(
            [decisions.claim(code) for code in console.targets()], _("It is yours for fifteen minutes.")
        )


class Release(OnTicket):
    """I am not answering it any more."""

    name, title = "release", N_("Give up the claim")
    words = ("対応をやめる",)
    help = N_("Tell your colleagues that you are not answering any more.")

    def possible(self, console: Console) -> bool:
        """I hold it."""
        ticket = console.main.ticket_in_front()
        return on_ticket(console) and (ticket is None or ticket.claim is not None and ticket.claim.by == console.me)

    async def run(self, console: Console, words: str = "") -> None:
        """Release it."""
        await console.act([decisions.release(code) for code in console.targets()], _("Given up."))


class SetPriority(OnTicket):
    """High, normal or low."""

    name, title, keys = "priority", N_("Priority"), ("P",)
    words = ("優先度",)
    argument = N_("high, normal or low")
    help = N_("How urgent it is: high, normal or low.")

    def completions(self, console: Console, words: str) -> Sequence[str]:
        """The three."""
        return ("high", "normal", "low")

    async def run(self, console: Console, words: str = "") -> None:
        """Ask for the priority and set it."""
        codes = console.targets()
        allowed: tuple[Priority, ...] = ("high", "normal", "low")
        word = words or await console.choose(_("Priority"), [(p, priority_name(p)) for p in allowed])
        if word:
            said = _("Priority: {priority}.").format(priority=priority_name(word))
            await console.act([decisions.set_priority(code, word) for code in codes], said)


COMMANDS: tuple[Command, ...] = (
    Note(), Solve(), Assign(), Take(), Tag(), Untag(), Pend(), Close(), Reopen(), Spam(), SetPriority(), Claim(),
    Release(),
)  # fmt: skip

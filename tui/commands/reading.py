"""Reading a ticket: finding words in it, its links, and copying out of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from config.errors import NothingMatched, UsageError
from tui.commands.base import LIST, LOOKING, TICKET, Command, on_ticket
from tui.console import Console
from tui.labels import N_, _

_HERE = frozenset({TICKET})


class Find(Command):
    """Words in this ticket."""

    name, title, group, keys, bar = "find", N_("Find in the ticket"), LOOKING, ("f",), 8
    where: ClassVar[frozenset[str]] = _HERE
    words = ("ticket search", "チケット内を検索")
    argument = N_("words")
    help = N_("Find words in the open ticket; . goes to the next place, , back; Esc forgets them.")

    def possible(self, console: Console) -> bool:
        """A ticket is open."""
        return bool(console.main.reader.code)

    async def run(self, console: Console, words: str = "") -> None:
        """Ask for words, showing them as they are typed, and go to the first place."""
        reader = console.main.reader
        typed = words or await console.ask(
            _("Find in the ticket"), hint=_(". next place, , the one before"), typed=reader.find
        )
        reader.find(typed or "")
        if typed and typed.strip():
            tell_place(console, reader.step_hit(0), typed)


class NextHit(Command):
    """The next place."""

    name, title, group, keys = "next-hit", N_("Next place found"), LOOKING, ("full_stop",)
    where: ClassVar[frozenset[str]] = _HERE
    help = N_("To the next place of the words that were looked for.")

    def possible(self, console: Console) -> bool:
        """Something was looked for."""
        return console.main.reader.finding

    def run(self, console: Console, words: str = "") -> None:
        """Go there."""
        tell_place(console, console.main.reader.step_hit(1))


class PreviousHit(Command):
    """The place before."""

    name, title, group, keys = "previous-hit", N_("Previous place found"), LOOKING, ("comma",)
    where: ClassVar[frozenset[str]] = _HERE
    help = N_("To the place before.")

    def possible(self, console: Console) -> bool:
        """Something was looked for."""
        return console.main.reader.finding

    def run(self, console: Console, words: str = "") -> None:
        """Go there."""
        tell_place(console, console.main.reader.step_hit(-1))


def tell_place(console: Console, place: tuple[int, int], words: str = "") -> None:
    """Say where the reader stands among the places found."""
    number, total = place
    if not total:
        console.say(_("{words} is not in this ticket.").format(words=words or _("That")), "warn")
    else:
        console.say(_("Place {n} of {total}").format(n=number, total=total))


class Links(Command):
    """Where links lead."""

    name, title, group, keys = "links", N_("Links"), LOOKING, ("L",)
    words = ("リンク", "urls")
    help = N_("The links of the ticket with the host that each really leads to; copy one, or open it.")

    def possible(self, console: Console) -> bool:
        """There is a ticket."""
        return on_ticket(console)

    async def run(self, console: Console, words: str = "") -> None:
        """Choose one, then what to do with it. Raises NothingMatched where there is none."""
        from tui.screens.pick import Choice, PickScreen
        from tui.text.links import links_of

        code = console.targets()[0]
        entries = await console.jobs.ask(lambda: console.desk.entries(code))
        links = links_of(entries)
        if not links:
            raise NothingMatched(_("There is no link in this ticket."))
        choices = [Choice(k.url, f"{k.host}  {k.url}", (k.host, k.url), k.by[:16], k.url) for k in links]
        url = await console.app.answer(PickScreen(_("Links"), choices, _("the host it leads to stands first")))
        if not url:
            return
        ways = [("copy", _("Copy it")), ("open", _("Open it in the browser of this machine"))]
        what = await console.choose(next(f"{k.host}" for k in links if k.url == url), ways)
        if what == "copy":
            await copy(console, url, _("the link"))
        elif what == "open":
            console.app.open_url(url)
            console.say(_("Opened {name}.").format(name=url))


class Copy(Command):
    """Onto the clipboard."""

    name, title, group, keys = "copy", N_("Copy"), LOOKING, ("y",)
    words = ("コピー", "yank")
    argument = N_("text, code, address or subject")
    help = N_("Copy what is selected with the mouse, else the message at the top; in the list the ticket's code.")

    def possible(self, console: Console) -> bool:
        """There is a ticket."""
        return on_ticket(console)

    def completions(self, console: Console, words: str) -> Sequence[str]:
        """What can be copied."""
        return ("text", "code", "address", "subject")

    async def run(self, console: Console, words: str = "") -> None:
        """Copy it and say which way. Raises UsageError for something that cannot be copied."""
        ticket = console.main.ticket_in_front()
        selected = console.main.get_selected_text()
        if selected and not words:
            await copy(console, selected, _("the selection"))
            return
        kind = words or {LIST: "code", TICKET: "text"}.get(console.main.where, "address")
        if kind == "code":
            await copy(console, console.targets()[0], console.targets()[0])
        elif kind == "text" and console.main.reader.reading_text:
            await copy(console, console.main.reader.reading_text, _("the message"))
        elif kind == "address" and ticket is not None:
            await copy(console, ticket.customer.address, ticket.customer.address)
        elif kind == "subject" and ticket is not None:
            await copy(console, ticket.subject, _("the subject"))
        else:
            raise UsageError(_("There is nothing of that kind to copy."), hint=_("text, code, address or subject"))


async def copy(console: Console, text: str, what: str) -> None:
    """Put a text on the clipboard, by the terminal and by a tool, and say so."""
    from tui.copying import copy_by_tool, said

    console.app.copy_to_clipboard(text)
    tool = await console.jobs.ask(lambda: copy_by_tool(text))
    console.say(said(what, tool), "good")


COMMANDS: tuple[Command, ...] = (Find(), NextHit(), PreviousHit(), Links(), Copy())

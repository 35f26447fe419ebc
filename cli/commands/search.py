"""`mado search QUERY`: tickets by words, with the place where the words stand."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from cli.listing import show_tickets
from cli.opened import opened_desk
from cli.output import line, say
from cli.shared import Shared, pass_shared
from config.errors import ExitCode
from config.languages import translator

if TYPE_CHECKING:
    from core.desk import Desk
    from core.tickets import Ticket

_ = translator("cli")
_AROUND = 40
_FIELD = re.compile(r'-?\w+:("[^"]*"|\S*)')


@click.command("search", help=_("Find tickets by words (subjects, texts, names, attachment names), and show where."))
@click.argument("query", nargs=-1, required=True)
@click.option("--limit", type=click.IntRange(min=1), help=_("At most so many (for people: 50)."))
@pass_shared
def command(shared: Shared, query: tuple[str, ...], limit: int | None) -> int:
    """Search."""
    text = " ".join(query)
    most = limit or (50 if shared.format == "text" else None)
    with opened_desk(shared) as desk:
        found = desk.rows(text, 0, most)
        if shared.format == "text":
            _show_with_places(desk, found, searched_words(text))
            if most and len(found) == most:
                say(shared, _("The newest {count}; --limit shows more.").format(count=most))
        else:
            show_tickets(shared, found)
    if not found:
        say(shared, _("No ticket matches."))
    return ExitCode.DONE if found else ExitCode.NOTHING


def searched_words(query: str) -> list[str]:
    """The free words of a query, as they are compared."""
    words = _FIELD.sub(" ", query).replace('"', " ").replace("(", " ").replace(")", " ").split()
    return [_folded(word) for word in words if word != "OR" and not word.startswith("-")]


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _show_with_places(desk: Desk, found: Sequence[Ticket], words: Sequence[str]) -> None:
    for ticket in found:
        line(f"{ticket.code}  {ticket.subject}")
        place = _place(desk, ticket, words)
        if place:
            line(f"           {place}")


def _place(desk: Desk, ticket: Ticket, words: Sequence[str]) -> str:
    """The text around the first word found in the ticket's newest message that has one."""
    for entry in reversed(desk.entries(ticket.code)):
        if entry.kind != "message":
            continue
        text = " ".join(unicodedata.normalize("NFKC", entry.text).split())
        at = min((i for w in words if (i := text.casefold().find(w)) >= 0), default=-1)
        if at >= 0:
            start = max(0, at - _AROUND // 2)
            return ("…" if start else "") + text[start : at + _AROUND].strip() + "…"
    return ""

"""`mado search QUERY`: tickets by words, with the place where the words stand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from cli import shapes
from cli.listing import show_tickets
from cli.opened import opened_desk
from cli.output import line, line_marked, put_json, put_jsonl, say
from cli.shared import Shared, pass_shared
from config.errors import ExitCode
from config.languages import translator

if TYPE_CHECKING:
    from core.desk import Desk

_ = translator("cli")


@click.command("search", help=_("Find tickets by words (subjects, texts, names, attachment names), and show where."))
@click.argument("query", nargs=-1, required=True)
@click.option("--limit", type=click.IntRange(min=1), help=_("At most so many (for people: 50)."))
@click.option(
    "--by",
    type=click.Choice(["newest", "relevance"]),
    default="newest",
    help=_("What comes first: where the words were said last (default), or what is most about them, of the newest."),
)
@pass_shared
def command(shared: Shared, query: tuple[str, ...], limit: int | None, by: str) -> int:
    """Search."""
    text = " ".join(query)
    most = limit or (50 if shared.format == "text" else None)
    with opened_desk(shared) as desk:
        codes = desk.search(text, most, relevance=by == "relevance")
        _show(shared, desk, text, codes)
    if most and shared.format == "text" and len(codes) == most:
        say(shared, _("The newest {count}; --limit shows more.").format(count=most))
    if not codes:
        say(shared, _("No ticket matches."))
    return ExitCode.DONE if codes else ExitCode.NOTHING


def _show(shared: Shared, desk: Desk, query: str, codes: Sequence[str]) -> None:
    if shared.format == "ids":
        if codes:
            line("\n".join(codes))
    elif shared.format == "csv":
        show_tickets(shared, desk.tickets(codes))
    elif shared.format == "json":
        put_json(_found(desk, query, codes))
    elif shared.format == "jsonl":
        put_jsonl(_found(desk, query, codes))
    else:
        for ticket, place in zip(desk.tickets(codes), desk.snippets(query, codes), strict=True):
            line(f"{ticket.code}  {ticket.subject}")
            if place is not None:
                line_marked("           ", place.text, place.spans)


def _found(desk: Desk, query: str, codes: Sequence[str]) -> list[dict[str, Any]]:
    """Tickets in the shape of `mado tickets`, with `match`: plain text and where in it the words stand."""
    tickets, places = desk.tickets(codes), desk.snippets(query, codes)
    return [
        {**shapes.ticket(t), "match": {"text": p.text, "spans": [list(s) for s in p.spans]} if p else None}
        for t, p in zip(tickets, places, strict=True)
    ]

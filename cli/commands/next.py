"""`mado next`: the open ticket that most needs us, and why."""

from __future__ import annotations

import click

from cli import shapes
from cli.opened import opened_desk
from cli.output import line, put_json, put_jsonl
from cli.reading import show_ticket
from cli.shared import Shared, pass_shared
from config.errors import NothingMatched
from config.languages import translator

_ = translator("cli")


@click.command("next", help=_("Show the open ticket that most needs us, and why."))
@pass_shared
def command(shared: Shared) -> None:
    """Show the next ticket."""
    with opened_desk(shared) as desk:
        found = desk.next_ticket()
        if found is None:
            raise NothingMatched(_("Nothing waits for an answer."))
        ticket, why = found
        if shared.format == "ids":
            line(ticket.code)
        elif shared.format == "text":
            line(_("Because: {reason}").format(reason=_(why)))
            show_ticket(ticket, desk.entries(ticket.code), whole=False)
        else:
            shape = {**shapes.ticket_with_entries(ticket, desk.entries(ticket.code)), "why": why}
            put_json(shape) if shared.format == "json" else put_jsonl([shape])

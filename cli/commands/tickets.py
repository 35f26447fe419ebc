"""`mado tickets [QUERY]`: the tickets a query finds, newest change first."""

from __future__ import annotations

from collections.abc import Sequence

import click

from cli.listing import show_tickets
from cli.opened import opened_desk
from cli.output import line, say
from cli.shared import Shared, pass_shared
from config.errors import ExitCode
from config.languages import translator

_ = translator("cli")


@click.command(
    "tickets",
    help=_(
        "List the tickets that QUERY finds, newest change first; without QUERY all of them. "
        "For example: status:open assignee:me tag:refund from:@example.co.jp 返金 -tag:vip waiting:>4h"
    ),
)
@click.argument("query", nargs=-1)
@click.option("--limit", type=click.IntRange(min=1), help=_("At most so many."))
@pass_shared
def command(shared: Shared, query: tuple[str, ...], limit: int | None) -> int:
    """List tickets."""
    found: Sequence[object]
    with opened_desk(shared) as desk:
        if shared.format == "ids":
            found = codes = desk.codes(" ".join(query), 0, limit)
            if codes:
                line("\n".join(codes))
        else:
            found = tickets = desk.rows(" ".join(query), 0, limit)
            show_tickets(shared, tickets)
    if not found:
        say(shared, _("No ticket matches.") if query else _("There are no tickets yet; `mado sync` fetches mail."))
    return ExitCode.NOTHING if query and not found else ExitCode.DONE

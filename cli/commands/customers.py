"""`mado customers [QUERY]`: people whose name or address holds every word."""

from __future__ import annotations

import click

from cli import shapes
from cli.opened import opened_desk
from cli.output import line, put_csv, put_json, put_jsonl, say, table
from cli.shared import Shared, pass_shared
from config.errors import ExitCode
from config.languages import translator

_ = translator("cli")


@click.command("customers", help=_("List customers; QUERY are words of their names or addresses."))
@click.argument("query", nargs=-1)
@click.option("--limit", type=click.IntRange(min=1), help=_("At most so many."))
@pass_shared
def command(shared: Shared, query: tuple[str, ...], limit: int | None) -> int:
    """List customers."""
    with opened_desk(shared) as desk:
        found = [shapes.listed_customer(doc) for doc in desk.customers(" ".join(query), 0, limit)]
    if shared.format == "json":
        put_json(found)
    elif shared.format == "jsonl":
        put_jsonl(found)
    elif shared.format == "csv":
        put_csv(("id", "name", "addresses", "expectation"), [list(c.values()) for c in found])
    elif shared.format == "ids":
        for customer in found:
            line(customer["addresses"][0] if customer["addresses"] else str(customer["id"]))
    else:
        table([(c["name"] or "-", " ".join(c["addresses"]), c["expectation"] or "") for c in found])
    if not found:
        say(shared, _("No customer matches."))
    return ExitCode.NOTHING if query and not found else ExitCode.DONE

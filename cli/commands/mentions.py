"""`mado mentions`: the notes that call you by name."""

from __future__ import annotations

import click

from cli import shapes
from cli.opened import opened_desk
from cli.output import line, put_json, put_jsonl, table
from cli.shared import Shared, pass_shared
from config.languages import translator
from core.text import clean

_ = translator("cli")


@click.command(
    "mentions", help=_("List the notes that call you by name (@name), newest first, until you have acted.")
)
@click.option("--all", "everything", is_flag=True, help=_("Those that you have acted on, too."))
@pass_shared
def command(shared: Shared, everything: bool) -> None:
    """List mentions."""
    with opened_desk(shared) as desk:
        from core.mentions import mentions_of

        found = [m for m in mentions_of(desk.ledger, desk.settings.agent.name) if everything or not m.answered]
    if shared.format in ("json", "jsonl"):
        rows = [
            {"id": m.id, "ticket": m.ticket, "at": shapes.when(m.at), "by": m.by, "text": clean(m.text)}
            | {"answered": m.answered}
            for m in found
        ]
        if shared.format == "json":
            put_json(rows)
        else:
            put_jsonl(rows)
    elif shared.format == "ids":
        for code in dict.fromkeys(m.ticket for m in found):
            line(code)
    else:
        table([(m.ticket, f"{shapes.local(m.at):%m-%d %H:%M}", m.by, clean(m.text, one_line=True)) for m in found])

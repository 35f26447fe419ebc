"""`mado views`: the views with their queries and how many tickets stand in each."""

from __future__ import annotations

import click

from cli.opened import opened_desk
from cli.output import line, put_csv, put_json, put_jsonl, table
from cli.shared import Shared, pass_shared
from config.languages import translator

_ = translator("cli")


@click.command("views", help=_("List the views with their queries and counts."))
@pass_shared
def command(shared: Shared) -> None:
    """The console's views, for scripts."""
    from tui.own_views import load_views

    with opened_desk(shared) as desk:
        rows = [(view, desk.count(view.query)) for view in load_views(shared.home.root)]
    found = [{"name": v.name, "title": v.label, "query": v.query, "count": count} for v, count in rows]
    if shared.format == "json":
        put_json(found)
    elif shared.format == "jsonl":
        put_jsonl(found)
    elif shared.format == "csv":
        put_csv(("name", "title", "query", "count"), [list(row.values()) for row in found])
    elif shared.format == "ids":
        for view, _count in rows:
            line(view.name)
    else:
        table([(v.name, str(count), v.label, v.query) for v, count in rows])

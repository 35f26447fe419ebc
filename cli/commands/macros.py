"""`mado macros`: the macros of this home, which are small files in HOME/macros."""

from __future__ import annotations

import click

from cli.opened import opened_desk
from cli.output import line, put_json, put_jsonl, say, table
from cli.shared import Shared, pass_shared
from config.errors import ExitCode
from config.languages import translator

_ = translator("cli")


@click.command("macros", help=_("List the macros: a canned response, changes and the next step in one."))
@pass_shared
def command(shared: Shared) -> int:
    """List macros; exit 1 while one of them is broken."""
    with opened_desk(shared) as desk:
        macros, broken = desk.macros.all(), desk.macros.findings()
    found = [
        {
            "key": m.key,
            "name": m.name,
            "shortcut": m.shortcut or None,
            "canned": m.canned or None,
            "then": m.then or None,
            "assign": m.assign or None,
            "priority": m.priority or None,
            "tags": list(m.tags),
            "untag": list(m.untag),
            "next": m.next,
        }
        for m in macros
    ]
    if shared.format == "json":
        put_json(found)
    elif shared.format == "jsonl":
        put_jsonl(found)
    elif shared.format == "ids":
        for macro in macros:
            line(macro.key)
    else:
        table(
            [
                (m.key, m.shortcut, m.name, m.canned or "-", m.then or "-", " ".join(f"#{t}" for t in m.tags))
                for m in macros
            ]
        )
    for path, reason in broken:
        say(shared, f"{path.name}: {reason}")
    if not macros and not broken:
        say(shared, _("There are no macros yet; they are files in {folder}.").format(folder=desk.home.macros_folder))
    return ExitCode.FAILED if broken else ExitCode.DONE

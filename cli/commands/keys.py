"""`mado keys`: every command of the console with its keys, those of `HOME/keys.toml` included."""

from __future__ import annotations

import click

from cli.output import line, put_csv, put_json, put_jsonl, table
from cli.shared import Shared, pass_shared
from config.languages import translator

_ = translator("cli")


@click.command("keys", help=_("List the console's commands with their keys; HOME/keys.toml changes them."))
@pass_shared
def command(shared: Shared) -> None:
    """The key table as it holds on this home. Raises ConfigError for a key file with a mistake."""
    from tui.commands.keymap import key_rows, load_registry

    registry = load_registry(shared.home.root)
    rows = key_rows(registry, registry)
    if shared.format == "json":
        put_json(rows)
    elif shared.format == "jsonl":
        put_jsonl(rows)
    elif shared.format == "csv":
        head = ("command", "keys", "title", "where", "help")
        put_csv(head, [[_flat(row[name]) for name in head] for row in rows])
    elif shared.format == "ids":
        for row in rows:
            line(str(row["command"]))
    else:
        table([(_flat(row["keys"]), str(row["command"]), str(row["title"]), _flat(row["where"])) for row in rows])


def _flat(value: object) -> str:
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)

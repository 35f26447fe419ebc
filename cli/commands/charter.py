"""`mado charter`: what the team promises of itself, and how the last thirty days kept it."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from cli.opened import opened_desk
from cli.output import line, put_json, put_jsonl
from cli.shared import Shared, pass_shared
from config.errors import ExitCode
from config.languages import translator

_ = translator("cli")


@click.command("charter", help=_("What we promise of ourselves: hours, targets, tone; and how it was kept."))
@pass_shared
def command(shared: Shared) -> int:
    """Show the charter. Raises ConfigError where it cannot be read."""
    from core.care.charter_page import charter_text, kept_of

    with opened_desk(shared) as desk:
        kept = kept_of(desk, datetime.now(UTC))
    if shared.format == "json":
        put_json(kept.as_json())
    elif shared.format == "jsonl":
        put_jsonl([kept.as_json()])
    else:
        line(charter_text(kept).rstrip("\n"))
    return ExitCode.DONE

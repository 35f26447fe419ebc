"""`mado hooks`: tell the executables in HOME/hooks what happened; a sync does it by itself."""

from __future__ import annotations

import click

from cli.opened import opened_desk
from cli.output import line, put_json, put_jsonl, say
from cli.shared import Shared, pass_shared
from config.errors import ExitCode
from config.languages import translator

_ = translator("cli")


@click.command(
    "hooks",
    help=_("Tell the executables in HOME/hooks what happened since the last time. They may draft, never send."),
)
@pass_shared
def command(shared: Shared) -> int:
    """Run hooks."""
    from core.care.hooks import failed, run_hooks

    with opened_desk(shared) as desk:
        told = run_hooks(desk)
    rows = [{"hook": t.hook, "event": t.event, "ticket": t.ticket, "draft": t.draft, "error": t.error} for t in told]
    if shared.format == "json":
        put_json(rows)
    elif shared.format == "jsonl":
        put_jsonl(rows)
    else:
        for t in told:
            what = t.error or (_("drafted") if t.draft else _("told"))
            line(f"{t.hook}  {t.event or '-'}  {t.ticket or '-'}  {what}")
        if not told:
            say(shared, _("Nothing new happened, or there are no hooks."))
    return ExitCode.FAILED if failed(told) else ExitCode.DONE

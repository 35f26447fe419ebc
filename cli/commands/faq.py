"""`mado faq`: the public answers as a site, and what is asked often and not answered there."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import click

from cli.opened import opened_desk
from cli.output import line, put_csv, put_json, put_jsonl, say, table
from cli.shared import Shared, pass_shared
from config.errors import ExitCode
from config.languages import translator

_ = translator("cli")


@click.group("faq", help=_("Public answers: export them as a site; what is asked often and not in them."))
def command() -> None:
    """Canned responses with `public: yes`."""


@command.command(
    "export", help=_("Write the canned responses marked `public: yes` as DIR/index.html (with search) and Markdown.")
)
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--name", metavar="TEXT", default="", help=_("What the shop is called on the page."))
@pass_shared
def export(shared: Shared, folder: Path, name: str) -> int:
    """Write the site."""
    from core.canned import CannedLibrary
    from core.care.faq.answers import public_answers
    from core.care.faq.site import export_site

    written = export_site(folder, public_answers(CannedLibrary(shared.home.canned_folder).all(), name), name)
    shape = {"folder": str(folder), "files": [str(f) for f in written.files], "answers": dict(written.answers)}
    if shared.format in ("json", "jsonl"):
        (put_json if shared.format == "json" else lambda one: put_jsonl([one]))(shape)
        return ExitCode.DONE
    for file in written.files:
        line(str(file))
    if not any(written.answers.values()):
        say(shared, _("No canned response is marked `public: yes`, so the page is empty."))
    return ExitCode.DONE


@command.command("asked", help=_("What customers ask often, and whether a public answer covers it."))
@click.option("--days", default=90, show_default=True, type=click.IntRange(1, 3660), help=_("How far back."))
@click.option("--least", default=2, show_default=True, type=click.IntRange(1), help=_("Asked by so many people."))
@click.option("--all", "everything", is_flag=True, help=_("Those with a public answer, too."))
@pass_shared
def asked(shared: Shared, days: int, least: int, everything: bool) -> int:
    """List what is asked often."""
    since = datetime.now(UTC) - timedelta(days=days)
    with opened_desk(shared) as desk:
        found = [a for a in desk.care.often_asked(since, least=least) if everything or not a.answered_by]
    rows = [
        {"text": a.text, "people": len(a.people), "tickets": a.tickets, "answered_by": a.answered_by or None}
        for a in found
    ]
    if shared.format == "json":
        put_json(rows)
    elif shared.format == "jsonl":
        put_jsonl(rows)
    elif shared.format == "csv":
        put_csv(("people", "text", "answered_by"), [(r["people"], r["text"], r["answered_by"]) for r in rows])
    elif shared.format == "ids":
        for code in dict.fromkeys(c for a in found for c in a.tickets):
            line(code)
    else:
        table([(str(len(a.people)), a.answered_by or "-", a.text[:100]) for a in found])
        if not found:
            say(shared, _("Nothing is asked often."))
    return ExitCode.DONE

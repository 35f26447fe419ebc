"""`mado report`: how support went in a period, against the one before; as text, JSON, CSV or one page."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import click

from cli.cells import fit
from cli.opened import opened_desk
from cli.output import line, put_csv, put_json, put_jsonl, say
from cli.shared import Shared, pass_shared
from config.errors import ExitCode, UsageError
from config.files import write_private
from config.languages import translator

_ = translator("cli")


@click.command(
    "report",
    help=_(
        "Report on a period against the one before: mail, waiting times, promises, come-backs, risk, topics, canned "
        "responses. Nobody's address stands in it, and no figure per person."
    ),
)
@click.option("--month", metavar="YYYY-MM", help=_("A whole month, against the month before."))
@click.option("--from", "begin", metavar="DAY", help=_("From this day on."))
@click.option("--to", "end", metavar="DAY", help=_("Up to this day, which counts."))
@click.option("--days", type=click.IntRange(1, 3660), default=30, show_default=True, help=_("The last days."))
@click.option("--html", "page_file", metavar="FILE", type=click.Path(path_type=Path), help=_("Write one page."))
@pass_shared
def command(
    shared: Shared, month: str | None, begin: str | None, end: str | None, days: int, page_file: Path | None
) -> int:
    """Make a report."""
    from core.care.report.make import make_report
    from core.care.report.period import period_of

    with opened_desk(shared) as desk:
        now = datetime.now(UTC).astimezone(desk.care.calendar.zone)
        period = period_of(now, month=month, begin=_day(begin), end=_day(end), days=days)
        report = make_report(desk, period)
    if page_file is not None:
        from core.care.report.page import page

        write_private(page_file, page(report).encode())
        say(shared, _("Written: {file}").format(file=page_file))
    if shared.format == "json":
        put_json(report.as_json())
    elif shared.format == "jsonl":
        put_jsonl([report.as_json()])
    elif shared.format == "csv":
        from core.care.report.rows import blocks

        put_csv(("figure", "value", "before"), [(r.key, r.value, r.before) for b in blocks(report) for r in b.rows])
    elif page_file is None:
        from core.care.report.rows import blocks, told

        line(f"{period.begin:%Y-%m-%d} – {period.last:%Y-%m-%d}", colour="cyan")
        for block in blocks(report):
            line()
            line(block.title, colour="cyan")
            for row in block.rows:
                before = f"   ({told(row.before)})" if row.before is not None else ""
                line(f"  {fit(row.name, 44)} {told(row.value):>7}{before}")
    return ExitCode.DONE


def _day(word: str | None) -> date | None:
    if word is None:
        return None
    try:
        return date.fromisoformat(word)
    except ValueError:
        raise UsageError(_("Not a day: {word}.").format(word=word), hint=_("For example 2026-11-30.")) from None

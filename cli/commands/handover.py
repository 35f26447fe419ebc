"""`mado handover`: what the next shift must know, and the note that was left; `mado digest` for the company."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from cli import shapes
from cli.opened import opened_desk
from cli.output import line, put_json, put_jsonl, say
from cli.shared import Shared, pass_shared
from config.errors import ExitCode
from config.languages import translator
from core.text import clean

_ = translator("cli")


@click.group(
    "handover",
    invoke_without_command=True,
    help=_("Show the note that was left, then open promises, who is at risk, who wakes up, who waits."),
)
@click.pass_context
def command(ctx: click.Context) -> int:
    """Show the handover."""
    if ctx.invoked_subcommand is not None:
        return ExitCode.DONE
    from core.care.handover import drafted, handover

    shared = ctx.ensure_object(Shared)
    with opened_desk(shared) as desk:
        found = handover(desk, datetime.now(UTC).astimezone())
    if shared.format in ("json", "jsonl"):
        note = found.note
        shape = {
            "note": {"at": shapes.when(note.at), "by": note.by, "text": clean(note.text)} if note else None,
            "promises": [
                {
                    "id": p.id,
                    "ticket": p.ticket,
                    "text": clean(p.text),
                    "due": shapes.when(p.due),
                    "late": p.late(found.now),
                }
                for p in found.promises
            ],
            "red": [shapes.ticket(t) for t in found.red],
            "late": [shapes.ticket(t) for t in found.late],
            "waking": [shapes.ticket(t) for t in found.waking],
            "waiting": [shapes.ticket(t) for t in found.waiting],
            "waiting_count": found.waiting_count,
        }
        (put_json if shared.format == "json" else lambda one: put_jsonl([one]))(shape)
        return ExitCode.DONE
    if shared.format == "ids":
        named = [*(p.ticket for p in found.promises), *(t.code for t in (*found.red, *found.late, *found.waking))]
        for code in dict.fromkeys([*named, *(t.code for t in found.waiting)]):
            line(code)
        return ExitCode.DONE
    if found.note is not None:
        told = _("{name} left this on {time}:")
        line(
            told.format(
                name=clean(found.note.by, one_line=True), time=f"{shapes.local(found.note.at):%Y-%m-%d %H:%M}"
            )
        )
        line(found.note.text)
        line()
    line(drafted(found))
    return ExitCode.DONE


@command.command("leave", help=_("Leave a note for the next shift: TEXT, and below it the lists as they stand now."))
@click.argument("text", nargs=-1)
@click.option("--alone", is_flag=True, help=_("Only TEXT, without the lists."))
@pass_shared
def leave_(shared: Shared, text: tuple[str, ...], alone: bool) -> int:
    """Leave a note."""
    from core.care.handover import drafted, handover, leave

    words = " ".join(text)
    with opened_desk(shared) as desk:
        if not alone:
            lists = drafted(handover(desk, datetime.now(UTC).astimezone(desk.care.calendar.zone)))
            words = f"{words}\n\n{lists}" if words else lists
        desk.do(leave(words))
    say(shared, _("Left for the next shift."))
    return ExitCode.DONE


@click.command(
    "digest", help=_("Print the last days as Markdown for the rest of the company, without names and addresses.")
)
@click.option("--days", type=click.IntRange(1, 3660), default=7, show_default=True, help=_("The last days."))
@click.option("--mail", is_flag=True, help=_("Queue it as a mail to whom the charter names ([digest] to)."))
@pass_shared
def digest_(shared: Shared, days: int, mail: bool) -> int:
    """Print the digest, or queue it."""
    if mail:
        return _mailed(shared, days)
    from core.care.report.digest import digest
    from core.care.report.make import make_report
    from core.care.report.period import period_of

    with opened_desk(shared) as desk:
        period = period_of(datetime.now(UTC).astimezone(desk.care.calendar.zone), days=days)
        report = make_report(desk, period)
    if shared.format in ("json", "jsonl"):
        shape = {**report.as_json(), "markdown": digest(report)}
        (put_json if shared.format == "json" else lambda one: put_jsonl([one]))(shape)
    else:
        line(digest(report).rstrip("\n"))
    return ExitCode.DONE


def _mailed(shared: Shared, days: int) -> int:
    from cli.commands.reply import show_queued
    from core.care.report.posting import post_now

    with opened_desk(shared) as desk:
        queued = post_now(desk, datetime.now(UTC), days=days)
    show_queued(shared, queued)
    return ExitCode.DONE

"""`mado late`: who waits longer than the charter says, and whose promise is over, the worst first."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from cli import shapes
from cli.opened import opened_desk
from cli.output import line, put_csv, put_json, put_jsonl, say, table
from cli.shared import Shared, pass_shared
from config.errors import ExitCode
from config.languages import translator
from core.text import clean

if TYPE_CHECKING:
    from core.desk import Desk
    from core.tickets import Ticket

_ = translator("cli")


@click.command(
    "late", help=_("List tickets that are late by the charter's targets, and late promises, the worst first.")
)
@click.option("--soon", is_flag=True, help=_("Open ones that are not late yet, too, the next deadline first."))
@pass_shared
def command(shared: Shared, soon: bool) -> int:
    """List late tickets."""
    with opened_desk(shared) as desk:
        rows = late_rows(desk, soon=soon)
        targets = desk.care.clocks.rules
    if shared.format == "json":
        put_json(rows)
    elif shared.format == "jsonl":
        put_jsonl(rows)
    elif shared.format == "ids":
        for row in rows:
            line(row["code"])
    elif shared.format == "csv":
        names = ("code", "late", "deadline", "promise_due", "waiting_since", "subject")
        put_csv(names, [[row[name] for name in names] for row in rows])
    else:
        table([(r["code"], _told(r), clean(r["subject"], one_line=True)[:60]) for r in rows])
        if not rows:
            say(shared, _("Nobody waits too long."))
        if not targets:
            say(shared, _("The charter has no targets; [[targets]] in HOME/charter.toml sets them."))
    return ExitCode.DONE


def late_rows(desk: Desk, *, soon: bool) -> list[dict[str, Any]]:
    """The JSON of tickets that are late, with why and since when; with `soon` every open one with a deadline."""
    now = datetime.now(UTC)
    late = {what: set(desk.codes(f"late:{what} -is:snoozed")) for what in ("promise", "answer", "silence")}
    query = "-is:snoozed (status:open OR is:promised)" if soon else "late:any -is:snoozed"
    rows = [_row(desk, t, [w for w, codes in late.items() if t.code in codes]) for t in desk.rows(query)]
    rows = [r for r in rows if r["late"] or r["deadline"] or r["promise_due"]]
    far = datetime.max.replace(tzinfo=UTC).isoformat()
    order = {"promise": 0, "answer": 1, "silence": 2}
    return sorted(
        rows,
        key=lambda r: (
            min((order[w] for w in r["late"]), default=3),
            min(filter(None, (r["promise_due"], r["deadline"])), default=far) or now.isoformat(),
        ),
    )


def _row(desk: Desk, ticket: Ticket, late: list[str]) -> dict[str, Any]:
    deadline = desk.care.clocks.deadline(desk.ledger.ticket_doc(ticket.code))
    return {**shapes.ticket(ticket), "late": late, "deadline": shapes.when(deadline)}


def _told(row: dict[str, Any]) -> str:
    words = {"promise": _("promise"), "answer": _("answer"), "silence": _("silence")}
    if row["late"]:
        return _("LATE: {what}").format(what=", ".join(words[w] for w in row["late"]))
    return _("by {time}").format(time=min(filter(None, (row["promise_due"], row["deadline"])))[:16].replace("T", " "))

"""`mado star`, `mado stars`: replies to learn from; `mado today`: what presses; `mado closing`: before solving."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

import click

from cli import shapes
from cli.opened import opened_desk
from cli.output import line, put_json, put_jsonl, say, table
from cli.shared import Shared, pass_shared
from config.errors import ExitCode
from config.languages import translator
from core.text import clean

_ = translator("cli")


@click.command(
    "star", help=_("Keep our newest reply of a ticket as an example: CODE WHY; --off takes the star away.")
)
@click.argument("code")
@click.argument("why", nargs=-1)
@click.option("--message", metavar="ID", default="", help=_("Another reply of the ticket, by its id."))
@click.option("--off", is_flag=True, help=_("Take the star away."))
@pass_shared
def command(shared: Shared, code: str, why: tuple[str, ...], message: str, off: bool) -> int:
    """Star a reply."""
    from core.care.stars import newest_reply, star, unstar

    with opened_desk(shared) as desk:
        code = desk.code(code)
        reply = newest_reply(desk, code, message)
        desk.do(unstar(code, reply.name) if off else star(code, reply.name, " ".join(why)))
    say(shared, _("{code}: the star is off.").format(code=code) if off else _("{code}: starred.").format(code=code))
    return ExitCode.DONE


@click.command("stars", help=_("List starred replies with their reasons, the newest star first."))
@pass_shared
def stars_(shared: Shared) -> int:
    """List stars."""
    from core.care.stars import newest_reply

    with opened_desk(shared) as desk:
        rows: list[dict[str, Any]] = []
        for one in desk.care.stars():
            reply = newest_reply(desk, one.ticket, one.message)
            text = clean(reply.reply_text or reply.text)
            rows.append(
                {"ticket": one.ticket, "message": one.message, "why": clean(one.why, one_line=True), "by": one.by}
                | {"at": shapes.when(one.at), "subject": clean(reply.subject, one_line=True), "text": text}
            )
    if shared.format == "json":
        put_json(rows)
    elif shared.format in ("jsonl", "csv"):
        put_jsonl(rows)
    elif shared.format == "ids":
        for row in rows:
            line(str(row["ticket"]))
    else:
        table([(str(r["ticket"]), str(r["why"]), str(r["subject"])[:60]) for r in rows])
        if not rows:
            say(shared, _("No reply is starred yet."))
    return ExitCode.DONE


@click.command(
    "today", help=_("What presses now: promises late and due today, late answers, customers at high risk.")
)
@pass_shared
def today_(shared: Shared) -> int:
    """Show how things stand."""
    from core.care.standing import standing

    with opened_desk(shared) as desk:
        found = standing(desk, datetime.now(UTC))
    shape = {
        "promises_late": found.over,
        "promises_due_today": found.due_today,
        "answers_late": found.late,
        "answers_late_within_the_hour": found.soon,
        "red": found.red,
    }
    if shared.format == "json":
        put_json(shape)
    elif shared.format in ("jsonl", "csv"):
        put_jsonl([shape])
    else:
        names = {
            "promises_late": _("promises late"),
            "promises_due_today": _("promises due today"),
            "answers_late": _("answers late"),
            "answers_late_within_the_hour": _("answers late within the hour"),
            "red": _("tickets of customers at high risk"),
        }
        table([(str(shape[key]), name) for key, name in names.items()])
    return ExitCode.DONE


@click.command(
    "closing", help=_("What is still open in tickets that are to be solved: promises, questions, the last word.")
)
@click.argument("codes", nargs=-1, required=True)
@pass_shared
def closing_(shared: Shared, codes: tuple[str, ...]) -> int:
    """Look at tickets before they are solved; exit 5 where something is open."""
    from core.care.closing import closing_matters

    now = datetime.now(UTC)
    with opened_desk(shared) as desk:
        found = [(desk.code(code), closing_matters(desk, code, now)) for code in codes]
    rows: list[dict[str, Any]] = [
        {"ticket": code, "matters": [_shape(asdict(problem)) for problem in matters]} for code, matters in found
    ]
    if shared.format == "json":
        put_json(rows)
    elif shared.format in ("jsonl", "csv"):
        put_jsonl(rows)
    else:
        table([(code, p.reason) for code, matters in found for p in matters])
    if not any(matters for _code, matters in found):
        say(shared, _("Nothing is open."))
        return ExitCode.DONE
    return ExitCode.REFUSED


def _shape(problem: dict[str, Any]) -> dict[str, Any]:
    return {key: clean(problem[key]) for key in ("level", "code", "reason", "text")}

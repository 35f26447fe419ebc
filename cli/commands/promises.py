"""`mado promises`: what was promised on the tickets, until when, and what became of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import click

from cli.opened import opened_desk
from cli.output import line, put_csv, put_json, put_jsonl, say, table
from cli.shapes import local
from cli.shared import Shared, pass_shared
from cli.zone import local_zone
from config.errors import ExitCode, NothingMatched, UsageError
from config.languages import translator
from core import decisions
from core.text import clean

if TYPE_CHECKING:
    from core.care.promised import Promised
    from core.desk import Desk
    from core.events import Decision

_ = translator("cli")
_FIELDS = ("id", "ticket", "text", "due", "made", "by", "state", "late")


@click.group(
    "promises",
    invoke_without_command=True,
    help=_("List what we promised, the next due first. Replies are read for promises when they leave."),
)
@click.option("--due", metavar="DAY", help=_("Only what is due by the end of this day: today, fri, 2026-11-30."))
@click.option("--all", "everything", is_flag=True, help=_("Kept and dropped ones, too."))
@click.pass_context
def command(ctx: click.Context, due: str | None, everything: bool) -> int:
    """List promises."""
    if ctx.invoked_subcommand is not None:
        return ExitCode.DONE
    shared = ctx.ensure_object(Shared)
    until = _end_of_day(due) if due else None
    with opened_desk(shared) as desk:
        found = [p for p in desk.care.all_promised() if everything or p.state == "open"]
    if until is not None:
        found = [p for p in found if p.due is not None and p.due <= until]
    _show(shared, found)
    return ExitCode.DONE


@command.command("keep", help=_("Say that promises were kept."))
@click.argument("ids", nargs=-1, required=True)
@pass_shared
def keep(shared: Shared, ids: tuple[str, ...]) -> int:
    """Mark promises as kept."""
    return _decide(shared, ids, decisions.keep_promise, _("kept"))


@command.command("drop", help=_("Say that promises were none, or are needless now."))
@click.argument("ids", nargs=-1, required=True)
@pass_shared
def drop(shared: Shared, ids: tuple[str, ...]) -> int:
    """Drop promises."""
    return _decide(shared, ids, decisions.drop_promise, _("dropped"))


@command.command("move", help=_("Say that a promise is due at another time (`never`: at none)."))
@click.argument("id_", metavar="ID")
@click.argument("when", nargs=-1, required=True)
@pass_shared
def move(shared: Shared, id_: str, when: tuple[str, ...]) -> int:
    """Move a promise."""
    words = " ".join(when)
    due = None if words.casefold() == "never" else _moment(words)
    return _decide(shared, [id_], lambda code, promise: decisions.move_promise(code, promise, due), _("moved"))


@command.command("add", help=_("Write down a promise that was made otherwise, on the phone for example."))
@click.argument("code")
@click.argument("text", nargs=-1, required=True)
@click.option("--due", metavar="WHEN", help=_("When it is due."))
@pass_shared
def add(shared: Shared, code: str, text: tuple[str, ...], due: str | None) -> int:
    """Add a promise by hand."""
    moment = _moment(due) if due else None
    with opened_desk(shared) as desk:
        full = desk.code(code)
        desk.do(decisions.promise(full, " ".join(text), moment))
        _show(shared, desk.care.promised(full)[-1:])
    return ExitCode.DONE


def _decide(shared: Shared, ids: Sequence[str], decide: Callable[[str, str], Decision], said: str) -> int:
    with opened_desk(shared) as desk:
        chosen = [_found(desk, typed) for typed in ids]
        desk.do(*(decide(p.ticket, p.id) for p in chosen))
    for promise in chosen:
        say(shared, f"{promise.ticket}: {said}: {clean(promise.text, one_line=True)}")
    return ExitCode.DONE


def _found(desk: Desk, typed: str) -> Promised:
    """The promise whose id begins so."""
    near = [p for p in desk.care.all_promised() if p.id.startswith(typed)]
    if not near:
        raise NothingMatched(_("There is no promise {id}.").format(id=typed), hint=_("`mado promises` lists them."))
    if len(near) > 1:
        raise UsageError(_("Several promises begin with {id}.").format(id=typed), hint=_("Type more of it."))
    return near[0]


def _moment(words: str) -> datetime:
    from core.when import parse_when

    return parse_when(words, datetime.now(UTC), local_zone())


def _end_of_day(words: str) -> datetime:
    """The last moment of a day; today counts."""
    now = datetime.now(UTC).astimezone(local_zone())
    day = now if words.casefold() in ("today", "今日", "本日") else _moment(words).astimezone(local_zone())
    return (day + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)


def _show(shared: Shared, found: Sequence[Promised]) -> None:
    now = datetime.now(UTC)
    rows = [_row(p, now) for p in found]
    if shared.format == "json":
        put_json(rows)
    elif shared.format == "jsonl":
        put_jsonl(rows)
    elif shared.format == "csv":
        put_csv(_FIELDS, [[row[name] for name in _FIELDS] for row in rows])
    elif shared.format == "ids":
        for row in rows:
            line(row["id"])
    else:
        table(
            [
                (r["id"][:8], _when(p, now), r["ticket"], " ".join(r["text"].split()))
                for p, r in zip(found, rows, strict=True)
            ]
        )
        if not rows:
            say(shared, _("Nothing is promised."))


def _row(promise: Promised, now: datetime) -> dict[str, Any]:
    return {
        "id": promise.id,
        "ticket": promise.ticket,
        "text": clean(promise.text),
        "due": local(promise.due).isoformat() if promise.due else None,
        "made": local(promise.made).isoformat(),
        "by": promise.by,
        "state": promise.state,
        "late": promise.late(now) or promise.broken,
    }


def _when(promise: Promised, now: datetime) -> str:
    due = f"{local(promise.due):%Y-%m-%d %H:%M}" if promise.due else _("no time")
    if promise.state != "open":
        return f"{due} {_('kept') if promise.state == 'kept' else _('dropped')}"
    return f"{due} {_('LATE')}" if promise.late(now) else due

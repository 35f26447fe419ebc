"""`mado voice`: what customers say, by topic: clip a sentence, say what becomes of it, tell everybody who asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from cli.opened import opened_desk
from cli.output import line, put_csv, put_json, put_jsonl, say, table
from cli.shapes import when
from cli.shared import Shared, pass_shared
from config.errors import ExitCode, NothingMatched, UsageError
from config.languages import translator
from core.text import clean

if TYPE_CHECKING:
    from core.care.voice import Topic
    from core.desk import Desk

_ = translator("cli")
_KINDS = ("wish", "complaint", "bug", "praise")
_STATES = ("new", "planned", "done", "declined")


@click.group(
    "voice",
    invoke_without_command=True,
    help=_("List what customers say, by topic, the most said first. The query voice:TOPIC finds their tickets."),
)
@click.option("--state", type=click.Choice(_STATES), help=_("Only topics in this state."))
@click.pass_context
def command(ctx: click.Context, state: str | None) -> int:
    """List topics."""
    if ctx.invoked_subcommand is not None:
        return ExitCode.DONE
    shared = ctx.ensure_object(Shared)
    with opened_desk(shared) as desk:
        found = [t for t in desk.care.topics() if state is None or t.state == state]
        rows = [_shape(desk, t) for t in found]
    if shared.format == "json":
        put_json(rows)
    elif shared.format == "jsonl":
        put_jsonl(rows)
    elif shared.format == "csv":
        names = ("topic", "kind", "state", "owner", "said", "customers")
        put_csv(names, [[row[name] for name in names] for row in rows])
    elif shared.format == "ids":
        for row in rows:
            line(row["topic"])
    else:
        table([(str(r["said"]), r["kind"], r["state"], r["owner"] or "-", r["topic"]) for r in rows])
        if not rows:
            say(shared, _("Nothing was clipped yet."))
    return ExitCode.DONE


@command.command("show", help=_("Show a topic with what was said; --ids gives the tickets."))
@click.argument("topic", nargs=-1, required=True)
@pass_shared
def show(shared: Shared, topic: tuple[str, ...]) -> int:
    """Show one topic."""
    with opened_desk(shared) as desk:
        found = _found(desk, " ".join(topic))
        row = _shape(desk, found, clips=True)
    if shared.format in ("json", "jsonl"):
        (put_json if shared.format == "json" else lambda one: put_jsonl([one]))(row)
    elif shared.format == "ids":
        for code in row["tickets"]:
            line(code)
    else:
        line(f"{row['topic']}  ({row['kind']}, {row['state']}, {row['owner'] or '-'})", colour="cyan")
        for one in row["clips"]:
            line(f"{one['at'][:10]}  {one['ticket']}  {one['text']}")
    return ExitCode.DONE


@command.command("clip", help=_("Keep a sentence of a customer under a topic; without TEXT the first of their mail."))
@click.argument("code")
@click.argument("topic")
@click.argument("text", nargs=-1)
@click.option("--kind", type=click.Choice(_KINDS), default=None, help=_("What it is."))
@pass_shared
def clip(shared: Shared, code: str, topic: str, text: tuple[str, ...], kind: str | None) -> int:
    """Clip a sentence."""
    from core.care import voice

    with opened_desk(shared) as desk:
        full = desk.code(code)
        said = " ".join(text) or _first_sentence(desk, full)
        known = next((t for t in desk.care.topics() if t.name.casefold() == topic.casefold()), None)
        desk.do(voice.clip(full, topic, said, kind or (known.kind if known else "wish")))
        found = _found(desk, topic)
    told = _("{topic}: said {count} times now.").format(topic=found.name, count=len(found.clips))
    say(shared, clean(told, one_line=True))
    return ExitCode.DONE


@command.command("set", help=_("Say what becomes of a topic."))
@click.argument("topic", nargs=-1, required=True)
@click.option("--state", type=click.Choice(_STATES), help=_("new, planned, done or declined."))
@click.option("--owner", metavar="NAME", help=_("Who looks after it; an empty name is nobody."))
@click.option("--kind", type=click.Choice(_KINDS), help=_("What it is."))
@pass_shared
def set_(shared: Shared, topic: tuple[str, ...], state: str | None, owner: str | None, kind: str | None) -> int:
    """Change a topic."""
    from core.care import voice

    if state is None and owner is None and kind is None:
        raise UsageError(_("Nothing is to be changed."), hint=_("Give --state, --owner or --kind."))
    name = " ".join(topic)
    with opened_desk(shared) as desk:
        desk.do(voice.change(name, state=state, owner=owner, kind=kind))
        found = _found(desk, name)
        row = _shape(desk, found)
    if shared.format in ("json", "jsonl"):
        (put_json if shared.format == "json" else lambda one: put_jsonl([one]))(row)
    say(shared, f"{found.name}: {found.state}, {found.owner or '-'}")
    if state == "done" and found.clips:
        told = _("Everybody who asked: mado bulk plan 'voice:\"{topic}\"' --canned NAME -o PLAN")
        say(shared, told.format(topic=clean(found.name, one_line=True)))
    return ExitCode.DONE


def _found(desk: Desk, name: str) -> Topic:
    wanted = " ".join(name.split()).casefold()
    for topic in desk.care.topics():
        if topic.name.casefold() == wanted:
            return topic
    raise NothingMatched(
        _("There is no topic {name}.").format(name=clean(name, one_line=True)), hint=_("`mado voice` lists them.")
    )


def _first_sentence(desk: Desk, code: str) -> str:
    from core.care.sentences import sentences
    from core.entries import MessageEntry

    mails = [e for e in desk.entries(code) if isinstance(e, MessageEntry) and e.direction == "in"]
    found = sentences(mails[-1].reply_text or mails[-1].text) if mails else []
    if not found:
        raise UsageError(_("There is no sentence of a customer here."), hint=_("Give the text yourself."))
    return max((s.text for s in found), key=len)


def _shape(desk: Desk, topic: Topic, *, clips: bool = False) -> dict[str, Any]:
    codes = list(dict.fromkeys(desk.ledger.resolve(c.ticket) for c in topic.clips))
    shape: dict[str, Any] = {
        "topic": clean(topic.name, one_line=True),
        "kind": topic.kind,
        "state": topic.state,
        "owner": topic.owner,
        "said": len(topic.clips),
        "customers": len({t.customer.id for t in desk.tickets(codes)}),
        "changed": when(topic.changed),
        "tickets": codes,
    }
    if clips:
        shape["clips"] = [
            {"id": c.id, "ticket": c.ticket, "text": clean(c.text), "kind": c.kind, "at": when(c.at), "by": c.by}
            for c in topic.clips
        ]
    return shape

"""`mado approvals`: replies that a colleague reads before they leave."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from cli import shapes
from cli.editing import edited
from cli.opened import opened_desk
from cli.output import line, put_json, put_jsonl, say, table
from cli.shared import Shared, pass_shared
from cli.texts import text_from
from config.errors import ExitCode
from config.languages import translator
from core.text import clean

if TYPE_CHECKING:
    from core.approvals import Approval

_ = translator("cli")


@click.group(
    "approvals",
    invoke_without_command=True,
    help=_("Replies of those who may only draft (`mado team role`): list, read, send, return."),
)
@click.option("--all", "everything", is_flag=True, help=_("Those that were sent or returned, too."))
@click.pass_context
def command(ctx: click.Context, everything: bool) -> int:
    """List what waits, and what was returned to whoever asks."""
    if ctx.invoked_subcommand is not None:
        return ExitCode.DONE
    shared = ctx.ensure_object(Shared)
    with opened_desk(shared) as desk:
        me = desk.settings.agent.name
        found = [a for a in desk.approvals.all() if everything or a.state == "waiting" or _is_mine(a, me)]
    if shared.format == "json":
        put_json([shape(a) for a in found])
    elif shared.format == "jsonl":
        put_jsonl([shape(a) for a in found])
    elif shared.format == "ids":
        for one in found:
            line(one.id)
    else:
        table([_row(a) for a in found])
    return ExitCode.DONE


def _is_mine(one: Approval, me: str) -> bool:
    return one.state == "returned" and one.by == me


def _row(one: Approval) -> tuple[str, ...]:
    state = {"waiting": _("waits"), "returned": _("returned"), "sent": _("sent")}[one.state]
    said = clean(one.note or one.subject, one_line=True)
    return (one.id[:8], one.ticket, f"{shapes.local(one.at):%m-%d %H:%M}", clean(one.by, one_line=True), state, said)


@command.command(
    "show", help=_("Show a reply that waits, and what changed since it was last returned, or when it was sent.")
)
@click.argument("id_", metavar="ID")
@pass_shared
def show(shared: Shared, id_: str) -> None:
    """Show one."""
    with opened_desk(shared) as desk:
        one = desk.approvals.one(id_)
    if shared.format in ("json", "jsonl"):
        put_json(shape(one))
        return
    for text in _shown(one):
        line(text)


def _shown(one: Approval) -> Iterator[str]:
    people = ", ".join(a.address for a in (*one.to, *one.cc))
    yield _("{code}, by {by}, to {people}: {subject}").format(
        code=one.ticket, by=clean(one.by, one_line=True), people=people, subject=clean(one.subject, one_line=True)
    )
    if one.note:
        yield _("Returned by {name}: {note}").format(name=one.reviewer, note=clean(one.note))
    yield ""
    if one.sent:
        yield from difference(one.body, one.sent)
    elif one.before:
        yield from difference(one.before, one.body)
    else:
        yield clean(one.body)


def difference(old: str, new: str) -> Sequence[str]:
    """Two texts line by line: what went after "-", what came after "+"."""
    made = difflib.unified_diff(clean(old).splitlines(), clean(new).splitlines(), lineterm="", n=100)
    return [text for number, text in enumerate(made) if number > 2]


@command.command("send", help=_("Send a reply that waits, as it is or with your own words in its place."))
@click.argument("id_", metavar="ID")
@click.option("--file", "file", metavar="FILE", help=_("The whole text instead, from a file; `-` is standard input."))
@click.option("--edit", is_flag=True, help=_("Open the text in your editor before it is queued."))
@click.option(
    "--override", is_flag=True, help=_("Send although a colleague was faster, or recipients are in question.")
)
@pass_shared
def send(shared: Shared, id_: str, file: str | None, edit: bool, override: bool) -> None:
    """Send one."""
    from cli.commands.reply import show_queued
    from cli.looking_again import look_again

    with opened_desk(shared) as desk:
        draft = desk.approvals.take(id_)
        if file:
            draft = replace(draft, body=text_from(file).rstrip("\n") + "\n")
        if edit:
            draft = edited(desk, draft)
        if not override:
            look_again(shared, desk, draft)
        queued = desk.replies.queue(draft, override=override)
    show_queued(shared, queued)


@command.command(
    "return", help=_("Give a reply back to its author with a word why; whoever wrote it takes it back so.")
)
@click.argument("id_", metavar="ID")
@click.argument("note", nargs=-1)
@pass_shared
def give_back(shared: Shared, id_: str, note: tuple[str, ...]) -> None:
    """Return one."""
    with opened_desk(shared) as desk:
        one = desk.approvals.give_back(id_, " ".join(note))
    if shared.format in ("json", "jsonl"):
        put_json(shape(one))
    say(shared, _("{code}: given back to {by}; nothing was sent.").format(code=one.ticket, by=one.by))


def shape(one: Approval) -> shapes.Shape:
    """One as `approvals --json` shows it."""
    return {
        "id": one.id,
        "ticket": one.ticket,
        "at": shapes.when(one.at),
        "by": one.by,
        "state": one.state,
        "subject": clean(one.subject, one_line=True),
        "to": [shapes.person(a.name, a.address) for a in one.to],
        "cc": [shapes.person(a.name, a.address) for a in one.cc],
        "body": clean(one.body),
        "before": clean(one.before) or None,
        "reviewer": one.reviewer or None,
        "note": clean(one.note) or None,
        "message_id": one.message_id or None,
        "sent_body": (clean(one.sent or one.body) if one.state == "sent" else None),
    }

"""`mado reply CODE`: answer a ticket; it leaves with the next sync after the undo window, or at `--send-at`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli import shapes
from cli.editing import edited
from cli.looking_again import look_again
from cli.opened import opened_desk
from cli.output import line, put_json, put_jsonl, say
from cli.shared import Shared, pass_shared
from cli.texts import text_from, values_of
from cli.zone import local_zone
from config.errors import Refused, UsageError
from config.languages import translator
from core.decisions import set_status
from core.text import clean

if TYPE_CHECKING:
    from core.desk import Desk
    from core.drafts import Draft, Queued
    from core.macros import Macro
    from core.mail.message import Address
    from core.problems import Problem

_ = translator("cli")


@click.command(
    "reply",
    help=_(
        "Answer a ticket with a canned response, with a text from --file, or in your editor. The reply waits for "
        "the undo window, then the next `mado sync` sends it; until then `mado outbox cancel` takes it back."
    ),
)
@click.argument("code")
@click.option(
    "--canned", metavar="NAME", multiple=True, help=_("A canned response (several stand one after the other).")
)
@click.option("--set", "sets", metavar="KEY=VALUE", multiple=True, help=_("A placeholder's value (may be repeated)."))
@click.option("--file", "file", metavar="FILE", help=_("Your text from a file; `-` is standard input."))
@click.option(
    "--attach",
    "files",
    metavar="FILE",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help=_("A file to send along (may be repeated)."),
)
@click.option("--draft", is_flag=True, help=_("Keep it as the ticket's draft; send nothing."))
@click.option("--send-at", metavar="WHEN", help=_("When it may leave: 2h, tomorrow 9, mon 9:00 …"))
@click.option("--then", metavar="STATUS", help=_("The ticket's status afterwards (default: pending)."))
@click.option("--all", "reply_all", is_flag=True, help=_("Answer everybody who was written to."))
@click.option("--cc", metavar="ADDRESS", multiple=True, help=_("Somebody who gets a copy that all can see."))
@click.option(
    "--bcc", metavar="ADDRESS", multiple=True, help=_("Somebody who gets a mail of their own, unseen by all.")
)
@click.option("--forward", metavar="ADDRESS", multiple=True, help=_("Hand the newest message on, with your comment."))
@click.option("--hold", is_flag=True, help=_("A holding reply: asks for patience until the next working day."))
@click.option("--due", metavar="WHEN", help=_("When what this reply promises is due, in place of what it says."))
@click.option("--no-promise", is_flag=True, help=_("What looks like a promise in it is none."))
@click.option("--edit", is_flag=True, help=_("Open the text in your editor before it is queued."))
@click.option("--macro", metavar="NAME", help=_("A macro: its text, its changes, its status."))
@click.option(
    "--override", is_flag=True, help=_("Send although a colleague was faster, or the recipients are in question.")
)
@pass_shared
def command(
    shared: Shared,
    /,
    code: str,
    sets: tuple[str, ...],
    files: tuple[Path, ...],
    draft: bool,
    override: bool,
    **said: object,
) -> None:
    """Write a draft, or queue it."""
    values = values_of(sets)
    with opened_desk(shared) as desk:
        leaves = _send_at(desk, said["send_at"])
        macro = desk.macros.find(str(said["macro"])) if said["macro"] else None
        written = _draft(desk, code, values, {**said, "canned": [*_canned(macro), *_words(said["canned"])]})
        written = _addressed(replace(written, attachments=_files(written, files)), said)
        status = said["then"] or (macro.then if macro else "")
        if status:
            written = replace(written, then=str(set_status(code, str(status)).data["status"]))
        if said["edit"]:
            written = edited(desk, written)
        written = replace(written, promised=_promised(desk, written, said))
        if draft:
            desk.replies.save(written)
            _show_draft(shared, written)
            return
        if desk.approvals.needed:
            _ask_for_approval(shared, desk, written)
            return
        if not override:
            look_again(shared, desk, written)
        _tell_doubts(shared, desk.replies.check(written))
        queued = _queued(desk, written, leaves, override)
        if macro is not None:
            desk.do(*macro.decisions(queued.ticket, desk.settings.agent.name))
    show_queued(shared, queued)


def _ask_for_approval(shared: Shared, desk: Desk, written: Draft) -> None:
    from cli.commands.approvals import shape

    asked = desk.approvals.ask(written)
    _show(shared, shape(asked))
    said = _("{code}: a colleague reads it and sends it; `mado approvals` shows what became of it.")
    say(shared, said.format(code=asked.ticket))


def _tell_doubts(shared: Shared, problems: Sequence[Problem]) -> None:
    """What does not forbid sending, so that whoever sent it can still take it back."""
    for problem in problems:
        if problem.level == "warn":
            say(shared, _("Check: {reason}").format(reason=clean(problem.reason, one_line=True)))


def _queued(desk: Desk, written: Draft, leaves: datetime | None, override: bool) -> Queued:
    """Into the outbox; where values are missing, the error says how they are given."""
    from core.placeholders import asked

    try:
        return desk.replies.queue(written, not_before=leaves, override=override)
    except Refused as refused:
        names = asked(f"{written.subject}\n{written.body}")
        if refused.code != "unfilled_placeholder" or not names:
            raise
        sets = " ".join(f'--set "{name}=…"' for name in names)
        raise Refused(
            refused.message, hint=_("Give what is missing: {sets}").format(sets=sets), code=refused.code
        ) from None


def _canned(macro: Macro | None) -> Sequence[str]:
    return [macro.canned] if macro is not None and macro.canned else []


def _words(said: object) -> Sequence[str]:
    return list(said) if isinstance(said, (list, tuple)) else []


def _files(draft: Draft, files: Sequence[Path]) -> tuple[Path, ...]:
    return tuple(dict.fromkeys((*draft.attachments, *(f.absolute() for f in files))))


def _addressed(draft: Draft, said: Mapping[str, object]) -> Draft:
    """With the people who were named on the command line."""
    return replace(
        draft, cc=(*draft.cc, *_people(_words(said["cc"]))), bcc=(*draft.bcc, *_people(_words(said["bcc"])))
    )


def _people(typed: Sequence[str]) -> tuple[Address, ...]:
    """Addresses as a person types them, with or without names. Raises UsageError."""
    from core.mail.addresses import read_addresses

    found: list[Address] = []
    for word in typed:
        people = read_addresses(word.encode("utf-8", "surrogateescape"))[0]
        if not people or any("@" not in p.address for p in people):
            raise UsageError(_("Not an address: {text!r}.").format(text=word))
        found += people
    return tuple(found)


def _send_at(desk: Desk, word: object) -> datetime | None:
    if not word:
        return None
    from core.when import parse_when

    return parse_when(
        str(word), datetime.now().astimezone(), local_zone(), lambda day: desk.care.calendar_or_usual.works(day)
    )


def _promised(desk: Desk, draft: Draft, said: Mapping[str, object]) -> tuple[tuple[str, str | None], ...] | None:
    """The promises as the caller corrects them; None: as they are read from the text. Raises UsageError."""
    if said["no_promise"]:
        return ()
    due = _send_at(desk, said["due"])
    if due is None:
        return None
    from core.care.promises import promises_in
    from core.times import stored

    own = desk.replies.around.frame(draft).without(draft.body)
    found = promises_in(own, datetime.now().astimezone(), desk.care.calendar_or_usual)
    return tuple((p.text, stored(due)) for p in found)


def _draft(desk: Desk, code: str, values: dict[str, str], said: Mapping[str, object]) -> Draft:
    canned = _words(said["canned"])
    text = text_from(str(said["file"])) if said["file"] else ""
    if said["file"] and not text.strip():
        raise UsageError(_("The reply is empty; nothing was queued."))
    if forward := _words(said["forward"]):
        return desk.replies.forward(code, _people(forward), text=text.rstrip("\n"), values=values)
    if said["hold"]:
        from core.care.holding import holding_reply

        return holding_reply(desk, code)
    reply_all = bool(said["reply_all"])
    if text or canned:
        return desk.replies.start(code, canned=canned, values=values, text=text.rstrip("\n"), reply_all=reply_all)
    kept = desk.replies.saved(code) or desk.replies.start(code, values=values, reply_all=reply_all)
    return kept if said["edit"] else edited(desk, kept)


def _show_draft(shared: Shared, draft: Draft) -> None:
    shape: dict[str, object] = {
        "id": draft.id,
        "ticket": draft.ticket,
        "message_id": None,
        "state": "draft",
        "to": [shapes.person(a.name, a.address) for a in draft.to],
        "cc": [shapes.person(a.name, a.address) for a in draft.cc],
        "bcc": [shapes.person(a.name, a.address) for a in draft.bcc],
        "not_before": None,
        "attempts": 0,
        "error": None,
    }
    _show(shared, shape)
    say(shared, _("{code}: kept as a draft; nothing was sent.").format(code=draft.ticket))


def show_queued(shared: Shared, queued: Queued) -> None:
    """Say what leaves when, and how it is taken back."""
    _show(shared, shapes.queued(queued))
    when = f"{shapes.local(queued.not_before):%Y-%m-%d %H:%M:%S}"
    to = ", ".join((*queued.to, *queued.cc, *queued.bcc))
    say(
        shared,
        _("{code}: to {to}; leaves with the first sync after {when}.").format(code=queued.ticket, to=to, when=when),
    )
    say(shared, _("Take it back: mado outbox cancel {id}").format(id=queued.id))


def _show(shared: Shared, shape: dict[str, object]) -> None:
    if shared.format == "json":
        put_json(shape)
    elif shared.format == "jsonl":
        put_jsonl([shape])
    else:
        line(str(shape["id"]))

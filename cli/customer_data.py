"""`mado customer export` and `mado customer erase`: what is theirs is handed out, or goes for good."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.output import line, put_json, say
from cli.shared import Shared
from config.errors import Refused, UsageError
from config.languages import translator

if TYPE_CHECKING:
    from core.desk import Desk
    from core.erase import Plan

_ = translator("cli")


def export_customer(shared: Shared, desk: Desk, words: tuple[str, ...]) -> None:
    """What may be handed to a customer: as JSON on stdout, or as files in a new folder."""
    if len(words) not in (1, 2):
        raise UsageError(_("It is `mado customer {usage}`.").format(usage="export ADDRESS [DIR]"))
    if len(words) == 1:
        put_json(desk.keeping.customer(words[0]))
        return
    folder = Path(words[1])
    done = desk.keeping.export_customer(words[0], folder)
    if shared.format in ("json", "jsonl"):
        put_json({"folder": str(folder), **asdict(done)})
    said = _("{folder}: {messages} messages of {tickets} tickets. No note is in it.")
    say(shared, said.format(folder=folder, messages=done.messages, tickets=done.tickets))


def erase_customer(shared: Shared, desk: Desk, address: str, *, yes: bool, mentions: bool) -> None:
    """Say what would go, ask, and take it away. Raises Refused where nobody says yes."""
    plan = desk.keeping.plan_erasure(address, mentions=mentions)
    if shared.format == "text":
        _announce(shared, plan)
    if not yes:
        if not sys.stdin.isatty():
            raise Refused(
                _("Nothing was erased: nobody said yes."),
                hint=_("Say it with --yes; there is no way back."),
                code="not_confirmed",
            )
        if not click.confirm(_("Erase all of this for good?"), err=True):
            raise Refused(_("Nothing was erased."), code="not_confirmed")
    desk.keeping.erase(plan)
    shape = {
        "addresses": plan.addresses,
        "tickets": sorted(plan.tickets),
        "messages": len(plan.messages),
        "shared_tickets": sorted((plan.shared | plan.mentions) - plan.tickets),
        "other_people": sorted(plan.others),
        "events": len(plan.events),
        "drafts": len(plan.drafts),
        "outbox": len(plan.outbox),
        "by_hand": [str(path) for path in plan.by_hand],
        "copies": [str(path) for path in plan.copies],
    }
    if shared.format in ("json", "jsonl"):
        put_json(shape)
    said = _("Erased: {messages} messages, {tickets} tickets. No sync, import or rebuild brings them back.")
    say(shared, said.format(messages=len(plan.messages), tickets=len(plan.tickets)))
    for path in plan.by_hand:
        say(shared, _("{path} still names them; it was written by hand, so change it by hand.").format(path=path))
    for path in plan.copies:
        say(shared, _("{path} was made before and still holds them.").format(path=path))
    say(shared, _("Not erased: backups and exports made before, and the mailbox itself. Delete them there."))


def _announce(shared: Shared, plan: Plan) -> None:
    line(_("Addresses: {list}").format(list=" ".join(plan.addresses)))
    line(_("Whole tickets: {list}").format(list=" ".join(sorted(plan.tickets)) or "-"))
    counts = _("{messages} messages, {events} events and notes, {drafts} drafts, {outbox} sent replies")
    line(
        counts.format(
            messages=len(plan.messages), events=len(plan.events), drafts=len(plan.drafts), outbox=len(plan.outbox)
        )
    )
    for path in plan.by_hand:
        line(_("Stays, because it was written by hand: {path}").format(path=path))
    if plan.others:
        said = _("In these tickets others take part, whose mail there goes too: {list}")
        line(said.format(list=" ".join(sorted(plan.others))))
    if plan.shared:
        said = _("Out of tickets of others goes the mail they wrote or got: {list}")
        line(said.format(list=" ".join(sorted(plan.shared))))
    if plan.mentions:
        said = _("Out of tickets of others goes the mail that names them (--keep-mentions leaves it): {list}")
        line(said.format(list=" ".join(sorted(plan.mentions))))

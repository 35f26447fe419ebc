"""What `mado bulk` says of a plan: in words, and as the contract's JSON."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cli.output import say
from cli.shared import Shared
from config.languages import translator

if TYPE_CHECKING:
    from core.bulk.plan import Plan, Tally
    from core.desk import Desk

_ = translator("cli")


def shape_of(file: str, tally: Tally) -> dict[str, Any]:
    """`bulk status --json`."""
    return {
        "plan": file,
        "total": tally.total,
        "sent": tally.sent,
        "queued": tally.queued,
        "refused": tally.refused,
        "unknown": tally.unknown,
        "skipped": tally.skipped,
        "excluded": tally.excluded,
    }


def say_plan(shared: Shared, plan: Plan, file: Path) -> None:
    """What a new plan holds, and what comes next."""
    left_out = len(plan.excluded)
    tickets = _("1 ticket left out") if left_out == 1 else _("{n} tickets left out").format(n=left_out)
    say(shared, _("{mails} planned, {tickets}.").format(mails=mails(len(plan.blocks)), tickets=tickets))
    for code, count in Counter(e.code for e in plan.excluded).most_common():
        first = next(e for e in plan.excluded if e.code == code)
        say(shared, f"  {count} × {code}: {first.ticket}: {first.reason}")
    for note in plan.notes:
        say(shared, f"  {note}")
    if plan.blocks:
        said = _("Read and edit {file}, then: mado bulk check {file}; mado bulk apply {file}")
    else:
        said = _("There is nothing to send; {file} says why each ticket is left out.")
    say(shared, said.format(file=file))


def mails(count: int) -> str:
    """So many mails."""
    return _("1 mail") if count == 1 else _("{n} mails").format(n=count)


def say_samples(shared: Shared, count: int, to: str) -> None:
    """How many samples of a plan went to oneself."""
    if not count:
        say(shared, _("The plan holds no mail: no sample was sent."))
    elif count == 1:
        say(shared, _("One sample was sent to {to}; no customer got anything.").format(to=to))
    else:
        say(shared, _("{n} samples were sent to {to}; no customer got anything.").format(n=count, to=to))


def say_tally(shared: Shared, desk: Desk, plan: Plan) -> None:
    """How far a plan is."""
    from core.bulk.apply import tally

    t = tally(desk, plan)
    said = _("{sent} of {total} sent, {queued} waiting, {refused} refused, {unknown} unknown, {skipped} skipped")
    say(
        shared,
        said.format(
            sent=t.sent, total=t.total, queued=t.queued, refused=t.refused, unknown=t.unknown, skipped=t.skipped
        ),
    )
    if t.refused or t.unknown or t.queued:
        say(shared, _("`mado outbox` says which, and why."))

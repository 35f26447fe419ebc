"""Applying a plan, the part without a network: blocks become outbox entries, each once, however often it is asked."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from config.errors import MadoError
from core.bulk.check import check_block, draft_of_block, read_ahead
from core.bulk.plan import Block, Plan, Tally
from core.bulk.ready import Ready, make_ahead, make_ready
from core.compose import Outgoing
from core.drafts import Draft, Queued

if TYPE_CHECKING:
    from core.desk import Desk


@dataclass(frozen=True, slots=True)
class Skipped:
    """A block that is not sent, and why."""

    ticket: str
    line: int
    code: str
    reason: str


def pending(desk: Desk, plan: Plan) -> Sequence[Block]:
    """The blocks that have neither an outbox entry nor been skipped yet, in the plan's order."""
    ids = [plan.entry_id(b.ticket) for b in plan.blocks]
    states, skipped = desk.outbox.states(ids), skipped_of(desk, plan)
    return [
        block
        for block, id in zip(plan.blocks, ids, strict=True)
        if states.get(id, "cancelled") == "cancelled" and block.ticket not in skipped
    ]


def queue_blocks(
    desk: Desk, plan: Plan, blocks: Sequence[Block], leaves: Callable[[int], datetime]
) -> tuple[Sequence[Queued], Sequence[Skipped]]:
    """Put some blocks into the outbox, those that still may go; one durable commit for all of them.

    `leaves` says when the n-th of them may leave. Their mails are made before the store is locked.
    """
    queued: list[Queued] = []
    skipped: list[Skipped] = []
    store = desk.store
    made = make_ahead(desk, plan, blocks, leaves(0))
    with store.remembering():
        read_ahead(desk, plan, blocks)
        ready: list[tuple[Queued, Draft, Ready]] = []
        for block, before in zip(blocks, made, strict=True):
            entry = _entry(desk, plan, block, leaves(len(ready)), before, skipped)
            if entry is not None:
                ready.append(entry)
        store.raw.put_records([(r.said.digest, r.said.record) for _entry, _draft, r in ready])
        queued += [desk.outbox.put_again(entry, draft) for entry, draft, _ready in ready]
        if skipped:
            _keep_skipped(desk, plan, skipped)
        store.raw.sync()
    desk.outbox.made.remember([r for _entry, _draft, r in ready])
    return queued, skipped


def _entry(
    desk: Desk,
    plan: Plan,
    block: Block,
    leaves: datetime,
    made: tuple[Outgoing, Ready] | None,
    skipped: list[Skipped],
) -> tuple[Queued, Draft, Ready] | None:
    """A block's entry, the draft it comes from, and its mail; None where it does not go."""
    if found := check_block(desk, plan, block):
        skipped.append(Skipped(block.ticket, block.line, found[0].code, found[0].reason))
        return None
    draft, code = draft_of_block(plan, block), desk.ledger.resolve(block.ticket)
    ticket = draft if code == draft.ticket else replace(draft, ticket=code)
    if made is None or ticket is not draft:
        try:
            meant = desk.replies.bytes.meant(ticket, leaves)
            made = meant, make_ready(meant, desk.care.calendar_or_usual)
        except MadoError as error:
            skipped.append(Skipped(block.ticket, block.line, error.code, error.message))
            return None
    meant, ready = made
    entry = desk.replies.bytes.entry(ticket, meant, ready.composed, ready.sha, leaves)
    return entry._replace(id=plan.entry_id(block.ticket), bulk=plan.id), draft, ready


def skipped_of(desk: Desk, plan: Plan) -> dict[str, str]:
    """The tickets that were skipped for a change of the ticket, with the reason."""
    kept: dict[str, str] = json.loads(desk.store.meta(f"bulk {plan.id}") or "{}")
    return kept


def skip_more(desk: Desk, plan: Plan, skipped: Sequence[Skipped]) -> None:
    """Remember blocks that are not to be sent any more."""
    with desk.store.transaction():
        _keep_skipped(desk, plan, skipped)


def _keep_skipped(desk: Desk, plan: Plan, skipped: Sequence[Skipped]) -> None:
    """A changed ticket stays skipped; an unfinished text may be mended in the plan and applied again."""
    final = {s.ticket: s.reason for s in skipped if s.code in ("changed", "claimed", "gone")}
    if final:
        desk.store.set_meta(f"bulk {plan.id}", json.dumps({**skipped_of(desk, plan), **final}))


def take_back(desk: Desk, plan: Plan) -> int:
    """Take back what has not begun to leave; a later `apply` makes these mails anew. Returns how many."""
    return desk.outbox.take_back_plan(plan.id)


def tally(desk: Desk, plan: Plan) -> Tally:
    """How far a plan is."""
    skipped = skipped_of(desk, plan)
    states = list(desk.outbox.states([plan.entry_id(b.ticket) for b in plan.blocks]).values())
    return Tally(
        total=len(plan.blocks),
        sent=states.count("sent"),
        queued=states.count("queued") + states.count("sending"),
        refused=states.count("refused"),
        unknown=states.count("unknown"),
        skipped=sum(b.ticket in skipped for b in plan.blocks),
        excluded=len(plan.excluded),
    )


def now_for_all(_number: int) -> datetime:
    """Every mail may leave at once."""
    return datetime.now(UTC)

"""A plan held against the desk: what stops a mail, and what has changed since the plan was made."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal

from config.errors import Refused
from config.languages import translator
from core.bulk.plan import Block, Plan
from core.compose_headers import mailbox as written_mailbox
from core.drafts import Before, Draft
from core.placeholders import unfilled

if TYPE_CHECKING:
    from core.desk import Desk

_ = translator("core")
_SILENT = frozenset({"release", "tag", "untag", "open", "customer.expect"})


@dataclass(frozen=True, slots=True)
class Finding:
    """What speaks against one block. "stop": the text must be mended; "skip": the ticket has changed since."""

    level: Literal["stop", "skip"]
    code: str
    ticket: str
    line: int
    reason: str


def check_plan(desk: Desk, plan: Plan) -> Iterator[Finding]:
    """Every finding, block by block; mail that is in the outbox already is passed over."""
    made = {e.id for e in desk.outbox.of_plan(plan.id)}
    people: dict[str, int] = {}
    for block in plan.blocks:
        for person in (*block.to, *block.cc, *block.bcc):
            people[person.address.lower()] = people.get(person.address.lower(), 0) + 1
    for block in plan.blocks:
        if plan.entry_id(block.ticket) in made:
            continue
        doubled = next((p.address for p in block.to if people[p.address.lower()] > 1), None)
        if doubled is not None:
            said = _("{address} stands in several blocks").format(address=doubled)
            yield Finding("stop", "doubled", block.ticket, block.line, said)
        yield from check_block(desk, plan, block)


def check_block(desk: Desk, plan: Plan, block: Block) -> Sequence[Finding]:
    """What speaks against one block now."""
    found = [*_unfinished(desk, block)]
    return [
        *(Finding("stop", code, block.ticket, block.line, said) for code, said in found),
        *(Finding("skip", code, block.ticket, block.line, said) for code, said in _changed(desk, plan, block)),
    ]


def _unfinished(desk: Desk, block: Block) -> Iterator[tuple[str, str]]:
    if not (block.to or block.cc or block.bcc):
        yield "no_recipient", _("nobody is named as recipient")
    for person in (*block.to, *block.cc, *block.bcc):
        try:
            written_mailbox(person)
        except Refused as refused:
            yield "bad_address", refused.message
    if not block.body.strip():
        yield "empty_body", _("the text is empty")
    if desk.settings.mailbox(block.mailbox) is None:
        yield "no_mailbox", _("there is no mailbox {name}").format(name=block.mailbox)
    for piece in unfilled(f"{block.subject}\n{block.body}", block.literals):
        yield "unfilled_placeholder", _("a placeholder is not filled in: {piece}").format(piece=piece)


def _changed(desk: Desk, plan: Plan, block: Block) -> Iterator[tuple[str, str]]:
    """What has happened to the ticket since the plan was made; any of it skips the mail."""
    code = desk.ledger.resolve(block.ticket)
    doc = desk.ledger.ticket_doc(code)
    if doc is None:
        yield "gone", _("the ticket is no longer there")
        return
    if doc["last_message"] > block.seen:
        yield "changed", _("a message has come since the plan was made")
    claim, me = doc["claim"], desk.settings.agent.name
    stands = claim is not None and datetime.fromisoformat(claim["until"]) > datetime.now(UTC)
    if stands and claim["by"] != me:
        yield "claimed", _("{agent} is answering").format(agent=claim["by"])
    for event in desk.store.table("events").having("ticket", code, *doc["aliases"]):
        kind = event["kind"]
        if (
            event.doc_id > plan.seen
            and kind not in _SILENT
            and not (kind == "claim" and (not stands or claim["by"] == me))
        ):
            # a claim of our own, or one that has ended, says nothing against our own mail
            yield "changed", _("{agent} has changed the ticket: {what}").format(agent=event["by"], what=kind)
            return
    mine = plan.entry_id(block.ticket)
    for other in desk.store.table("outbox").having("ticket", code):
        if other["id"] != mine and other["state"] in ("queued", "sending", "unknown"):
            yield "changed", _("another reply waits in the outbox ({id})").format(id=other["id"])
            return


def read_ahead(desk: Desk, plan: Plan, blocks: Sequence[Block]) -> None:
    """Within `Store.remembering`: ask the store once for what checking these blocks will ask for."""
    store, codes = desk.store, {b.ticket for b in blocks}
    store.table("tickets").remember("code", codes)
    docs = store.table("tickets").having("code", *codes)
    store.table("events").remember("ticket", codes.union(*(d["aliases"] for d in docs)))
    store.table("outbox").remember("ticket", codes)
    store.table("outbox").remember("id", {plan.entry_id(code) for code in codes})


def draft_of_block(plan: Plan, block: Block) -> Draft:
    """The block as a draft, with what was seen when the plan was made."""
    return Draft(
        id=f"bulk-{plan.entry_id(block.ticket)}",
        ticket=block.ticket,
        mailbox=block.mailbox,
        to=block.to,
        cc=block.cc,
        bcc=block.bcc,
        subject=block.subject,
        body=block.body,
        reply_to_message=block.answers,
        seen=Before(plan.seen, block.seen),
        then=block.then,
        canned=block.canned,
        literals=block.literals,
    )

"""Making a plan: what a query finds becomes a block for each customer, or a line that says why it does not."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from tinydb import where

from config.errors import NothingMatched, Refused
from config.languages import translator
from core.bulk.plan import Block, Excluded, Plan
from core.bulk.table import Row, Table
from core.canned_file import CannedResponse
from core.compose_headers import mailbox as written_mailbox
from core.compose_text import Frame, language_of, signature_block, signature_text
from core.entries import Entry, MessageEntry
from core.mail.message import Address
from core.placeholders import expand, unfilled
from core.recipient_questions import redirected
from core.recipients import answer_to
from core.replies import answered_of
from core.subjects import reply_subject
from core.tickets import Ticket

if TYPE_CHECKING:
    from core.desk import Desk

_ = translator("core")
JUST_ANSWERED = timedelta(hours=24)
NO_BULK_TAG = "no-bulk"
_ASKED_NOT = re.compile(
    r"\bno (?:bulk|mass|more) ?e?-?mail|\bno newsletters?\b|\bunsubscribe|\bopt(?:ed)?[- ]?out\b"
    r"|(?:do not|don't|not to|never) (?:be )?(?:e-?mail|contact|write|send|mailed|contacted)"
    r"|一斉(?:メール|送信|配信)?.{0,6}(?:不要|しない|送らない|停止|お断り|禁止)|配信(?:停止|不要)|メール不要|連絡不要",
    re.IGNORECASE,
)
_RETURNED = re.compile(r"mail to (\S+) was returned")
_NO_REPLY = re.compile(r"(?:no|do-?not)[-_.]?reply|mailer-daemon|postmaster", re.IGNORECASE)
Report = Callable[[int, int], None]


@dataclass(slots=True)
class _Maker:
    """One plan being made; what is known of the whole desk is read once."""

    desk: Desk
    canned: str
    table: Table | None
    own: frozenset[str]
    now: datetime
    values: Mapping[str, str] = field(default_factory=dict)
    bounced: frozenset[str] = frozenset()
    unwilling: frozenset[int] = frozenset()
    addresses: dict[int, tuple[str, ...]] = field(default_factory=dict)
    taken: dict[str, str] = field(default_factory=dict)


def make_plan(
    desk: Desk, query: str, canned: str, *, table: Table | None = None, csv: str = "",
    values: Mapping[str, str] | None = None, report: Report | None = None,
) -> Plan:  # fmt: skip
    """A plan for every ticket a query finds. Raises NothingMatched (canned response), UsageError (query).

    `values` fill in what the response asks for, the same for everybody; `report(done, total)` is called meanwhile.
    """
    desk.canned.find(canned)
    maker = replace(_maker(desk, canned, table), values=dict(values or {}))
    seen = desk.ledger.position()
    tickets = desk.rows(query)
    if not tickets:
        raise NothingMatched(_("The query finds no ticket."), hint=_("`mado tickets QUERY` shows what it finds."))
    blocks: list[Block] = []
    excluded: list[Excluded] = []
    for number, ticket in enumerate(tickets, 1):
        made = _one(maker, ticket)
        (blocks if isinstance(made, Block) else excluded).append(made)  # type: ignore[arg-type]  # narrowed by the test
        if report is not None:
            report(number, len(tickets))
    by = desk.settings.agent.name
    notes = table.unmatched() if table else ()
    made_at = datetime.now(UTC).astimezone().replace(microsecond=0)
    return Plan(secrets.token_hex(8), made_at, by, query, canned, seen, blocks, excluded, csv, notes)


def _maker(desk: Desk, canned: str, table: Table | None) -> _Maker:
    tickets = desk.store.table("tickets")
    returned = {
        found[1].lower()
        for doc in tickets.search(where("flags").any(where("level") == "amber"))
        for flag in doc["flags"]
        if (found := _RETURNED.match(flag["reason"]))
    }
    unwilling = {int(d["customer"]) for d in tickets.search(where("tags").any([NO_BULK_TAG]))}
    addresses = {}
    for doc in desk.store.table("customers").all():
        addresses[doc.doc_id] = tuple(doc["addresses"])
        if _ASKED_NOT.search(doc["expectation"] or ""):
            unwilling.add(doc.doc_id)
    return _Maker(
        desk, canned, table, desk.settings.own_addresses(), datetime.now(UTC), bounced=frozenset(returned),
        unwilling=frozenset(unwilling), addresses=addresses,
    )  # fmt: skip


def _one(maker: _Maker, ticket: Ticket) -> Block | Excluded:
    entries = maker.desk.entries(ticket.code)
    answered = answered_of(entries)
    to = answer_to(answered, ticket, maker.own)
    customer = to[0] if to else Address(ticket.customer.name, ticket.customer.address)

    def left_out(code: str, reason: str) -> Excluded:
        return Excluded(ticket.code, customer, code, reason)

    found = None
    if maker.table is not None:
        # first, so that a row is never said to fit nobody because its customer gets no mail
        found = maker.table.find(ticket.code, _all_addresses(maker, ticket, customer))
    if said := _why_not(maker, ticket, entries, to):
        return left_out(*said)
    if isinstance(found, str):
        return left_out("csv", found)
    row: Row | None = found
    made = _block(maker, ticket, entries, answered, to, row)
    if isinstance(made, str):
        return left_out("unfilled_placeholder", _("not filled in: {names}").format(names=made))
    maker.taken[customer.address.lower()] = ticket.code
    return made


def _why_not(
    maker: _Maker, ticket: Ticket, entries: Sequence[Entry], to: tuple[Address, ...]
) -> tuple[str, str] | None:
    """(word, sentence) where this ticket gets no mail."""
    me = maker.desk.settings.agent.name
    red = next((f for f in ticket.flags if f.level == "red"), None)
    if red is not None:
        return "at_risk", _("at risk: {reason}").format(reason=red.reason)
    if ticket.claim is not None and ticket.claim.by != me:
        return "claimed", _("{agent} is answering").format(agent=ticket.claim.by)
    if ticket.status == "spam":
        return "spam", _("the ticket is spam")
    messages = [e for e in entries if isinstance(e, MessageEntry)]
    if any(m.id < 0 for m in messages):
        return "just_answered", _("a reply waits in the outbox")
    ours = max((m.at for m in messages if m.direction == "out"), default=None)
    if ours is not None and maker.now - ours < JUST_ANSWERED:
        return "just_answered", _("answered within the last 24 hours")
    if redirected(messages, to, maker.own):
        return "reply_to", _("the answer is to go to another address than the mail came from")
    return _why_not_them(maker, ticket, to)


def _why_not_them(maker: _Maker, ticket: Ticket, to: tuple[Address, ...]) -> tuple[str, str] | None:
    """(word, sentence) where these recipients get no mail."""
    try:
        addresses = [written_mailbox(a).plain.lower() for a in to]
    except Refused as refused:
        return "no_address", refused.message
    if not addresses or any(_NO_REPLY.search(a.partition("@")[0]) for a in addresses):
        return "no_address", _("there is no address that can be answered")
    if ticket.customer.id in maker.unwilling:
        return "asked_not_to", _("asked not to get such mail")
    everything = {*addresses, *_all_addresses(maker, ticket, to[0])}
    if gone := sorted(maker.bounced & set(addresses)):
        return "bounced", _("mail to {address} was returned").format(address=gone[0])
    if other := next((maker.taken[a] for a in sorted(everything) if a in maker.taken), None):
        return "same_customer", _("the same customer gets the mail for {code}").format(code=other)
    return None


def _all_addresses(maker: _Maker, ticket: Ticket, customer: Address) -> tuple[str, ...]:
    known = maker.addresses.get(ticket.customer.id, ())
    return tuple(dict.fromkeys((customer.address.lower(), ticket.customer.address.lower(), *known)))


def _block(
    maker: _Maker, ticket: Ticket, entries: Sequence[Entry], answered: MessageEntry | None,
    to: tuple[Address, ...], row: Row | None,
) -> Block | str:  # fmt: skip
    """The finished mail, or the names of what is not filled in."""
    replies = maker.desk.replies
    text = (answered.reply_text or answered.text) if answered else ""
    subject = (answered.subject if answered else "") or ticket.subject
    context = replies.around.context_of(ticket, ticket.mailbox, to, language_of(text, subject))
    found: CannedResponse = maker.desk.canned.find(maker.canned, context.lang)
    if found.lang not in ("", context.lang):
        # dates and the like in the language that the response itself is written in
        context = replies.around.context_of(ticket, ticket.mailbox, to, found.lang)
    box = maker.desk.settings.mailbox(ticket.mailbox) or maker.desk.settings.mailboxes[0]
    values = {**maker.values, **(row.values if row else {})}
    parts = [
        expand(t, context, values)
        for t in (found.text, signature_block(signature_text(box, maker.desk.settings.agent)))
    ]
    about = reply_subject(subject)
    theirs = unfilled(about)
    if not about.removeprefix("Re:").strip() and found.subject:
        titled = expand(found.subject, context, values)
        parts, about = [*parts, titled], titled.text
    if missing := [name for part in parts for name in part.missing]:
        return ", ".join(dict.fromkeys(missing))
    return Block(
        ticket=ticket.code,
        mailbox=box.name,
        to=to,
        subject=about,
        body=Frame(parts[1].text, "", "").around(parts[0].text),
        seen=max((m.id for m in entries if isinstance(m, MessageEntry)), default=0),
        answers=answered.id if answered else 0,
        canned=(found.key,),
        literals=(*theirs, *(x for part in parts for x in part.literals)),
    )

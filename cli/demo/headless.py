"""`mado demo --headless`: the whole way of a ticket without a terminal: sync, list, reply, the answer, sync."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cli.demo.practice import Practice, first_sync
from cli.demo.story import people
from cli.output import put_json, say, table
from cli.shapes import local
from cli.shapes import ticket as ticket_shape
from cli.shared import Shared
from config.errors import ExitCode, MadoError
from config.languages import language, translator
from core.desk import Desk
from core.drafts import Draft, Queued
from core.entries import MessageEntry
from core.tickets import Ticket

_ = translator("cli")
_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Plan:
    """A canned response that fits a ticket of the story, with what its placeholders ask for."""

    customer: str
    canned: str
    values: Mapping[str, str]


_PLANS = {
    "ja": Plan(
        "takahashi",
        "invoice",
        {
            "order number": "24-11105",
            "name on the invoice": "㈱髙橋設計",
            "where to find it": "マイページの「ご注文履歴」よりPDFで保存（「髙」の字も正しく出ます）",
        },
    ),
    "en": Plan(
        "kim",
        "how-to",
        {
            "topic": "pausing your subscription",
            "steps": '1. Open "My page" and choose "Subscriptions".\n'
            '2. Press "Skip a delivery" once for each month.\n'
            '3. Under "Next delivery", enter your new address and choose the 100 g refill.',
        },
    ),
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What happened: the tickets at the end, our reply, and the ticket the customer's answer fell into."""

    tickets: Sequence[Ticket]
    customers: int
    reply: Queued
    delivered: bool
    answer_id: str | None
    answer_ticket: str | None

    @property
    def ok(self) -> bool:
        """Whether the reply was found in the sink and its answer in the same ticket."""
        return self.delivered and self.answer_ticket == self.reply.ticket


def run(shared: Shared, running: Practice) -> int:
    """Run it all and print what happened; the exit code. Raises MadoError."""
    with Desk.open(running.home, running.settings) as desk:
        first_sync(shared, running, desk)
        outcome = _go(shared, running, desk)
    if shared.format == "json":
        put_json(_shape(outcome))
    else:
        _show(outcome)
    return ExitCode.DONE if outcome.ok else ExitCode.FAILED


def _go(shared: Shared, running: Practice, desk: Desk) -> Outcome:
    from mailsync.outbox import deliver_due

    draft = _draft(desk)
    say(shared, _("Answering {code} by the canned response {name} …").format(code=draft.ticket, name=draft.canned[0]))
    before = datetime.now(UTC) - timedelta(seconds=1)
    reply = desk.replies.queue(draft, not_before=before)
    deliver_due(desk, running.mailbox, running.password)
    delivered = running.servers.sink.wait(lambda e: e.message_id == reply.message_id, _SECONDS) is not None
    say(
        shared,
        _("The reply was found in the SMTP sink.") if delivered else _("The reply never reached the SMTP sink."),
    )
    answer = running.customers.wait_for_answer(reply.message_id, _SECONDS) if delivered else None
    running.sync(desk)
    where = _ticket_of(desk, answer, reply.ticket) if answer else None
    if where:
        say(shared, _("The customer's answer fell into {code}.").format(code=where))
    else:
        say(shared, _("No answer of the customer was found."))
    return Outcome(desk.rows(), len(desk.customers()), reply, delivered, answer, where)


def _draft(desk: Desk) -> Draft:
    """A finished draft: the plan of the language in force, else the holding reply to any open ticket.

    Raises MadoError where nothing can be answered.
    """
    plan = _PLANS[language()]
    planned = desk.customer(people()[plan.customer].address).tickets
    for ticket in (t for t in planned if t.status == "open"):
        draft = desk.replies.start(ticket.code, canned=plan.canned, values=plan.values)
        if not any(p.level == "stop" for p in desk.replies.check(draft)):
            return draft
    for ticket in desk.rows("status:open"):
        draft = desk.replies.start(ticket.code, canned="received")
        if not any(p.level == "stop" for p in desk.replies.check(draft)):
            return draft
    raise MadoError(_("No open ticket could be answered by a canned response."), code="nothing_to_answer")


def _ticket_of(desk: Desk, message_id: str, likely: str) -> str | None:
    """The ticket that holds a message."""
    for code in (likely, *(t.code for t in desk.rows())):
        entries = desk.entries(code)
        if any(isinstance(e, MessageEntry) and e.message_id == message_id for e in entries):
            return code
    return None


def _shape(outcome: Outcome) -> Mapping[str, object]:
    return {
        "tickets": [ticket_shape(t) for t in outcome.tickets],
        "messages": sum(t.messages for t in outcome.tickets),
        "customers": outcome.customers,
        "reply": {
            "ticket": outcome.reply.ticket,
            "message_id": outcome.reply.message_id,
            "delivered": outcome.delivered,
        },
        "answer": {"ticket": outcome.answer_ticket, "message_id": outcome.answer_id},
    }


def _show(outcome: Outcome) -> None:
    rows = [
        (t.code, t.status, f"{local(t.updated):%m-%d %H:%M}", t.customer.name or t.customer.address, t.subject)
        for t in outcome.tickets
    ]
    table(rows)

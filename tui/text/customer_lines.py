"""The customer beside the ticket: who this is, what they expect, what we promised, and everything that was."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from tui.labels import _, flag_text, status_name
from tui.text.cells import clip, fit, right, steady, width
from tui.text.lines import Line, Role, Span, line
from tui.text.promise_lines import due_word
from tui.text.when import age, day
from tui.text.wrap import wrap

if TYPE_CHECKING:
    from core.care.promised import Promised
    from core.customers import Customer

TICKET = "ticket:"
EXPECTATION = "expectation"
NOTES = "person-notes"
PROMISE = "promise:"
OLDER = "older:"
"""What lines act on when they are entered; behind the colon stands what is meant."""


def customer_lines(
    customer: Customer, cells: int, now: datetime, current: str = "", promises: Sequence[Promised] = ()
) -> Iterator[Line]:
    """The pane's lines; `current` is the code of the ticket that is open beside it."""
    inner = cells - 2
    yield from _paragraph(customer.name or customer.addresses[0], inner, "strong")
    if customer.organisation:
        yield from _paragraph(customer.organisation, inner, "text")
    for address in customer.addresses:
        bounced = address in customer.bounced
        yield line(" ", Span(clip(steady(address), inner), "alarm" if bounced else "muted"))
    for flag in customer.flags:
        yield from _paragraph(f"! {flag_text(flag, now)}", inner, "alarm" if flag.level == "red" else "warn")
    for address in customer.bounced:
        yield from _paragraph(_("! mail to {address} was returned").format(address=address), inner, "alarm")
    yield line()
    yield from _expectation(customer, inner)
    yield from _notes(customer, inner, now)
    yield from _promises(promises, inner, now)
    yield line()
    yield from _contact(customer, inner, now)
    yield line()
    yield from _tickets(customer, cells, now, current)


def _paragraph(text: str, cells: int, role: Role, anchor: str = "") -> Iterator[Line]:
    for written in text.splitlines() or [""]:
        for piece in wrap(steady(written), cells):
            yield line(" ", Span(piece, role), anchor=anchor)


def _expectation(customer: Customer, cells: int) -> Iterator[Line]:
    yield line(" ", Span(_("Expects"), "label"), anchor=EXPECTATION)
    text = customer.expectation or _("nothing yet (E writes it)")
    yield from _paragraph(text, cells, "text" if customer.expectation else "muted", EXPECTATION)


def _notes(customer: Customer, cells: int, now: datetime) -> Iterator[Line]:
    if not customer.notes:
        return
    yield line()
    yield line(" ", Span(_("Notes on them"), "label"), anchor=NOTES)
    for note in reversed(customer.notes):
        yield from _paragraph(note.text, cells, "note")
        yield line(" ", Span(clip(f"{steady(note.by)}, {day(note.at, now)}", cells), "muted"))


def _promises(promises: Sequence[Promised], cells: int, now: datetime) -> Iterator[Line]:
    if not promises:
        return
    yield line()
    yield line(" ", Span(_("We promised"), "label"))
    for promise in promises:
        anchor, role = PROMISE + promise.id, "alarm" if promise.late(now) else "warn"
        yield line(" ", Span(clip(due_word(promise, now), cells), role), anchor=anchor)  # type: ignore[arg-type]  # roles
        for piece in list(wrap(steady(" ".join(promise.text.split())), cells))[:2]:
            yield line(" ", Span(piece), anchor=anchor)


def _contact(customer: Customer, cells: int, now: datetime) -> Iterator[Line]:
    pairs = list(_facts(customer, now))
    room = max(width(name) for name, _value in pairs) + 2
    for name, value in pairs:
        yield line(" ", Span(fit(name, room), "label"), Span(clip(steady(value), cells - room)))


def _facts(customer: Customer, now: datetime) -> Iterator[tuple[str, str]]:
    total = sum(customer.counts.values())
    yield _("Tickets"), _("{n}, {open} open").format(n=total, open=customer.counts.get("open", 0))
    yield _("Messages"), str(customer.messages)
    if customer.first_contact:
        yield _("First contact"), day(customer.first_contact, now)
        if years := (now - customer.first_contact).days // 365:
            yield _("With us"), _("{n} years").format(n=years) if years > 1 else _("a year")
    if customer.praise:
        yield _("Praise"), str(customer.praise)
    if customer.promises_kept or customer.promises_late:
        said = _("{kept} kept, {late} late")
        yield _("Promises"), said.format(kept=customer.promises_kept, late=customer.promises_late)
    if customer.last_contact:
        yield _("Last contact"), f"{day(customer.last_contact, now)} ({age(customer.last_contact, now)})"
    if customer.last_contact_how:
        spoke, status = customer.last_contact_how
        ended = _("theirs, {status}") if spoke == "in" else _("ours, {status}")
        yield _("Last word"), ended.format(status=status_name(status))
    holder = customer.tickets[0].assignee if customer.tickets else None
    if holder:
        yield _("It is with"), holder
    if customer.last_agent:
        yield _("Last answered by"), customer.last_agent


def _tickets(customer: Customer, cells: int, now: datetime, current: str) -> Iterator[Line]:
    yield line(" ", Span(_("History"), "label"))
    for ticket in customer.tickets:
        word = status_name(ticket.status)
        when = right(day(ticket.updated, now), 7)
        room = cells - 4 - width(word) - width(when)
        here = ticket.code == current
        role: Role = "strong" if here else "text" if ticket.status == "open" else "muted"
        yield line(
            Span("›" if here else " ", "mine"),
            Span(fit(steady(ticket.subject) or "-", room), role),
            " ",
            Span(word, "link" if ticket.status == "open" else "muted"),
            Span(when, "muted"),
            anchor=TICKET + ticket.code,
        )
    missing = sum(customer.counts.values()) - len(customer.tickets)
    if missing > 0:
        text = _("and {n} older ones").format(n=missing)
        yield line(" ", Span(text, "link"), anchor=OLDER + customer.addresses[0])

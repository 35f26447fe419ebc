"""Whom an answer goes to: fixed from the ticket, never ourselves."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from config.settings import Mailbox
from core.entries import MessageEntry
from core.mail.message import Address
from core.tickets import Ticket


def answer_to(answered: MessageEntry | None, ticket: Ticket, own: Collection[str]) -> tuple[Address, ...]:
    """Reply-To or From of the message answered; of our own message its To; else the ticket's customer.

    `own` are our addresses, lower case.
    """
    customer = Address(ticket.customer.name, ticket.customer.address)
    choices: list[Sequence[Address]] = []
    if answered is not None and answered.direction == "in":
        choices = [answered.reply_to, (answered.sender,) if answered.sender else ()]
    elif answered is not None:
        choices = [answered.to]
    for people in (*choices, (customer,)):
        if found := _others(people, own):
            return _named(found, answered)
    return ()


def everybody_else(answered: MessageEntry, to: Sequence[Address], own: Collection[str]) -> tuple[Address, ...]:
    """For reply-all: To and Cc of the message answered, without ourselves and those already in To."""
    taken = {a.address.lower() for a in to}
    return tuple(a for a in _others((*answered.to, *answered.cc), own) if a.address.lower() not in taken)


def own_address(mailbox: Mailbox, answered: MessageEntry | None) -> str:
    """The address we answer from: the alias that was written to, else the mailbox's own."""
    if answered is not None and answered.direction == "in":
        aliases = {a.lower(): a for a in mailbox.aliases}
        written = [a.address.lower() for a in (*answered.to, *answered.cc)]
        if mailbox.email.lower() not in written:
            return next((aliases[w] for w in written if w in aliases), mailbox.email)
    return mailbox.email


def _others(people: Sequence[Address], own: Collection[str]) -> tuple[Address, ...]:
    kept = {a.address.lower(): a for a in reversed(people) if a.address and a.address.lower() not in own}
    return tuple(reversed(kept.values()))


def _named(people: tuple[Address, ...], answered: MessageEntry | None) -> tuple[Address, ...]:
    """A Reply-To often holds a bare address: the writer's name goes with it where it is theirs."""
    sender = answered.sender if answered is not None else None
    if sender is None:
        return people
    same = sender.address.lower()
    return tuple(Address(a.name or sender.name, a.address) if a.address.lower() == same else a for a in people)

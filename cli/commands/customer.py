"""`mado customer ADDRESS`: one person; `merge`, `unmerge`, `expect`, `note`, `export`, `erase` decide on them."""

from __future__ import annotations

import click

from cli import shapes
from cli.customer_data import erase_customer, export_customer
from cli.customer_preview import show_preview
from cli.listing import show_tickets, status_name
from cli.opened import opened_desk
from cli.output import line, put_json, put_jsonl, say
from cli.reading import flag_words
from cli.shared import Shared, pass_shared
from config.errors import UsageError
from config.languages import translator
from core import decisions
from core.customers import Customer
from core.text import clean

_ = translator("cli")
VERBS = ("merge", "unmerge", "expect", "note", "clear", "export", "erase")


@click.command(
    "customer",
    help=_(
        "Show a customer: ADDRESS. Or decide: `merge ADDRESS OTHER` (two addresses are one person), "
        "`unmerge ADDRESS` (`--preview` shows what it comes to), `note ADDRESS TEXT` (for the team), "
        "`clear ADDRESS WHY` (no longer at risk), "
        "`expect ADDRESS TEXT` (what this customer expects of us; an empty TEXT removes it). "
        "`export ADDRESS [DIR]` is what may be handed to them; `erase ADDRESS` leaves nothing of them anywhere."
    ),
)
@click.argument("words", metavar="[merge|unmerge|expect|note|clear|export|erase] ADDRESS...", nargs=-1, required=True)
@click.option("--preview", is_flag=True, help=_("With `merge`, `unmerge`: only show what it comes to."))
@click.option("--yes", is_flag=True, help=_("With `erase`: do not ask."))
@click.option("--keep-mentions", is_flag=True, help=_("With `erase`: keep other people's mail that names them."))
@pass_shared
def command(shared: Shared, words: tuple[str, ...], preview: bool, yes: bool, keep_mentions: bool) -> None:
    """Show a person, or decide on them; the verb may stand before the address or behind it."""
    verb, rest = _split(words)
    with opened_desk(shared) as desk:
        if verb == "export":
            export_customer(shared, desk, rest)
            return
        if verb == "erase":
            (address,) = _exactly(rest, 1, "erase ADDRESS")
            erase_customer(shared, desk, address, yes=yes, mentions=not keep_mentions)
            return
        if preview:
            show_preview(shared, desk, verb, rest)
            return
        if verb == "merge":
            address, other = _exactly(rest, 2, "merge ADDRESS OTHER")
            desk.do(decisions.merge_customers(address, other))
            say(shared, _("{address} and {other} are one person.").format(address=address, other=other))
        elif verb == "unmerge":
            (address,) = _exactly(rest, 1, "unmerge ADDRESS")
            desk.do(decisions.unmerge_customer(address))
            say(shared, _("{address} is a person of its own.").format(address=address))
        elif verb == "note":
            address, text = _exactly(rest, 2, 'note ADDRESS "TEXT"')
            desk.do(decisions.note_on(address, clean(text)))
            say(shared, _("Noted with {address}.").format(address=address))
        elif verb == "clear":
            address, text = _exactly(rest, 2, 'clear ADDRESS "WHY"')
            desk.do(decisions.clear_risk(address, clean(text)))
            told = _("{address} is no longer at risk: {why}")
            say(shared, told.format(address=address, why=clean(text, one_line=True)))
        elif verb == "expect":
            address, text = _exactly(rest, 2, 'expect ADDRESS "TEXT"')
            desk.do(decisions.expect(address, clean(text, one_line=True)))
            say(shared, _("{address} expects: {text}").format(address=address, text=text or "-"))
        else:
            (address,) = _exactly(rest, 1, "ADDRESS")
        if verb is None or shared.format != "text":
            _show(shared, desk.customer(address))


def _split(words: tuple[str, ...]) -> tuple[str | None, tuple[str, ...]]:
    if words[0] in VERBS:
        return words[0], words[1:]
    if len(words) > 1 and words[1] in VERBS:
        return words[1], (words[0], *words[2:])
    return None, words


def _exactly(words: tuple[str, ...], count: int, usage: str) -> tuple[str, ...]:
    if len(words) != count:
        raise UsageError(_("It is `mado customer {usage}`.").format(usage=usage))
    return words


def _show(shared: Shared, customer: Customer) -> None:
    if shared.format == "json":
        put_json(shapes.customer(customer))
    elif shared.format == "jsonl":
        put_jsonl([shapes.customer(customer)])
    elif shared.format in ("ids", "csv"):
        show_tickets(shared, customer.tickets)
    else:
        _read(shared, customer)


def _read(shared: Shared, c: Customer) -> None:
    line(clean(c.name or c.addresses[0], one_line=True), colour="cyan")
    line(" ".join(c.addresses) + (f"  ({c.organisation})" if c.organisation else ""))
    if c.expectation:
        line(_("Expects: {text}").format(text=clean(c.expectation, one_line=True)), colour="yellow")
    counts = ", ".join(f"{status_name(status)} {count}" for status, count in c.counts.items())
    line(_("{count} messages; {tickets}").format(count=c.messages, tickets=counts))
    if c.first_contact and c.last_contact:
        first, last = shapes.local(c.first_contact), shapes.local(c.last_contact)
        line(_("First contact {first}, last {last}.").format(first=f"{first:%Y-%m-%d}", last=f"{last:%Y-%m-%d}"))
    for flag in c.flags:
        line(f"{flag.level}: {clean(flag_words(flag), one_line=True)}", colour="red")
    for cleared in c.cleared[-1:]:
        told = _("No longer at risk since {day}, says {name}: {why}")
        day = f"{shapes.local(cleared.at):%Y-%m-%d}"
        line(told.format(day=day, name=clean(cleared.by, one_line=True), why=clean(cleared.why, one_line=True)))
    if c.praise:
        line(_("Praised us {count} times.").format(count=c.praise), colour="green")
    if c.promises_kept or c.promises_late:
        told = _("Promises to them: {kept} kept in time, {late} late.")
        line(told.format(kept=c.promises_kept, late=c.promises_late))
    for address in c.bounced:
        line(_("Mail to {address} was returned.").format(address=address), colour="red")
    for note in c.notes:
        line(f"* {clean(note.text)} ({clean(note.by, one_line=True)})")
    line()
    show_tickets(shared, c.tickets)

"""`:customer` with words at the prompt, as behind `mado`: an address, or a verb with one."""

from __future__ import annotations

from config.errors import UsageError
from core import decisions
from tui.commands.people import confirmed
from tui.console import Console
from tui.labels import _
from tui.views import customer_view

_VERBS = ("merge", "unmerge", "expect", "note")
_IN_THE_SHELL = ("export", "erase")


async def customer_words(console: Console, words: str) -> None:
    """Carry out what was typed behind `customer`. Raises MadoError."""
    first, _space, rest = words.strip().partition(" ")
    if first in _IN_THE_SHELL:
        raise UsageError(_("{word} is done in the shell: mado {word}").format(word=f"customer {first}"))
    if first not in _VERBS:
        person = await console.jobs.ask(lambda: console.desk.customer(words.strip(), 1))
        console.main.show_view(customer_view(person.addresses[0]))
        return
    address, _gap, value = rest.strip().partition(" ")
    value = value.strip().strip('"')
    if not address or (not value and first != "unmerge"):
        raise UsageError(_("It is `customer {verb} ADDRESS` and what belongs to it.").format(verb=first))
    if first == "expect":
        await console.act([decisions.expect(address, value)], _("Kept with the customer."))
    elif first == "note":
        await console.act([decisions.note_on(address, value)], _("Kept with the customer."))
    else:
        await _one_or_two(console, first, address, value)


async def _one_or_two(console: Console, verb: str, address: str, other: str) -> None:
    from core.person_changes import if_merged, if_unmerged

    desk = console.desk
    if verb == "merge":
        change = await console.jobs.ask(lambda: if_merged(desk, address, other))
        if await confirmed(console, _("Are they one person?"), change, _("Yes, one person")):
            await console.act([decisions.merge_customers(address, other)], _("They are one person now."))
        return
    change = await console.jobs.ask(lambda: if_unmerged(desk, address))
    if await confirmed(console, _("Are they two persons?"), change, _("Yes, two persons")):
        await console.act([decisions.unmerge_customer(address)], _("They are two persons now."))

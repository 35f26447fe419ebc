"""The person behind a ticket: expectation, notes, one person or two, and finding people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from config.errors import UsageError
from core import decisions
from tui.commands.base import PEOPLE, Command
from tui.console import Console
from tui.labels import N_, _
from tui.views import customer_view

if TYPE_CHECKING:
    from core.customers import Customer
    from core.person_changes import PersonChange

_MOST = 200


class _OnPerson(Command):
    """Offered where a customer is shown."""

    group = PEOPLE

    def possible(self, console: Console) -> bool:
        """There is a customer."""
        return console.main.customer.customer is not None

    def person(self, console: Console) -> Customer:
        """The customer shown. Raises UsageError."""
        found = console.main.customer.customer
        if found is None:
            raise UsageError(_("No customer is shown."), hint=_("Open a ticket first."))
        return found


class Expect(_OnPerson):
    """What this customer expects."""

    name, title, keys = "expect", N_("What the customer expects"), ("E",)
    words = ("期待",)
    argument = N_("text")
    help = N_("Write down what this customer expects of us; the whole team sees it.")

    async def run(self, console: Console, words: str = "") -> None:
        """Let the text be changed where it stands, and keep it with the customer."""
        person = self.person(console)
        title = _("{name} expects").format(name=person.name or person.addresses[0])
        text = words or await console.write_at(console.main.place_of("expectation"), title, person.expectation)
        if text is not None and text.strip() != person.expectation:
            await console.act([decisions.expect(person.addresses[0], text)], _("Kept with the customer."))


class NotePerson(_OnPerson):
    """Something the team should know of a person."""

    name, title, keys = "note-person", N_("Note on the customer"), ("I",)
    words = ("お客様メモ",)
    argument = N_("text")
    help = N_("Write down something about this person for the team; it stands beside all their tickets.")

    async def run(self, console: Console, words: str = "") -> None:
        """Ask for the text and keep it with the customer."""
        person = self.person(console)
        title = _("Note on {name}").format(name=person.name or person.addresses[0])
        text = words or await console.write(title, _("Colleagues see it; customers never do."))
        if text and text.strip():
            await console.act([decisions.note_on(person.addresses[0], text)], _("Kept with the customer."))


class MergePerson(_OnPerson):
    """Two are one."""

    name, title, keys = "merge-person", N_("Same person as another"), ("equals_sign",)
    words = ("同一人物",)
    argument = N_("address, or a part of a name")
    help = N_("Say that this customer and another one are one person; shows first what it comes to.")

    async def run(self, console: Console, words: str = "") -> None:
        """Ask who, show what it comes to, and do it. Raises MadoError."""
        from core.person_changes import if_merged

        person = self.person(console)
        typed = words or await console.ask(_("The same person as"), hint=_("an address, or a part of a name"))
        if not typed or not typed.strip():
            return
        other = await choose_person(console, typed.strip(), besides=person.id)
        if other is None:
            return
        address = person.addresses[0]
        change = await console.jobs.ask(lambda: if_merged(console.desk, address, other))
        if await confirmed(console, _("Are they one person?"), change, _("Yes, one person")):
            await console.act([decisions.merge_customers(address, other)], _("They are one person now."))


class UnmergePerson(_OnPerson):
    """One is two."""

    name, title, keys = "unmerge-person", N_("An address of somebody else"), ("plus",)
    words = ("分離",)
    argument = N_("address")
    help = N_("Say that one of this customer's addresses is another person; shows first what it comes to.")

    def possible(self, console: Console) -> bool:
        """They have two addresses at least."""
        person = console.main.customer.customer
        return person is not None and len(person.addresses) > 1

    def completions(self, console: Console, words: str) -> Sequence[str]:
        """Their addresses."""
        person = console.main.customer.customer
        return person.addresses if person is not None else ()

    async def run(self, console: Console, words: str = "") -> None:
        """Ask which address, show what it comes to, and do it. Raises MadoError."""
        from core.person_changes import if_unmerged

        person = self.person(console)
        address = words or await console.choose(_("Whose is not theirs?"), [(a, a) for a in person.addresses])
        if not address:
            return
        change = await console.jobs.ask(lambda: if_unmerged(console.desk, address))
        if await confirmed(console, _("Are they two persons?"), change, _("Yes, two persons")):
            await console.act([decisions.unmerge_customer(address)], _("They are two persons now."))


class Customers(Command):
    """Find a person."""

    name, title, keys, group = "customers", N_("Find a customer"), ("at",), PEOPLE
    words = ("お客様を探す", "people")
    argument = N_("name or address")
    help = N_("Find a customer by a part of name or address, and show every ticket of theirs.")

    async def run(self, console: Console, words: str = "") -> None:
        """Ask for words, choose a person, show their tickets. Raises MadoError."""
        typed = words or await console.ask(_("Customer"), hint=_("an address, or a part of a name"))
        if typed and typed.strip():
            address = await choose_person(console, typed.strip())
            if address:
                console.main.show_view(customer_view(address))


async def choose_person(console: Console, typed: str, besides: int = 0) -> str | None:
    """An address of the person that was meant; asks where several are. Raises UsageError where nobody is."""
    found = await console.jobs.ask(lambda: console.desk.customers(typed, 0, _MOST))
    people = [p for p in found if p["id"] != besides]
    if not people:
        raise UsageError(_("Nobody else is called {name}.").format(name=typed), hint=_("Try fewer letters."))
    if len(people) == 1:
        return str(people[0]["addresses"][0])
    lines = [(p["addresses"][0], f"{p['name'] or p['addresses'][0]}  {', '.join(p['addresses'])}") for p in people]
    return await console.choose(_("Customer"), lines)


async def confirmed(console: Console, question: str, change: PersonChange, yes: str) -> bool:
    """Show the persons there are and would be, and ask."""
    from tui.screens.pick import Choice, PickScreen
    from tui.text.person_change import change_text

    text = change_text(change)
    choices = [Choice("no", _("No, leave it"), preview=text), Choice("yes", yes, preview=text)]
    return await console.app.answer(PickScreen(question, choices)) == "yes"


COMMANDS: tuple[Command, ...] = (Expect(), NotePerson(), MergePerson(), UnmergePerson(), Customers())

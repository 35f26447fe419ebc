"""What merging or parting persons comes to, in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tui.labels import _

if TYPE_CHECKING:
    from core.person_changes import Person, PersonChange


def change_text(change: PersonChange) -> str:
    """The persons now and then, one below the other."""
    return "\n".join([_("Now"), *_each(change.before), "", _("Then"), *_each(change.after)])


def _each(persons: tuple[Person, ...]) -> Iterator[str]:
    for person in persons:
        yield f"  {person.name or person.addresses[0]}"
        yield f"    {', '.join(person.addresses)}"
        yield "    " + _("{tickets} tickets, {notes} notes").format(tickets=person.tickets, notes=person.notes)
        if person.expectation:
            yield "    " + _("expects: {text}").format(text=" / ".join(person.expectation.splitlines()))

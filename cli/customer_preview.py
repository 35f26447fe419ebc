"""What `mado customer merge` and `unmerge` would come to, for `--preview`."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from cli.output import line, put_json
from cli.shared import Shared
from config.errors import UsageError
from config.languages import translator
from core.text import clean

if TYPE_CHECKING:
    from core.desk import Desk
    from core.person_changes import Person

_ = translator("cli")


def show_preview(shared: Shared, desk: Desk, verb: str | None, rest: tuple[str, ...]) -> None:
    """Show it; nothing is changed. Raises UsageError for another verb."""
    from core.person_changes import if_merged, if_unmerged

    if verb == "merge" and len(rest) == 2:
        change = if_merged(desk, *rest)
    elif verb == "unmerge" and len(rest) == 1:
        change = if_unmerged(desk, *rest)
    else:
        raise UsageError(_("`--preview` goes with `merge ADDRESS OTHER` and `unmerge ADDRESS`."))
    if shared.format in ("json", "jsonl"):
        put_json({"before": [asdict(p) for p in change.before], "after": [asdict(p) for p in change.after]})
        return
    for heading, persons in ((_("Now:"), change.before), (_("Then:"), change.after)):
        line(heading, colour="cyan")
        for person in persons:
            line(f"  {_said(person)}")


def _said(person: Person) -> str:
    name = clean(person.name or person.addresses[0], one_line=True)
    said = _("{name}: {addresses}; {tickets} tickets, {notes} notes")
    text = said.format(name=name, addresses=" ".join(person.addresses), tickets=person.tickets, notes=person.notes)
    expects = clean(person.expectation, one_line=True)
    return f"{text}; {_('expects')}: {expects}" if expects else text

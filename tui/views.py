"""The views every desk begins with: saved queries with a name."""

from __future__ import annotations

from dataclasses import dataclass

from tui.labels import N_, _


@dataclass(frozen=True, slots=True)
class View:
    """A saved query. `hint` is what an empty one says; `pressing` puts late promises and customers at risk on top."""

    name: str
    title: str
    query: str
    hint: str
    pressing: bool = False

    @property
    def label(self) -> str:
        """Its name in the language in force."""
        return _(self.title)

    @property
    def brief(self) -> str:
        """A shorter name for where not all fit: a word of it, if the language has one. Own views have none."""
        names = [view.name for view in VIEWS]
        words = _("Inbox Mine Unassigned Waiting Snoozed Late All").split()
        return words[names.index(self.name)] if self.name in names and len(words) == len(names) else self.label


OWN = "own-"

VIEWS = (
    View(
        "inbox", N_("Inbox"), "status:open -is:snoozed", N_("Nothing waits for an answer. Well done."), pressing=True
    ),
    View("mine", N_("Mine"), "status:open assignee:me", N_("Nothing is assigned to you. i takes a ticket.")),
    View("unassigned", N_("Unassigned"), "status:open assignee:none", N_("Every open ticket has somebody.")),
    View("waiting", N_("Waiting"), "status:pending", N_("We wait for nobody.")),
    View("snoozed", N_("Snoozed"), "is:snoozed", N_("Nothing is snoozed. z puts a ticket off.")),
    View("late", N_("Late"), "is:late", N_("Nobody has waited too long.")),
    View("all", N_("All"), "", N_("No mail has been read yet.")),
)


def is_own(view: View) -> bool:
    """Whether a person saved it (`HOME/views.toml`)."""
    return view.name.startswith(OWN)


def customer_view(address: str) -> View:
    """Every ticket of a person, as a search that can be typed again."""
    return search_view(f"customer:{address}")


def search_view(query: str) -> View:
    """A view made from what was typed behind `/`."""
    return View("search", query, query, N_("Nothing found. Fewer or shorter words find more."))

"""What a command is: its names, keys, place and help in one class, so that nothing can disagree.

Key map, key bar, palette, `?` help and the `:` prompt are all made from the registry of these.
"""

from __future__ import annotations

from collections.abc import Awaitable, Sequence
from typing import TYPE_CHECKING, ClassVar

from config.languages import LANGUAGES, translated
from tui.labels import N_, _

if TYPE_CHECKING:
    from tui.console import Console

KEYMAP = "keys.toml"
"""The file in a home that gives commands other keys."""
LIST, TICKET, CUSTOMER, COMPOSER = "list", "ticket", "customer", "composer"
MAIN = frozenset({LIST, TICKET, CUSTOMER})

MOVING = N_("Moving")
LOOKING = N_("Views and search")
ACTING = N_("Acting on tickets")
ANSWERING = N_("Answering")
PEOPLE = N_("Customers")
CARE = N_("Care")
CONSOLE = N_("The console")
GROUPS = (ANSWERING, ACTING, PEOPLE, CARE, LOOKING, MOVING, CONSOLE)


class Command:
    """One action. `keys` are its defaults; `bar` > 0 shows it in the key bar, lower numbers first.

    `words` are more names it is found and typed by; `argument` says what stands behind it at the `:`
    prompt, `own_codes` that codes there are its argument, not the tickets it acts on. Texts are English and
    marked for the catalogue; ask `label` and `summary` for display.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    help: ClassVar[str]
    group: ClassVar[str]
    keys: ClassVar[tuple[str, ...]] = ()
    where: ClassVar[frozenset[str]] = MAIN
    words: ClassVar[tuple[str, ...]] = ()
    argument: ClassVar[str] = ""
    bar: ClassVar[int] = 0
    own_codes: ClassVar[bool] = False

    @property
    def label(self) -> str:
        """Its name in the language in force."""
        return _(self.title)

    @property
    def summary(self) -> str:
        """What it does, in one line."""
        return _(self.help)

    def search_texts(self) -> tuple[str, ...]:
        """Everything it may be found by, in both languages."""
        titles = (translated("tui", self.title, language) for language in LANGUAGES)
        return (*titles, self.name, *self.words)

    def completions(self, console: Console, words: str) -> Sequence[str]:
        """What may stand behind its name at the prompt, given what stands there already."""
        return ()

    def possible(self, console: Console) -> bool:
        """Whether it can run now; what cannot is not offered."""
        return True

    def run(self, console: Console, words: str = "") -> Awaitable[None] | None:
        """Do it; `words` are what was typed behind it at the prompt. Raises MadoError."""
        raise NotImplementedError


def on_ticket(console: Console) -> bool:
    """For `possible`: there is a ticket to act on."""
    return bool(console.targets())

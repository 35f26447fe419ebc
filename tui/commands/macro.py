"""A canned response, changes to the ticket and the next step in one: on a key of its own, or chosen by name.

Without a canned response a macro is carried out at once; with one the composer opens with everything prepared, and
sending carries the rest out.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tui.commands.base import ANSWERING, Command, on_ticket
from tui.console import Console
from tui.labels import N_, _

if TYPE_CHECKING:
    from core.macros import Macro


async def run_macro(console: Console, macro: Macro) -> None:
    """Carry a macro out on the targets, or open the reply that it begins. Raises MadoError."""
    codes = console.targets()
    if macro.canned:
        from tui.screens.compose_start import Wish

        await console.compose(codes[0], Wish(macro=macro))
        return
    made = [decision for code in codes for decision in macro.decisions(code, console.me)]
    await console.act(made, _("Done: {name}.").format(name=macro.name))
    if macro.next == "list":
        console.main.show_list()
    elif macro.next == "next":
        console.app.run_line("next")


class MacroCommand(Command):
    """One macro of this home."""

    group = ANSWERING

    def __init__(self, macro: Macro) -> None:
        self._macro = macro
        # The macros are files of the home; each becomes a command with its own name.
        self.name = f"macro-{macro.key}"  # type: ignore[misc]  # see above
        self.title = macro.name  # type: ignore[misc]  # see above
        self.words = (macro.key,)  # type: ignore[misc]  # see above
        self.help = N_("Carry this macro out: text, changes and where to go next.")  # type: ignore[misc]  # see above

    def possible(self, console: Console) -> bool:
        """There is a ticket."""
        return on_ticket(console)

    async def run(self, console: Console, words: str = "") -> None:
        """Carry it out."""
        await run_macro(console, self._macro)


class Macros(Command):
    """Choose a macro."""

    name, title, group, keys = "macro", N_("Macro"), ANSWERING, ("e",)
    words = ("macros", "マクロ")
    argument = N_("name of a macro")
    help = N_("A canned response, changes to the ticket and the next step in one; macros may have keys of their own.")

    def possible(self, console: Console) -> bool:
        """There is a ticket."""
        return on_ticket(console)

    def completions(self, console: Console, words: str) -> Sequence[str]:
        """Their names."""
        return [macro.key for macro in console.desk.macros.all()]

    async def run(self, console: Console, words: str = "") -> None:
        """Choose one and carry it out. Raises MadoError."""
        shelf = console.desk.macros
        if words:
            await run_macro(console, await console.jobs.ask(lambda: shelf.find(words)))
            return
        known, broken = await console.jobs.ask(lambda: (shelf.all(), shelf.findings()))
        if not known:
            reason = f" {broken[0][0].name}: {broken[0][1]}" if broken else ""
            console.say(_("There are no macros; they are files in {folder}.").format(folder=shelf.folder) + reason)
            return
        chosen = await console.choose(_("Macro"), [(m.key, f"{m.name}  {m.shortcut}  {m.canned}") for m in known])
        macro = next((m for m in known if m.key == chosen), None)
        if macro is not None:
            await run_macro(console, macro)


COMMANDS: tuple[Command, ...] = (Macros(),)

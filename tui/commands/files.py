"""The files that came with a ticket's mail: save them, look at them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from config.errors import NothingMatched
from tui.commands.base import LOOKING, Command, on_ticket
from tui.console import Console
from tui.labels import N_, _

if TYPE_CHECKING:
    from core.attachments import Held


class _OnFile(Command):
    """Offered where there is a ticket; asks which file where there are several."""

    group = LOOKING

    def possible(self, console: Console) -> bool:
        """There is a ticket."""
        return on_ticket(console)

    async def chosen(self, console: Console) -> Held | None:
        """The file meant; None where the question was left. Raises NothingMatched."""
        from core import attachments

        code = console.targets()[0]
        entries = await console.jobs.ask(lambda: console.desk.entries(code))
        held = attachments.attachments_of(entries)
        if not held:
            raise NothingMatched(_("No file came with this ticket."))
        if len(held) == 1:
            return held[0]
        number = await console.choose(_(self.title), _choices(held))
        return held[int(number) - 1] if number else None


def _choices(held: Sequence[Held]) -> list[tuple[str, str]]:
    return [(str(h.number), f"{h.file.filename or h.file.content_type}  {h.file.size:,}") for h in reversed(held)]


class SaveFile(_OnFile):
    """A file into a folder."""

    name, title, keys = "save-file", N_("Save a file"), ("D",)
    words = ("download", "保存", "添付保存")
    argument = N_("folder")
    help = N_("Save a file that came with the ticket as a new file; nothing is replaced or unpacked.")

    async def run(self, console: Console, words: str = "") -> None:
        """Ask which and where, and save it."""
        from core import attachments

        held = await self.chosen(console)
        if held is None:
            return
        usual = console.desk.settings.attachments.folder or "."
        folder = words or await console.ask(_("Save into"), hint=_("a folder that is there"), value=usual)
        if not folder or not folder.strip():
            return
        name = attachments.safe_name(held.file.filename, held.number)
        into = Path(folder.strip()).expanduser()
        path = await console.jobs.ask(
            lambda: attachments.save(attachments.content(held, console.desk.raw), into, name)
        )
        console.say(_("Saved {path}.").format(path=path), "good")


class OpenFile(_OnFile):
    """A file in its viewer."""

    name, title, keys = "open-file", N_("Look at a file"), ("V",)
    words = ("attachment", "開く", "添付を開く")
    help = N_("Show a file that came with the ticket in the program that the settings name.")

    async def run(self, console: Console, words: str = "") -> None:
        """Ask which, and hand a copy to the viewer."""
        from core import attachments

        held = await self.chosen(console)
        if held is None:
            return
        viewer = console.desk.settings.attachments.viewer
        name = attachments.safe_name(held.file.filename, held.number)
        await console.jobs.ask(
            lambda: attachments.open_with(viewer, attachments.content(held, console.desk.raw), name)
        )
        console.say(_("Opened {name}.").format(name=name))


COMMANDS: tuple[Command, ...] = (SaveFile(), OpenFile())

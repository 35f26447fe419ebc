"""Making tickets one, parting them, and taking back what was done."""

from __future__ import annotations

from datetime import datetime

from core import decisions
from tui.commands.base import ACTING, LIST, TICKET, Command
from tui.commands.ticket import OnTicket
from tui.console import Console
from tui.labels import N_, _
from tui.text.when import moment


class Merge(OnTicket):
    """Make tickets one."""

    name, title, keys = "merge", N_("Merge"), ("m",)
    words = ("統合",)
    argument = N_("code of the other ticket")
    own_codes = True
    help = N_("Make the marked tickets one, or this one and another; the oldest code stays.")

    async def run(self, console: Console, words: str = "") -> None:
        """Merge the marked ones, or all that were typed; with one target ask into which. Raises MadoError."""
        codes, typed = console.targets(), words.split()
        if len(codes) == 1 or typed:
            if not typed:
                other = await console.ask(_("Merge with"), hint=_("code of the other ticket"))
                typed = (other or "").split()
            if not typed:
                return
            known = await console.jobs.ask(lambda: [console.desk.ticket(code).code for code in typed])
            codes = tuple(dict.fromkeys((*known, *(codes if len(known) < 2 else ()))))
        await console.act([decisions.merge(code, codes[0]) for code in codes[1:]], _("Merged. u takes it back."))


class Join(OnTicket):
    """Into the ticket it seems to belong to."""

    name, title, keys = "join", N_("Join where it belongs"), ("M",)
    words = ("合流",)
    help = N_("Merge it with the ticket it may belong to.")

    def possible(self, console: Console) -> bool:
        """There is one to which it may belong."""
        ticket = console.main.ticket_in_front()
        return ticket is not None and bool(ticket.may_belong_to)

    async def run(self, console: Console, words: str = "") -> None:
        """Merge; where there are several, ask into which."""
        ticket = console.main.ticket_in_front()
        if ticket is None or not ticket.may_belong_to:
            return
        into: str | None = ticket.may_belong_to[0]
        if len(ticket.may_belong_to) > 1:
            known = await console.jobs.ask(lambda: [console.desk.ticket(code) for code in ticket.may_belong_to])
            into = await console.choose(_("Merge with"), [(t.code, f"{t.code}  {t.subject}") for t in known])
        if into:
            await console.act([decisions.merge(ticket.code, into)], _("Merged. u takes it back."))


class Split(Command):
    """A message into a ticket of its own."""

    name, title, keys, group = "split", N_("Split a message off"), ("B",), ACTING
    where = frozenset({TICKET})
    words = ("分割",)
    help = N_("Give a message a ticket of its own; replies to it go along, and later ones follow.")

    def possible(self, console: Console) -> bool:
        """There are two messages at least."""
        shown = console.main.shown
        return shown is not None and shown.ticket.messages > 1

    async def run(self, console: Console, words: str = "") -> None:
        """Ask which message, the one at the top of the window first, and split it off. Raises MadoError."""
        from tui.screens.split import choose_message

        shown = console.main.shown
        if shown is None:
            return
        name = await choose_message(console, shown)
        if name:
            (event,) = await console.jobs.write(lambda: console.desk.do(decisions.split(shown.ticket.code, name)))
            console.main.reload()
            said = _("{n} messages are {code} now. u takes it back.")
            console.say(said.format(n=len(event.data["messages"]), code=event.data["into"]), "good")


class Undo(Command):
    """Take the last thing back."""

    name, title, keys, group, bar = "undo", N_("Undo"), ("u",), ACTING, 10
    words = ("取り消し", "元に戻す")
    help = N_("Take back what you did last; a reply that has not left comes back as a draft.")

    async def run(self, console: Console, words: str = "") -> None:
        """Take back a waiting reply first, else the last event."""
        await console.undo()


class UndoLog(Command):
    """Choose what to take back."""

    name, title, keys, group = "undo-log", N_("What I did"), ("U",), ACTING
    words = ("操作履歴", "history")
    help = N_("Everything you did last, newest first; take back any of it.")

    async def run(self, console: Console, words: str = "") -> None:
        """Choose one and take it back. Raises MadoError."""
        found = await console.jobs.ask(console.desk.undoable)
        if not found:
            console.say(_("There is nothing to take back."))
            return
        from tui.labels import event_sentence

        now = console.now()
        lines = [
            (e.id, f"{moment(datetime.fromisoformat(e.at), now)}  {e.ticket or ''}  "
             f"{event_sentence(e.kind, e.data, e.by)}")
            for e in found
        ]  # fmt: skip
        chosen = await console.choose(_("What I did"), lines, _("Enter takes it back"))
        if chosen:
            await console.jobs.write(lambda: console.desk.do(decisions.undo(chosen)))
            console.main.reload()
            console.say(_("Taken back."), "good")


class Mark(Command):
    """Choose several."""

    name, title, keys, group = "mark", N_("Mark"), ("x",), ACTING
    where = frozenset({LIST})
    help = N_("Mark tickets; what you do next is done to all of them.")

    def possible(self, console: Console) -> bool:
        """There is something to mark."""
        return bool(console.main.tickets.total)

    def run(self, console: Console, words: str = "") -> None:
        """Mark the one under the cursor."""
        console.main.tickets.toggle_mark()


COMMANDS: tuple[Command, ...] = (Merge(), Join(), Split(), Mark(), Undo(), UndoLog())

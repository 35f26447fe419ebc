"""Views, search, the customer pane, and the ticket that needs us most."""

from __future__ import annotations

from tui.commands.base import LOOKING, Command
from tui.console import Console
from tui.labels import N_, _
from tui.views import VIEWS, View, search_view


class ShowView(Command):
    """One of the saved views, on its number key."""

    group = LOOKING

    def __init__(self, number: int, view: View) -> None:
        self._view = view
        # A command class per view would only repeat the table in tui/views.py.
        self.name = f"view-{view.name}"  # type: ignore[misc]  # see above
        self.title = view.title  # type: ignore[misc]  # see above
        self.keys = (str(number),)  # type: ignore[misc]  # see above
        self.help = N_("Show this view.")  # type: ignore[misc]  # see above

    def run(self, console: Console, words: str = "") -> None:
        """Show it."""
        console.main.show_view(self._view)


class Search(Command):
    """Find tickets."""

    name, title, group = "search", N_("Search"), LOOKING
    keys = ("slash",)
    words = ("find", "検索")
    argument = N_("words or a query")
    bar = 8
    help = N_("Find tickets by words or by fields: from:@example.jp 返金 tag:refund has:attachment.")

    async def run(self, console: Console, words: str = "") -> None:
        """Ask for a query unless there is one, and show what it finds."""
        query = words or await console.ask(
            _("Search"), hint=_("words, from:, tag:, status:, assignee:, before:, has:attachment"),
            value=console.main.view.query if console.main.view.name == "search" else "",
        )  # fmt: skip
        if query and query.strip():
            await console.check_query(query.strip())
            console.main.show_view(search_view(query.strip()))


class Next(Command):
    """The ticket that needs us most."""

    name, title, group = "next", N_("Next ticket"), LOOKING
    keys = ("N",)
    help = N_("Open the ticket that most needs us, and say why.")

    async def run(self, console: Console, words: str = "") -> None:
        """Open it."""
        found = await console.jobs.ask(console.desk.next_ticket)
        if found is None:
            console.say(_("No open ticket waits for us."))
            return
        ticket, why = found
        console.main.open(ticket.code)
        console.say(_("Next: {why}").format(why=_(why)))


class CustomerPaneToggle(Command):
    """The customer beside the ticket."""

    name, title, group = "customer", N_("Customer"), LOOKING
    keys = ("C",)
    words = ("お客様",)
    bar = 9
    help = N_("Show or hide the customer pane where the screen is too narrow for it.")

    def run(self, console: Console, words: str = "") -> None:
        """Toggle it."""
        console.main.toggle_customer()


class Sync(Command):
    """Look for new mail now."""

    name, title, group = "sync", N_("Look for new mail"), LOOKING
    keys = ("f5", "ctrl+r")
    words = ("fetch", "refresh", "同期", "受信")
    help = N_("Ask every mailbox for new mail now.")

    def run(self, console: Console, words: str = "") -> None:
        """Wake the bridge."""
        console.sync_now()


COMMANDS: tuple[Command, ...] = (
    *(ShowView(number, view) for number, view in enumerate(VIEWS, 1)),
    Search(), Next(), CustomerPaneToggle(), Sync(),
)  # fmt: skip

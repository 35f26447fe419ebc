"""Views, search, the customer pane, and the ticket that needs us most."""

from __future__ import annotations

from collections.abc import Awaitable, Sequence

from config.errors import MadoError, UsageError
from tui.commands.base import LOOKING, Command
from tui.console import Console
from tui.labels import N_, _
from tui.views import VIEWS, View, is_own, search_view


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
    words = ("tickets", "検索")
    argument = N_("words or a query")
    bar = 8
    help = N_("Find tickets by words or by fields: from:@example.jp 返金 tag:refund has:attachment.")

    async def run(self, console: Console, words: str = "") -> None:
        """Ask for a query unless there is one, and show what it finds."""
        before = console.main.view
        query = words or await console.ask(
            _("Search"), hint=_("words, from:, tag:, status:, assignee:, before:, has:attachment"),
            value=before.query if before.name == "search" else "",
            before=console.kept.searched, typed=console.main.show_typed,
        )  # fmt: skip
        if not query or not query.strip():
            console.main.show_view(before)
            return
        query = query.strip()
        try:
            console.check_query(query)
        except MadoError:
            console.main.show_view(before)
            raise
        console.kept.note_search(query)
        console.main.show_view(search_view(query))


class PickView(Command):
    """Any view by name."""

    name, title, group, keys = "view", N_("Go to a view"), LOOKING, ("v",)
    words = ("ビュー", "views")
    argument = N_("name of a view")
    help = N_("Go to any view, saved ones included.")

    def completions(self, console: Console, words: str) -> Sequence[str]:
        """The views."""
        return [view.label for view in console.main.views]

    async def run(self, console: Console, words: str = "") -> None:
        """Choose one and show it. Raises UsageError for a name nobody gave."""
        views = {view.name: view for view in console.main.views}
        words = words.strip()
        if words:
            found = [
                v for v in views.values() if words.casefold() in (v.name, v.label.casefold(), v.title.casefold())
            ]
            if not found:
                raise UsageError(_("There is no view {name}.").format(name=words), hint=_("v lists them."))
            console.main.show_view(found[0])
            return
        chosen = await console.choose(_("Views"), [(v.name, f"{v.label}  {v.query}") for v in views.values()])
        if chosen:
            console.main.show_view(views[chosen])


class SaveView(Command):
    """Keep what is shown under a name."""

    name, title, group, keys = "save-view", N_("Save as a view"), LOOKING, ("S",)
    words = ("ビューを保存",)
    argument = N_("name; - before it removes the view")
    help = N_("Keep the query that is shown as a view of your own; - before a name removes it.")

    async def run(self, console: Console, words: str = "") -> None:
        """Ask for a name and keep the query. Raises MadoError."""
        from tui.own_views import own_view, save_view

        home, query = console.desk.home.root, console.main.view.query
        own = [view.title for view in console.main.views if is_own(view)]
        name = (words or await console.ask(_("Save as"), hint=query or _("every ticket"), choices=own) or "").strip()
        if not name:
            return
        if name.startswith("-"):
            await console.jobs.write(lambda: save_view(home, name[1:].strip(), ""))
            console.main.reread_views()
            console.say(_("The view {name} is gone.").format(name=name[1:].strip()), "good")
            return
        await console.jobs.write(lambda: save_view(home, name, query))
        console.main.reread_views()
        console.main.show_view(own_view(" ".join(name.split()), query))
        console.say(_("Saved as {name}. v goes there.").format(name=name), "good")


class Queries(Command):
    """What was looked for before."""

    name, title, group, keys = "queries", N_("Queries so far"), LOOKING, ("Q",)
    words = ("検索履歴",)
    help = N_("What you have searched for, newest first; Enter searches again.")

    def possible(self, console: Console) -> bool:
        """There is one."""
        return bool(console.kept.searched)

    async def run(self, console: Console, words: str = "") -> None:
        """Choose one and show what it finds. Raises MadoError."""
        query = await console.choose(_("Queries so far"), [(q, q) for q in reversed(console.kept.searched)])
        if query:
            console.check_query(query)
            console.kept.note_search(query)
            console.main.show_view(search_view(query))


class GoTo(Command):
    """A ticket by its code."""

    name, title, group = "ticket", N_("Go to a ticket"), LOOKING
    words = ("チケット", "show")
    argument = N_("code of a ticket")
    own_codes = True
    help = N_("Open a ticket by its code.")

    async def run(self, console: Console, words: str = "") -> None:
        """Ask for the code and open it. Raises NothingMatched."""
        typed = words or await console.ask(_("Code"), hint=_("K7F2-9QXM, or its beginning"))
        if typed and typed.strip():
            ticket = await console.jobs.ask(lambda: console.desk.ticket(typed.strip()))
            console.main.open(ticket.code)


class Mentions(Command):
    """Notes that call me."""

    name, title, group = "mentions", N_("Notes that call you"), LOOKING
    words = ("自分宛のメモ",)
    help = N_("The notes that call you by name (@name) until you have acted on their tickets.")

    async def run(self, console: Console, words: str = "") -> None:
        """Choose one and open its ticket."""
        from core.mentions import mentions_of

        found = await console.jobs.ask(lambda: mentions_of(console.desk.ledger, console.me))
        lines = [(m.ticket, f"{m.ticket}  {m.by}: {' '.join(m.text.split())}") for m in found if not m.answered]
        if not lines:
            console.say(_("Nobody calls you."))
            return
        code = await console.choose(_("Notes that call you"), lines)
        if code:
            console.main.open(code)


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
    argument = N_("address, or merge, unmerge, expect, note with theirs")
    help = N_("Show or hide the customer pane where the screen is too narrow for it.")

    def run(self, console: Console, words: str = "") -> Awaitable[None] | None:
        """Toggle it; with words do what the command line does with them."""
        if words:
            from tui.commands.customer_words import customer_words

            return customer_words(console, words)
        console.main.toggle_customer()
        return None


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
    Search(), Queries(), PickView(), SaveView(), GoTo(), Next(), Mentions(), CustomerPaneToggle(), Sync(),
)  # fmt: skip

"""The main screen: list, ticket, customer. It composes, listens, and passes data down."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.geometry import Region
from textual.timer import Timer

from config.errors import UsageError
from core.care.standing import Standing
from core.events import Decision
from core.tickets import Ticket
from tui.commands.base import CUSTOMER, LIST, TICKET
from tui.commands.key_names import shown_key
from tui.console import Console, Pane
from tui.labels import _
from tui.loads import Opened, load_counts, load_opened
from tui.messages import AnchorActed, Chosen, Highlighted
from tui.onboarding import empty_text
from tui.own_views import load_views
from tui.rereading import Rereading
from tui.screens.anchors import act_on
from tui.screens.arrange import MEDIUM, WIDE, arrange
from tui.screens.bars import Bars
from tui.screens.base import ConsoleScreen
from tui.text.hits import hits_of
from tui.text.when import moment
from tui.views import VIEWS, View, search_view
from tui.widgets.customer_pane import CustomerPane
from tui.widgets.line_scroll import LineScroll
from tui.widgets.message_view import MessageView
from tui.widgets.ticket_list import TicketList
from tui.window import MARGIN, Slice, load, load_view

_PREVIEW_AFTER = 0.12
_PLACES = (LIST, TICKET, CUSTOMER)


class MainScreen(ConsoleScreen):
    """Where the day is spent."""

    def __init__(self, console: Console) -> None:
        super().__init__()
        self.console = console
        self.views = load_views(console.desk.home.root)
        self.view: View = VIEWS[0]
        self.counts: dict[str, int] = {}
        self.standing: Standing | None = None
        self.shown: Opened | None = None
        self._from = LIST
        self._with_customer = False
        self._panes = (0, 0, 0)
        self._preview: Timer | None = None
        self._beginning = True
        self._typed = ""
        self._opening = ""
        self.elsewhere = Rereading(
            lambda: self.reload(later=True), console.jobs, self.set_timer, lambda: self.is_active
        )
        self._offered: set[str] = set()
        self.tickets = TicketList(
            me=console.me, now=console.now, fetch=self._fetch, ahead=self._fetch_ahead, moved=self._moved, id="list"
        )
        self.reader = MessageView(now=console.now, id="reader")
        self.ticket_pane = Vertical(id="ticket")
        self.customer = CustomerPane(now=console.now, id="customer")
        self.bars = Bars(self)

    def compose(self) -> ComposeResult:
        """Bars above and below, three panes between."""
        yield self.bars["views"]
        with Horizontal(id="panes"):
            yield self.tickets
            with self.ticket_pane:
                yield self.bars["head"]
                yield self.reader
            yield self.customer
        yield self.bars["status"]
        yield self.bars["keys"]

    def on_mount(self) -> None:
        """Read the first view and let keys come."""
        self._show_place(LIST)
        self.begin(self.tickets)
        self._load(0, self.app.size.height, fresh=True, first=True)
        self.set_interval(1.0, self.bars.tick)

    def on_screen_resume(self) -> None:
        """What was over it has gone."""
        self.elsewhere.in_front_again()

    # places ----------------------------------------------------------------------------------
    @property
    def where(self) -> str:
        """The place of the focused pane."""
        return (
            {"list": LIST, "reader": TICKET, "customer": CUSTOMER}.get(self.focused.id or "", LIST)
            if self.focused
            else LIST
        )

    @property
    def pane(self) -> Pane:
        """The focused pane."""
        panes: dict[str, Pane] = {LIST: self.tickets, TICKET: self.reader, CUSTOMER: self.customer}
        return panes[self.where]

    def _pane_of(self, place: str) -> LineScroll:
        return {LIST: self.tickets, TICKET: self.reader, CUSTOMER: self.customer}[place]

    def _show_place(self, place: str) -> None:
        """Focus a pane and, where not all fit, show it."""
        if place != CUSTOMER:
            self._from = place
        else:
            self._with_customer = True
        self._arrange(place)
        self.set_focus(self._pane_of(place))
        self.bars.keys()

    def _arrange(self, place: str) -> None:
        """Show the panes that fit beside each other, `place` among them."""
        panes = arrange(self.size.width or self.app.size.width, place, self._from, self._with_customer)
        if panes == self._panes:
            return  # Setting styles again would lay the whole screen out again.
        self._panes = panes
        for pane, cells in zip((self.tickets, self.ticket_pane, self.customer), panes, strict=True):
            pane.display = cells != 0
            pane.styles.width = cells if cells > 0 else "1fr"

    @property
    def _roomy(self) -> bool:
        """Whether all three panes fit."""
        return self.size.width >= WIDE

    @property
    def _narrow(self) -> bool:
        """Whether only one pane fits."""
        return self.size.width < MEDIUM

    def switch_pane(self, step: int) -> None:
        """Focus the next pane that there is."""
        places = [p for p in _PLACES if self._reachable(p)]
        here = places.index(self.where) if self.where in places else 0
        self._show_place(places[(here + step) % len(places)])

    def _reachable(self, place: str) -> bool:
        if place == LIST:
            return True
        return bool(self.reader.code) and (place == TICKET or self._roomy or self._with_customer)

    def show_list(self) -> None:
        """Back to the list."""
        self._show_place(LIST)

    def toggle_customer(self) -> None:
        """Show the customer where there is no room, or hide them again; in the wide layout go there."""
        if self.where == CUSTOMER or (self._with_customer and not self._roomy):
            self._with_customer = False
            self._show_place(self._from)
            return
        self.show_now()
        if self.reader.code:
            self._with_customer = True
            self._show_place(self.where if MEDIUM <= self.size.width < WIDE else CUSTOMER)

    def enter(self) -> None:
        """Open what the cursor stands on."""
        if self.where == CUSTOMER:
            act_on(self, self.customer.pointed_at)
        elif self.tickets.ticket is not None:
            self.open(self.tickets.ticket.code)

    def back(self) -> None:
        """From customer or words found to the ticket, then to the list, then from marks and search to the Inbox."""
        if self.where == CUSTOMER:
            self._with_customer = False
            self._show_place(self._from)
        elif self.where == TICKET and self.reader.finding and self.tickets.hits is None:
            self.reader.find("")
        elif self.where == TICKET:
            self._show_place(LIST)
        elif self.tickets.marked:
            self.tickets.unmark()
        elif self.view not in self.views:
            self.show_view(VIEWS[0])

    # data ------------------------------------------------------------------------------------
    def show_view(self, view: View) -> None:
        """Show a view from its top."""
        self.view, self._typed = view, ""
        self.tickets.hits = hits_of(view.query) if view.name == "search" else None
        self.reader.mark(self.tickets.hits)
        self._show_place(LIST)
        self._load(0, 60, fresh=True)

    def reread_views(self) -> None:
        """A view was saved or removed. Raises ConfigError."""
        self.views = load_views(self.console.desk.home.root)
        self._count()
        self.bars.views()

    def show_typed(self, query: str) -> None:
        """Show what a query finds while it is being typed; what cannot be read yet changes nothing."""
        view, desk = search_view(query), self.console.desk

        def read() -> Slice | None:
            try:
                return load(desk, query, 0, self.size.height, 0)
            except UsageError:
                return None

        def show(found: Slice | None) -> None:
            if found is not None and self._typed == query:
                self.view, self.tickets.hits = view, hits_of(query)
                self.counts[view.name] = found.total
                self.tickets.empty_text = _(view.hint)
                self.tickets.show(found, fresh=True)
                self.bars.views()

        self._typed = query
        self.console.jobs.read_later(read, show)

    def _fetch(self, start: int, stop: int) -> None:
        self._load(start, stop, fresh=False)

    def _fetch_ahead(self, start: int, stop: int) -> None:
        self._load(start, stop, fresh=False, later=True)

    def _load(self, start: int, stop: int, *, fresh: bool, first: bool = False, later: bool = False) -> None:
        view, desk = self.view, self.console.desk

        def show(found: Slice) -> None:
            if self.view is view:
                self.counts[view.name] = found.total
                self.tickets.empty_text = empty_text(desk.settings, view, self.counts)
                self.tickets.show(found, fresh=fresh)
                if not found.total and (fresh or not self.reader.code):
                    self._show_nothing()
                self.bars.views()
                if first:
                    self._preview = self.set_timer(_PREVIEW_AFTER, self._begun)
                elif fresh:
                    self._count()
                    self._rested()

        margin = 0 if first else MARGIN  # The first picture waits for nothing that is not in it.
        read = self.console.jobs.read_later if later else self.console.jobs.read
        read(lambda: load_view(desk, view, start, stop, margin), show)

    def _begun(self) -> None:
        """The list stands: now what is beside and around it."""
        self._beginning = False
        self._count()
        self._rested()
        self._fetch(*self.tickets.window())
        from tui.screens.morning import begin_day

        self.console.run_quietly(begin_day(self.console))

    def _count(self) -> None:
        now = self.console.now()

        def show(found: tuple[dict[str, int], Standing]) -> None:
            counts, standing = found
            pressed, self.standing = self.standing, standing
            if pressed is not None and pressed != standing:
                self._load(*self.tickets.window(), fresh=False)
            self.counts.update(counts)
            self.tickets.empty_text = empty_text(self.console.desk.settings, self.view, self.counts)
            if not self.tickets.total:
                self.tickets.repaint()
            self.bars.views()

        self.console.jobs.read_later(lambda: load_counts(self.console.desk, self.views, now), show)

    def show_keys(self) -> None:
        """The list stands: name the keys too."""
        self.bars.begin_keys()

    def look_at_clock(self) -> None:
        """Time has passed: what falls due without anybody's doing is seen now."""
        if not self._beginning:
            self._count()

    def reload(self, *, later: bool = False) -> None:
        """Something changed: read again what is shown, without moving anything. `later`: no key waits for it."""
        self._load(*self.tickets.window(), fresh=False, later=later)
        self._count()
        if self.reader.code:
            self._load_ticket(self.reader.code, later=later)

    def in_hand(self) -> Sequence[Ticket]:
        """The tickets read so far, for completion."""
        return self.tickets.in_hand()

    # the ticket ------------------------------------------------------------------------------
    def _moved(self) -> None:
        self.bars.status()

    def on_highlighted(self, message: Highlighted) -> None:
        """Show the ticket under the cursor once the cursor rests."""
        if self._beginning:
            return
        if self._preview is not None:
            self._preview.stop()
            self._preview = None
        if message.ticket is None or self.where != LIST:
            return
        if not self.shown and not self._narrow:
            self.show_now()
        elif message.ticket.code != self.reader.code:
            self._preview = self.set_timer(_PREVIEW_AFTER, self._rested)

    def _rested(self) -> None:
        self._preview = None
        if self.where != TICKET and (not self._narrow or self._with_customer):
            self.show_now()

    @property
    def resting(self) -> bool:
        """Whether nothing is about to be shown after a pause."""
        return self._preview is None

    def show_now(self) -> None:
        """Show the ticket under the cursor beside the list."""
        if self.where == LIST and self.tickets.ticket is not None and self.tickets.ticket.code != self.reader.code:
            self._load_ticket(self.tickets.ticket.code)

    def open(self, code: str) -> None:
        """Open a ticket for reading; it counts as read."""
        if code != self.reader.code:
            self._opening = code
            self._load_ticket(code)
        self._show_place(TICKET)
        self.console.run_quietly(self._mark_read(code))

    async def _mark_read(self, code: str) -> None:
        desk = self.console.desk
        await self.console.jobs.write(lambda: desk.mark_read(code))
        self._load(*self.tickets.window(), fresh=False)

    def _load_ticket(self, code: str, *, later: bool = False) -> None:
        desk, before = self.console.desk, self.shown

        def show(opened: Opened) -> None:
            if self._opening == code:
                self._opening = ""
            self._show_ticket(opened)

        read = self.console.jobs.read_later if later else self.console.jobs.read
        read(lambda: load_opened(desk, code, self.console.now(), before), show)

    def _show_ticket(self, opened: Opened) -> None:
        if opened is self.shown and opened.ticket.code == self.reader.code:
            return
        self.shown = opened
        self.bars.head()
        self._offer_holding(opened)
        self.reader.show(opened.ticket.code, opened.entries)
        self.customer.show(opened.customer, opened.ticket.code, opened.promises)

    def _show_nothing(self) -> None:
        """The view is empty: beside it stands no ticket of another one."""
        self.shown = None
        self.bars["head"].write()
        self.reader.clear()
        self.customer.show(None, "")

    def _offer_holding(self, opened: Opened) -> None:
        """Before a target breaks: an honest word is one key away."""
        code = opened.ticket.code
        if opened.answer_by is not None and code not in self._offered:
            self._offered.add(code)
            key = shown_key(next(iter(self.console.app.registry.keys_of("hold")), ""))
            said = _("Their answer is due {when}. {key} offers a holding reply.")
            self.console.say(said.format(when=moment(opened.answer_by, self.console.now()), key=key), "warn")

    def on_resize(self, event: events.Resize) -> None:
        """Other panes may fit; the bars write themselves for the new width."""
        self._arrange(self.where)
        self.call_after_refresh(self.bars.all)
        if not self._beginning:  # What is beside the list is read once the list stands.
            self.call_after_refresh(self._rested)

    # what commands ask -----------------------------------------------------------------------
    def targets(self) -> tuple[str, ...]:
        """The marked tickets, else the one in front."""
        if self.where == LIST:
            if self.tickets.marked:
                return tuple(sorted(self.tickets.marked))
            return (self.tickets.ticket.code,) if self.tickets.ticket else ()
        # A key may come before the ticket that was opened is read: it means that one, whatever is still shown.
        code = self._opening or self.reader.code
        return (code,) if code else ()

    def ticket_in_front(self) -> Ticket | None:
        """The open ticket, in the list the one under the cursor."""
        if self.where == LIST:
            return self.tickets.ticket
        return self.shown.ticket if self.shown is not None else None

    def seen_message(self, found: Sequence[Decision]) -> int | None:
        """The newest message that was on the screen for the ticket acted on; None for several tickets."""
        codes = {d.ticket for d in found}
        if len(codes) != 1:
            return None
        (code,) = codes
        if self.shown is not None and self.shown.ticket.code == code:
            return self.shown.ticket.last_message
        ticket = self.tickets.ticket
        return ticket.last_message if ticket is not None and ticket.code == code else None

    def on_chosen(self, message: Chosen) -> None:
        """A double click."""
        self.open(message.code)

    def on_anchor_acted(self, message: AnchorActed) -> None:
        """Something in a text was clicked or entered."""
        act_on(self, message.anchor)

    def place_of(self, anchor: str) -> Region | None:
        """Where on the screen something of the customer stands; None where it is not shown."""
        return self.customer.place_of(anchor)

    def show_said(self) -> None:
        """Something was said."""
        self.bars.status()

    def relabel(self) -> None:
        """The language changed."""
        self.tickets.empty_text = empty_text(self.console.desk.settings, self.view, self.counts)
        self.tickets.repaint()
        if self.shown is not None:
            self.reader.code = ""
            self._show_ticket(self.shown)
        self.bars.all()
        self.console.say(_("The console speaks English now."))

"""Acting on tickets: the one under the cursor, the open one, or all that are marked."""

from __future__ import annotations

from datetime import datetime

from core import decisions
from core.decisions import Priority, Status
from tui.commands.base import ACTING, CUSTOMER, LIST, Command, on_ticket
from tui.console import Console
from tui.labels import N_, _, priority_name, status_name
from tui.text.when import moment


class _OnTicket(Command):
    """Offered where there is a ticket."""

    group = ACTING

    def possible(self, console: Console) -> bool:
        """There is a ticket."""
        return on_ticket(console)


class _SetStatus(_OnTicket):
    """One of the statuses on one key."""

    status: Status

    async def run(self, console: Console, words: str = "") -> None:
        """Set it on every target and say so."""
        await console.act(
            [decisions.set_status(code, self.status) for code in console.targets()],
            _("Set to {status}.").format(status=status_name(self.status)),
        )


class Solve(_SetStatus):
    """The matter is settled."""

    name, title, keys, bar = "solve", N_("Solved"), ("s",), 4
    status: Status = "solved"
    words = ("解決",)
    help = N_("The matter is settled.")


class Close(_SetStatus):
    """No answer is needed."""

    name, title, keys = "close", N_("No answer needed"), ("c",)
    status: Status = "closed"
    words = ("対応不要",)
    help = N_("Close it without an answer.")


class Reopen(_SetStatus):
    """Open again."""

    name, title, keys = "open", N_("Open again"), ("o",)
    status: Status = "open"
    words = ("reopen", "未対応")
    help = N_("Put it back among the open ones.")


class Pend(_SetStatus):
    """Waiting for the customer."""

    name, title, keys = "pending", N_("Wait for the customer"), ("p",)
    status: Status = "pending"
    words = ("返信待ち",)
    help = N_("We wait for the customer; their answer opens it again.")


class Spam(_SetStatus):
    """Rubbish."""

    name, title, keys = "spam", N_("Spam"), ("exclamation_mark",)
    status: Status = "spam"
    words = ("迷惑",)
    help = N_("Rubbish: out of every view.")


class Note(_OnTicket):
    """For the team only."""

    name, title, keys, bar = "note", N_("Note"), ("n",), 3
    words = ("社内メモ",)
    argument = N_("text")
    help = N_("Write a note for the team; it can never leave.")

    async def run(self, console: Console, words: str = "") -> None:
        """Ask for the text and add it."""
        codes = console.targets()
        text = words or await console.write(_("Note for the team"), _("Colleagues see it; customers never do."))
        if text and text.strip():
            await console.act([decisions.add_note(code, text) for code in codes], _("Noted."))


class Assign(_OnTicket):
    """Give it to somebody."""

    name, title, keys, bar = "assign", N_("Assign"), ("a",), 5
    words = ("担当",)
    argument = N_("name, or - for nobody")
    help = N_("Give it to a colleague; - takes it from everybody.")

    async def run(self, console: Console, words: str = "") -> None:
        """Ask for the name and assign."""
        codes = console.targets()
        name = words or await console.ask(
            _("Assign to"), value=console.me, hint=_("a name; - for nobody"), choices=console.known_agents()
        )
        if name and name.strip():
            agent = None if name.strip() == "-" else name.strip()
            said = _("Assigned to {name}.").format(name=agent) if agent else _("Assigned to nobody.")
            await console.act([decisions.assign(code, agent) for code in codes], said)


class Take(_OnTicket):
    """It is mine."""

    name, title, keys = "take", N_("Take it"), ("i",)
    words = ("assign me", "自分")
    help = N_("Assign it to yourself.")

    async def run(self, console: Console, words: str = "") -> None:
        """Assign it to me."""
        await console.act(
            [decisions.assign(code, console.me) for code in console.targets()],
            _("Assigned to {name}.").format(name=console.me),
        )


class Tag(_OnTicket):
    """Put a tag on it, or take it off."""

    name, title, keys, bar = "tag", N_("Tag"), ("t",), 6
    words = ("タグ",)
    argument = N_("tag; -tag takes it off")
    help = N_("Put a tag on it; with a minus before it, take it off.")

    async def run(self, console: Console, words: str = "") -> None:
        """Ask for tags and put them on."""
        codes = console.targets()
        typed = words or await console.ask(
            _("Tag"), hint=_("one or more words; -word takes it off"), choices=console.known_tags()
        )
        found = [
            decisions.remove_tag(code, word[1:]) if word.startswith("-") else decisions.add_tag(code, word)
            for code in codes
            for word in (typed or "").split()
        ]
        if found:
            await console.act(found, _("Tagged."))


class SetPriority(_OnTicket):
    """High, normal or low."""

    name, title, keys = "priority", N_("Priority"), ("P",)
    words = ("優先度",)
    argument = N_("high, normal or low")
    help = N_("How urgent it is: high, normal or low.")

    async def run(self, console: Console, words: str = "") -> None:
        """Ask for the priority and set it."""
        codes = console.targets()
        allowed: tuple[Priority, ...] = ("high", "normal", "low")
        word = words or await console.choose(_("Priority"), [(p, priority_name(p)) for p in allowed])
        if word:
            said = _("Priority: {priority}.").format(priority=priority_name(word))
            await console.act([decisions.set_priority(code, word) for code in codes], said)


class Snooze(_OnTicket):
    """Put it off."""

    name, title, keys, bar = "snooze", N_("Snooze"), ("z",), 7
    words = ("保留", "あとで")
    argument = N_("3d, fri 10, 明日, reply; - wakes it")
    help = N_("Hide it until a time or a reply: 3d, fri 10, tomorrow, 明日, reply; - wakes it.")

    async def run(self, console: Console, words: str = "") -> None:
        """Ask until when and snooze."""
        codes = console.targets()
        typed = words or await console.ask(
            _("Snooze until"),
            hint=_("3d, 2h, fri 10, tomorrow, 明日 9, reply; - wakes it"),
            value=console.last_snooze,
        )
        if not typed or not typed.strip():
            return
        await snooze_all(console, codes, typed.strip())


class SnoozeAgain(_OnTicket):
    """As long as last time."""

    name, title, keys = "snooze-again", N_("Snooze as last time"), ("Z",)
    help = N_("Snooze it as long as the last one, without a question.")

    def possible(self, console: Console) -> bool:
        """There was a last time."""
        return on_ticket(console) and bool(console.last_snooze)

    async def run(self, console: Console, words: str = "") -> None:
        """Snooze."""
        await snooze_all(console, console.targets(), console.last_snooze)


async def snooze_all(console: Console, codes: tuple[str, ...], typed: str) -> None:
    """Snooze tickets until what was typed. Raises UsageError for no time that is known."""
    word = typed.casefold()
    if word in ("-", "wake", "起こす"):
        await console.act([decisions.snooze(code, None) for code in codes], _("Awake again."))
        return
    if word in ("reply", "返信", "返信まで"):
        found = [decisions.snooze(code, None, until_reply=True) for code in codes]
        said = _("Snoozed until a reply.")
    else:
        from core.when import parse_when

        now = console.now()
        until: datetime = parse_when(typed, now, now.astimezone().tzinfo or now.tzinfo)  # type: ignore[arg-type]  # aware
        found = [decisions.snooze(code, until) for code in codes]
        said = _("Snoozed until {when}.").format(when=moment(until, now))
    console.last_snooze = typed
    await console.act(found, said)


class Merge(_OnTicket):
    """Make tickets one."""

    name, title, keys = "merge", N_("Merge"), ("m",)
    words = ("統合",)
    argument = N_("code of the other ticket")
    help = N_("Make the marked tickets one, or this one and another; the oldest code stays.")

    async def run(self, console: Console, words: str = "") -> None:
        """Merge the marked ones; with one target ask into which."""
        codes = console.targets()
        if len(codes) == 1:
            other = words or await console.ask(_("Merge with"), hint=_("code of the other ticket"))
            if not other or not other.strip():
                return
            into = await console.jobs.ask(lambda: console.desk.ticket(other.strip()).code)
            codes = (into, *codes)
        await console.act([decisions.merge(code, codes[0]) for code in codes[1:]], _("Merged."))


class Join(_OnTicket):
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


class Undo(Command):
    """Take the last thing back."""

    name, title, keys, group, bar = "undo", N_("Undo"), ("u",), ACTING, 10
    words = ("取り消し", "元に戻す")
    help = N_("Take back what you did last; a reply that has not left comes back as a draft.")

    async def run(self, console: Console, words: str = "") -> None:
        """Take back a waiting reply first, else the last event."""
        await console.undo()


class Mark(Command):
    """Choose several."""

    name, title, keys, group = "mark", N_("Mark"), ("x",), ACTING
    where = frozenset({LIST})
    help = N_("Mark tickets; what you do next is done to all of them.")

    def run(self, console: Console, words: str = "") -> None:
        """Mark the one under the cursor."""
        console.main.tickets.toggle_mark()


class Expect(Command):
    """What this customer expects."""

    name, title, keys, group = "expect", N_("What the customer expects"), ("E",), ACTING
    where = frozenset({LIST, "ticket", CUSTOMER})
    words = ("期待",)
    argument = N_("text")
    help = N_("Write down what this customer expects of us; the whole team sees it.")

    def possible(self, console: Console) -> bool:
        """There is a customer."""
        return console.main.customer.customer is not None

    async def run(self, console: Console, words: str = "") -> None:
        """Ask for the text and keep it with the customer."""
        customer = console.main.customer.customer
        if customer is None:
            return
        text = words or await console.ask(
            _("{name} expects").format(name=customer.name or customer.addresses[0]), value=customer.expectation,
            hint=_("one line that every colleague should know"),
        )  # fmt: skip
        if text is not None:
            await console.act([decisions.expect(customer.addresses[0], text)], _("Kept with the customer."))


COMMANDS: tuple[Command, ...] = (
    Note(), Solve(), Assign(), Take(), Tag(), Snooze(), SnoozeAgain(), Pend(), Close(), Reopen(), Spam(),
    SetPriority(), Merge(), Join(), Mark(), Expect(), Undo(),
)  # fmt: skip

"""One ticket as text to read: its head, then messages, notes and events in time order."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from cli import shapes
from cli.listing import status_word
from cli.output import line
from config.languages import translator
from core.entries import Entry, EventEntry, MessageEntry, NoteEntry
from core.mail.message import Address
from core.sizes import size_word
from core.text import clean
from core.tickets import Flag, Ticket

_ = translator("cli")


def show_ticket(ticket: Ticket, entries: Sequence[Entry], *, whole: bool) -> None:
    """Print a ticket; `whole` shows quoted history too."""
    _head(ticket)
    for entry in entries:
        line()
        if isinstance(entry, MessageEntry):
            _message(entry, whole)
        elif isinstance(entry, NoteEntry):
            line(f"== {_time(entry.at)}  {_one(entry.by)}  {_('note, for the team only')}", colour="yellow")
            line(_indented(entry.text))
        else:
            line(f"-- {_time(entry.at)}  {_event(entry)}")
    line()


def show_drafts(code: str, drafts: Sequence[str]) -> None:
    """Say which texts are kept for a ticket, the newest first, and how they are opened."""
    for own in drafts:
        begins = _one(next((x for x in own.split("\n") if x.strip()), ""))[:60]
        line(_("Kept draft: {text}").format(text=begins or _("(empty)")), colour="yellow")
    if drafts:
        line(_("`mado reply {code}` opens the newest; nobody has sent it.").format(code=code))


def _head(t: Ticket) -> None:
    now = datetime.now(UTC)
    line(f"{t.code}  {_one(t.subject) or _('(no subject)')}", colour="cyan")
    facts = [status_word(t, now), t.assignee or _("nobody"), *(f"#{tag}" for tag in t.tags)]
    if t.priority != "normal":
        facts.append(t.priority)
    if t.snoozed_until is not None:
        facts.append(_("until {time}").format(time=_until(t.snoozed_until)))
    line("  ".join(_one(fact) for fact in facts))
    line(f"{_one(t.customer.name)} <{_one(t.customer.address)}>")
    if t.claim is not None:
        line(_("{name} is answering until {time}").format(name=_one(t.claim.by), time=_time(t.claim.until)))
    if t.may_belong_to:
        line(_("may belong to {codes}").format(codes=", ".join(t.may_belong_to)))
    for flag in t.flags:
        line(f"{flag.level}: {_one(flag_words(flag))}", colour="red")


def flag_words(flag: Flag) -> str:
    """Why something is marked, in the language in force."""
    from core.care.risk import reason_of

    if flag.code == "bounced":
        return _("mail to {address} was returned").format(address=flag.about)
    return reason_of(flag) or flag.reason


def _until(moment: datetime) -> str:
    return _("a reply comes") if moment.year == 9999 else _time(moment)


def _message(m: MessageEntry, whole: bool) -> None:
    arrow = "->" if m.direction == "out" else "<-"
    sender = _told(m.sender) if m.sender else _("unknown")
    state = f"  [{_one(m.state)}]" if m.state != "sent" else ""
    line(f"{arrow} {_time(m.at)}  {sender}{state}", colour="green" if m.direction == "out" else "cyan")
    line(f"   {_('to')} {', '.join(_told(a) for a in (*m.to, *m.cc))}")
    line(f"   {_one(m.subject)}")
    line(_indented(m.text if whole else m.reply_text or m.text))
    for a in m.attachments:
        if not a.inline:
            line(f"   [{_one(a.filename) or a.content_type}, {size_word(a.size)}]")
    for warning in m.warnings:
        line(f"   ! {_one(warning)}")


_IDS = frozenset({"outbox", "message_id", "event"})


def _event(e: EventEntry) -> str:
    shown = (value for key, value in e.data.items() if key not in _IDS)
    values = [str(value) for value in shown if isinstance(value, (str, int)) and value not in ("", 0)]
    if e.event == "claim" and e.data.get("force"):
        return _one(f"{e.by}: take-over")
    return _one(f"{e.by}: {e.event} {' '.join(values)}")


def _told(a: Address) -> str:
    return _one(f"{a.name} <{a.address}>" if a.name else a.address)


def _indented(text: str) -> str:
    return "\n".join(f"   {row}" for row in text.strip("\n").splitlines())


def _one(text: str) -> str:
    return clean(text, one_line=True)


def _time(moment: datetime) -> str:
    return f"{shapes.local(moment):%Y-%m-%d %H:%M}"

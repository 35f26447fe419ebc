"""A ticket's messages, notes and events as screen lines, made as they are needed.

Long histories stay short: older messages are one line until they are opened, quoted history is folded.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from core.sizes import size_word
from tui.labels import _, event_sentence
from tui.text.cells import clip, fit, right, steady, width
from tui.text.find import pieces
from tui.text.hits import Hits
from tui.text.lines import Line, Role, Span, line
from tui.text.when import moment

if TYPE_CHECKING:  # the list is painted before any of them is needed
    from core.entries import Entry, EventEntry, MessageEntry, NoteEntry
    from core.mail.message import Address

_OPEN_AT_FIRST = 3
_LOOKED_AT = 32_768
"""Letters of a long text from which its lines are reckoned, and its words taken."""


@dataclass(frozen=True, slots=True)
class Folding:
    """Which entries are open and which show their quoted history, by key."""

    open: frozenset[str] = frozenset()
    quotes: frozenset[str] = frozenset()

    def toggled(self, key: str) -> Folding:
        """With one entry opened or closed."""
        return Folding(self.open ^ {key}, self.quotes)

    def holding(self, opened: frozenset[str], quotes: frozenset[str]) -> Folding:
        """With these entries open, and these with their quoted history."""
        return Folding(self.open | opened, self.quotes | quotes)

    def quotes_toggled(self, key: str) -> Folding:
        """With the quoted history of one entry shown or hidden."""
        return Folding(self.open | {key}, self.quotes ^ {key})


def key_of(entry: Entry) -> str:
    """A name for an entry that stays while the ticket grows."""
    return f"{entry.kind}-{entry.id}"


def first_folding(entries: Sequence[Entry]) -> Folding:
    """Notes and the newest messages are open; so is everything since the newest message of ours."""
    messages = [e for e in entries if e.kind == "message"]
    opened = {key_of(e) for e in messages[-_OPEN_AT_FIRST:]} if len(messages) <= _OPEN_AT_FIRST else set()
    for entry in reversed(messages):
        opened.add(key_of(entry))
        if entry.kind == "message" and entry.direction == "out":
            break
        if len(opened) >= _OPEN_AT_FIRST:
            break
    opened |= {key_of(e) for e in entries if e.kind == "note"}
    return Folding(frozenset(opened))


def first_shown(entries: Sequence[Entry]) -> str:
    """The entry to read first: the newest message that came in, else the newest message."""
    newest = ""
    for entry in entries:
        if entry.kind == "message" and (entry.direction == "in" or not newest):
            newest = key_of(entry)
    return newest


def entry_lines(
    entry: Entry, folding: Folding, cells: int, now: datetime, hits: Hits | None = None
) -> Iterator[Line]:
    """The lines of one entry, the body wrapped to `cells`; what fits `hits` is marked."""
    if entry.kind == "event":
        yield _event(entry, cells, now)
    elif entry.kind == "note":
        yield from _note(entry, folding, cells, now, hits)
    else:
        yield from _message(entry, folding, cells, now, hits)


def is_one_line(entry: Entry, folding: Folding) -> bool:
    """Whether `entry_lines` gives one line: an event, or what is folded."""
    return entry.kind == "event" or key_of(entry) not in folding.open


def lines_about(entry: Entry, folding: Folding, cells: int) -> int:
    """About how many lines `entry_lines` gives, at a hundredth of the cost: no line is broken for it."""
    if entry.kind == "event" or is_one_line(entry, folding):
        return 1
    if entry.kind == "note":
        return 2 + _rows_about(entry.text, cells - 2)
    text = entry.text if key_of(entry) in folding.quotes or not entry.reply_text else entry.reply_text
    return 6 + _rows_about(text, cells - 3) + len(entry.attachments)


def _rows_about(text: str, cells: int) -> int:
    size = 1 if text.isascii() else 2
    begin = text[:_LOOKED_AT]
    rows = sum(1 + (len(row) * size - 1) // cells if row else 1 for row in begin.split("\n"))
    return rows if begin == text else rows * len(text) // len(begin)


def _event(entry: EventEntry, cells: int, now: datetime) -> Line:
    when = moment(entry.at, now)
    text = f"- {steady(event_sentence(entry.event, entry.data, entry.by))}"
    return line(Span(fit(text, cells - width(when) - 1), "event"), Span(f" {when}", "event"))


def _note(entry: NoteEntry, folding: Folding, cells: int, now: datetime, hits: Hits | None) -> Iterator[Line]:
    key = key_of(entry)
    yield _head(_("Note") + "  " + steady(entry.by), moment(entry.at, now), cells, "head-note", key)
    if key in folding.open:
        for text in _written(entry.text):
            for spans in pieces(steady(text), cells - 2, "note", hits):
                yield line(Span("  ", "note"), *spans, band="note", anchor=key)
        yield line()


def _head(left: str, when: str, cells: int, role: Role, key: str) -> Line:
    room = cells - width(when) - 2
    return line(Span(f" {fit(left, room - 1)} {when} ", role), band=role, anchor=key)


def _message(entry: MessageEntry, folding: Folding, cells: int, now: datetime, hits: Hits | None) -> Iterator[Line]:
    key = key_of(entry)
    role: Role = "head-in" if entry.direction == "in" else "head-out"
    is_open = key in folding.open
    who = steady(entry.by or person(entry.sender))
    if not is_open:
        preview = " ".join(entry.reply_text[:_LOOKED_AT].split(maxsplit=12)[:12])
        who = f"{who}  {clip(steady(preview), cells)}"
    yield _head(f"{'▾' if is_open else '▸'} {who}", moment(entry.at, now), cells, role, key)
    if not is_open:
        return
    yield from _recipients(entry, cells)
    yield line()
    yield from _body(entry, key in folding.quotes, cells, hits)
    yield from _attachments(entry, cells)
    yield line()


def person(address: Address | None) -> str:
    """A person as shown: name and address, or the address alone."""
    if address is None:
        return _("unknown sender")
    return f"{address.name} <{address.address}>" if address.name else address.address


def _recipients(entry: MessageEntry, cells: int) -> Iterator[Line]:
    label = max(width(name) for name in (_("From"), _("To"), _("Cc")))
    if entry.sender and entry.direction == "in" and entry.sender.address not in entry.by:
        yield _field(_("From"), entry.sender.address, label, cells)
    for name, people in ((_("To"), entry.to), (_("Cc"), entry.cc)):
        if people:
            yield _field(name, ", ".join(person(p) for p in people), label, cells)
    if entry.state != "sent":
        yield line(Span(f"  {_outbox_word(entry.state)}", "warn"))
    if entry.auto_submitted:
        yield line(Span("  " + _("Written by a machine (automatic reply)"), "muted"))
    if entry.bounce:
        whom = steady(entry.bounce.recipient or "?")
        yield line(Span("  " + clip(_("Could not be delivered: {address}").format(address=whom), cells - 2), "alarm"))
    for warning in entry.warnings:
        yield line(Span(f"  {clip(steady(warning), cells - 2)}", "muted"))


def _field(name: str, value: str, label: int, cells: int) -> Line:
    return line(Span(f"  {fit(name, label)} ", "label"), Span(clip(steady(value), cells - label - 3), "muted"))


def _outbox_word(state: str) -> str:
    return {
        "queued": _("not sent yet"),
        "sending": _("being sent"),
        "refused": _("stopped or refused, and not sent; the outbox says why"),
        "unknown": _("nobody knows whether it left, see the outbox"),
        "cancelled": _("taken back"),
    }.get(state, state)


def _written(text: str) -> Iterator[str]:
    """The lines of a text as they are needed: one that is a book costs no more than its first page."""
    start = 0
    while start < len(text):
        end = text.find("\n", start + _LOOKED_AT) + 1 or len(text)
        yield from text[start:end].splitlines()
        start = end


def _body(entry: MessageEntry, with_quotes: bool, cells: int, hits: Hits | None) -> Iterator[Line]:
    new = entry.reply_text.strip("\n")
    whole = entry.text.strip("\n")
    text = whole if with_quotes or not new else new
    for written in _written(text):
        role: Role = "quote" if written.lstrip().startswith((">", "＞", "|")) else "text"
        for spans in pieces(steady(written), cells - 3, role, hits):
            yield line("  ", *spans)
    if not text:
        yield line(Span("  " + _("(no text)"), "muted"))
    hidden = sum(1 for _row in _written(whole)) - sum(1 for _row in _written(new)) if new and new != whole else 0
    if hidden > 0:
        word = _("{n} lines of signature and quotes") if not with_quotes else _("without signature and quotes")
        yield line(
            Span(f"  {'▾' if with_quotes else '▸'} {word.format(n=hidden)}", "link"), anchor=f"quotes:{key_of(entry)}"
        )


def _attachments(entry: MessageEntry, cells: int) -> Iterator[Line]:
    for attachment in entry.attachments:
        size = right(size_word(attachment.size), 8)
        name = clip(steady(attachment.filename or attachment.content_type), cells - 16)
        yield line(Span("  " + _("[file]") + " ", "label"), Span(name, "link"), Span(size, "muted"))

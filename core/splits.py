"""Splits: messages that somebody moved out of a ticket into one of their own, with the replies that follow them.

A split is an event that names the messages, with the ticket each was filed under before, and the new ticket. The
last split in force that names a message says where it is filed; taking a split back puts its messages back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from config.errors import NothingMatched, Refused, UsageError
from config.languages import translator
from core.events import Event
from core.fold import in_force
from core.identity import mint_code

if TYPE_CHECKING:
    from core.ledger import Ledger

SPLIT = "split"
EVER_SPLIT = "ever split"
"""The store's mark that there are splits at all: whoever has none pays nothing for them."""
_ = translator("core")


class Splits:
    """Which messages stand elsewhere than where they were filed, by the splits of some events in log order."""

    def __init__(self, events: Iterable[Event] = ()) -> None:
        self._homes: dict[str, str] = {}
        self._parted: set[frozenset[str]] = set()
        self._into: dict[str, list[Event]] = {}
        for event in in_force(events):
            if event.kind == SPLIT:
                into = event.data["into"]
                self._into.setdefault(into, []).append(event)
                for name, was in event.data["messages"]:
                    self._homes[name] = into
                    self._parted.add(frozenset((into, was)))
                self._parted.add(frozenset((into, event.ticket or "")))

    def __bool__(self) -> bool:
        return bool(self._homes)

    def home(self, name: str, filed: str) -> str:
        """The code that a message is filed under, given the one it was filed under when it came."""
        return self._homes.get(name, filed)

    def into(self, code: str) -> Sequence[Event]:
        """The splits that made a ticket, to be shown in it."""
        return self._into.get(code, ())

    def parted(self, one: str, other: str) -> bool:
        """Whether somebody said that two tickets are not one matter; no mail joins them by itself again."""
        return frozenset((one, other)) in self._parted


def about_splits(docs: Iterable[Any]) -> list[Any]:
    """Of documents of events those that split, and those that take splits back."""
    return [d for d in docs if d["kind"] == SPLIT or (d["kind"] == "undo" and d["data"].get("kind") == SPLIT)]


def going_along(docs: Sequence[Mapping[str, Any]], name: str) -> list[Mapping[str, Any]]:
    """The message of that name among a ticket's, and every message that answers it, or answers one of these."""
    chosen = [d for d in docs if d["name"] == name]
    ids = {d["message_id"] for d in chosen if d["message_id"]}
    grown = True
    while grown:
        more = [d for d in docs if d not in chosen and ids & {*d["refs"]}]
        grown = bool(more)
        chosen += more
        ids |= {d["message_id"] for d in more if d["message_id"]}
    return sorted(chosen, key=lambda d: (d["at"], d["name"]))


def planned(ledger: Ledger, code: str, name: str) -> list[Mapping[str, Any]]:
    """The documents that a split of that message would move. Raises NothingMatched, UsageError where none stays."""
    docs = ledger.store.table("messages").having("ticket", code)
    moved = going_along(docs, name)
    if not moved:
        raise NothingMatched(
            _("There is no such message in {code}.").format(code=code), hint=_("`mado ticket CODE` shows them.")
        )
    if len(moved) == len(docs):
        raise UsageError(
            _("Nothing would be left in {code}: every other message answers this one.").format(code=code),
            hint=_("Choose a later message."),
        )
    return moved


def new_code(ledger: Ledger, name: str) -> str:
    """A code for the ticket that a message is split off into; none that was ever given out."""
    attempt = 0
    while True:
        code = mint_code(f"split:{name}:{ledger.new_event_id()}", ledger.key, attempt)
        if ledger.resolve(code) == code and not ledger.exists(code) and not ledger.events_of([code]):
            return code
        attempt += 1


def move(ledger: Ledger, homes: Mapping[str, str]) -> set[str]:
    """File messages by name under these codes; returns the tickets that are to be folded anew."""
    messages, changed = ledger.store.table("messages"), set()
    for doc in messages.having("name", *homes) if homes else ():
        home = homes[doc["name"]]
        ticket = ledger.resolve(home)
        changed |= {doc["ticket"], ticket}
        messages.put(doc.doc_id, {**doc, "home": home, "ticket": ticket})
        ledger.search.assign(doc.doc_id, ticket)
    return changed


def refuse_if_it_went_on(ledger: Ledger, split: Event) -> None:
    """A split is taken back only while the new ticket holds nothing else. Raises Refused."""
    into = ledger.resolve(split.data["into"])
    moved = {name for name, _was in split.data["messages"]}
    later = [d for d in ledger.store.table("messages").having("ticket", into) if d["name"] not in moved]
    if later or into != split.data["into"] or ledger.events_of([into]):
        raise Refused(
            _("{code} has gone on since it was split off.").format(code=into),
            hint=_("Merge the two tickets instead."),
            code="went_on",
        )

"""By which settings the mail of this store was read: own addresses, forms, the receiving server's name.

What a message means depends on them, and they may change. So the store notes from which message on which of them
were in force; proving that nothing was altered (`mado rebuild --verify`) reads each message by those, and only
`mado rebuild` itself reads all of them by today's.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from config.settings import Form, Settings
from core.store import Store

_WORD = "read by"


@dataclass(frozen=True, slots=True)
class ReadBy:
    """What was in force from message `first` (a record's id) on."""

    first: int
    own: frozenset[str]
    forms: tuple[Form, ...]
    servers: tuple[tuple[str, str], ...]

    def settings(self, today: Settings) -> Settings:
        """Today's settings, but for what these say."""
        named = dict(self.servers)
        boxes = tuple(replace(box, authserv_id=named.get(box.name, "")) for box in today.mailboxes)
        return replace(today, forms=self.forms, mailboxes=boxes)


def today(settings: Settings, first: int = 0) -> ReadBy:
    """What the settings say now."""
    servers = tuple(sorted((box.name, box.authserv_id) for box in settings.mailboxes if box.authserv_id))
    return ReadBy(first, settings.own_addresses(), settings.forms, servers)


def known(store: Store) -> list[ReadBy]:
    """Everything that was in force, oldest first; empty for a store that has not noted it yet."""
    return [_of(said) for said in json.loads(store.meta(_WORD) or "[]")]


def note(store: Store, settings: Settings) -> None:
    """Mail is about to come in, in the caller's transaction: note what is in force, where that has changed."""
    kept = store.meta(_WORD)
    before = json.loads(kept) if kept else []
    now = _doc(today(settings))
    if before and before[-1][1:] == now[1:]:
        return
    now[0] = store.table("messages").next_id() if before or store.table("messages").total() else 0
    store.set_meta(_WORD, json.dumps([*before, now], ensure_ascii=False))


def start_anew(store: Store, settings: Settings) -> None:
    """Everything was read by today's settings."""
    store.set_meta(_WORD, json.dumps([_doc(today(settings))], ensure_ascii=False))


def in_force(said: Sequence[ReadBy], record: int) -> ReadBy | None:
    """By which of them a message was read; None where nothing was noted then."""
    return next((one for one in reversed(said) if one.first <= record), None)


def _doc(one: ReadBy) -> list[Any]:
    forms = [[f.sender, f.address, f.name] for f in one.forms]
    return [one.first, sorted(one.own), forms, [list(pair) for pair in one.servers]]


def _of(said: list[Any]) -> ReadBy:
    first, own, forms, servers = said
    return ReadBy(first, frozenset(own), tuple(Form(*f) for f in forms), tuple((n, i) for n, i in servers))

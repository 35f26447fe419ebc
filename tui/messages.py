"""What the widgets tell the screen: small messages, data down by calls, events up by these."""

from __future__ import annotations

from dataclasses import dataclass

from textual.message import Message

from core.tickets import Ticket


@dataclass
class Highlighted(Message):
    """The list's cursor stands on another ticket (or on none)."""

    ticket: Ticket | None


@dataclass
class Chosen(Message):
    """A ticket is to be opened."""

    code: str


@dataclass
class AnchorActed(Message):
    """Something named in a text was clicked or entered."""

    anchor: str


@dataclass
class ViewPicked(Message):
    """A view was chosen with the mouse."""

    index: int


@dataclass
class CommandPicked(Message):
    """A command was chosen with the mouse."""

    name: str

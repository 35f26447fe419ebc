"""Which panes stand beside each other at which width."""

from __future__ import annotations

from tui.commands.base import CUSTOMER, LIST, TICKET

MEDIUM = 80
WIDE = 120
_BROAD = 150
_REST = -1


def arrange(cells: int, place: str, came_from: str, with_customer: bool) -> tuple[int, int, int]:
    """The widths of list, ticket and customer: 0 is hidden, -1 takes what is left.

    From 120 cells all three; from 80 list and ticket, or the customer in the place of the one that is
    not in front; below that one alone.
    """
    if cells >= _BROAD:
        return 48, _REST, 40
    if cells >= WIDE:
        return 38, _REST, 32
    if cells >= MEDIUM:
        if not with_customer:
            return 34, _REST, 0
        return (_REST, 0, 36) if came_from == LIST else (0, _REST, 36)
    return _alone(place)


def _alone(place: str) -> tuple[int, int, int]:
    return {LIST: (_REST, 0, 0), TICKET: (0, _REST, 0), CUSTOMER: (0, 0, _REST)}[place]

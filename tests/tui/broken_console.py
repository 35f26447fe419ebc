"""A console with a bug: `python -m tests.tui.broken_console FOLDER`. G meets it, with a customer's words in hand."""

from __future__ import annotations

import sys
from pathlib import Path

from config.languages import set_language
from tests.tui.running import run
from tests.tui.seeded import seed
from tui.widgets.ticket_list import TicketList


def _broken(self: TicketList, index: int) -> None:
    words = "what Haruka wrote"
    raise LookupError(words, index)


def main() -> int:
    set_language("en")
    desk = seed(Path(sys.argv[1]))
    TicketList.go = _broken  # type: ignore[method-assign]  # that is the bug
    return run(desk)


if __name__ == "__main__":
    sys.exit(main())

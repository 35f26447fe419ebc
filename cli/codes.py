"""Ticket codes from the command line: several, or `-` for those on standard input."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence

from config.errors import UsageError
from config.languages import translator

_ = translator("cli")


def codes_from(words: Sequence[str]) -> list[str]:
    """The codes that were typed, `-` replaced by those on standard input (one a line), each once."""
    found: dict[str, None] = {}
    for word in words:
        if word == "-":
            found.update(dict.fromkeys(w.split()[0] for w in sys.stdin if w.strip()))
        else:
            found[word] = None
    return list(found)


def codes_and_value(words: Sequence[str], what: str) -> tuple[list[str], str]:
    """`CODE… VALUE`: the value stands last. Raises UsageError where one of the two is missing."""
    if len(words) < 2:
        raise UsageError(_("It needs codes, then {what}.").format(what=what))
    return codes_from(words[:-1]), words[-1]


def codes_and_words(words: Sequence[str], what: str, fits: Callable[[str], bool]) -> tuple[list[str], str]:
    """`CODE… VALUE` where the value may be several words: the longest ending that fits, at most three words."""
    for count in range(min(3, len(words) - 1), 0, -1):
        value = " ".join(words[-count:])
        if fits(value):
            return codes_from(words[:-count]), value
    return codes_and_value(words, what)

"""How IBM Notes puts a quoted mail: name and time above labels on lines of their own, or boxes drawn of signs.

Anna Test/Sales/Firm            |------------>
24.11.2026 10:15                | From:      |
An                              |------------>
desk@shop.example
Thema
Re: order
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from core.mail.quote_lines import fold, is_blank, line_signs
from core.mail.quote_words import Label, label_kind

_LABEL_WIDTH: Final = 24
_NAME_WIDTH: Final = 90
_ABOVE: Final = 4
_BELOW: Final = 10
_HIDDEN: Final = (
    "inactive hide details for ",
    "inaktive details verbergen von ",
    "inactif masquer les détails ",
    "inactivo ocultar detalles de ",
    "inattivo nascondi dettagli di ",
)


def alone(line: str) -> Label | None:
    """The label that a line is, with nothing beside it but a colon."""
    return label_kind(fold(line).strip(" \t*:：").lower()) if 0 < len(line) <= _LABEL_WIDTH else None


def notes_block(lines: Sequence[str], at: int) -> tuple[int, int] | None:
    """Where the block begins and ends whose label of recipients, first line or hidden line stands at `at`."""
    line = lines[at]
    if len(line) <= _NAME_WIDTH * 4 and line.lower().startswith(_HIDDEN):
        return at, at + 1
    if at and line.lstrip()[:1] == "|" and _is_drawn(lines[at - 1]):
        return (at - 1, at + 1) if label_kind(fold(line).strip(" |:：").lower()) is Label.FROM else None
    head = fold(line).strip(" \t*").partition(":")[0]
    if label_kind(head.lower()) is not Label.TO:
        return None
    start = _named_and_timed(lines, at)
    end = _subject(lines, at) if start is not None else None
    return (start, end) if start is not None and end is not None else None


def _is_drawn(line: str) -> bool:
    text = line.strip()
    return len(text) >= 8 and text[0] == "|" and text[-1] == ">" and not text[1:-1].strip("-")


def _named_and_timed(lines: Sequence[str], at: int) -> int | None:
    """The line with the sender's name, above one with date and time, right above the labels."""
    above = [place for place in range(at - 1, max(-1, at - 1 - _ABOVE), -1) if not is_blank(lines[place])][:2]
    if not above or len(lines[above[0]]) > _NAME_WIDTH:
        return None
    timed = line_signs(lines[above[0]])
    if not (timed.date and timed.time):
        return None
    if timed.addresses or len(above) < 2 or above[0] - above[1] > 1:
        return above[0]
    name = lines[above[1]].strip()
    return above[1] if len(name) <= _NAME_WIDTH and name[-1] not in ".!?。！？:：" else above[0]


def _subject(lines: Sequence[str], at: int) -> int | None:
    """The line after the subject below the labels, whether it stands beside its label or under it."""
    seen = 0
    for place in range(at + 1, min(len(lines), at + 2 * _BELOW)):
        if is_blank(lines[place]):
            continue
        seen += 1
        if seen > _BELOW:
            return None
        head, colon, value = fold(lines[place]).strip(" \t*").partition(":")
        if label_kind(head.lower()) is not Label.SUBJECT:
            continue
        if colon and value.strip():
            return place + 1
        return next(
            (p + 1 for p in range(place + 1, min(len(lines), place + 3)) if not is_blank(lines[p])), place + 1
        )
    return None

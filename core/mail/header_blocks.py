"""Blocks of header lines over quoted mail (From / Sent / To / Subject), in known words or by shape alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from core.mail.quote_lines import (
    is_blank,
    is_quoted,
    is_rule,
    label_and_value,
    line_signs,
)
from core.mail.quote_words import FORM_LABELS, Label, label_kind

_LONGEST: Final = 16
_CONTINUED: Final = 3


@dataclass(slots=True)
class _Seen:
    """What a block showed so far."""

    kinds: set[Label] = field(default_factory=set)
    order: list[Label] = field(default_factory=list)
    labels: int = 0
    empty: int = 0
    addresses: int = 0
    angled: bool = False
    date: bool = False
    time: bool = False
    form: bool = False
    blanks: int = 0
    led_by_name: bool = False
    stamped: bool = False

    def take(self, label: str | None, line: str) -> None:
        """Note one line of the block; `label` is None for a line that continues the one above."""
        found = line_signs(line)
        self.addresses += found.addresses
        self.angled = self.angled or found.angled
        self.date = self.date or found.date
        self.time = self.time or found.time
        self.stamped = self.stamped or (found.date and found.time and not found.addresses)
        self.led_by_name = self.led_by_name or (self.labels == 0 and found.angled)
        if label is None:
            return
        self.labels += 1
        kind = label_kind(label)
        if kind is not None:
            self.kinds.add(kind)
            self.order.append(kind)
        elif "".join(label.split()) in FORM_LABELS:
            self.form = True


def block_end(lines: Sequence[str], at: int, *, titled: bool) -> int | None:
    """The line after the header block that begins at `at`, or None if none does.

    `titled`: dashes or a rule stand right above it, so that less proof is needed.
    """
    if (first := label_and_value(lines[at])) is None:
        return None
    known = label_kind(first[0]) is not None
    above_is_free = titled or at == 0 or is_blank(lines[at - 1]) or is_rule(lines[at - 1])
    if not known and not above_is_free:
        return None
    seen, end = _walk(lines, at, known)
    if known and _is_known(seen, titled):
        return end
    if above_is_free and seen.blanks == 0 and _is_shaped(seen, titled):
        return end
    return None


def _walk(lines: Sequence[str], at: int, known: bool) -> tuple[_Seen, int]:
    """Read label lines from `at`, lines that continue them, and single blank lines between known labels."""
    seen, end, place, continued = _Seen(), at, at, 0
    while place < min(len(lines), at + _LONGEST):
        line = lines[place]
        if is_blank(line):
            if not (known and _known_label_at(lines, place + 1)) or len(seen.kinds) >= 5:
                break
            seen.blanks += 1
            place += 1
            continue
        if is_quoted(line):
            break
        found = label_and_value(line)
        if found is not None and known and label_kind(found[0]) is None and not _known_label_at(lines, place + 1):
            found = None
        if found is not None:
            seen.take(found[0], line)
            continued, end = 0, place + 1
        else:
            if not _continues(lines, place, seen, known) or continued >= _CONTINUED:
                break
            continued += 1
            seen.take(None, line)
            end = place + 1
        place += 1
    return seen, end


def _known_label_at(lines: Sequence[str], at: int) -> bool:
    if at >= len(lines):
        return False
    found = label_and_value(lines[at])
    return found is not None and label_kind(found[0]) is not None


def _continues(lines: Sequence[str], place: int, seen: _Seen, known: bool) -> bool:
    """Whether a line without a label is the wrapped rest of the one above it."""
    if not seen.labels:
        return False
    if lines[place][:1] in (" ", "\t") and "@" in lines[place]:
        return True
    for ahead in range(place + 1, min(len(lines), place + _CONTINUED + 1)):
        if is_blank(lines[ahead]):
            break
        if (found := label_and_value(lines[ahead])) is not None:
            return not known or label_kind(found[0]) is not None
    return False


def _is_known(seen: _Seen, titled: bool) -> bool:
    """Known labels: a sender and two more, with an address, a subject or a full time."""
    kinds = seen.kinds
    if seen.order[:3] == [Label.FROM, Label.SENT, Label.TO] and seen.date and seen.time:
        return True
    proof = seen.addresses > 0 or (Label.SUBJECT in kinds and (seen.date or Label.TO in kinds))
    if len(kinds) >= 3:
        return proof and (Label.FROM in kinds or (Label.SENT in kinds and Label.SUBJECT in kinds))
    if len(kinds) == 2 and Label.FROM in kinds:
        stamped = Label.SENT in kinds and seen.date and (seen.time or seen.addresses > 0)
        return stamped or (titled and proof)
    return titled and bool(kinds) and seen.labels >= 3 and seen.addresses > 0


def _is_shaped(seen: _Seen, titled: bool) -> bool:
    """Unknown labels: three lines or more, a date, and addresses (two, if nothing stands above)."""
    if seen.labels < 3 or seen.form or not seen.date:
        return False
    if titled:
        return seen.addresses >= 1
    if seen.labels >= 4 and seen.led_by_name and seen.stamped:
        return True
    return seen.addresses >= 2 and (seen.time or seen.angled)


def loose_block(lines: Sequence[str], at: int) -> int | None:
    """The end of a paragraph of 2-8 short lines under a title that holds an address and a date, labels or not."""
    end, found, dated = at, 0, False
    while end < len(lines) and end - at <= 8 and not is_blank(lines[end]) and not is_quoted(lines[end]):
        signs = line_signs(lines[end])
        found += signs.addresses
        dated = dated or signs.date
        end += 1
    if 2 <= end - at <= 8 and found and dated and all(len(line) <= 200 for line in lines[at:end]):
        return end
    return None

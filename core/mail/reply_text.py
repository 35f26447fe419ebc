"""What a person newly wrote in a mail: its text without quoted history and signature.

One pass over the lines, each looked at a bounded number of times: time grows with the text and with nothing else.
The rule for every doubt is to keep: hiding a customer's sentence is worse than showing a quote.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from core.mail.quote_headers import Header, Kind, find_headers, says_who_wrote
from core.mail.quote_lines import (
    INVISIBLE,
    QUOTING_STARTS,
    fold,
    initials,
    is_barred,
    is_blank,
    is_quoted,
    is_rule,
    may_quote,
    quoting_initials,
)
from core.mail.quote_words import FORWARDING
from core.mail.signatures import without_signature

LIMIT: Final = 256 * 1024
"""Characters that are looked at for quotes; what lies beyond belongs to whatever the looked-at text ends in."""

_LINES_OF_INTRODUCTION: Final = 3
_UNTIDY: Final = re.compile(rf"\n(?:(?<=[^\S\n]\n)|(?=\n\n)|(?=[{INVISIBLE}]))")
"""A line that ends in white space, two blank lines, a line that may only look blank."""


@dataclass(slots=True)
class _Reading:
    """The own text found so far, in runs between quotes, and what ended it."""

    runs: list[list[str]] = field(default_factory=lambda: [[]])
    quotes: int = 0
    ended_by: Header | None = None

    def write(self, line: str) -> None:
        self.runs[-1].append(line)

    def quote(self) -> None:
        """Close the run at hand: a quoted line or its introduction stands here."""
        self.quotes += 1
        if self.runs[-1]:
            self.runs.append([])

    def is_empty(self) -> bool:
        return all(is_blank(line) for run in self.runs for line in run)


def reply_text(text: str) -> str:
    """What this person newly wrote: without quoted history, its introductions and the signature.

    Answers between quoted lines are kept. A forwarded mail is kept whole where the sender wrote no more than a
    line above it. Empty only for an empty text or one of quotes alone. Linear in the text.
    """
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    looked_at, beyond = text[:LIMIT], text[LIMIT:]
    lines = looked_at.split("\n")
    reading = _read(lines, looked_at)
    if reading.ended_by is not None and _hands_on(reading):
        return text.strip()
    own = _without_signatures(reading)
    if beyond and reading.ended_by is None:
        own = f"{own}\n{beyond}" if reading.quotes else text
    if own.strip():
        return _tidy(own)
    whole = _tidy("\n".join("\n".join(run) for run in reading.runs))
    if whole or (reading.quotes and reading.ended_by is None):
        return whole
    return text.strip()


def _read(lines: Sequence[str], text: str) -> _Reading:
    """Sort the lines into own text and quotes, up to where unmarked history begins."""
    headers = find_headers(lines, text)
    reading = _Reading()
    if not headers and not may_quote(text):
        reading.runs = [list(lines)]
        return reading
    prefixes = quoting_initials(lines, text)
    ends = _marked_introduction(lines, text)
    if not headers and not prefixes and ends is None:
        _take_plain(lines, reading)
        return reading
    at, bars = 0, False
    while at < len(lines):
        line = lines[at]
        header = headers.get(at)
        if header is not None and (header.quoted or not _only_introduction(header, reading, lines)):
            if not header.quoted:
                reading.ended_by = header
                break
            reading.quote()
            at, bars = header.end, True
            continue
        if at == ends is not None and not reading.is_empty():
            reading.ended_by = Header(at, at + 1, Kind.ANSWERED, quoted=False)
            break
        if is_quoted(line) or (bars and is_barred(line)) or (prefixes and initials(line) in prefixes):
            reading.quote()
        else:
            bars = bars and is_blank(line)
            reading.write(line)
        at += 1
    return reading


def _marked_introduction(lines: Sequence[str], text: str) -> int | None:
    """The only quoted lines where they are an introduction: what it introduces then carries no marks."""
    if text.count("\n>") - text.count("\n>From ") > _LINES_OF_INTRODUCTION:
        return None
    marked: list[int] = []
    for at, line in enumerate(lines):
        if line[:1] in QUOTING_STARTS and is_quoted(line):
            marked.append(at)
            if len(marked) > _LINES_OF_INTRODUCTION:
                return None
    if not marked or marked[-1] - marked[0] >= len(marked):
        return None
    said = " ".join(lines[at].strip(" >＞\t") for at in marked)
    closed = lines[marked[-1]].rstrip().endswith(">>>")
    return marked[0] if says_who_wrote(said, closed=closed) else None


def _take_plain(lines: Sequence[str], reading: _Reading) -> None:
    """Sort lines among which only marks of quotation show what is quoted."""
    run = reading.runs[-1]
    for line in lines:
        if line[:1] not in QUOTING_STARTS or not (line[:2] == "> " or is_quoted(line)):
            run.append(line)
            continue
        reading.quotes += 1
        if run:
            run = []
            reading.runs.append(run)


def _only_introduction(header: Header, reading: _Reading, lines: Sequence[str]) -> bool:
    """Whether nothing at all follows, so that the line is the writer's own ("On Monday at 10:00 Bob wrote:")."""
    return (
        reading.is_empty()
        and all(is_blank(line) for line in lines[header.end : header.end + 50])
        and (header.end + 50 >= len(lines))
    )


def _hands_on(reading: _Reading) -> bool:
    """Whether this is somebody else's mail handed on, with at most a line of the sender's own."""
    header = reading.ended_by
    if header is None or header.kind is Kind.MARKER:
        return False
    own = [line.strip() for line in _without_signatures(reading).split("\n") if not is_blank(line)]
    if not own:
        return not reading.quotes
    if header.kind is Kind.FORWARDED:
        return len(own) <= 1
    if own[-1].endswith((":", "：")) and not reading.quotes:
        return True
    said = fold(" ".join(own)).lower()
    return len(own) <= 3 and len(said) <= 160 and any(word in said for word in FORWARDING)


def _without_signatures(reading: _Reading) -> str:
    kept: list[str] = []
    for run in reading.runs:
        if all(is_blank(line) for line in run):
            continue
        own = without_signature(run, first=not kept)
        while own and reading.ended_by is not None and run is reading.runs[-1] and is_rule(own[-1]):
            own = without_signature(own[:-1], first=not kept)
        if any(not is_blank(line) for line in own):
            if kept:
                kept.append("")
            kept.extend(own)
    return "\n".join(kept)


def _tidy(text: str) -> str:
    """The text without blank lines at its ends and with at most one between paragraphs."""
    if text and text[0] != "\n" and text[0] not in INVISIBLE and not text[-1].isspace() and not _UNTIDY.search(text):
        return text
    kept: list[str] = []
    for line in text.split("\n"):
        shown = line.rstrip()
        if shown and not (shown[0] in INVISIBLE and is_blank(line)):
            kept.append(shown)
        elif kept and kept[-1]:
            kept.append("")
    return "\n".join(kept).strip("\n").rstrip()

"""A line of the screen before it has colours: spans of text, each with a role that the theme paints."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from core.text import Safe, clean
from tui.text.cells import fit, width

Role = Literal[
    "text", "strong", "muted", "label", "quote", "note", "event", "link", "warn", "alarm", "good", "mine",
    "head-in", "head-out", "head-note", "code", "hit", "key",
]  # fmt: skip


@dataclass(frozen=True, slots=True, init=False)
class Span:
    """A piece of a line. `role` names its paint, never a colour.

    This is the console's gate: whatever text goes in, what comes out is `Safe`, and nothing else is painted.
    """

    text: Safe
    role: Role

    def __init__(self, text: str, role: Role = "text") -> None:
        plain = text.isascii() and text.isprintable()
        object.__setattr__(self, "text", text if plain else clean(text))
        object.__setattr__(self, "role", role)


@dataclass(frozen=True, slots=True)
class Line:
    """One screen line. `band` paints the whole width; `anchor` names what a click or Enter on it acts on."""

    spans: tuple[Span, ...] = ()
    band: Role | None = None
    anchor: str = ""

    @property
    def plain(self) -> str:
        """Its text alone."""
        return "".join(span.text for span in self.spans)


def line(*parts: Span | str, band: Role | None = None, anchor: str = "") -> Line:
    """A line from spans and plain texts; what would begin another line is a space in it."""
    spans = tuple(_one_line(Span(part) if isinstance(part, str) else part) for part in parts)
    return Line(tuple(span for span in spans if span.text), band, anchor)


def _one_line(span: Span) -> Span:
    if "\n" in span.text or "\t" in span.text:
        return Span(span.text.replace("\n", " ").replace("\t", " "), span.role)
    return span


def sized(line: Line, cells: int) -> Line:
    """The same line, exactly `cells` wide."""
    kept: list[Span] = []
    left = cells
    for span in line.spans:
        size = width(span.text)
        if size > left:
            kept.append(Span(fit(span.text, left), span.role))
            left = 0
            break
        kept.append(span)
        left -= size
    if left > 0:
        kept.append(Span(" " * left, line.band or "text"))
    return Line(tuple(kept), line.band, line.anchor)

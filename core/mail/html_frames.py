"""The boxes in which the text of an HTML mail is put together: the page, quotes, table cells."""

from __future__ import annotations

from dataclasses import dataclass, field

_WIDEST_ROW = 240


@dataclass(slots=True, eq=False)
class Frame:
    """Lines under construction: the page, a quote, a table cell."""

    kind: str
    lines: list[str] = field(default_factory=list)
    line: list[str] = field(default_factory=list)
    cells: list[list[str]] = field(default_factory=list)
    lists: list[int] = field(default_factory=list)
    gap: bool = False

    def end_line(self, *, force: bool = False) -> None:
        """Close the line at hand; an empty one only counts when `force` is true."""
        if not self.line:
            if force and self.lines and self.lines[-1] != "":
                self.lines.append("")
            return
        text = "".join(self.line).rstrip(" ")
        self.line = []
        if text.strip():
            if self.gap and self.lines and self.lines[-1] != "":
                self.lines.append("")
            self.gap = False
            self.lines.extend(text.split("\n"))
        elif force and self.lines and self.lines[-1] != "":
            self.lines.append("")

    def end_block(self, *, spaced: bool) -> None:
        """Close the line; before the next text of a spaced block stands an empty line."""
        self.end_line()
        self.gap = self.gap or spaced


def row_lines(cells: list[list[str]]) -> list[str]:
    """A table's row: on one line where every cell is one line, else one cell below the other."""
    filled = [c for c in cells if c]
    if len(filled) > 1 and all(len(c) == 1 for c in filled) and sum(len(c[0]) for c in filled) <= _WIDEST_ROW:
        return [" | ".join(c[0].strip() for c in filled)]
    return [line for cell in filled for line in cell]


def trimmed(lines: list[str]) -> list[str]:
    """The lines without blank ones at both ends."""
    start, end = 0, len(lines)
    while start < end and not lines[start].strip():
        start += 1
    while end > start and not lines[end - 1].strip():
        end -= 1
    return lines[start:end]

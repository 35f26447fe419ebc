"""What leaves the command line: data on stdout, narration on stderr, all of it clean text, JSON in UTF-8."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import IO, TYPE_CHECKING, Any

from cli.cells import fit, width
from cli.shared import Shared
from config.errors import MadoError
from config.languages import translator
from core.text import clean

if TYPE_CHECKING:
    from core.meanwhile import Change

_ = translator("cli")
Json = Mapping[str, Any]


def encode(value: object) -> bytes:
    """One JSON document, UTF-8, without spaces that nobody needs.

    A file's name may hold bytes that are no text; where JSON cannot say them, every text is cleaned first.
    """
    import orjson

    try:
        return orjson.dumps(value)
    except orjson.JSONEncodeError:
        return orjson.dumps(_cleaned(value))


def _cleaned(value: object) -> object:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, Mapping):
        return {clean(str(key)): _cleaned(one) for key, one in value.items()}
    return [_cleaned(one) for one in value] if isinstance(value, (list, tuple)) else value


def _write(data: bytes) -> None:
    """Past the text layer, because JSON is UTF-8 in every locale."""
    sys.stdout.flush()
    binary: IO[bytes] | None = getattr(sys.stdout, "buffer", None)
    if binary is None:
        sys.stdout.write(data.decode())
    else:
        binary.write(data)
        binary.flush()


def put_json(value: object) -> None:
    """One JSON document on stdout."""
    _write(encode(value) + b"\n")


def put_jsonl(values: Iterable[object], batch: int = 500) -> None:
    """One JSON object a line, written as they come."""
    lines: list[bytes] = []
    for value in values:
        lines.append(encode(value) + b"\n")
        if len(lines) >= batch:
            _write(b"".join(lines))
            lines.clear()
    _write(b"".join(lines))


def put_csv(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A table as CSV (RFC 4180); a cell that a spreadsheet would run as a formula gets an apostrophe in front."""
    import csv
    import io

    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_cell(value) for value in row])
    _write(buffer.getvalue().encode("utf-8", "replace"))


def _cell(value: object) -> str:
    if value is None:
        return ""
    text = " ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)
    return f"'{text}" if isinstance(value, str) and text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def line(text: str = "", *, colour: str | None = None) -> None:
    """One line, or a clean block of lines, of data on stdout."""
    import click

    text = clean(text)
    if colour and colourful(sys.stdout):
        text = click.style(text, fg=colour)
        sys.stdout.write(text + "\n")
    else:
        sys.stdout.write(text + "\n")


def line_marked(indent: str, text: str, spans: Sequence[tuple[int, int]]) -> None:
    """A line of data with parts of it in bold, on a terminal that can."""
    import click

    if clean(text) != text or not colourful(sys.stdout):
        line(indent + text)
        return
    pieces, done = [indent], 0
    for start, stop in spans:
        pieces += [text[done:start], click.style(text[start:stop], bold=True)]
        done = stop
    sys.stdout.write("".join([*pieces, text[done:], "\n"]))


def say(shared: Shared, text: str) -> None:
    """Narration on stderr; `--quiet` silences it."""
    if not shared.quiet:
        print(clean(text), file=sys.stderr, flush=True)


def whisper(shared: Shared, text: str) -> None:
    """Narration for those who asked for more (`--verbose`)."""
    if shared.verbose:
        say(shared, text)


def table(rows: Sequence[Sequence[str]], *, grow: int = -1) -> None:
    """Aligned columns on stdout. On a terminal the column `grow` is cut so that a row stays one line."""
    if not rows:
        return
    rows = [[clean(cell, one_line=True) for cell in row] for row in rows]
    widths = [max(width(row[i]) for row in rows) for i in range(len(rows[0]))]
    grow %= len(widths)
    if sys.stdout.isatty():
        room = terminal_columns() - sum(w + 2 for i, w in enumerate(widths) if i != grow)
        widths[grow] = max(8, min(widths[grow], room))
    for row in rows:
        cells = [
            fit(cell, w) if i == grow else cell + " " * (w - width(cell))
            for i, (cell, w) in enumerate(zip(row, widths, strict=True))
        ]
        sys.stdout.write("  ".join(cells).rstrip() + "\n")


def terminal_columns() -> int:
    """Columns of the terminal; 80 where there is none."""
    import shutil

    return shutil.get_terminal_size((80, 24)).columns


def colourful(stream: Any) -> bool:
    """Whether colour may be used there: a terminal that can, and nobody said NO_COLOR."""
    return bool(stream.isatty()) and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def show_error(error: MadoError, *, as_json: bool) -> None:
    """An error on stderr: a sentence and what to do next, or the JSON object of the contract."""
    message, hint = clean(error.message, one_line=True), clean(error.hint, one_line=True)
    changes: Sequence[Change] = getattr(error, "changes", ())
    if as_json:
        said: dict[str, Any] = {"code": error.code, "message": message, "hint": hint or None}
        if changes:
            from cli.differences import change_shape

            said["changes"] = [change_shape(change) for change in changes]
        text = encode({"error": said}).decode()
    else:
        text = f"mado: {message}"
        if changes:
            from cli.differences import change_lines

            text += "".join(f"\n      {row}" for change in changes for row in change_lines(change))
        text += f"\n      {hint}" if hint else ""
    try:
        print(text, file=sys.stderr, flush=True)
    except OSError:
        return  # stderr itself is gone; the exit code still says it.

"""A progress bar on stderr, on a terminal only: one line that is rewritten and leaves nothing behind."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import Self

from cli.cells import fit
from cli.output import terminal_columns
from cli.shared import Shared
from core.text import clean

_PAUSE = 0.1
_BAR = 24


class Bar:
    """Use it as a context manager; `update` may be called as often as one likes, from any one thread."""

    def __init__(self, shared: Shared) -> None:
        self._shown = sys.stderr.isatty() and not shared.quiet
        self._last = 0.0
        self._drawn = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.clear()

    def update(self, label: str, done: int, total: int | None = None) -> None:
        """Show how far it is; `total` is None where nobody knows yet."""
        now = time.monotonic()
        if not self._shown or (now - self._last < _PAUSE and done != total):
            return
        self._last, self._drawn = now, True
        if total:
            full = min(_BAR, _BAR * done // total)
            text = f"[{'#' * full}{'.' * (_BAR - full)}] {done}/{total} {label}"
        else:
            text = f"{done} {label}"
        sys.stderr.write("\r" + fit(clean(text, one_line=True), max(20, terminal_columns() - 1)))
        sys.stderr.flush()

    def clear(self) -> None:
        """Take the line away, before other narration."""
        if self._drawn:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
            self._drawn = False

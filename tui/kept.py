"""What the console remembers for its person from one day to the next: `HOME/console.json`, 0600.

Colours, language, what was searched for and typed at the prompt, how long the last snooze was, which handover note
was read, on which day the console was begun last. It holds words that
people searched for, so erasing a customer removes the file. A file that cannot be read is forgotten, never an error.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path

from config.errors import MadoError
from config.files import write_private

_MOST = 50


@dataclass(slots=True)
class Kept:
    """The remembered things; newest last in the lists."""

    theme: str = ""
    language: str = ""
    last_snooze: str = ""
    handover: str = ""
    day: str = ""
    searched: list[str] = field(default_factory=list)
    prompted: list[str] = field(default_factory=list)

    def note_search(self, query: str) -> None:
        """A query was looked at."""
        self.searched = _with(self.searched, query)

    def note_prompt(self, line: str) -> None:
        """A line was typed at the prompt."""
        self.prompted = _with(self.prompted, line)


def _with(lines: list[str], line: str) -> list[str]:
    return [*(one for one in lines if one != line), line][-_MOST:]


def load_kept(path: Path) -> Kept:
    """Read the file; whatever is not as expected is left out."""
    try:
        said = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return Kept()
    if not isinstance(said, dict):
        return Kept()
    kept = Kept()
    for one in fields(Kept):
        value = said.get(one.name)
        if isinstance(value, str) and isinstance(getattr(kept, one.name), str):
            setattr(kept, one.name, value)
        elif isinstance(value, list) and isinstance(getattr(kept, one.name), list):
            setattr(kept, one.name, [v for v in value if isinstance(v, str)][-_MOST:])
    return kept


def save_kept(path: Path, kept: Kept) -> None:
    """Write the file if it would change; a full disk takes nothing from anybody."""
    if load_kept(path) == kept:
        return
    try:
        write_private(path, json.dumps(asdict(kept), ensure_ascii=False, indent=1).encode())
    except (OSError, MadoError):
        return

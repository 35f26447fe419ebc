"""Views that people saved: `HOME/views.toml`, a table `[views]` of names with a query each.

[views]
refunds = "tag:refund status:open"
"""

from __future__ import annotations

import tomllib
from pathlib import Path

from config.errors import ConfigError, UsageError
from config.files import write_private
from tui.labels import N_, _
from tui.views import OWN, VIEWS, View

FILE = "views.toml"
_LONGEST = 40


def load_views(home: Path) -> tuple[View, ...]:
    """The views every desk has, then the own ones in the order of the file. Raises ConfigError."""
    return (*VIEWS, *(own_view(name, query) for name, query in _written(home / FILE).items()))


def own_view(name: str, query: str) -> View:
    """A saved query under its name."""
    return View(OWN + name, name, query, N_("Nothing here now."))


def save_view(home: Path, name: str, query: str) -> None:
    """Add a view or give it another query; an empty query removes it. Raises UsageError, MadoError."""
    name = " ".join(name.split())
    if not name or len(name) > _LONGEST or not name.isprintable():
        raise UsageError(_("That is no name for a view."), hint=_("Up to 40 letters, on one line."))
    known = _written(home / FILE)
    if query:
        known[name] = query
    else:
        known.pop(name, None)
    lines = [
        "# Views of the console: name = query.",
        "[views]",
        *(f"{_quoted(n)} = {_quoted(q)}" for n, q in known.items()),
    ]
    write_private(home / FILE, ("\n".join(lines) + "\n").encode())


def _written(path: Path) -> dict[str, str]:
    try:
        found = tomllib.loads(path.read_text("utf-8")).get("views", {})
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"{path}: {error}", hint=_("Mend or remove the file.")) from None
    if not isinstance(found, dict) or not all(isinstance(query, str) for query in found.values()):
        raise ConfigError(_("{file}: each view is a name and a query in quotes.").format(file=path))
    return dict(found)


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'

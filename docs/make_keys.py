"""Write `docs/keys.md` from the console's own commands, so that the page cannot be out of date."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from config.languages import set_language  # noqa: E402 (the path must stand first)
from tui.commands.registry import Registry, shown_key  # noqa: E402 (as above)

_PLACES = {
    "list": "In the list",
    "ticket": "In a ticket, besides",
    "customer": "In the customer pane, besides",
    "composer": "While writing",
}


def page() -> str:
    """The page as it should be."""
    set_language("en")
    registry, told = Registry(), set[str]()
    lines = [
        "# Keys",
        "",
        "Made by `python docs/make_keys.py`. In the console, `?` (or F1) shows the same for where you are.",
    ]
    for place, title in _PLACES.items():
        rows = [c for c in registry.of(place) if c.name not in told]
        told |= {c.name for c in rows}
        if not rows:
            continue
        lines += ["", f"## {title}", "", "| keys | does | |", "|---|---|---|"]
        for command in rows:
            keys = " ".join(f"`{shown_key(key)}`" for key in registry.keys(command)) or f"`:{command.name}`"
            lines.append(f"| {keys} | {command.label} | {command.help} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    (ROOT / "docs" / "keys.md").write_text(page(), encoding="utf-8")

"""The key table as a page: `python -m tui.commands.table > docs/keys.md`. A test holds the page against it."""

from __future__ import annotations

from collections.abc import Iterator

from config.languages import translated
from tui.commands.base import COMPOSER, CUSTOMER, GROUPS, LIST, TICKET, Command
from tui.commands.key_names import shown_key
from tui.commands.registry import Registry

_PLACES = ((LIST, "list"), (TICKET, "ticket"), (CUSTOMER, "customer"), (COMPOSER, "reply"))
_HEAD = """# Keys

Every command of the console, made from the commands themselves. `?` (in a reply `F1`) shows the ones that work where
you are; `^P` (ctrl+p) finds any of them by a few letters of its name, in English or Japanese; `:` takes them as typed
words (`:tag refund`, `:assign Taku`, `:snooze 3d`). `^S` means ctrl+S.

In the composer letters are text, so its commands are on ctrl and function keys. In questions Enter answers and Esc
leaves; Tab completes. The mouse works too: a click moves the cursor, a double click opens, the wheel scrolls;
hold Shift to select text with your terminal.

Other keys are yours to choose, in `HOME/keys.toml`; `mado keys` prints what holds then. A mistake, or two commands on
one key, stops the start with a sentence that names the file and the key.

```toml
[keys]
solve = ["Y", "F7"]
spam = []            # no key at all
```
"""


def lines() -> Iterator[str]:
    """The page, line by line."""
    registry = Registry()
    yield from _HEAD.splitlines()
    for group in GROUPS:
        yield ""
        yield f"## {group}"
        yield ""
        yield "| keys | name | 日本語 | command | where | what it does |"
        yield "|---|---|---|---|---|---|"
        for command in registry:
            if command.group == group:
                yield _row(registry, command)


def _row(registry: Registry, command: Command) -> str:
    keys = " ".join(f"`{shown_key(key)}`" for key in registry.keys(command))
    places = ", ".join(name for place, name in _PLACES if place in command.where)
    japanese = translated("tui", command.title, "ja")
    argument = f" {command.argument}" if command.argument else ""
    cells = (keys, command.title, japanese, f"`:{command.name}`{argument}", places, command.help)
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


if __name__ == "__main__":
    print("\n".join(lines()))

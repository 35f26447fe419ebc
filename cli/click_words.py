"""click's own words (usage, options, what is missing or invalid) in the language in force.

click looks them up in the process's default gettext domain, whose language is the environment's; ours is chosen by
`--lang`, MADO_LANG or the settings.
"""

from __future__ import annotations

from importlib import import_module

from config.languages import translator

_ = translator("cli")
_MODULES = ("core", "decorators", "exceptions", "formatting", "parser", "termui", "types")


def translate_click() -> None:
    """From here on click speaks as we do; what has no translation stays as it is."""
    for name in _MODULES:
        module = import_module(f"click.{name}")
        for word, spoken in (("_", _), ("ngettext", _plural)):
            if hasattr(module, word):
                setattr(module, word, spoken)


def _plural(one: str, many: str, count: int) -> str:
    return _(one if count == 1 else many)

"""Looks of one's own: `HOME/themes/NAME.toml`, the colours of Textual's themes and of ours.

    dark = true
    primary = "#7fb4ca"
    background = "#14171f"

    [variables]
    cursor = "#2d3a52"

What is not said is taken from our dark or light look. A file that cannot be used is named, and the others stay.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from textual.color import Color, ColorParseError
from textual.theme import Theme

from tui.labels import _
from tui.themes import DARK, LIGHT

FOLDER = "themes"
_COLOURS = (
    "primary", "secondary", "accent", "warning", "error", "success", "foreground", "background", "surface", "panel",
)  # fmt: skip


def load_themes(home: Path) -> tuple[list[Theme], list[str]]:
    """The themes of a home, and a sentence for each file that is none."""
    themes, said = [], []
    folder = home / FOLDER
    for path in sorted(folder.glob("*.toml")) if folder.is_dir() else ():
        try:
            themes.append(_theme(path.stem, tomllib.loads(path.read_text("utf-8"))))
        except (OSError, ValueError) as error:
            said.append(_("{file} is no theme: {reason}").format(file=f"{FOLDER}/{path.name}", reason=error))
    return themes, said


def _theme(name: str, said: Mapping[str, Any]) -> Theme:
    unknown = set(said) - {*_COLOURS, "dark", "variables"}
    if unknown:
        raise ValueError(_("unknown word {word}").format(word=sorted(unknown)[0]))
    dark = said.get("dark", True)
    if not isinstance(dark, bool):
        raise ValueError(_("dark is true or false"))
    base = DARK if dark else LIGHT
    variables = said.get("variables", {})
    if not isinstance(variables, dict):
        raise ValueError(_("variables is a table"))
    colours = {word: _colour(word, said[word]) for word in _COLOURS if word in said}
    own = {str(word): _colour(str(word), value) for word, value in variables.items()}
    unset = {word: getattr(base, word) for word in _COLOURS}
    return Theme(name=name, dark=dark, variables={**base.variables, **own}, **{**unset, **colours})


def _colour(word: str, value: object) -> str:
    try:
        Color.parse(str(value))
    except ColorParseError:
        raise ValueError(_("{word}: {value} is no colour").format(word=word, value=value)) from None
    return str(value)

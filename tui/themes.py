"""Our own looks: dark, light and high contrast. Contrast of every text on its ground is at least 4.5 : 1."""

from __future__ import annotations

from textual.theme import Theme

DARK = Theme(
    name="madoguchi-dark", dark=True,
    primary="#7fb4ca", secondary="#a3b18a", accent="#e0af68", warning="#e0af68", error="#f7768e",
    success="#9ece6a", foreground="#d5d9e2", background="#14171f", surface="#14171f", panel="#1d222d",
    variables={
        "muted": "#8d96a8", "bar": "#232a38", "cursor": "#2d3a52", "cursor-dim": "#222a39", "head-in": "#22384a",
        "head-out": "#263a2c", "head-note": "#4a3d1c", "note": "#e6d3a3", "note-ground": "#26221a",
        "quote": "#8fa5b8", "link": "#8fc7ff", "field": "#1d222d",
    },
)  # fmt: skip
LIGHT = Theme(
    name="madoguchi-light", dark=False,
    primary="#1f5f8b", secondary="#4d6b3c", accent="#8a5a00", warning="#8a5a00", error="#b3261e",
    success="#2e6b2e", foreground="#1d2330", background="#fbfaf7", surface="#fbfaf7", panel="#efede6",
    variables={
        "muted": "#5d6574", "bar": "#e4e1d8", "cursor": "#cfe0f0", "cursor-dim": "#e6e9ec", "head-in": "#d6e6f2",
        "head-out": "#dcecd7", "head-note": "#f3e3b3", "note": "#5a4300", "note-ground": "#fbf3da",
        "quote": "#4c6277", "link": "#0b57a4", "field": "#efede6",
    },
)  # fmt: skip
CONTRAST = Theme(
    name="madoguchi-contrast", dark=True,
    primary="#ffffff", secondary="#ffffff", accent="#ffff00", warning="#ffff00", error="#ff9090",
    success="#80ff80", foreground="#ffffff", background="#000000", surface="#000000", panel="#000000",
    variables={
        "muted": "#d0d0d0", "bar": "#303030", "cursor": "#0040c0", "cursor-dim": "#303030", "head-in": "#003a6e",
        "head-out": "#004d00", "head-note": "#5a4500", "note": "#ffff80", "note-ground": "#000000",
        "quote": "#b0d0ff", "link": "#80d0ff", "field": "#202020",
    },
)  # fmt: skip
THEMES = (DARK, LIGHT, CONTRAST)
NAMES = tuple(theme.name for theme in THEMES)

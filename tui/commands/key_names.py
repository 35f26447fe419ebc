"""How keys are written for people."""

from __future__ import annotations

SHOWN = {
    "slash": "/", "question_mark": "?", "colon": ":", "exclamation_mark": "!", "right_square_bracket": "]",
    "left_square_bracket": "[", "escape": "Esc", "enter": "Enter", "tab": "Tab", "shift+tab": "Shift+Tab",
    "pagedown": "PgDn", "pageup": "PgUp", "space": "Space", "home": "Home", "end": "End", "up": "Up",
    "full_stop": ".", "comma": ",", "equals_sign": "=", "plus": "+", "at": "@", "semicolon": ";",
    "down": "Down", "left": "Left", "right": "Right",
}  # fmt: skip


def shown_key(key: str) -> str:
    """A key as people read it: `^S` for ctrl+s, `F4`, `/`."""
    if key in SHOWN:
        return SHOWN[key]
    if key.startswith("ctrl+"):
        rest = key.removeprefix("ctrl+")
        return f"^{rest.upper()}" if len(rest) == 1 else f"Ctrl+{shown_key(rest)}"
    return key.upper() if len(key) > 1 and key[0] == "f" and key[1:].isdigit() else key

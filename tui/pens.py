"""The terminal's pen: what it writes with now, and the shortest SGR parameters that change it (ECMA-48, 8.3.117)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from rich.color import ColorSystem
from rich.style import Style

_OFF = {"1": "22", "2": "22", "3": "23", "4": "24", "5": "25", "6": "25", "7": "27", "8": "28", "9": "29", "21": "24"}
_OFF |= {"51": "54", "52": "54", "53": "55"}
_UNSEEN_ON_BLANKS = frozenset({"1", "2", "3"})


@dataclass(frozen=True, slots=True)
class Pen:
    """Attributes (SGR numbers), text colour and ground (SGR parameters; empty: the terminal's own)."""

    attributes: frozenset[str] = frozenset()
    front: str = ""
    ground: str = ""


PLAIN = Pen()


@lru_cache(4096)
def pen(style: Style, system: ColorSystem) -> Pen:
    """The pen that writes in a style."""
    front = ";".join(style.color.downgrade(system).get_ansi_codes()) if style.color else ""
    ground = ";".join(style.bgcolor.downgrade(system).get_ansi_codes(foreground=False)) if style.bgcolor else ""
    attributes = Style(
        bold=style.bold, dim=style.dim, italic=style.italic, underline=style.underline, blink=style.blink,
        blink2=style.blink2, reverse=style.reverse, conceal=style.conceal, strike=style.strike,
        underline2=style.underline2, frame=style.frame, encircle=style.encircle, overline=style.overline,
    )._make_ansi_codes(system)  # fmt: skip
    return Pen(frozenset(attributes.split(";")) - {""}, front, ground)


@lru_cache(8192)
def step(now: Pen, wanted: Pen, *, blank: bool = False) -> tuple[str, Pen]:
    """(SGR parameters, the pen after them) to write in `wanted`; on blanks the text colour does not matter."""
    if blank and not (now.attributes | wanted.attributes) - _UNSEEN_ON_BLANKS:
        wanted = Pen(now.attributes, now.front, wanted.ground)
    if wanted == PLAIN:
        return ("0" if now != PLAIN else ""), PLAIN
    codes: list[str] = []
    gone = now.attributes - wanted.attributes
    off = sorted({_OFF.get(one, "0") for one in gone})
    if "0" in off:
        off, now = ["0"], PLAIN
    codes += off
    kept = now.attributes - gone if "22" not in off else now.attributes - gone - {"1", "2"}
    codes += sorted(wanted.attributes - kept)
    if wanted.front != now.front:
        codes.append(wanted.front or "39")
    if wanted.ground != now.ground:
        codes.append(wanted.ground or "49")
    return ";".join(codes), wanted

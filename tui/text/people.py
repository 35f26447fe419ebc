"""Recipients as people type them: `Name <address>, other@example.com`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from core.mail.message import Address
from core.text import clean

_ONE = re.compile(r'\s*(?:"?([^"<>]*?)"?\s*)?<([^<>\s]+)>\s*')
_SPECIAL = re.compile(r'[",;<>@]')


def written(people: Sequence[Address]) -> str:
    """The people as one line that can be typed again."""
    return ", ".join(_one(person) for person in people)


def _one(person: Address) -> str:
    if not person.name or person.name == person.address:
        return person.address
    name = person.name.replace('"', "")
    return f'"{name}" <{person.address}>' if _SPECIAL.search(name) else f"{name} <{person.address}>"


def read(text: str) -> tuple[Address, ...]:
    """The people in a typed line. What is no address stays one; the checks before sending name it."""
    return tuple(_read_one(piece) for piece in _pieces(clean(text, one_line=True)) if piece.strip())


def _read_one(piece: str) -> Address:
    found = _ONE.fullmatch(piece)
    return Address((found[1] or "").strip(), found[2]) if found else Address("", piece.strip())


def _pieces(text: str) -> Iterator[str]:
    """Split at commas and semicolons outside quotes and angle brackets."""
    piece, quoted, angle = "", False, False
    for letter in text.replace("、", ",").replace("；", ";"):
        if letter == '"':
            quoted = not quoted
        elif letter in "<>" and not quoted:
            angle = letter == "<"
        if letter in ",;" and not quoted and not angle:
            yield piece
            piece = ""
        else:
            piece += letter
    yield piece

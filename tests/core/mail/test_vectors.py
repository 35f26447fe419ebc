"""Header and MIME vectors, one rule each, kept as data: samples/vectors.json (bytes written as Latin-1)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from core.mail.as_json import message_json
from core.mail.parse import parse

_VECTORS = json.loads((Path(__file__).parent / "samples" / "vectors.json").read_text(encoding="utf-8"))


def _pair(person: dict[str, str] | None) -> list[str] | None:
    return [person["name"], person["address"]] if person else None


def _tidy(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.strip().split("\n"))


def _asked(file: list[Any], wanted: list[Any]) -> list[Any]:
    """Of a file what a vector asks for."""
    return [None if want is None else have for have, want in zip(file, wanted, strict=False)]


def _seen(key: str, wanted: Any, read: dict[str, Any]) -> Any:
    """What was read, in the form of what is wanted; `files` may leave open a name, a type or a size."""
    if key == "from":
        return _pair(read["from"])
    if key in ("to", "cc", "reply_to"):
        return [_pair(person) for person in read[key]]
    if key == "count":
        return len(read["attachments"])
    if key == "has":
        return [words for words in wanted if words in read["text"]]
    if key == "files":
        found = [[f["filename"], f["content_type"], f["size"]] for f in read["attachments"]]
        asked = [*wanted, *([] for _ in found[len(wanted) :])]
        return [_asked(file, ask) for file, ask in zip(found, asked, strict=False)]
    return _tidy(read["text"]) if key == "text" else read[key]


@pytest.mark.parametrize("vector", [pytest.param(v, id=v["name"]) for v in _VECTORS])
def test_a_vector_is_read_as_careful_readers_do(vector: dict[str, Any]) -> None:
    read = message_json(parse(vector["raw"].encode("latin-1")))
    assert {key: _seen(key, wanted, read) for key, wanted in vector["want"].items()} == vector["want"]

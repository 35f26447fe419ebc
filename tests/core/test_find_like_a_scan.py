"""Whatever is asked, words and fields together: a desk finds the tickets that a scan of its documents finds."""

from __future__ import annotations

import os
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from core import decisions
from core.desk import Desk
from core.events import Decision
from core.grams import fold
from core.searchable import searchable_text
from core.snippets import Snippet
from tests.core.mails import arrival, mail

PIECES = [
    "返金",
    "返品",
    "請求書",
    "ｶｽﾀﾏｰ",
    "金額",
    "refund",
    "Refunds",
    "receipt",
    "MX-2000",
    "再度",
    "the parcel",
    "金",
]
QUERIES = 120


@dataclass(frozen=True)
class Asked:
    """One part of a query: how it is typed, and what a scan would say of a ticket's texts and document."""

    typed: str
    word: str = ""
    quoted: bool = False
    field: str = ""
    value: str = ""


def stands(part: Asked, text: str) -> bool:
    """A run of Japanese stands anywhere, a Latin word where one begins so; quoted is literal, whole words."""
    said = " ".join(fold(text).split())
    found = fold(part.word)
    begins = r"(?<![a-z0-9])" if found[0].isascii() else ""
    if part.quoted:
        ends = r"(?![a-z0-9])" if found[-1].isascii() else ""
        return bool(re.search(begins + re.escape(found) + ends, said))
    return bool(re.search(begins + re.escape(found).replace(r"\-", r"[^a-z0-9]*"), said))


def fits(part: Asked, doc: dict[str, Any]) -> bool:
    """What a field says of a ticket's document."""
    match part.field:
        case "status":
            return bool(doc["status"] == part.value)
        case "tag":
            return part.value in doc["tags"]
        case "has":
            return bool(doc["notes"] > 0)
        case "assignee":
            return bool(doc["assignee"] == (None if part.value == "none" else part.value))
    raise AssertionError(part)


@pytest.fixture(params=range(20, 40) if os.environ.get("MADO_TORTURE") else [20])
def filled(desk: Desk, request: pytest.FixtureRequest) -> Iterator[tuple[Desk, random.Random]]:
    noise = random.Random(request.param)
    desk.store.engine.session.run("PRAGMA synchronous = OFF")
    mails = []
    for number in range(1, 41):
        body = noise.choice(["", "\n"]).join(
            noise.choice([*PIECES, "、", " ", "。"]) for _n in range(noise.randint(1, 8))
        )
        refs = (noise.randint(1, number - 1),) if number > 1 and noise.random() < 0.5 else ()
        mails.append(arrival(number, mail(number, subject=f"件名 {noise.choice(PIECES)}", body=body, refs=refs)))
    for start in range(0, len(mails), 8):
        desk.take_in(mails[start : start + 8])
    for ticket in desk.rows():
        for decided in _decided(ticket.code, noise):
            desk.do(decided)
    codes = [t.code for t in desk.rows()]
    desk.do(Decision("merge", codes[0], {"into": codes[1]}))
    yield desk, noise


def _decided(code: str, noise: random.Random) -> Iterator[Decision]:
    if noise.random() < 0.5:
        yield decisions.set_status(code, noise.choice(["solved", "pending", "closed"]))
    if noise.random() < 0.5:
        yield Decision("tag", code, {"tag": noise.choice(["vip", "refund"])})
    if noise.random() < 0.3:
        yield Decision("note", code, {"text": f"社内 {noise.choice(PIECES)} を確認"})


def _part(noise: random.Random) -> Asked:
    kind = noise.random()
    if kind < 0.3:
        field, values = noise.choice(
            [("status", ["open", "solved", "pending"]), ("tag", ["vip", "refund"]), ("has", ["note"])]
        )
        value = noise.choice(values)
        return Asked(f"{field}:{value}", field=field, value=value)
    piece = noise.choice(PIECES)
    if kind < 0.45:
        quoted = noise.choice(["the parcel", "refund", "返金", "MX-2000"])
        return Asked(f'"{quoted}"', quoted, quoted=True)
    if piece.isascii():
        piece = noise.choice(piece.split())
        part = piece[: noise.randint(1, len(piece))].rstrip("-")
    else:
        start = noise.randrange(len(piece))
        part = piece[start : start + noise.randint(1, 3)]
    return Asked(part, part)


def test_words_and_fields_together_find_what_a_scan_finds(filled: tuple[Desk, random.Random]) -> None:
    desk, noise = filled
    texts = _texts(desk)
    docs = {d["code"]: dict(d) for d in desk.store.table("tickets").all()}
    found_any = 0
    for number in range(QUERIES):
        if number == QUERIES // 2:
            desk.keeping.settle()
        parts = [_part(noise) for _n in range(noise.randint(1, 3))]
        if not any(p.word for p in parts):
            continue
        expected = {
            code
            for code, doc in docs.items()
            if all(fits(p, doc) if p.field else any(stands(p, t) for t in texts[code]) for p in parts)
        }
        query = " ".join(p.typed for p in parts)
        assert set(desk.search(query)) == expected, query
        assert set(desk.search(query, relevance=True)) == expected, query
        assert list(desk.search(query, 3)) == list(desk.search(query))[:3], query
        assert desk.count(query) == len(expected), query
        assert {t.code for t in desk.rows(query)} == expected, query
        found_any += bool(expected)
        _marked([p for p in parts if p.word], desk.snippets(query, sorted(expected)))
    assert found_any > QUERIES // 4


def _marked(words: Sequence[Asked], shown: Sequence[Snippet | None]) -> None:
    """Each ticket has a place to show, and what is marked there is one of the words."""
    for snippet in shown:
        assert snippet is not None
        assert snippet.spans
        for start, stop in snippet.spans:
            marked = fold(snippet.text[start:stop])
            assert any(fold(w.word).startswith(marked) or marked.startswith(fold(w.word)) for w in words)


def _texts(desk: Desk) -> dict[str, list[str]]:
    """Everything that can be found, by ticket, read from the documents."""
    texts: dict[str, list[str]] = {}
    bodies = desk.store.table("texts")
    for message in desk.store.table("messages").all():
        text = searchable_text(message, bodies.get(doc_id=message.doc_id))
        texts.setdefault(message["ticket"], []).append(text)
    for event in desk.store.table("events").all():
        if event["kind"] == "note":
            texts.setdefault(desk.ticket(event["ticket"]).code, []).append(event["data"]["text"])
    return texts

"""A ticket read again: only what has changed is made anew, and what it says is always what is kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from config.errors import MadoError
from core import made_entries, records
from core.desk import Desk
from core.entries import MessageEntry
from tests.core.mails import arrival, mail


@pytest.fixture
def code(desk: Desk) -> str:
    desk.take_in([arrival(n, mail(n, refs=(1,) if n > 1 else (), body=f"Letter {n}")) for n in range(1, 6)])
    (ticket,) = desk.rows("")
    return ticket.code


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The records of which an entry was made, in order."""
    found: list[int] = []
    original = records.entry

    def spy(record: int, *rest: Any) -> MessageEntry:
        found.append(record)
        return original(record, *rest)

    monkeypatch.setattr(records, "entry", spy)
    return found


def test_what_was_read_once_is_not_made_again(desk: Desk, code: str, made: list[int]) -> None:
    first = desk.entries(code)
    assert len(made) == 5
    assert desk.entries(code) == first
    assert len(made) == 5
    desk.take_in([arrival(6, mail(6, refs=(1,), body="Letter 6"))])
    assert [e.text.strip() for e in desk.messages(code)] == [f"Letter {n}" for n in range(1, 7)]
    assert len(made) == 6


def test_what_another_process_changed_is_seen(
    desk: Desk, open_desk: Callable[[str], Desk], code: str, made: list[int]
) -> None:
    desk.entries(code)
    other = open_desk("Mina")
    record = desk.messages(code)[1].id
    texts, messages = other.store.table("texts"), other.store.table("messages")
    texts.put(record, {"text": "Said otherwise", "reply_text": "Said otherwise"})
    messages.update({"gone": "2026-11-24T00:00:00+00:00"}, doc_ids=[desk.messages(code)[2].id])
    seen = desk.messages(code)
    assert seen[1].text == "Said otherwise"
    assert "2026-11-24" in seen[2].warnings[0]
    assert len(made) == 5 + 2
    messages.remove(doc_ids=[seen[0].id])
    assert desk.messages(code) == seen[1:]


def test_a_damaged_text_is_said_however_often_it_was_read(desk: Desk, code: str) -> None:
    desk.entries(code)
    record = desk.messages(code)[1].id
    with desk.store.engine.transaction() as session:
        session.run("UPDATE d_texts SET body = CAST(x'00112233' || body AS BLOB) WHERE id = ?", (record,))
    for _time in range(2):
        with pytest.raises(MadoError):
            desk.entries(code)


def test_what_is_kept_in_hand_has_a_limit(desk: Desk, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(made_entries, "_MOST", 2)
    assert desk.entries(code) == desk.entries(code)
    assert len(desk._look._letters._made) <= 2

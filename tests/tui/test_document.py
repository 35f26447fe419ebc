"""A ticket laid out as far as somebody reads: the same lines as all of it, at a fraction of the cost."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.entries import Entry, EventEntry, MessageEntry, NoteEntry
from core.mail.message import Address
from tui.text import document as document_module
from tui.text.document import Document
from tui.text.entry_lines import _LOOKED_AT, Folding, _written, entry_lines, first_folding, first_shown, key_of
from tui.text.find import holding, pattern_of
from tui.text.lines import Line

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
HANA = Address("Hana", "hana@customer.example")


def message(number: int, text: str = "Where is it?") -> MessageEntry:
    when = NOW - timedelta(days=400) + timedelta(hours=number)
    return MessageEntry(
        number, when, "Hana", f"<{number}@customer.example>", "out" if number % 3 == 1 else "in", HANA,
        (Address("", "support@shop.example"),), (), (), "A matter", f"{text}\n\n> {text}", text, (),
        False, None, (), "",
    )  # fmt: skip


def entries_of(kinds: str, text: str = "Where is it?\nIt has not come.") -> list[Entry]:
    made: dict[str, Any] = {
        "m": lambda n: message(n, text),
        "n": lambda n: NoteEntry(f"n{n}", NOW, "Mina", text),
        "e": lambda n: EventEntry(f"e{n}", NOW, "Mina", "status", {"status": "solved"}),
    }
    return [made[kind](number) for number, kind in enumerate(kinds)]


@settings(max_examples=60, deadline=None)
@given(
    st.text("mne", max_size=25),
    st.sets(st.integers(0, 24)),
    st.sets(st.integers(0, 24)),
    st.lists(st.integers(0, 200), max_size=6),
    st.booleans(),
)
def test_what_is_laid_out_piece_by_piece_is_what_all_of_it_says(
    kinds: str, opened: set[int], quotes: set[int], looked_at: list[int], found: bool
) -> None:
    entries = entries_of(kinds)
    keys = [key_of(entry) for entry in entries]
    folding = Folding(
        frozenset(k for n, k in enumerate(keys) if n in opened),
        frozenset(k for n, k in enumerate(keys) if n in quotes),
    )
    hits = pattern_of("come") if found else None
    whole: list[Line] = []
    starts: dict[str, int] = {}
    for entry in entries:
        starts[key_of(entry)] = len(whole)
        whole += list(entry_lines(entry, folding, 40, NOW, hits))
    document = Document(entries, folding, 40, NOW, hits)
    for y in looked_at:
        document.grow(y)
        assert document.line(y) == (whole[y] if y < len(whole) else None)
        assert document.length > y or document.done
        assert document.entry_at(y) == ([k for k in keys if starts[k] <= y] or [""])[-1]
        after = [starts[key_of(e)] for e in entries if e.kind != "event" and starts[key_of(e)] > y]
        assert document.neighbour(y, 1) == (after[0] if after else y)
        before = [starts[key_of(e)] for e in entries if e.kind != "event" and starts[key_of(e)] < y]
        assert document.neighbour(y, -1) == (before[-1] if before else 0)
    document.grow(10**9)
    assert document.done
    assert document.count == document.length == len(whole)
    assert [document.line(y) for y in range(document.length)] == whole
    assert {key: document.start_of(key) for key in keys} == starts
    assert document.hit_lines == [y for y, one in enumerate(whole) if any(s.role == "hit" for s in one.spans)]


def test_two_hundred_letters_above_the_newest_cost_none_of_their_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []
    original = entry_lines

    def spy(entry: Entry, *rest: Any) -> Any:
        made.append(key_of(entry))
        return original(entry, *rest)

    monkeypatch.setattr(document_module, "entry_lines", spy)
    entries = [message(3 * n) for n in range(200)]  # every third is one that came in
    folding = first_folding(entries)
    document = Document(entries, folding, 60, NOW)
    start = document.grow_to(first_shown(entries), 40)
    assert start == 197 + sum(len(list(original(e, folding, 60, NOW))) for e in entries[-3:-1])
    assert all(document.line(y) is not None for y in range(start, document.length))
    assert len(made) == 3
    assert document.line(3) == next(original(entries[3], folding, 60, NOW, None))


def test_a_book_in_a_message_costs_no_more_than_its_first_page() -> None:
    book = message(0, "A line of what a customer writes about a parcel.\n" * 20_000)
    document = Document([book], first_folding([book]), 60, NOW)
    document.grow(50)
    assert document.length == 51
    assert abs(document.count - 20_008) < 200  # reckoned from its beginning


@given(st.text(st.sampled_from("ab\n\u3042"), max_size=80), st.integers(0, 3))
def test_the_lines_of_a_long_text_are_those_of_a_short_one(text: str, long: int) -> None:
    text = text + "\n" + "x" * long * _LOOKED_AT + "\n" + text
    assert list(_written(text)) == text.splitlines()


def test_a_word_in_a_folded_letter_is_found_by_its_line() -> None:
    entries = [*(message(n) for n in range(30)), message(30, "The blue parcel")]
    hits = pattern_of("come")
    assert hits is not None
    entries[2] = message(2, "It has not come")
    folding = first_folding(entries).holding(*holding(entries, hits))
    document = Document(entries, folding, 60, NOW, hits)
    document.grow(10**9)
    shown = [document.line(y) for y in document.hit_lines]
    assert [one.plain.strip() for one in shown if one] == ["It has not come"]

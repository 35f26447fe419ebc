"""Marks of frequent words answer as the index does, whatever is written, moved or taken away meanwhile."""

from __future__ import annotations

import os
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from config.home import Home
from core import search_marks
from core.grams import Term, fold, lookup
from core.search import SearchIndex
from core.search_marks import marks_of
from core.store import Store

EXAMPLES = 200 if os.environ.get("MADO_TORTURE") else 12
WORDS = ["返", "返金", "金請", "返金請", "a", "ab", "abc", "b", "ab 返", "請求"]


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with Store.open(Home(tmp_path_factory.mktemp("desk"))) as opened:
        opened.engine.session.run("PRAGMA synchronous = OFF")
        yield opened


@dataclass
class Model:
    """What a scan finds: for each message (place in time, ticket, text)."""

    said: dict[int, tuple[int, str, str]] = field(default_factory=dict)

    def stands(self, word: str, text: str) -> bool:
        """A Japanese run anywhere, a Latin word where one begins so; of both, one right after the other."""
        parts = [re.escape(part) for part in re.findall("[abc]+|[^abc ]+", word)]
        begins = r"(?<![abc])" if word < "z" else ""
        return bool(re.search(begins + " *".join(parts), text))

    def messages(self, words: list[str]) -> list[int]:
        """Newest first."""
        found = [(at, n) for n, (at, _t, text) in self.said.items() if all(self.stands(w, text) for w in words)]
        return [n for _at, n in sorted(found, reverse=True)]

    def tickets(self, words: list[str]) -> list[str]:
        """That in which all was said most recently first."""
        last: dict[str, list[int]] = {}
        for word in words:
            for at, ticket, text in self.said.values():
                if self.stands(word, text):
                    times = last.setdefault(ticket, [-1] * len(words))
                    place = words.index(word)
                    times[place] = max(times[place], at)
        whole = {ticket: min(times) for ticket, times in last.items() if min(times) >= 0}
        return sorted(whole, key=lambda ticket: -whole[ticket])


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**6), lately=st.sampled_from([0, 3, 160]))
def test_marked_or_not_the_same_is_found(
    shared: Store, monkeypatch: pytest.MonkeyPatch, seed: int, lately: int
) -> None:
    monkeypatch.setattr(search_marks, "WORTHWHILE", 0)
    monkeypatch.setattr(search_marks, "_LEAST", 1000)
    monkeypatch.setattr(search_marks, "_MOST", 1)
    monkeypatch.setattr(search_marks, "_SOME_WORDS", 3)
    monkeypatch.setattr("core.search._LATELY", lately)
    monkeypatch.setattr("core.search_terms._PATIENCE", 9)
    with shared.transaction():
        session = shared.engine.session
        session.run("DELETE FROM hits")
        for table in ("grams", "starts"):
            session.run(f"INSERT INTO {table}({table}) VALUES('delete-all')")
        search_marks.forget_marks(session)
    search, model, noise = SearchIndex(shared), Model(), random.Random(seed)
    for at in range(1, 31):
        _something(shared, search, model, noise, at)
        if noise.random() < 0.3:
            words = noise.sample(WORDS, noise.randint(1, 3))
            assert search.tickets(words) == model.tickets(words)
            assert search.tickets(words, 2) == model.tickets(words)[:2]
            assert search.messages(words) == model.messages(words)
            assert search.codes(words) == set(model.tickets(words))


def _something(shared: Store, search: SearchIndex, model: Model, noise: random.Random, at: int) -> None:
    """Add, write anew, take away, move, or settle wholly or in part."""
    what = noise.random()
    known = sorted(model.said)
    if what < 0.6 or not known:
        number = noise.choice(known) if known and noise.random() < 0.3 else at
        text = "".join(
            noise.choice(["返", "金", "請", "求", "a", "b", "c", " "]) for _n in range(noise.randint(1, 9))
        )
        ticket = f"T{noise.randint(0, 4)}"
        search.add(number, ticket, at * 60, text)
        model.said[number] = (at, ticket, text)
    elif what < 0.7:
        number = noise.choice(known)
        search.remove(number, model.said.pop(number)[2] if noise.random() < 0.5 else None)
        model.said.pop(number, None)
    elif what < 0.8:
        one, other = (f"T{noise.randint(0, 4)}" for _n in range(2))
        search.move(one, other)
        model.said = {n: (p, other if t == one else t, x) for n, (p, t, x) in model.said.items()}
    else:
        for step, _done in enumerate(search.settle(pages=noise.choice([1, 64]))):
            if noise.random() < 0.1 or step > 40:
                break


def test_marks_that_were_altered_are_not_believed(shared: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search_marks, "WORTHWHILE", 0)
    monkeypatch.setattr(search_marks, "_MOST", 1)
    search = SearchIndex(shared)
    with shared.transaction():
        search_marks.forget_marks(shared.engine.session)
    for number in range(1000, 1040):
        search.add(number, f"A{number}", number * 60, "altered 返金")
    for _step in search.settle():
        pass
    found = lookup(Term("返金"))
    assert found is not None
    session = shared.engine.session
    assert marks_of(session, found) is not None
    with shared.transaction():
        altered = "CAST(substr(bits, 1, length(bits) - 1) || x'00' AS BLOB)"
        session.run(f"UPDATE marks SET bits = {altered} WHERE word = 'grams 返金'")
    assert marks_of(session, found) is None
    assert len(search.tickets([fold("返金"), "altered"])) == 40

"""Several people on one home, one machine for all: one store, each with a name, claims and drafts of their own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from config.errors import Refused
from config.home import Home
from config.settings import Agent
from core import decisions
from core.desk import Desk
from tests.core.conftest import settings
from tests.core.mails import arrival, mail


@pytest.fixture
def both(tmp_path: Path) -> Iterator[tuple[Desk, Desk]]:
    """Aki's desk and Ben's, the same home."""
    home = Home(tmp_path / "home").ensure()

    def opened(name: str) -> Desk:
        return Desk.open(home, replace(settings(name), agent=Agent(name), shared=True))

    with opened("Aki") as aki, opened("Ben") as ben:
        aki.take_in([arrival(1, mail(1))])
        yield aki, ben


def test_of_two_on_one_home_the_first_holds_the_ticket(both: tuple[Desk, Desk]) -> None:
    aki, ben = both
    code = aki.codes()[0]
    aki.do(decisions.claim(code))
    with pytest.raises(Refused) as refused:
        ben.do(decisions.claim(code))
    assert refused.value.code == "claimed"
    assert aki.shared and ben.shared


def test_each_has_drafts_of_their_own(both: tuple[Desk, Desk]) -> None:
    aki, ben = both
    code = aki.codes()[0]
    aki.replies.save(aki.replies.start(code, text="from Aki"))
    assert ben.replies.saved(code) is None
    ben.replies.save(ben.replies.start(code, text="from Ben"))
    for desk, words in ((aki, "from Aki"), (ben, "from Ben")):
        saved = desk.replies.saved(code)
        assert saved is not None and words in saved.body
        assert [words in d.body for d in desk.replies.drafts()] == [True]


def test_what_each_decides_carries_their_name(both: tuple[Desk, Desk]) -> None:
    aki, ben = both
    code = aki.codes()[0]
    aki.do(decisions.add_note(code, "a"))
    ben.do(decisions.add_note(code, "b"))
    assert [e.by for e in aki.entries(code) if e.kind == "note"] == ["Aki", "Ben"]

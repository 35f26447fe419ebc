"""Calling a colleague by name in a note."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from core import decisions
from core.desk import Desk
from core.mention_names import mentioned
from core.mentions import NewCalls, mentions_of
from tests.core.mails import arrival, mail


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("@Yuki please look", {"yuki"}),
        ("ask (@yuki, @ken.t)", {"yuki", "ken.t"}),
        ("＠ゆき", set()),
        ("see @ゆき さん", {"ゆき"}),
        ("write to a@b.example", set()),
        ("@", set()),
    ],
)
def test_a_mention_is_a_name_behind_an_at_sign(text: str, names: set[str]) -> None:
    assert mentioned(text) == names


def test_a_mention_waits_until_its_agent_has_acted(open_desk: Callable[[str], Desk]) -> None:
    ken, yuki = open_desk("Ken"), open_desk("Yuki Tanaka")
    ken.take_in([arrival(1, mail(1))])
    code = ken.codes()[0]
    ken.do(decisions.add_note(code, "@yuki is this ours?"))
    (found,) = mentions_of(yuki.ledger, "Yuki Tanaka")
    assert (found.ticket, found.by, found.answered) == (code, "Ken", False)
    assert (yuki.count("mentions:me"), ken.count("mentions:me"), ken.count("mentions:yuki")) == (1, 0, 1)
    assert mentions_of(ken.ledger, "Ken") == []
    yuki.do(decisions.add_note(code, "yes"))
    assert mentions_of(yuki.ledger, "Yuki Tanaka")[0].answered
    assert yuki.count("mentions:me") == 0
    ken.undo_last()
    assert mentions_of(yuki.ledger, "Yuki Tanaka") == []


def test_a_note_that_calls_an_agent_is_told_once(open_desk: Callable[[str], Desk]) -> None:
    ken, yuki = open_desk("Ken"), open_desk("Yuki Tanaka")
    ken.take_in([arrival(1, mail(1))])
    code = ken.codes()[0]
    ken.do(decisions.add_note(code, "@yuki from before"))
    calls = NewCalls(yuki.ledger, "Yuki Tanaka")
    ken.do(decisions.add_note(code, "@yuki please look"), decisions.add_note(code, "for nobody"))
    yuki.do(decisions.add_note(code, "a note to @yuki herself"))
    assert [(m.ticket, m.by, m.text) for m in calls.look()] == [(code, "Ken", "@yuki please look")]
    assert calls.look() == []

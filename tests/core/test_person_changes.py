"""Notes on persons, and what merging or parting them comes to before and after."""

from __future__ import annotations

import pytest

from config.errors import NothingMatched, UsageError
from core import decisions
from core.desk import Desk
from core.person_changes import if_merged, if_unmerged
from tests.core.mails import arrival, mail
from tests.core.team_kit import assert_rebuilds

ANN, BOB = "ann@a.example", "bob@b.example"


@pytest.fixture
def two(desk: Desk) -> Desk:
    desk.take_in(
        [
            arrival(1, mail(1, sender=f"Ann <{ANN}>", subject="One")),
            arrival(2, mail(2, sender=f"Bob <{BOB}>", subject="Two")),
        ]
    )
    return desk


def test_a_note_on_a_person_is_kept_and_can_be_taken_back(two: Desk) -> None:
    two.do(decisions.note_on(ANN, "calls in the morning"))
    assert [(n.text, n.by) for n in two.customer(ANN).notes] == [("calls in the morning", "Yuki")]
    assert_rebuilds(two)
    two.undo_last()
    assert two.customer(ANN).notes == ()
    assert_rebuilds(two)


def test_a_note_needs_a_text_and_a_person(two: Desk) -> None:
    with pytest.raises(UsageError):
        decisions.note_on(ANN, " ")
    with pytest.raises(NothingMatched):
        two.do(decisions.note_on("nobody@else.example", "x"))


def test_the_preview_of_a_merge_is_what_it_comes_to(two: Desk) -> None:
    two.do(decisions.expect(ANN, "quick"), decisions.expect(BOB, "exact"), decisions.note_on(BOB, "n"))
    (said,) = if_merged(two, ANN, BOB).after
    two.do(decisions.merge_customers(ANN, BOB))
    done = two.customer(ANN)
    assert said.addresses == done.addresses
    assert (said.tickets, said.expectation, said.notes) == (2, done.expectation, len(done.notes))
    with pytest.raises(UsageError):
        if_merged(two, ANN, BOB)


def test_the_preview_of_parting_is_what_it_comes_to(two: Desk) -> None:
    two.do(decisions.merge_customers(ANN, BOB))
    left, alone = if_unmerged(two, BOB).after
    two.do(decisions.unmerge_customer(BOB))
    for said in (left, alone):
        done = two.customer(said.addresses[0])
        assert (said.name, said.addresses, said.tickets) == (done.name, done.addresses, sum(done.counts.values()))
    with pytest.raises(UsageError):
        if_unmerged(two, BOB)


def test_how_the_last_contact_ended_is_told(two: Desk) -> None:
    assert two.customer(ANN).last_contact_how == ("in", "open")


def test_the_undo_log_has_what_can_be_taken_back_newest_first(two: Desk) -> None:
    code = two.rows("")[0].code
    two.do(decisions.add_tag(code, "a"))
    two.do(decisions.claim(code))
    two.do(decisions.assign(code, "Aya"))
    assert [e.kind for e in two.undoable()] == ["assign", "tag"]
    two.undo_last()
    assert [e.kind for e in two.undoable()] == ["tag"]

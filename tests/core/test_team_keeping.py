"""Rebuilding, restoring, checking: a desk stays in its team whatever is done to its data."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.home import Home
from core import decisions
from core.desk import Desk
from core.restore import restore
from tests.core.conftest import settings
from tests.core.mails import mail
from tests.core.team_kit import Team, assert_same


@pytest.fixture
def pair(team: Team) -> tuple[Desk, Desk]:
    desks = team.founded("Alice"), team.joined("Bob")
    team.mail(mail(1, sender="Eva <eva@else.example>", subject="Broken cup"), mail(2, subject="Bill"))
    return desks


def test_a_desk_that_was_rebuilt_goes_on_in_its_team(team: Team, pair: tuple[Desk, Desk]) -> None:
    alice, bob = pair
    code = alice.codes()[0]
    alice.do(decisions.add_note(code, "shipped"))
    team.sync()
    alice.do(decisions.add_note(code, "not shipped yet"))
    alice.keeping.rebuild()
    assert alice.team.pending() == 1
    replica = alice.team.state.replica
    alice.do(decisions.add_tag(code, "after"))
    bob.do(decisions.add_tag(code, "bobs"))
    team.sync()
    assert alice.team.state.replica == replica
    assert_same(alice, bob)
    assert alice.keeping.rebuild(verify=True).differences == ()
    fresh = team.joined("Chie")
    team.mail(mail(1, sender="Eva <eva@else.example>", subject="Broken cup"), mail(2, subject="Bill"))
    assert_same(alice, bob, fresh)


def test_a_backup_brings_a_desk_back_into_its_team_under_another_name(
    team: Team, pair: tuple[Desk, Desk], tmp_path: Path
) -> None:
    alice, bob = pair
    code = alice.codes()[0]
    alice.do(decisions.add_note(code, "before"))
    team.sync()
    alice.keeping.backup(tmp_path / "kept.zip")
    alice.do(decisions.add_note(code, "after the backup"))
    team.sync()
    restored = Home(tmp_path / "restored")
    restore(restored, tmp_path / "kept.zip")
    with Desk.open(restored, settings("Alice")) as again:
        again.do(decisions.add_note(code, "on the new machine"))
        for desk in (again, bob, alice, again, bob, alice):
            desk.team.exchange(team.log)
        assert_same(alice, bob, again)
        assert sum(e.kind == "note" for e in again.entries(code)) == 3


def test_fsck_finds_nothing_wrong_with_a_desk_in_a_team(team: Team, pair: tuple[Desk, Desk]) -> None:
    alice, _bob = pair
    team.sync()
    found = alice.keeping.fsck()
    assert found.findings == (), found

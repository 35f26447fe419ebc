"""A team shares its canned responses, macros and views; nothing that anybody wrote is lost."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.desk import Desk
from core.team_files import allowed, sync_files
from tests.core.team_kit import Team


@pytest.fixture
def pair(team: Team) -> tuple[Desk, Desk]:
    return team.founded("Alice"), team.joined("Bob")


def write(desk: Desk, path: str, text: str) -> None:
    target = desk.home.root / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text)


def read(desk: Desk, path: str) -> str | None:
    target = desk.home.root / path
    return target.read_text() if target.exists() else None


def sync(team: Team, *desks: Desk) -> list[str]:
    said: list[str] = []
    for _round in range(2):
        for desk in desks or team.desks:
            said += sync_files(desk.ledger, desk.home)
            desk.team.exchange(team.log)
            said += sync_files(desk.ledger, desk.home)
    return said


def test_what_one_writes_changes_and_removes_the_others_have(team: Team, pair: tuple[Desk, Desk]) -> None:
    alice, bob = pair
    write(alice, "canned/refund.md", "---\nname: Refund\n---\nWe refund you.\n")
    write(alice, "canned/keep.md", "Stays.\n")
    write(alice, "views.toml", '[views]\nrefunds = "tag:refund"\n')
    assert sync(team) == []
    assert bob.canned.find("refund").text.strip() == "We refund you."
    assert (bob.home.root / "canned/refund.md").stat().st_mode & 0o777 == 0o600
    write(bob, "canned/refund.md", "We refund you today.\n")
    sync(team)
    assert read(alice, "canned/refund.md") == "We refund you today.\n"
    (alice.home.root / "canned/refund.md").unlink()
    sync(team)
    assert read(bob, "canned/refund.md") is None
    assert read(bob, "canned/keep.md") == "Stays.\n"
    messages = team.messages()
    assert sync(team) == []
    assert team.messages() == messages  # nothing is said again


def test_of_two_who_change_the_same_text_the_first_counts_and_the_others_words_are_kept(
    team: Team, pair: tuple[Desk, Desk]
) -> None:
    alice, bob = pair
    write(alice, "canned/a.md", "one\n")
    sync(team)
    write(alice, "canned/a.md", "Alice's\n")
    write(bob, "canned/a.md", "Bob's\n")
    for desk in pair:  # both have shipped theirs before they read the other's
        sync_files(desk.ledger, desk.home)
    said = sync(team)
    assert read(alice, "canned/a.md") == read(bob, "canned/a.md") == "Alice's\n"
    assert any("canned/a.md" in one for one in said)
    (kept,) = (bob.home.root / "conflicts").iterdir()
    assert kept.read_text() == "Bob's\n"
    assert kept.stat().st_mode & 0o777 == 0o600


def test_a_folder_that_was_lost_comes_back_and_removes_nothing_from_anybody(
    team: Team, pair: tuple[Desk, Desk]
) -> None:
    alice, bob = pair
    write(alice, "canned/a.md", "one\n")
    write(alice, "canned/b.md", "two\n")
    sync(team)
    shutil.rmtree(bob.home.root / "canned")
    sync(team)
    assert read(bob, "canned/b.md") == read(alice, "canned/b.md") == "two\n"


def test_whoever_joins_gets_the_teams_files_and_keeps_their_own_words(team: Team, pair: tuple[Desk, Desk]) -> None:
    alice, _bob = pair
    write(alice, "canned/a.md", "the team's\n")
    sync(team)
    chie = team.desk("Chie")
    write(chie, "canned/a.md", "Chie's own\n")
    write(chie, "canned/new.md", "new\n")
    chie.team.join(team.log, "support", "Madoguchi", alice.team.code)
    sync(team)
    assert read(chie, "canned/a.md") == "the team's\n"
    assert [p.read_text() for p in (chie.home.root / "conflicts").iterdir()] == ["Chie's own\n"]
    assert read(alice, "canned/new.md") == "new\n"


def test_large_files_links_and_what_is_no_text_stay_here_and_are_named(
    team: Team, pair: tuple[Desk, Desk], tmp_path: Path
) -> None:
    alice, bob = pair
    write(alice, "canned/large.md", "x" * 200_000)
    (alice.home.root / "canned/odd.md").write_bytes(b"\xff\xfe")
    (tmp_path / "private.md").write_text("secret")
    (alice.home.root / "canned/link.md").symlink_to(tmp_path / "private.md")
    said = sync(team, alice)
    assert {"canned/large.md" in one or "canned/odd.md" in one for one in said} == {True}
    sync(team)
    assert not (bob.home.root / "canned").exists()


def test_nothing_is_written_through_a_link(team: Team, pair: tuple[Desk, Desk], tmp_path: Path) -> None:
    alice, bob = pair
    (tmp_path / "elsewhere").mkdir()
    (bob.home.root / "canned").symlink_to(tmp_path / "elsewhere")
    write(alice, "canned/a.md", "one\n")
    sync(team)
    assert list((tmp_path / "elsewhere").iterdir()) == []


@pytest.mark.parametrize(
    "path",
    ["../x.md", "canned/../../x.md", "/etc/x.md", "canned/.x.md", "canned//x.md", "secrets/x.md", "config.toml"]
    + [
        "canned/x.py",
        "canned/a/b/c/d.md",
        "canned/x.md\n",
        "canned/",
        "canned",
        ".",
        "macros/x.md",
        "canned/a\\b.md",
    ],
)
def test_no_other_path_is_ever_written(path: str) -> None:
    assert not allowed(path)


@given(st.text(max_size=60))
def test_an_allowed_path_stays_inside(path: str) -> None:
    if allowed(path):
        assert ".." not in path.split("/") and not path.startswith("/")

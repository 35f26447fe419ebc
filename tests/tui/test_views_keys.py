"""Own views, search while typing, and a person's own keys."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from config.errors import ConfigError, UsageError
from tests.tui.conftest import Open
from tui.commands.keymap import key_rows, load_registry, read_key
from tui.own_views import load_views, save_view
from tui.text.hits import hits_of, with_hits
from tui.text.lines import Span, line
from tui.themes import DARK, LIGHT
from tui.views import VIEWS


async def test_search_shows_hits_while_it_is_being_typed_and_escape_brings_the_view_back(console: Open) -> None:
    async with console() as running:
        before = running.app.main.view
        every = running.app.main.tickets.total
        await running.press("slash")
        await running.type("交換")
        running.app.screen._tell()  # type: ignore[attr-defined]  # the hands rest
        await running.settle()
        assert running.app.main.view.query == "交換"
        assert 0 < running.app.main.tickets.total < every
        row = running.app.main.tickets.line_at(1)
        assert row is not None
        assert Span("交換", "hit") in row.spans
        await running.press("escape")
        assert running.app.main.view == before
        assert running.app.main.tickets.total == every


async def test_half_a_query_changes_nothing_and_up_brings_back_what_was_searched(console: Open) -> None:
    async with console() as running:
        await running.press("slash")
        await running.type("status:nonsense")
        running.app.screen._tell()  # type: ignore[attr-defined]  # the hands rest
        await running.settle()
        assert running.app.main.view == VIEWS[0]
        await running.press("escape", "slash")
        await running.type("交換")
        await running.press("enter", "1", "slash", "up", "enter")
        assert running.app.main.view.query == "交換"


async def test_a_search_is_kept_as_a_view_and_removed_again(console: Open) -> None:
    async with console() as running:
        await running.press("slash")
        await running.type("交換")
        await running.press("enter", "S")
        await running.type("返品 と交換")
        await running.press("enter")
        assert "返品 と交換" in running.said
        home = running.desk.home.root
        assert [(v.title, v.query) for v in load_views(home)[len(VIEWS) :]] == [("返品 と交換", "交換")]
        assert (home / "views.toml").stat().st_mode & 0o777 == 0o600
        await running.press("1", "v")
        await running.type("返品")
        await running.press("enter")
        assert running.app.main.view.query == "交換"
        await running.press("S")
        await running.type("-返品 と交換")
        await running.press("enter")
        assert load_views(home) == VIEWS


def test_a_view_file_with_a_mistake_is_named_and_a_name_must_be_one(tmp_path: Path) -> None:
    save_view(tmp_path, 'a "b" \\c', 'tag:x "two words"')
    assert [(v.title, v.query) for v in load_views(tmp_path)[len(VIEWS) :]] == [('a "b" \\c', 'tag:x "two words"')]
    with pytest.raises(UsageError):
        save_view(tmp_path, "  ", "tag:x")
    (tmp_path / "views.toml").write_text("[views\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="views.toml"):
        load_views(tmp_path)


@pytest.mark.parametrize(
    ("query", "found"),
    [("返金 tag:vip -spam", ["返金"]), ('"two words" (a OR b)', ["two words", "a", "b"]), ("status:open", [])],
)
def test_only_free_words_are_shown_as_hits(query: str, found: list[str]) -> None:
    hits = hits_of(query)
    text = "返金 spam two words a b status:open"
    spans = with_hits(line(text), hits).spans if hits else ()
    assert "".join(s.text for s in spans) in ("", text)
    shown = {s.text for s in spans if s.role == "hit"}
    assert shown >= set(found)
    assert not shown & {"spam", "status:open"} - set(found)


@pytest.mark.parametrize(
    ("written", "key"),
    [("S", "S"), ("^K", "ctrl+k"), ("ctrl+k", "ctrl+k"), ("F7", "f7"), ("PgDn", "pagedown"), ("/", "slash"),
     (";", "semicolon"), ("Esc", "escape"), ("shift+F7", "shift+f7"), ("Hyper", None), ("F99", None)],
)  # fmt: skip
def test_keys_are_read_as_people_write_them(written: str, key: str | None) -> None:
    assert read_key(written) == key


def test_own_keys_take_the_place_of_the_usual_ones(tmp_path: Path) -> None:
    (tmp_path / "keys.toml").write_text('[keys]\nsolve = ["Y", "F7"]\nspam = []\n', encoding="utf-8")
    registry = load_registry(tmp_path)
    at = registry.at("list", "Y")
    assert at is not None
    assert at.name == "solve"
    assert registry.at("list", "s") is None
    assert registry.at("list", "exclamation_mark") is None
    rows = {row["command"]: row["keys"] for row in key_rows(registry, registry)}
    assert rows["solve"] == ["Y", "F7"]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ('[keys]\nsolve = "r"\n', ("keys.toml", "r", "solve", "reply")),
        ('[keys]\nsolv = "S"\n', ("keys.toml", "solv")),
        ('[keys]\nsolve = "Hyper"\n', ("keys.toml", "solve", "Hyper")),
        ('[keys]\nsend = "s"\n', ("keys.toml", "send")),
        ("[keys]\nsolve = 3\n", ("keys.toml", "solve")),
        ('solve = "S"\n', ("keys.toml",)),
        ("[keys\n", ("keys.toml",)),
    ],
)
def test_a_mistake_in_the_key_file_is_named_with_file_and_key(
    tmp_path: Path, text: str, named: tuple[str, ...]
) -> None:
    (tmp_path / "keys.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load_registry(tmp_path)
    assert all(word in caught.value.message for word in named)


def test_the_usual_keys_do_not_clash() -> None:
    assert load_registry(Path("/nowhere")).clashes() == []


async def test_a_look_of_ones_own_is_offered_and_a_broken_one_named(
    console: Open, template: Path, tmp_path: Path
) -> None:
    home = tmp_path / "own"
    shutil.copytree(template, home)
    (home / "themes").mkdir()
    (home / "themes" / "night.toml").write_text('primary = "#ff0000"\n[variables]\ncursor = "#00ff00"\n')
    (home / "themes" / "broken.toml").write_text('primary = "no colour at all"\n')
    async with console(home=home) as c:
        assert any("broken.toml" in s.text for s in c.app.front.log)
        await c.press("colon")
        await c.type("theme night")
        await c.press("enter")
        assert c.app.theme == "night"
        assert c.app.theme_variables["cursor"] == "#00ff00"
        await c.app.leave()
    async with console(home=home) as c:
        assert c.app.theme == "night"


async def test_without_colours_the_cursor_is_still_seen(console: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with console() as c:
        row = c.app.main.tickets.render_line(0)
        assert all(segment.style is not None and segment.style.reverse for segment in row)


async def test_letters_and_signs_of_a_japanese_input_method_are_commands_too(console: Open) -> None:
    async with console() as c:
        await c.type("\uff4a\uff4a")
        assert c.app.main.tickets.cursor == 2
        await c.type("\uff1f")
        assert "Keys in the ticket list" in c.text()


async def test_a_light_look_of_textuals_gets_our_light_colours_and_one_named_like_a_code_is_no_ticket(
    console: Open,
) -> None:
    async with console() as c:
        for name, ours in (("textual-light", LIGHT), ("ansi-dark", DARK)):
            await c.press("colon")
            await c.type(f"theme {name}")
            await c.press("enter")
            assert c.app.theme == name
            assert c.app.theme_variables["cursor"] == ours.variables["cursor"]


async def test_the_next_window_is_read_while_keys_rest_and_a_page_within_it_reads_nothing(console: Open) -> None:
    async with console(size=(120, 20)) as c:
        tickets = c.app.main.tickets
        asked: list[tuple[int, int]] = []
        tickets._fetch = lambda start, stop: asked.append((start, stop))
        await c.press("pagedown", "pagedown")
        assert tickets.cursor > 5
        assert asked == []


async def test_over_ssh_nothing_is_animated(console: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSH_CONNECTION", "192.0.2.1 50000 192.0.2.2 22")
    async with console() as c:
        assert c.app.animation_level == "none"
        await c.press("pagedown")
        assert c.app.main.tickets.scroll_y == c.app.main.tickets.scroll_target_y

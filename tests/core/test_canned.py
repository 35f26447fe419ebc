"""Canned responses: files that people write, found by any of their names, broken ones listed."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from config.errors import NothingMatched
from core.canned import CannedLibrary, install_starter
from core.placeholders import NAMES, Context

CONTEXT = Context(
    "en", datetime(2026, 11, 24, tzinfo=UTC), "Mary", "mary@example.com", "K7F2-9QXM", "Cup", "Alice", "Shop"
)


def write(folder: Path, name: str, header: str, text: str = "Hello.") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"---\n{header}\n---\n{text}\n", "utf-8")
    return path


def test_a_response_is_read_with_its_header(tmp_path: Path) -> None:
    write(
        tmp_path,
        "late.md",
        "name: Late\nshortcut: ;late\nlang: en\ntags: a, b\nsubject: Sorry\npublic: yes\nreview: 2027-04-01",
    )
    found = CannedLibrary(tmp_path).find("late")
    assert (found.name, found.shortcut, found.lang, found.tags) == ("Late", "late", "en", ("a", "b"))
    assert (found.subject, found.public, str(found.review), found.text) == (
        "Sorry",
        True,
        "2027-04-01",
        "Hello.",
    )


@pytest.mark.parametrize(
    "name",
    ["order-status", "order-status.en", "Order status", "st", ";st", "ORDER-STATUS", "order-status.en.md"],
)
def test_it_is_found_by_file_name_header_name_and_shortcut(tmp_path: Path, name: str) -> None:
    write(tmp_path, "order-status.en.md", "name: Order status\nshortcut: st")
    assert CannedLibrary(tmp_path).find(name).key == "order-status"


def test_a_shortcut_of_another_response_never_hides_a_name(tmp_path: Path) -> None:
    write(tmp_path, "delay.md", "name: Delay")
    write(tmp_path, "shipping-delay.ja.md", "name: 発送の遅れ\nshortcut: delay")
    library = CannedLibrary(tmp_path)
    assert library.find("delay", "ja").key == "delay" and library.find(";delay", "ja").key == "shipping-delay"
    (doubt,) = library.findings()
    assert not doubt.fatal and "delay.md" in doubt.reason


def test_the_wanted_language_is_preferred(tmp_path: Path) -> None:
    write(tmp_path, "hi.en.md", "name: Hi")
    write(tmp_path, "ja/hi.md", "name: 挨拶")
    library = CannedLibrary(tmp_path)
    assert library.find("hi", "ja").lang == "ja"
    assert library.find("hi", "en").lang == "en"
    assert library.find("挨拶", "en").lang == "ja"
    assert [r.lang for r in library.all("ja")] == ["ja"]


def test_a_broken_file_is_listed_and_the_others_stay(tmp_path: Path) -> None:
    write(tmp_path, "good.md", "name: Good")
    write(tmp_path, "empty.md", "name: Empty", "")
    write(tmp_path, "noword.md", "just text")
    write(tmp_path, "maybe.md", "public: perhaps")
    write(tmp_path, "day.md", "review: next spring")
    (tmp_path / "open.md").write_text("---\nname: x\n")
    (tmp_path / "latin.md").write_bytes(b"caf\xe9 \xff")
    library = CannedLibrary(tmp_path)
    assert [r.name for r in library.all()] == ["Good"]
    assert {f.path.name for f in library.findings() if f.fatal} == {
        "empty.md", "noword.md", "maybe.md", "day.md", "open.md", "latin.md",
    }  # fmt: skip
    with pytest.raises(NothingMatched, match="cannot be used"):
        library.find("latin")


def test_a_misspelt_header_word_or_placeholder_is_doubtful_not_fatal(tmp_path: Path) -> None:
    write(tmp_path, "a.md", "shortcat: x", "Dear {{custmer.name}}")
    library = CannedLibrary(tmp_path)
    reasons = [f.reason for f in library.findings()]
    assert not any(f.fatal for f in library.findings())
    assert any("shortcut" in r for r in reasons) and any("custmer.name" in r for r in reasons)
    assert len(library.all()) == 1


def test_two_files_with_one_shortcut_are_told(tmp_path: Path) -> None:
    write(tmp_path, "a.md", "shortcut: x")
    write(tmp_path, "b.md", "shortcut: x")
    assert any("a.md" in f.reason for f in CannedLibrary(tmp_path).findings())


def test_a_file_without_header_is_all_text(tmp_path: Path) -> None:
    (tmp_path / "plain.md").write_text("Only text.\n")
    assert CannedLibrary(tmp_path).find("plain").text == "Only text."


def test_an_edit_is_seen_without_opening_anew(tmp_path: Path) -> None:
    path = write(tmp_path, "a.md", "name: A", "one")
    library = CannedLibrary(tmp_path)
    assert library.find("a").text == "one"
    path.write_text("---\nname: A\n---\nanother\n")
    assert library.find("a").text == "another"


def test_a_name_that_is_nearly_right_is_named(tmp_path: Path) -> None:
    write(tmp_path, "order-status.md", "name: Order status")
    with pytest.raises(NothingMatched) as error:
        CannedLibrary(tmp_path).find("order-statsu")
    assert "order-status" in error.value.hint


def test_escape_sequences_in_a_file_are_cleaned(tmp_path: Path) -> None:
    write(tmp_path, "a.md", "name: A\x1b]0;x\x07", "hi \x1b[2J")
    response = CannedLibrary(tmp_path).all()[0]
    assert "\x1b" not in response.name + response.text


def test_a_missing_folder_is_an_empty_library(tmp_path: Path) -> None:
    assert list(CannedLibrary(tmp_path / "none").all()) == []


def test_search_finds_names_before_texts(tmp_path: Path) -> None:
    write(tmp_path, "a.md", "name: A", "about a refund")
    write(tmp_path, "refund.md", "name: R", "money")
    assert [r.key for r in CannedLibrary(tmp_path).search("refund")] == ["refund", "a"]


# what ships -------------------------------------------------------------------------------


def test_fifteen_responses_ship_in_both_languages_without_a_finding(tmp_path: Path) -> None:
    assert install_starter(tmp_path / "canned") == 30
    library = CannedLibrary(tmp_path / "canned")
    assert list(library.findings()) == []
    english, japanese = library.all("en"), library.all("ja")
    assert len(english) == len(japanese) == 15
    assert [r.key for r in english] == [r.key for r in japanese]
    assert [r.shortcut for r in english] == [r.shortcut for r in japanese]


def test_installing_again_overwrites_nothing(tmp_path: Path) -> None:
    install_starter(tmp_path)
    mine = tmp_path / "received.ja.md"
    mine.write_text("mine", "utf-8")
    assert install_starter(tmp_path) == 0
    assert mine.read_text("utf-8") == "mine"


def test_every_shipped_response_can_be_finished_with_what_it_asks(tmp_path: Path) -> None:
    install_starter(tmp_path)
    library = CannedLibrary(tmp_path)
    for response in library.all():
        done = library.expand(response, CONTEXT, dict.fromkeys(response.asks, "value"))
        assert done.missing == () and "{{" not in done.text, response.path.name
        assert "{{customer.greeting}}" in response.text
        assert "ai" not in response.tags
    assert sum(not r.asks for r in library.all("en")) >= 4
    assert set(NAMES) >= {"customer.name", "ticket.code", "agent.name", "mailbox.name", "date"}

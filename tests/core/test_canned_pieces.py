"""Canned responses put together: pieces, cursor, dates, files, macros; and found by half a memory."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from config.errors import MadoError, NothingMatched
from core.canned import CannedLibrary
from core.canned_file import CannedResponse
from core.decisions import add_tag, assign
from core.desk import Desk
from core.macros import MacroShelf
from core.placeholders import Context, expand
from tests.core.mails import arrival, mail

FRIDAY = datetime(2026, 11, 20, 12, tzinfo=UTC)


def context(lang: str = "en") -> Context:
    return Context(lang=lang, now=FRIDAY, customer_name="Hanako", agent_name="Yuki")


def shelf(folder: Path, **texts: str) -> CannedLibrary:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name.replace('__', '.')}.md").write_text(text, "utf-8")
    return CannedLibrary(folder)


def test_a_piece_is_put_in_its_place_in_the_language_of_the_response(tmp_path: Path) -> None:
    library = shelf(
        tmp_path, hello__en="Hi.\n{{> closing}}", closing__en="Regards, {{agent.name}}", closing__ja="敬具"
    )
    assert library.expand(library.find("hello"), context()).text == "Hi.\nRegards, Yuki"
    assert not library.findings()


def test_pieces_that_are_missing_or_go_round_in_circles_are_named(tmp_path: Path) -> None:
    library = shelf(tmp_path, a="{{> b}}", b="{{> a}}", c="{{> nothing}}", d="fine")
    assert sorted(f.path.name for f in library.findings() if f.fatal) == ["a.md", "b.md", "c.md"]
    assert library.find("d").text == "fine"


def test_a_value_can_include_nothing(tmp_path: Path) -> None:
    library = shelf(tmp_path, hello="{{?what}}", secret="SECRET")
    done = library.expand(library.find("hello"), context(), {"what": "{{> secret}}"})
    assert done.text == "{{> secret}}"


def test_the_cursors_mark_is_taken_out_and_told() -> None:
    done = expand("Dear {{customer.name}},\n{{cursor}}\nBye", context())
    assert done.text == "Dear Hanako,\n\nBye" and done.cursor == len("Dear Hanako,\n") and done.missing == ()


@pytest.mark.parametrize(
    ("written", "lang", "meant"),
    [
        ("{{date+3d}}", "en", "November 23, 2026"),
        ("{{date+1w}}", "ja", "2026年11月27日"),
        ("{{date+1b}}", "ja", "2026年11月23日"),
        ("{{weekday+1b}}", "ja", "月曜日"),
        ("{{date+5b}}", "en", "November 27, 2026"),
    ],
)
def test_days_to_come_are_in_words(written: str, lang: str, meant: str) -> None:
    assert expand(written, context(lang)).text == meant


def test_files_go_along_and_do_not_lead_out_of_the_folder(desk: Desk) -> None:
    folder = desk.home.canned_folder
    shelf(folder, terms="---\nattachments: terms.txt\n---\nSee the terms.", bad="---\nattachments: ../x\n---\nHi")
    (folder / "terms.txt").write_text("our terms")
    (finding,) = desk.canned.findings()
    assert finding.path.name == "bad.md" and finding.fatal
    code = next(iter(desk.take_in([arrival(1, mail(1))]).opened))
    draft = desk.replies.start(code, canned="terms")
    assert [p.name for p in draft.attachments] == ["terms.txt"]
    (folder / "terms.txt").unlink()
    with pytest.raises(MadoError):
        desk.replies.queue(draft)


def test_several_responses_stand_one_after_the_other(desk: Desk) -> None:
    shelf(desk.home.canned_folder, one="First.", two="Second {{?thing}}.")
    code = next(iter(desk.take_in([arrival(1, mail(1))]).opened))
    draft = desk.replies.start(code, canned=["one", "two"], values={"thing": "x"}, text="Third.")
    assert draft.body.startswith("First.\n\nSecond x.\n\nThird.\n") and draft.canned == ("one", "two")


@pytest.mark.parametrize(
    ("typed", "first"),
    [("ref", "refund-accepted"), ("返金", "refund-accepted"), ("rfd", "refund-accepted"), ("exchnage", "exchange"),
     ("parcel", "shipping"), ("ＲＥＦＵＮＤ acc", "refund-accepted")],
)  # fmt: skip
def test_a_response_is_found_by_half_a_memory(tmp_path: Path, typed: str, first: str) -> None:
    library = shelf(tmp_path, exchange="Swap it.", shipping="Your parcel, your refund?")
    shelf(tmp_path, **{"refund-accepted": "---\ntags: 返金\n---\nWe pay."})
    found = library.search(typed)
    assert found and found[0].key == first
    assert library.search("zzzz") == []


def test_a_macro_is_read_and_a_broken_one_is_named(tmp_path: Path) -> None:
    library = shelf(tmp_path / "canned", thanks="Thank you.")
    folder = tmp_path / "macros"
    folder.mkdir()
    (folder / "done.toml").write_text('canned = "thanks"\nthen = "solved"\ntags = ["x"]\nassign = "me"\nkey = "F5"\n')
    (folder / "bad.toml").write_text('canned = "nothing"\n')
    (folder / "worse.toml").write_text('thn = "solved"\n')
    shelf_of = MacroShelf(folder, library)
    (macro,) = shelf_of.all()
    assert macro.decisions("K7F2-9QXM", "Yuki") == [add_tag("K7F2-9QXM", "x"), assign("K7F2-9QXM", "Yuki")]
    assert shelf_of.find("f5") == macro
    assert [p.name for p, _said in shelf_of.findings()] == ["bad.toml", "worse.toml"]
    with pytest.raises(MadoError, match="bad"):
        shelf_of.find("bad")
    with pytest.raises(NothingMatched):
        shelf_of.find("dune")


def test_a_review_that_is_due_is_said(tmp_path: Path) -> None:
    library = shelf(tmp_path, old="---\nreview: 2020-01-01\n---\nHi")
    assert isinstance(library.find("old"), CannedResponse)
    assert [f.fatal for f in library.findings()] == [False]

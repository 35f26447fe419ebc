"""Cells, line breaking, times, recipients: the console's text without a screen."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from config.languages import set_language
from core.mail.message import Address
from tui.text import people
from tui.text.bars import view_line
from tui.text.cells import clip, fit, right, steady, width
from tui.text.fuzzy import ranked
from tui.text.lines import Span, line
from tui.text.marked_lines import marked_lines
from tui.text.when import age, day, span
from tui.text.wrap import NO_END, NO_START, break_offsets, wrap
from tui.views import VIEWS

_TEXT = st.text(st.sampled_from("あ漢。、「」（）ー…っabc XYZ-1ｶﾞ\u3000é"), max_size=120)
NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)


@given(_TEXT, st.integers(2, 60))
def test_wrapping_loses_no_letter_and_keeps_the_width(text: str, cells: int) -> None:
    pieces = list(wrap(text, cells))
    assert all(cell_len(piece) <= cells for piece in pieces)
    strip = str.maketrans("", "", " \u3000")
    assert "".join(pieces).translate(strip) == text.translate(strip)


@given(st.text(st.sampled_from("あいう漢字。、「」（）"), max_size=150), st.integers(20, 60))
def test_no_line_begins_or_ends_where_kinsoku_forbids(text: str, cells: int) -> None:
    text = "本文" + text.replace("」", "」本文本").replace("。", "。本文本").replace("「", "本文本「本").replace(
        "、", "、本文"
    )
    text = "".join(
        c for c, after in zip(text, text[1:] + "本", strict=True) if not (c in NO_END and after in NO_START)
    )
    for before, after in zip(pieces := list(wrap(text, cells)), pieces[1:], strict=False):
        run = len(after) - len(after.lstrip("".join(NO_START)))
        assert after[0] not in NO_START or run > cells // 2 - 4 or before[-1] in NO_START
        assert before[-1] not in NO_END or after[0] in NO_END


def test_latin_words_stay_whole_and_long_ones_are_cut() -> None:
    assert list(wrap("商品「ABC-1234」について Thank you very much", 20)) == [
        "商品「ABC-1234」につ",
        "いて Thank you very",
        "much",
    ]
    assert list(wrap("https://example.com/averylongpath", 10))[0] == "https://ex"
    assert list(wrap("", 10)) == [""]


@given(_TEXT, st.integers(0, 40))
def test_fitting_is_exact_to_the_cell(text: str, cells: int) -> None:
    assert cell_len(fit(text, cells)) == cells
    assert cell_len(right(text, cells)) == cells
    assert cell_len(clip(text, cells)) <= cells


def test_what_terminals_measure_differently_is_made_steady() -> None:
    assert steady("❤️ 👍🏽 1️⃣ か\u3099") == "❤ 👍 1 が"


def test_ages_and_stretches_in_both_languages() -> None:
    moments = [NOW - timedelta(seconds=s) for s in (5, 300, 7200, 3 * 86400, 30 * 86400, 400 * 86400)]
    set_language("en")
    assert [age(m, NOW) for m in moments] == ["now", "5m", "2h", "3d", "4w", "1y"]
    assert age(NOW - timedelta(days=200), NOW) == "6mo"
    assert span(93600) == "1d 2h"
    set_language("ja")
    assert [age(m, NOW) for m in moments] == ["今", "5分", "2時間", "3日", "4週", "25/10"]
    assert day(NOW, NOW) == "11/24"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("a@example.org", (Address("", "a@example.org"),)),
        (
            "山田 太郎 <t@example.jp>、b@example.org",
            (Address("山田 太郎", "t@example.jp"), Address("", "b@example.org")),
        ),
        (
            '"Miller, Ann" <ann@example.org>; c@example.org',
            (Address("Miller, Ann", "ann@example.org"), Address("", "c@example.org")),
        ),
        (" , ", ()),
    ],
)
def test_recipients_are_read_as_typed(typed: str, meant: tuple[Address, ...]) -> None:
    assert people.read(typed) == meant
    assert people.read(people.written(meant)) == meant


def test_the_best_fit_comes_first_and_width_does_not_matter() -> None:
    choices = [(name, (name,)) for name in ("solve", "snooze", "close", "ＳＰＡＭ")]
    assert ranked("so", choices)[0] == "solve"
    assert ranked("spam", choices) == ["ＳＰＡＭ"]
    assert ranked("zz", choices) == []


@given(st.text(alphabet="あ漢。、「」abc 1ー…", max_size=60), st.integers(2, 30))
def test_a_field_breaks_japanese_as_readers_expect_and_loses_nothing(text: str, cells: int) -> None:
    offsets = [0, *break_offsets(text, cells), len(text)]
    pieces = [text[a:b] for a, b in zip(offsets, offsets[1:], strict=False)]
    assert "".join(pieces) == text
    assert all(width(piece) <= cells for piece in pieces)
    assert offsets == sorted(offsets)


def test_a_line_is_one_line_whatever_its_text_holds() -> None:
    assert line("a\nb", Span("c\td", "link")).plain == "a bc d"


def test_no_full_stop_begins_a_line_of_a_field() -> None:
    assert break_offsets("> 明日の午前中に届く予定です。はい", 28) == [14]
    assert break_offsets("ああああ。いい", 8) == [3]


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_a_name_on_the_view_bar_is_whole_or_left_out_and_every_count_is_there(lang: str) -> None:
    set_language(lang)
    counts = {"inbox": 37, "mine": 3, "unassigned": 30, "waiting": 0, "snoozed": 2, "late": 12, "all": 43}
    for cells in range(40, 130):
        shown = view_line(VIEWS, VIEWS[0], counts, cells)
        assert width(shown.plain) <= cells
        names = [span.text.split(maxsplit=1)[1].strip() for span in shown.spans if len(span.text.split()) == 2]
        whole = {name for view in VIEWS for name in (view.label, view.brief)}
        assert all(n in whole or (width(n) >= 6 and any(w.startswith(n) for w in whole)) for n in names)
        assert names or cells < 60
        assert all(str(n) in shown.plain for n in counts.values() if n)
    assert view_line(VIEWS, VIEWS[0], counts, 40).plain.startswith(f" 1 {VIEWS[0].label} 37 ")


def test_the_short_names_of_views_are_as_many_as_the_views_and_short() -> None:
    for lang in ("en", "ja"):
        set_language(lang)
        assert all(width(view.brief) <= width(view.label) for view in VIEWS)
        assert len({view.brief for view in VIEWS}) == len(VIEWS)
    assert VIEWS[1].brief == "自分"
    assert all(view.brief in view.label for view in VIEWS), "a word of the name, and no other"


def test_a_table_of_our_markdown_has_aligned_columns_and_no_bars() -> None:
    text = "## 待ち時間\n\n"
    text += "| | now | before |\n|---|---:|---:|\n| 最初のお返事 | 6 | 10 |\n| a \\| b | 16.0 | – |\n\n- **gift** (3)"
    rows = [row.plain.rstrip() for row in marked_lines(text, 60)]
    assert rows == [
        " 待ち時間",
        "",
        "                  now  before",
        "   最初のお返事     6      10",
        "   a | b         16.0       –",
        "",
        " - gift (3)",
    ]

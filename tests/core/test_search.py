"""Search finds exactly what a scan of the folded text finds."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from config.home import Home
from core.grams import LONGEST_WORD, Term, fold, lookup, tokens, tokens_by_line
from core.search import SearchIndex
from core.store import Store

JAPANESE = "返金請求解約のおをにカスタマーサポト・々〇一〆ヶ𠮷ｶﾞ見積①㍻"
LATIN = "abcéßİ1２Ａz"
SIGNS = " \n、。「」,.-@_!/😀"


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with Store.open(Home(tmp_path_factory.mktemp("desk"))) as opened:
        yield opened


@pytest.fixture
def search(shared: Store) -> SearchIndex:
    with shared.engine.transaction() as session:
        session.run("DELETE FROM hits")
        session.run("INSERT INTO grams(grams) VALUES('delete-all')")
        session.run("INSERT INTO starts(starts) VALUES('delete-all')")
    return SearchIndex(shared)


def fill(store: Store, search: SearchIndex, texts: list[str]) -> None:
    """Message n says texts[n - 1], later ones being newer; two messages a ticket."""
    with store.transaction():
        for number, text in enumerate(texts, 1):
            search.add(number, f"T{(number - 1) // 2}", number * 60, text)


def words_of(text: str) -> list[str]:
    """The Latin words of a folded text, found in another way than the index does."""
    return [w for w in re.split(f"[^{re.escape(fold('abcéßİ1zi' + chr(0x307)))}2]+", fold(text)) if w]


text_of_all = st.text(alphabet=JAPANESE + LATIN + SIGNS, max_size=40)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(text_of_all, min_size=1, max_size=6), data=st.data())
def test_a_japanese_run_is_found_exactly_where_a_scan_finds_it(
    shared: Store, texts: list[str], data: st.DataObject
) -> None:
    search = SearchIndex(shared)
    with shared.engine.transaction() as session:
        session.run("DELETE FROM hits")
        session.run("INSERT INTO grams(grams) VALUES('delete-all')")
        session.run("INSERT INTO starts(starts) VALUES('delete-all')")
    fill(shared, search, texts)
    runs = [r for t in texts for r in re.findall(f"[{JAPANESE}]+", t)]
    word = data.draw(st.text(alphabet=JAPANESE, min_size=1, max_size=4))
    if runs:
        run = data.draw(st.sampled_from(runs))
        start = data.draw(st.integers(0, len(run) - 1))
        word = data.draw(st.sampled_from([word, run[start : start + data.draw(st.integers(1, 5))]]))
    # ① becomes a digit and half-width kana join with their marks: then it is no run of one script any more.
    if re.fullmatch(r"[^\W\da-z]+", fold(word)) and lookup(Term(word)) is not None and _one_run(word):
        expected = [n for n in range(len(texts), 0, -1) if fold(word) in fold(texts[n - 1])]
        assert search.messages([word]) == expected


def _one_run(word: str) -> bool:
    grams = tokens(word).grams.split()
    return grams[-1] == fold(word)[-1] and len(grams) == len(fold(word))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    texts=st.lists(text_of_all, min_size=1, max_size=6), word=st.text(alphabet="abcé1zA２", min_size=1, max_size=3)
)
def test_a_latin_word_finds_every_word_that_begins_with_it(shared: Store, texts: list[str], word: str) -> None:
    search = SearchIndex(shared)
    with shared.engine.transaction() as session:
        session.run("DELETE FROM hits")
        session.run("INSERT INTO grams(grams) VALUES('delete-all')")
        session.run("INSERT INTO starts(starts) VALUES('delete-all')")
    fill(shared, search, texts)
    having = [n for n in range(len(texts), 0, -1) if any(w.startswith(fold(word)) for w in words_of(texts[n - 1]))]
    assert search.messages([word]) == having
    literal = [n for n in range(len(texts), 0, -1) if fold(word) in words_of(texts[n - 1])]
    assert search.messages([Term(word, quoted=True)]) == literal


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    texts=st.lists(st.text(alphabet="ab返金 ", max_size=12), min_size=1, max_size=12),
    words=st.lists(st.sampled_from(["a", "b", "ab", "返金", "金", "金返"]), min_size=1, max_size=3),
    limit=st.one_of(st.none(), st.integers(1, 4)),
    lately=st.sampled_from([0, 3, 160]),
    peek=st.sampled_from([1, 20]),
)
def test_a_ticket_is_found_when_each_word_stands_in_any_of_its_messages(
    shared: Store,
    monkeypatch: pytest.MonkeyPatch,
    texts: list[str],
    words: list[str],
    limit: int | None,
    lately: int,
    peek: int,
) -> None:
    search = SearchIndex(shared)
    with shared.engine.transaction() as session:
        session.run("DELETE FROM hits")
        session.run("INSERT INTO grams(grams) VALUES('delete-all')")
        session.run("INSERT INTO starts(starts) VALUES('delete-all')")
    fill(shared, search, texts)

    def stands(word: str, text: str) -> bool:
        return word in text if word[0] > "z" else any(w.startswith(word) for w in re.findall("[ab]+", text))

    tickets: dict[str, list[tuple[int, str]]] = {}
    for number, text in enumerate(texts):
        tickets.setdefault(f"T{number // 2}", []).append((number, text))
    newest = {
        code: min(max(n for n, t in said if stands(w, t)) for w in words)
        for code, said in tickets.items()
        if all(any(stands(w, t) for _n, t in said) for w in words)
    }
    expected = sorted(newest, key=lambda code: -newest[code])
    monkeypatch.setattr("core.search._LATELY", lately)
    monkeypatch.setattr("core.search_terms._PEEK", peek)
    monkeypatch.setattr("core.search_terms._PATIENCE", 9)
    assert search.tickets(words, limit) == expected[:limit]
    assert search.codes(words) == set(expected)


def test_a_message_is_found_in_the_transaction_that_stores_it(shared: Store, search: SearchIndex) -> None:
    with shared.transaction():
        search.add(1, "A", 10, "返金をお願いします")
        assert search.tickets(["返金"]) == ["A"]
    assert search.tickets(["返金"]) == ["A"]


def test_what_a_failed_transaction_added_is_not_found(shared: Store, search: SearchIndex) -> None:
    with pytest.raises(ZeroDivisionError), shared.transaction():
        search.add(1, "A", 10, "返金をお願いします")
        _ = 1 / 0
    with shared.transaction():
        search.add(2, "B", 20, "別の話")
    assert search.tickets(["返金"]) == []


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("返金", "ご返金について"),
        ("カスタマー", "ｶｽﾀﾏｰｻﾎﾟｰﾄ"),
        ("ＭＸ－２０００", "the mx-2000 printer"),
        ("mx-20", "MX-2000"),
        ("taro@example.co.jp", "山田太郎 <taro@example.co.jp>"),
        ("taro@", "taro@example.co.jp"),
        ("STRASSE", "Straße"),
        ("iPhoneケース", "新しいiPhoneケースです"),
        ("A4", "コピー用紙A4サイズ"),
        ("用紙A", "コピー用紙A4サイズ"),
        ("2,000円", "代金は2,000円です"),
        ("сроч", "Срочно!"),
        ("ไม่", "ฉันไม่ได้รับสินค้า"),
        ("문의", "주문문의드립니다"),
        ("don't", "I don't know"),
        ("見積書.pdf", "添付 見積書.pdf"),
        ("a" * 70, "x " + "a" * 100),
    ],
)
def test_words_as_people_write_them(shared: Store, search: SearchIndex, word: str, text: str) -> None:
    fill(shared, search, ["something else", text])
    assert search.messages([word]) == [2]


@pytest.mark.parametrize(
    ("phrase", "text", "found"),
    [
        ("order number", "the order number is 7", True),
        ("order number", "number of the order", False),
        ("order numb", "the order number", False),
        ("refund", "refunds", False),
        ("返金 希望", "返金 希望です", True),
        ("返金希", "返金希望", True),
        ("Hello, world", "hello,\nworld!", True),
        ("hello world", "hello\r\n world", True),
    ],
)
def test_quoted_words_are_a_literal_phrase(
    shared: Store, search: SearchIndex, phrase: str, text: str, found: bool
) -> None:
    with shared.transaction():
        shared.table("messages").put(
            1, {"subject": text, "from": None, "to": [], "cc": [], "reply_to": [], "attachments": []}
        )
        search.add(1, "A", 1, text)
    assert search.tickets([Term(phrase, quoted=True)]) == (["A"] if found else [])


def test_signs_inside_quotes_must_stand_there_too(shared: Store, search: SearchIndex) -> None:
    for number, text in enumerate(["MX-2000 broke", "MX 2000 broke"], 1):
        with shared.transaction():
            shared.table("messages").put(
                number, {"subject": text, "from": None, "to": [], "cc": [], "reply_to": [], "attachments": []}
            )
            search.add(number, f"T{number}", number, text)
    assert search.tickets([Term("mx-2000", quoted=True)]) == ["T1"]
    assert search.tickets([Term("MX 2000", quoted=True), "broke"]) == ["T2"]
    assert search.tickets(["mx-2000"]) == ["T2", "T1"]


def test_merging_moves_and_removing_forgets(shared: Store, search: SearchIndex) -> None:
    fill(shared, search, ["返金 one", "two", "返金 three"])
    search.move("T1", "T0")
    assert search.tickets(["返金"]) == ["T0"]
    search.assign(3, "T9")
    assert search.tickets(["返金"]) == ["T9", "T0"]
    search.remove(3)
    assert search.tickets(["返金"]) == ["T0"]
    search.remove(1, "返金 one")
    assert search.tickets(["返金"]) == []
    with shared.transaction():
        search.add(1, "T0", 60, "返金 one")
    assert search.tickets(["返金"]) == ["T0"]


def test_signs_alone_and_nothing_find_nothing(shared: Store, search: SearchIndex) -> None:
    fill(shared, search, ["text !!!"])
    assert search.tickets(["!!!"]) == search.tickets([]) == []
    assert search.messages(['"*"']) == []


def test_newest_first_is_by_time_not_by_the_order_of_arrival(shared: Store, search: SearchIndex) -> None:
    with shared.transaction():
        search.add(1, "new", 2_000_000_000, "word")
        search.add(2, "old", 1_000_000_000, "word")
        search.add(3, "older", -5, "word")
    assert search.tickets(["word"]) == ["new", "old", "older"]
    assert search.tickets(["word"], 1) == ["new"]


def test_a_settled_index_is_one_piece_and_finds_the_same(shared: Store, search: SearchIndex) -> None:
    for number in range(1, 13):
        search.add(number, f"T{number}", number * 60, f"返金 word{number} refund")
    before = search.tickets(["返金", "ref"])
    for _step in search.settle(pages=1):
        assert search.tickets(["返金", "ref"]) == before
    pieces = shared.engine.session.rows("SELECT count(DISTINCT segid) FROM grams_idx")
    assert pieces == [(1,)]
    assert search.tickets(["返金", "ref"]) == before
    assert search.tickets(["word1", "返金"]) == ["T12", "T11", "T10", "T1"]


def cut_by_fts5(grams: str) -> list[str]:
    """The words that the engine sees, in their order."""
    with closing(sqlite3.connect(":memory:")) as alone:
        alone.execute("CREATE VIRTUAL TABLE t USING fts5(a, content = '', tokenize = 'ascii')")
        alone.execute("CREATE VIRTUAL TABLE v USING fts5vocab(t, instance)")
        alone.execute("INSERT INTO t(rowid, a) VALUES(1, ?)", (grams,))
        return [word for (word,) in alone.execute("SELECT term FROM v ORDER BY offset")]


@given(line=st.text(st.characters(max_codepoint=127, exclude_characters="\n"), max_size=200))
def test_plain_english_is_cut_as_if_other_letters_stood_beside_it(line: str) -> None:
    alone, beside = tokens(line), tokens(f"{line} é")
    assert cut_by_fts5(beside.grams) == [*cut_by_fts5(alone.grams), "é"]
    assert set(beside.starts.split()) == {*alone.starts.split(), "é"}


@given(text=text_of_all)
def test_lines_that_are_remembered_are_cut_as_the_whole_text_is(text: str) -> None:
    one, other = tokens(text), tokens_by_line(text)
    assert cut_by_fts5(one.grams) == cut_by_fts5(other.grams)
    assert set(one.starts.split()) == set(other.starts.split())


@given(line=st.text(st.characters(max_codepoint=127), max_size=300))
def test_of_plain_english_the_engine_sees_the_words_cut_to_their_longest(line: str) -> None:
    words = re.findall("[0-9a-z]+", line.lower())
    assert cut_by_fts5(tokens(line).grams) == [word[:LONGEST_WORD] for word in words]

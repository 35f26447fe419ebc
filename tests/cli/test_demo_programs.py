"""The manners of mail programs: quoting, naming a time, making Message-IDs."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone

import pytest

from cli.demo import letters, pictures, programs
from cli.demo.story import Person, people

AT = datetime(2026, 11, 20, 9, 5, tzinfo=timezone(timedelta(hours=9)))
OLD = programs.Quoted(people()["us"], "Emily <emily@example.com>", AT, "Hi", "first\n> older")


@pytest.mark.parametrize(
    ("program", "lang", "marks"),
    [
        ("gmail", "ja", ["2026年11月20日(金) 09:05 葵茶舗 <support@aoi-tea.example>:", "> first", ">> older"]),
        ("gmail", "en", ["On Fri, Nov 20, 2026 at 09:05 AM 葵茶舗 <support@aoi-tea.example>\nwrote:", "> first"]),
        ("iphone", "ja", ["> 2026/11/20 09:05、葵茶舗 <support@aoi-tea.example>のメール:"]),
        ("outlook", "ja", ["差出人: 葵茶舗", "送信日時: 2026年11月20日 09:05", "件名: Hi\n\nfirst"]),
        ("outlook", "en", ["-----Original Message-----\nFrom: ", "Sent: Friday, November 20, 2026 09:05 AM"]),
        ("keitai", "ja", ["元のメッセージ", "件名：Hi"]),
        ("becky", "ja", ["Fri, 20 Nov 2026 09:05:00 +0900", "> first"]),
        ("thunderbird", "en", ["On 2026-11-20 09:05, 葵茶舗 wrote:"]),
    ],
)
def test_each_program_quotes_in_its_own_manner(program: str, lang: str, marks: list[str]) -> None:
    quoted = programs.quote(program, "ja" if lang == "ja" else "en", OLD)
    for mark in marks:
        assert mark in quoted


@pytest.mark.parametrize("person", people().values(), ids=lambda p: p.key)
def test_message_ids_are_of_the_writer_s_domain_and_differ_by_time(person: Person) -> None:
    one, two = (programs.message_id(person, person.client, AT + timedelta(seconds=s), "x") for s in (0, 1))
    assert re.fullmatch(r"[\w+.-]+@[\w.-]+", one) and one.endswith(person.domain)
    assert one != two


def test_only_the_latin_text_of_wrapping_programs_is_wrapped() -> None:
    long = "word " * 40
    assert max(map(len, programs.wrapped(long, "gmail", "en").split("\n"))) <= 76
    assert programs.wrapped(long, "iphone", "en") == long
    assert programs.wrapped("茶" * 100, "gmail", "ja") == "茶" * 100


def test_a_charset_that_cannot_hold_the_text_gives_way_to_utf_8() -> None:
    assert letters.fitting("9〜17時", "iso-2022-jp") == ("iso-2022-jp", "9～17時")
    assert letters.fitting("お茶🍵", "shift_jis") == ("utf-8", "お茶🍵")


def test_attachments_are_real_files() -> None:
    kind, picture = pictures.attachment("湯のみ写真.png")
    assert (kind, picture[:8]) == ("image/png", b"\x89PNG\r\n\x1a\n")
    kind, page = pictures.attachment("cafe-order.pdf")
    assert kind == "application/pdf" and page.startswith(b"%PDF-1.4") and page.endswith(b"%%EOF\n")
    start = int(page.split(b"startxref\n")[1].split(b"\n")[0])
    assert page[start : start + 4] == b"xref"

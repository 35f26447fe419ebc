"""A plan's file: whatever stands in a mail, it is read back as it was written; whatever a person breaks is named."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.errors import UsageError
from core.bulk.file import read_plan, write_plan
from core.bulk.plan import Block, Excluded, Plan
from core.bulk.table import Row, read_table
from core.compose_body import tidy
from core.mail.message import Address

_line = st.sampled_from(
    ["===", "=== excluded", "\\===", "\\\\=== x", "", "to: eve@x.example", "# no comment", "---", "日本語 ① ～",
     "=?utf-8?q?x?=", "{{csv.a}}", "\x1b[31mred", "a\rb", "  indented", ">", "=== K7F2-9QXM", "seen: 9"]
)  # fmt: skip
_text = st.lists(_line | st.text(max_size=20), min_size=1, max_size=8).map("\n".join)
_name = st.text(max_size=20) | st.sampled_from(
    ['"', "a, b <c@d.example>", "x\r\nBcc: e@e", "=?utf-8?q?a=2C?=", "(x)"]
)


@given(_text, _text, _name)
def test_a_plan_is_read_back_as_it_was_written(one: str, two: str, name: str) -> None:
    made = datetime(2026, 11, 20, tzinfo=UTC)
    blocks = [
        Block(code, "support", (Address(name, f"{n}@x.example"),), one, body, 3, 4, literals=("{{a}}",))
        for n, (code, body) in enumerate((("AAAA-1111", one), ("BBBB-2222", two)))
    ]
    out = [Excluded("CCCC-3333", Address("", "c@x.example"), "claimed", "Ren | is answering")]
    read = read_plan(write_plan(Plan("p1", made, "Yuki", "status:open", "x", 9, blocks, out, "a.csv", ["note"])))
    assert [(b.ticket, b.body) for b in read.blocks] == [(b.ticket, tidy(b.body)) for b in blocks]
    assert [[a.address for a in b.to] for b in read.blocks] == [["0@x.example"], ["1@x.example"]]
    assert [(b.seen, b.answers, b.then, b.literals) for b in read.blocks] == [(3, 4, "pending", ("{{a}}",))] * 2
    assert [(e.ticket, e.code, e.reason) for e in read.excluded] == [("CCCC-3333", "claimed", "Ren | is answering")]
    assert (read.id, read.seen, read.made, list(read.notes)) == ("p1", 9, made, ["note"])


@given(st.text(max_size=300))
def test_anything_else_is_refused_with_a_line(text: str) -> None:
    with pytest.raises(UsageError, match="line "):
        read_plan(text)


def test_a_table_is_joined_by_what_it_names_and_never_by_place() -> None:
    table = read_table(b'Address;Order\nB@x.example;2\n\nAnn <a@x.example>;"1\n1"\nshort@x.example\n')
    row = table.find("K7F2-9QXM", ("a@x.example",))
    assert isinstance(row, Row) and (row.values["csv.order"], row.line) == ("1\n1", 4)
    assert "line 6" in str(table.find("K7F2-9QXM", ("short@x.example",)))
    assert "no row" in str(table.find("K7F2-9QXM", ("c@x.example",)))
    assert [said.split()[1] for said in table.unmatched()] == ["2"]


def test_a_row_whose_code_and_address_disagree_is_taken_for_nobody() -> None:
    table = read_table(b"code,address,order\nK7F2-9QXM,other@x.example,1\n")
    assert "other@x.example" in str(table.find("K7F2-9QXM", ("a@x.example",)))
    assert "K7F2-9QXM" in str(table.find("AAAA-AAAA", ("other@x.example",)))


def test_a_table_of_a_spreadsheet_is_read() -> None:
    table = read_table("address,注文\na@x.example,茶碗\n".encode("cp932"))
    row = table.find("K7F2-9QXM", ("a@x.example",))
    assert isinstance(row, Row) and row.values["csv.注文"] == "茶碗"


@pytest.mark.parametrize("data", [b"order\n1\n", b"address,a,a\n", b"", b'address\n"open\n', b"\xff\xff\x00"])
def test_a_table_that_cannot_be_joined_is_refused(data: bytes) -> None:
    with pytest.raises(UsageError):
        read_table(data)


def test_a_plan_that_was_cut_off_is_not_taken_for_a_whole_one() -> None:
    block = Block("AAAA-1111", "support", (Address("", "a@x.example"),), "Hi", "One.\nTwo.\n", 3, 4)
    whole = write_plan(Plan("p1", datetime(2026, 11, 20, tzinfo=UTC), "Yuki", "", "x", 9, [block], []))
    assert len(read_plan(whole).blocks) == 1
    for lines in range(whole.count("\n")):
        with pytest.raises(UsageError, match="line "):
            read_plan("\n".join(whole.split("\n")[:lines]))

"""A CSV that brings values for a bulk plan, joined by address or ticket code and never by a position."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

from config.errors import UsageError
from config.languages import translator
from core.identity import canonical_code
from core.text import clean

_ = translator("core")
_MOST_ROWS = 200_000
_NAME = re.compile(r"[^{}|\n]{1,70}")


@dataclass(frozen=True, slots=True)
class Row:
    """One row: `line` is where it begins in the file, `values` are its fields by `csv.COLUMN`; `wrong` says why
    it cannot be used."""

    line: int
    address: str
    code: str
    values: Mapping[str, str]
    wrong: str = ""


@dataclass(slots=True)
class Table:
    """The rows by what they are joined by. Two rows for one address or code are one too many: none is taken."""

    by_address: dict[str, list[Row]] = field(default_factory=dict)
    by_code: dict[str, list[Row]] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)
    taken: set[int] = field(default_factory=set)

    def find(self, code: str, addresses: tuple[str, ...]) -> Row | str:
        """The one row for a ticket and its customer's addresses, or the sentence why there is none."""
        found = {r.line: r for r in self.by_code.get(code, [])}
        found |= {r.line: r for a in addresses for r in self.by_address.get(a.lower(), [])}
        self.taken |= set(found)
        if not found:
            return _("the CSV has no row for this customer")
        if len(found) > 1:
            lines = ", ".join(map(str, sorted(found)))
            return _("several rows of the CSV are for this customer: lines {lines}").format(lines=lines)
        row = next(iter(found.values()))
        if row.wrong:
            return _("line {line} of the CSV cannot be used: {what}").format(line=row.line, what=row.wrong)
        if row.code and row.code != code:
            return _("line {line} of the CSV is for {other}").format(line=row.line, other=row.code)
        if row.address and row.address not in {a.lower() for a in addresses}:
            return _("line {line} of the CSV is for {other}").format(line=row.line, other=row.address)
        return row

    def unmatched(self) -> list[str]:
        """A remark for each row that no ticket of the plan asked for."""
        said = _("line {line} of the CSV ({who}) fits no ticket that was found")
        return [said.format(line=r.line, who=r.address or r.code) for r in self.rows if r.line not in self.taken]


def read_table(data: bytes) -> Table:
    """Read a CSV (UTF-8, else the Shift_JIS of spreadsheets; comma, semicolon or tab). Raises UsageError."""
    text = _decoded(data)
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    table = Table()
    try:
        columns = _columns(next(reader, []))
        line = reader.line_num + 1
        for cells in reader:
            if any(c.strip() for c in cells):
                _add(table, _row(columns, cells, line))
            line = reader.line_num + 1
    except csv.Error as error:
        raise _wrong(reader.line_num, str(error)) from None
    return table


def _columns(cells: list[str]) -> list[str]:
    names = [" ".join(unicodedata.normalize("NFKC", c).strip().lower().split()) for c in cells]
    if not {"address", "code"} & set(names):
        raise UsageError(
            _("The CSV has no column `address` or `code`, so no row can be joined to a customer."),
            hint=_("Name the columns in its first line."),
            code="bad_csv",
        )
    for name in names:
        if name and names.count(name) > 1:
            raise _wrong(1, _("the column {name} stands there twice").format(name=clean(name, one_line=True)))
        if name and not _NAME.fullmatch(name):
            raise _wrong(1, _("{name} cannot be the name of a column").format(name=clean(name, one_line=True)[:40]))
    return names


def _row(columns: list[str], cells: list[str], line: int) -> Row:
    wrong = ""
    if len(cells) != len(columns):
        wrong = _("it has {n} cells, the first line has {m}").format(n=len(cells), m=len(columns))
    fields = {c: clean(v).strip() for c, v in zip(columns, cells, strict=False) if c}
    address, code = fields.get("address", "").lower(), fields.get("code", "")
    address = address.rpartition("<")[2].rstrip(">").strip() if "<" in address else address
    values = {f"csv.{name}": value for name, value in fields.items()}
    return Row(line, address, canonical_code(code) if code else "", values, wrong)


def _add(table: Table, row: Row) -> None:
    if len(table.rows) >= _MOST_ROWS:
        raise _wrong(row.line, _("more than {n} rows").format(n=_MOST_ROWS))
    table.rows.append(row)
    if row.address:
        table.by_address.setdefault(row.address, []).append(row)
    if row.code:
        table.by_code.setdefault(row.code, []).append(row)


def _decoded(data: bytes) -> str:
    for charset in ("utf-8-sig", "cp932"):
        try:
            return data.decode(charset)
        except UnicodeDecodeError:
            continue
    raise UsageError(_("The CSV is neither UTF-8 nor Shift_JIS."), code="bad_csv")


def _wrong(line: int, what: str) -> UsageError:
    said = _("Line {line} of the CSV cannot be used: {what}").format(line=line, what=what)
    return UsageError(said, hint=_("Mend the file; no plan was written."), code="bad_csv")

"""`mado report`: JSON, CSV, text and one page, in both languages."""

from __future__ import annotations

from pathlib import Path

from tests.cli.calling import Mado


def test_a_report_comes_as_json_csv_text_and_page(shop: Mado, tmp_path: Path) -> None:
    shape = shop("report", "--month", "2026-11", "--json").json
    assert shape["messages"] == {"received": 4, "answered": 0, "tickets": 3, "customers": 3}
    rows = shop("report", "--month", "2026-11", "--csv").out.splitlines()
    assert rows[0] == "figure,value,before"
    assert "received,4,0" in rows
    assert "mails received" in shop("report", "--month", "2026-11").out
    file = tmp_path / "november.html"
    said = shop("--lang", "ja", "report", "--month", "2026-11", "--html", str(file))
    assert str(file) in said.err
    assert said.out == ""
    text = file.read_text(encoding="utf-8")
    assert '<html lang="ja">' in text
    assert "受け取ったメール" in text
    assert "customer.example" not in text
    assert file.stat().st_mode & 0o777 == 0o600


def test_json_and_page_come_together(shop: Mado, tmp_path: Path) -> None:
    file = tmp_path / "r.html"
    shape = shop("report", "--from", "2026-11-01", "--to", "2026-11-30", "--html", str(file), "--json").json
    assert shape["from"].startswith("2026-11-01")
    assert file.exists()
    assert shop("report", "--from", "soon", "--json", code=2).error["message"] == "Not a day: soon."

"""`mado attachment`: list, save, open."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.calling import Mado
from tests.cli.mails import folder_with

MAIL = (
    b"From: Hanako <hanako@shop.example>\r\nTo: support@shop.example\r\nSubject: Two files\r\n"
    b"Message-ID: <files@shop.example>\r\nDate: Mon, 5 Jan 2026 10:00:00 +0900\r\nMIME-Version: 1.0\r\n"
    b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n'
    b"--b\r\nContent-Type: text/plain\r\n\r\nSee the files.\r\n"
    b'--b\r\nContent-Type: application/pdf; name="../../bill.pdf"\r\nContent-Transfer-Encoding: base64\r\n'
    b"Content-Disposition: attachment\r\n\r\nSGVsbG8=\r\n"
    b'--b\r\nContent-Type: message/external-body; access-type=URL; URL="http://127.0.0.1:9/x"; name="far.txt"\r\n'
    b"Content-Disposition: attachment\r\n\r\nContent-Type: text/plain\r\n\r\n--b--\r\n"
)


@pytest.fixture
def code(mado: Mado, tmp_path: Path) -> str:
    mado("import", str(folder_with(tmp_path / "mail", MAIL)))
    return str(mado("tickets", "--ids").out.strip())


def test_files_are_listed_with_numbers(mado: Mado, code: str) -> None:
    found = mado("--json", "attachment", "list", code).json
    assert [(f["number"], f["content_type"]) for f in found][:1] == [(1, "application/pdf")]
    assert "/" not in found[0]["filename"] or ".." not in found[0]["filename"].split("/")


def test_a_file_is_saved_inside_the_folder_and_never_over_another(mado: Mado, code: str, tmp_path: Path) -> None:
    into = tmp_path / "saved"
    into.mkdir()
    for count in (1, 2):
        mado("attachment", "save", code, "1", "--to", str(into))
        assert len(list(into.iterdir())) == count
    assert {p.read_bytes() for p in into.iterdir()} == {b"Hello"}
    assert not (tmp_path / "bill.pdf").exists()


def test_what_a_part_points_to_is_not_fetched(mado: Mado, code: str, tmp_path: Path) -> None:
    into = tmp_path / "all"
    into.mkdir()
    mado("attachment", "save", code, "--to", str(into))
    assert all(len(p.read_bytes()) < 200 for p in into.iterdir())


def test_a_number_that_is_not_there_and_a_missing_viewer_are_said(mado: Mado, code: str) -> None:
    assert mado("--json", "attachment", "save", code, "9", code=4).error["code"] == "no_attachment"
    assert "attachments.viewer" in mado("attachment", "open", code, code=2).err
    mado("config", "set", "attachments.viewer", "true")
    assert "Opened a copy" in mado("attachment", "open", code).err


def test_a_ticket_without_files_says_so(shop: Mado, codes: dict[str, str]) -> None:
    assert shop("--json", "attachment", "list", codes["Bob"], code=4).error["code"] == "no_attachment"

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cli.mailfiles import messages_in
from tests.cli.calling import Mado
from tests.cli.mails import SHOP, folder_with, mail


def _mbox(*mails: bytes) -> bytes:
    out = b""
    for raw in mails:
        body = b"".join(
            (b">" + line if line.lstrip(b">").startswith(b"From ") else line)
            for line in raw.replace(b"\r\n", b"\n").splitlines(keepends=True)
        )
        out += b"From a@b.example Tue Nov  3 10:00:00 2026\n" + body + b"\n"
    return out


def _maildir(folder: Path, *mails: bytes) -> Path:
    for part in ("cur", "new", "tmp", ".Sub/cur", ".Sub/new", ".Sub/tmp"):
        (folder / part).mkdir(parents=True)
    for number, raw in enumerate(mails):
        part = ("cur", "new", ".Sub/cur")[number % 3]
        (folder / part / f"{number}.host:2,S").write_bytes(raw.replace(b"\r\n", b"\n"))
    return folder


@pytest.mark.parametrize("kind", ["folder", "mbox", "maildir", "mixed folder"])
def test_every_kind_of_file_brings_the_same_tickets_and_again_nothing(mado: Mado, tmp_path: Path, kind: str) -> None:
    path = tmp_path / "mail"
    if kind == "maildir":
        _maildir(path, *SHOP)
    elif kind == "mbox":
        path.write_bytes(_mbox(*SHOP))
    elif kind == "folder":
        folder_with(path, *SHOP)
    else:
        folder_with(path, *SHOP[:1])
        (path / "rest.mbox").write_bytes(_mbox(*SHOP[1:3]))
        _maildir(path / "box", SHOP[3])
    assert mado("import", str(path), "--json").json == {
        "read": 4,
        "messages": 4,
        "tickets_new": 3,
        "tickets_changed": 0,
    }
    assert mado("import", str(path), "--json").json == {
        "read": 4,
        "messages": 0,
        "tickets_new": 0,
        "tickets_changed": 0,
    }
    assert len(mado("tickets", "--ids").out.split()) == 3


def test_the_same_mail_in_another_kind_of_file_is_known(mado: Mado, tmp_path: Path) -> None:
    mado("import", str(folder_with(tmp_path / "eml", *SHOP)))
    (tmp_path / "mbox").write_bytes(_mbox(*SHOP))
    assert mado("import", str(tmp_path / "mbox"), "--json").json["messages"] == 0


def test_what_is_imported_is_history_not_news(mado: Mado, tmp_path: Path) -> None:
    mado("import", str(folder_with(tmp_path / "eml", *SHOP)))
    tickets = mado("tickets", "--jsonl").lines
    assert not any(t["unread"] for t in tickets)
    assert all(t["created"].startswith("2026-11-0") for t in tickets)
    assert mado("outbox", "--json").json == []


def test_a_path_that_cannot_be_read_is_said_and_the_rest_comes_in(mado: Mado, tmp_path: Path) -> None:
    good = folder_with(tmp_path / "eml", *SHOP)
    said = mado("import", str(tmp_path / "missing"), str(good), code=1)
    assert "missing" in said.err
    assert len(mado("tickets", "--ids").out.split()) == 3


def test_an_unknown_mailbox_is_wrong_usage(mado: Mado, tmp_path: Path) -> None:
    mado("import", str(tmp_path), "--mailbox", "nosuch", code=2)


def test_rubbish_is_taken_in_or_passed_over_but_never_a_crash(mado: Mado, tmp_path: Path) -> None:
    folder = folder_with(tmp_path / "eml", b"\x00\xff\xfe rubbish", b"", b"\r\n\r\n", b"From", mail(9))
    mado("import", str(folder))
    assert "Question 9" in mado("tickets").out


def test_a_line_that_begins_like_a_separator_stays_in_its_message(tmp_path: Path) -> None:
    body = "Hello\n\nFrom here on it gets better.\n>From quoted\nFrom x Tue Nov  3 10:00:00 2026\n"
    path = tmp_path / "mbox"
    path.write_bytes(_mbox(mail(1, body=body), mail(2)))
    first, second = messages_in(path)
    assert body.replace("\n", "\r\n").encode() in first.raw
    assert second.raw == mail(2)


def test_an_unquoted_from_after_an_empty_line_is_no_separator_without_a_year(tmp_path: Path) -> None:
    path = tmp_path / "mbox"
    path.write_bytes(_mbox(mail(1)) + b"\nFrom here on it gets better.\n")
    assert len(list(messages_in(path))) == 1


def test_the_time_is_that_of_the_message_else_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "mbox"
    undated = mail(2).replace(b"Date: ", b"X-Date: ")
    path.write_bytes(_mbox(mail(1), undated))
    assert [f.when for f in messages_in(path)] == [
        datetime(2026, 11, 1, 1, 0, tzinfo=UTC),
        datetime(2026, 11, 3, 10, 0, tzinfo=UTC),
    ]


_LINES = st.lists(
    st.sampled_from(
        ["text", "", "From me to you", ">From x", ">>From y", "From a Mon Jan  5 00:00:00 2026", "日本語"]
    ),
    max_size=8,
)


@given(st.lists(_LINES, min_size=1, max_size=4))
def test_an_mbox_gives_back_the_very_messages_it_was_written_from(bodies: list[list[str]]) -> None:
    from tempfile import TemporaryDirectory

    mails = [mail(1, body="\n".join(["x", *lines, "y"])) for lines in bodies]
    with TemporaryDirectory() as folder:
        path = Path(folder) / "mbox"
        path.write_bytes(_mbox(*mails))
        assert [f.raw for f in messages_in(path)] == mails

"""`mado parse` and `mado thread`: how messages are read and threaded, without a store."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from core.mail.as_json import message_json
from core.mail.parse import parse
from tests.cli.calling import ROOT, Mado
from tests.cli.mails import SHOP, folder_with, mail
from tests.fuzz.hold import hold_contract
from tests.fuzz.strategies import odd

KEYS = {
    "message_id",
    "in_reply_to",
    "references",
    "subject",
    "from",
    "to",
    "cc",
    "reply_to",
    "date",
    "text",
    "reply_text",
    "attachments",
    "auto_submitted",
    "bounce",
    "charset_repaired",
    "warnings",
}
THREADS = [
    ["m1@customer.example", "m3@customer.example"],
    ["m2@customer.example"],
    ["m4@customer.example"],
]


def _files(folder: Path, *mails: bytes) -> list[str]:
    return [str(file) for file in sorted(folder_with(folder, *mails).iterdir())]


def _mbox(path: Path, *mails: bytes) -> Path:
    path.write_bytes(
        b"".join(
            b"From a@b.example Tue Nov  3 10:00:00 2026\n" + raw.replace(b"\r\n", b"\n") + b"\n" for raw in mails
        )
    )
    return path


def test_one_file_gives_one_object_with_every_key(bare: Mado, tmp_path: Path) -> None:
    (file,) = _files(tmp_path / "mail", SHOP[2])
    for words in (("parse", "--json", file), ("--json", "parse", file), ("parse", file, "--jsonl")):
        read = bare(*words).json
        assert set(read) == KEYS
        assert read["from"] == {"name": "Hanako", "address": "hanako@customer.example"}
        assert read["references"] == ["m1@customer.example"]
    assert not bare.home.exists()


def test_several_files_give_one_object_a_line_in_order(bare: Mado, tmp_path: Path) -> None:
    files = _files(tmp_path / "mail", *SHOP)
    assert [read["message_id"] for read in bare("parse", "--json", *files).lines] == [
        f"m{n}@customer.example" for n in (1, 2, 3, 4)
    ]


def test_a_file_that_cannot_be_read_is_told_and_the_rest_is_read(bare: Mado, tmp_path: Path) -> None:
    first, last = _files(tmp_path / "mail", *SHOP[:2])
    said = bare("parse", "--json", first, str(tmp_path / "gone.eml"), str(tmp_path), last, code=1)
    assert [r["message_id"] for r in said.lines] == ["m1@customer.example", None, None, "m2@customer.example"]
    assert all(r.keys() == said.lines[0].keys() and r["warnings"] for r in said.lines[1:3])
    assert "gone.eml" in said.err
    assert said.error["code"] == "failed"
    assert len(said.err.splitlines()) == 2


def test_the_system_s_reason_is_told_in_japanese(bare: Mado, tmp_path: Path) -> None:
    missing = str(tmp_path / "nowhere.eml")
    for words in (("parse", missing), ("thread", missing), ("check-text", missing)):
        said = bare("--lang", "ja", *words, code=1).err
        assert "そのようなファイルやフォルダはありません" in said
        assert "No such" not in said


def test_hundreds_of_odd_mails_all_give_the_whole_contract(bare: Mado, tmp_path: Path) -> None:
    rng = random.Random(7)
    mails = [b"", b"\0\xff\xfe", rng.randbytes(4_000), *(odd(rng) for _ in range(300))]
    read = bare("parse", "--json", *_files(tmp_path / "mail", *mails)).lines
    assert len(read) == len(mails)
    for each in read:
        hold_contract(each)
    assert read == [json.loads(json.dumps(message_json(parse(raw)))) for raw in mails]


def test_a_message_comes_through_standard_input(bare: Mado) -> None:
    assert bare("parse", "--json", "-", stdin=SHOP[0]).json["subject"] == "返金のお願い"


def test_people_see_headers_text_and_what_is_new(bare: Mado) -> None:
    body = "Works.\n\nOn Mon, Jan 5, 2026 at 10:15 AM Shop <support@shop.example> wrote:\n> Does it work?"
    out = bare("parse", "-", stdin=mail(1, body=body)).out
    assert "From: Hanako <hanako@customer.example>" in out
    assert out.rstrip().endswith("--- new in this message ---\nWorks.")


def test_no_control_character_of_a_mail_gets_out(bare: Mado) -> None:
    raw = mail(1, subject="a\x1b]0;b\x07c\x9b31m", body="d\x1b[2Je\u202ef")
    for words in (("parse", "-"), ("parse", "--json", "-")):
        out = bare(*words, stdin=raw).out
        assert not any(c in out for c in "\x1b\x07\x9b\u202e")
        assert "\\u001b" not in out


def test_nothing_to_read_is_wrong_usage(bare: Mado) -> None:
    bare("parse", code=2)
    bare("thread", code=2)


def test_a_folder_an_mbox_and_a_maildir_are_threaded_alike(bare: Mado, tmp_path: Path) -> None:
    maildir = tmp_path / "maildir"
    for part in ("cur", "new", "tmp"):
        (maildir / part).mkdir(parents=True)
    for number, raw in enumerate(SHOP):
        (maildir / ("cur", "new")[number % 2] / f"{number}.host").write_bytes(raw)
    for path in (folder_with(tmp_path / "mail", *SHOP), _mbox(tmp_path / "mail.mbox", *SHOP), maildir):
        assert bare("thread", "--json", str(path)).json == THREADS
        assert bare("thread", "--jsonl", str(path)).lines == THREADS
    assert not bare.home.exists()


@pytest.mark.parametrize("seed", range(5))
def test_every_order_in_the_file_gives_the_same_threads(bare: Mado, tmp_path: Path, seed: int) -> None:
    mails = list(SHOP)
    random.Random(seed).shuffle(mails)
    assert bare("thread", "--json", str(_mbox(tmp_path / "mail.mbox", *mails))).json == THREADS


def test_two_bodies_under_one_id_are_both_listed_and_a_copy_is_not(bare: Mado, tmp_path: Path) -> None:
    folder = folder_with(tmp_path / "mail", mail(1), mail(1), mail(1, body="Other"))
    assert bare("thread", "--json", str(folder)).json == [["m1@customer.example"] * 2]


def test_a_path_that_cannot_be_read_is_told_and_the_rest_is_threaded(bare: Mado, tmp_path: Path) -> None:
    folder = folder_with(tmp_path / "mail", *SHOP)
    (folder / "002b.eml").symlink_to(tmp_path / "nowhere")
    said = bare("thread", "--json", str(tmp_path / "gone"), str(folder), code=1)
    assert said.json == THREADS
    assert "gone" in said.err
    assert "nowhere" in said.err or "002b.eml" in said.err


def test_mail_without_any_ids_stands_alone_each_and_is_all_there(bare: Mado, tmp_path: Path) -> None:
    mails = [mail(1, subject="Re: same", body=f"text {n}").replace(b"Message-ID", b"X-Old") for n in range(500)]
    found = bare("thread", "--json", str(_mbox(tmp_path / "mail.mbox", *mails))).json
    assert [len(group) for group in found] == [1] * 500
    assert len({group[0] for group in found}) == 500


def test_an_unescaped_from_line_and_a_patch_in_a_text_begin_no_message(bare: Mado, tmp_path: Path) -> None:
    text = "see\n\nFrom the year 2024 on\n\nFrom a Tue Nov  3 10:00:00 2026\nno header\n\n"
    patch = f"From {'0a' * 20} Mon Sep 17 00:00:00 2001\nFrom: A <a@x.example>\nSubject: [PATCH] b\n"
    path = _mbox(tmp_path / "mail.mbox", mail(1, body=text + patch), mail(2))
    assert bare("thread", "--json", str(path)).json == [["m1@customer.example"], ["m2@customer.example"]]
    one, two = (f"From {c * 40} Mon Sep 17 00:00:00 2001\nMessage-ID: <{c}@x.example>\n\nx\n\n" for c in "ab")
    (tmp_path / "patches").write_text(one + two)
    assert bare("thread", "--json", str(tmp_path / "patches")).json == [["a@x.example"], ["b@x.example"]]


@pytest.mark.parametrize(
    "line",
    [
        "From bob at example.com  Tue Nov  3 10:00:00 2026",
        "From - Tue Nov 03 10:00:00 2026",
        "From a@b.example Tue Nov  3 10:00:00 2026 +0900",
        "From a@b.example Tue Nov  3 10:00 JST 2026 remote from host",
    ],
)
def test_every_usual_from_line_begins_a_message(bare: Mado, tmp_path: Path, line: str) -> None:
    path = tmp_path / "mail.mbox"
    path.write_bytes(b"".join(line.encode() + b"\n" + raw.replace(b"\r\n", b"\n") + b"\n" for raw in SHOP))
    assert bare("thread", "--json", str(path)).json == THREADS


def test_people_see_a_thread_a_paragraph(bare: Mado, tmp_path: Path) -> None:
    out = bare("thread", str(folder_with(tmp_path / "mail", *SHOP))).out
    assert [len(paragraph.splitlines()) for paragraph in out.strip().split("\n\n")] == [2, 1, 1]


def test_reading_messages_loads_no_store_no_console_and_no_network() -> None:
    code = (
        "import sys; from cli.main import run; run(['parse', '--json', '-']);"
        "heavy = ('textual', 'rich', 'tinydb', 'imapclient', 'smtplib');"
        "print([m for m in heavy if m in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], input=SHOP[0], capture_output=True, cwd=ROOT, timeout=60)
    assert done.stderr.decode().strip() == "[]"


def test_a_pipe_or_a_device_is_refused_and_the_other_files_are_read(bare: Mado, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    (file,) = _files(tmp_path / "mail", SHOP[2])
    done = bare("parse", "--json", str(pipe), "/dev/zero", file, code=1)
    assert [bool(one["message_id"]) for one in done.lines] == [False, False, True]
    assert "pipe or a device" in done.lines[0]["warnings"][0]
    assert done.err.count("pipe or a device") == 2
    threaded = bare("thread", "--json", str(tmp_path), code=1)
    assert sum(map(len, threaded.json)) == 1


def test_what_comes_through_standard_input_or_a_pipe_of_the_shell_is_threaded(bare: Mado, tmp_path: Path) -> None:
    mbox = _mbox(tmp_path / "mail.mbox", *SHOP).read_bytes()
    assert bare("thread", "--json", "-", stdin=mbox).json == THREADS
    reading, writing = os.pipe()
    os.write(writing, mbox)
    os.close(writing)
    assert bare("thread", "--json", f"/dev/fd/{reading}").json == THREADS
    os.close(reading)

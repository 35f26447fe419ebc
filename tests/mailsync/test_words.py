"""Every sentence of the network is there in Japanese, with the same fields and the same commands in it."""

import re
from pathlib import Path

from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

import mailsync
from config import languages
from config.settings import Server
from mailsync.explain import explain

PO = Path(languages.__file__).parent / "locale" / "ja" / "LC_MESSAGES" / "mailsync.po"
FIXED = re.compile(r"\{\w+\}|`[^`]*`")


def test_every_sentence_is_translated_with_its_fields() -> None:
    said = {row[2] for row in extract_from_dir(Path(mailsync.__file__).parent) if isinstance(row[2], str)}
    with PO.open("rb") as file:
        known = {str(m.id): str(m.string) for m in read_po(file) if m.id}
    assert said - known.keys() == set()
    assert all(sorted(FIXED.findall(text)) == sorted(FIXED.findall(known[text])) for text in said)


def test_a_failure_is_told_in_the_language_in_force() -> None:
    try:
        languages.set_language("ja")
        told = explain(ConnectionRefusedError(), Server("mail.example.com", 993))
        assert told.message.startswith("mail.example.com のポート 993 に接続できません。ここまでに")
    finally:
        languages.set_language(None)

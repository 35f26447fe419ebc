"""Messages for tests of the command line, written as bytes so that a reader sees what a customer sent."""

from __future__ import annotations

from pathlib import Path

US = "support@shop.example"


def mail(
    number: int,
    *,
    sender: str = "Hanako <hanako@customer.example>",
    subject: str = "",
    body: str = "Where is my order?",
    refs: str = "",
    extra: str = "",
) -> bytes:
    """Message `number` of November 2026, id `<mN@customer.example>`, as it stands on an IMAP server."""
    reply = f"In-Reply-To: <{refs}>\nReferences: <{refs}>\n" if refs else ""
    text = (
        f"From: {sender}\nTo: {US}\nSubject: {subject or f'Question {number}'}\n"
        f"Message-ID: <m{number}@customer.example>\nDate: Tue, {number:02} Nov 2026 10:00:00 +0900\n"
        f"{reply}{extra}MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n"
        f"Content-Transfer-Encoding: 8bit\n\n{body}\n"
    )
    return text.replace("\n", "\r\n").encode()


def folder_with(folder: Path, *mails: bytes) -> Path:
    """A folder of .eml files."""
    folder.mkdir(exist_ok=True)
    for number, raw in enumerate(mails):
        (folder / f"{number:03}.eml").write_bytes(raw)
    return folder


SHOP = (
    mail(1, subject="返金のお願い", body="お世話になります。返金してください。"),
    mail(2, sender="Bob <bob@other.example>", subject="Refund please", body="I want my money back."),
    mail(3, subject="Re: 返金のお願い", body="まだでしょうか。", refs="m1@customer.example"),
    mail(4, sender="Carol <carol@third.example>", subject="Thanks", body="All is well."),
)

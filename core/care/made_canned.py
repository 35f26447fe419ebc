"""A good reply becomes a canned response: its words, with the customer's name and code as placeholders."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from config.errors import MadoError, UsageError
from config.files import write_private
from config.languages import translator
from core.care.stars import newest_reply

if TYPE_CHECKING:
    from core.desk import Desk

_ = translator("core")
_NAME = re.compile(r"\w[\w -]{0,63}\Z")


def made_canned(desk: Desk, code: str, name: str, message: str = "") -> Path:
    """Write the canned response and return its file. Raises NothingMatched (no reply), UsageError, MadoError."""
    if not _NAME.match(name):
        raise UsageError(_("Not a name for a canned response: {name!r}.").format(name=name), hint="refund-accepted")
    path = desk.home.canned_folder / f"{name}.md"
    if path.exists():
        raise MadoError(_("{path} is there already.").format(path=path), hint=f"mado canned edit {path.stem}")
    said = newest_reply(desk, code, message)
    text = general(said.reply_text or said.text, desk.ticket(code).customer.name, desk.ticket(code).code)
    lang = "ja" if re.search("[\u3040-\u30ff]", text) else "en"
    subject = re.sub(r"^(?:re|fwd?)\s*[:：]\s*", "", said.subject, flags=re.IGNORECASE)
    header = f"---\nname: {name}\nlang: {lang}\nsubject: {' '.join(subject.split())}\n---\n"
    write_private(path, (header + text.strip("\n") + "\n").encode("utf-8"))
    return path


def general(text: str, name: str, code: str) -> str:
    """The words without whom they were for: the name and the ticket's code become placeholders."""
    pieces = sorted({name, *re.split(r"[\s　]+", name)}, key=len, reverse=True)
    for piece in pieces:
        if len(piece) > 1:
            text = re.sub(rf"(?<![A-Za-z]){re.escape(piece)}(?![A-Za-z])", "{{customer.name}}", text)
    text = re.sub(r"(?:\{\{customer\.name\}\}[ 　]*){2,}", "{{customer.name}}", text)
    text = re.sub(r"(\{\{customer\.name\}\})[ 　]*(?:様|さま|さん)", r"\1 様", text)
    return text.replace(code, "{{ticket.code}}")

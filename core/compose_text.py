"""What stands around the answer: the signature, the attribution, the quotation, in the customer's language."""

from __future__ import annotations

import re
from dataclasses import dataclass

from config.settings import Agent, Mailbox
from core.entries import MessageEntry
from core.placeholders import honoured, long_date, person_name, weekday
from core.text import clean

MOST_QUOTED_LINES = 400
_JAPANESE = re.compile("[\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uff66-\uff9f]")
_LETTER = re.compile(r"[A-Za-z]")


@dataclass(frozen=True, slots=True)
class Frame:
    """The parts of a draft that its writer did not write."""

    signature: str
    attribution: str
    quotation: str

    def around(self, text: str) -> str:
        """A whole body: the answer on top, then the signature, then what is answered."""
        quoted = f"{self.attribution}\n{self.quotation}" if self.quotation else ""
        parts = [text.strip("\n"), self.signature, quoted]
        return "\n\n".join(p for i, p in enumerate(parts) if p or i == 0).rstrip() + "\n"

    def beside_quotation(self, body: str) -> str:
        """A body without the lines that were quoted for it: what we ourselves say in it."""
        quoted = {*self.quotation.split("\n"), *self.attribution.split("\n")} - {""}
        return "\n".join(line for line in body.split("\n") if line.rstrip() not in quoted)

    def without(self, body: str) -> str:
        """What is left of a body when the frame is taken off: what was written for this answer."""
        own = {line.strip() for line in (*self.signature.split("\n"), self.attribution)} - {""}
        lines = [x for x in body.split("\n") if not x.startswith(">") and x.strip() not in own]
        return "\n".join(lines).strip()


def language_of(text: str, subject: str = "") -> str:
    """The language a customer wrote in: "ja" where a tenth of the letters is Japanese, else "en"."""
    both = f"{subject}\n{text}"[:4000]
    japanese, latin = len(_JAPANESE.findall(both)), len(_LETTER.findall(both))
    return "ja" if japanese * 9 > latin and japanese else "en"


def frame(mailbox: Mailbox, agent: Agent, answered: MessageEntry | None, lang: str) -> Frame:
    """Signature, attribution and quotation for an answer to a message.

    Only a message can be quoted, and a message is what the customer sent or received: notes have no
    way into here.
    """
    signature = signature_block(signature_text(mailbox, agent))
    if answered is None:
        return Frame(signature, "", "")
    return Frame(signature, attribution(answered, lang), quotation(answered))


def signature_text(mailbox: Mailbox, agent: Agent) -> str:
    """The agent's own signature, then that of the mailbox; either may be empty."""
    return "\n".join(s.strip("\n") for s in (agent.signature, mailbox.signature) if s.strip())


def signature_block(signature: str) -> str:
    """The mailbox's signature below the usual mark, which mail programs know to leave out of a quotation."""
    text = clean(signature).strip("\n")
    if not text.strip():
        return ""
    return text if text.startswith("-- \n") else f"-- \n{text}"


def attribution(answered: MessageEntry, lang: str) -> str:
    """The line above a quotation, in the forms that mail programs recognise."""
    who = person_name(answered.sender.name) if answered.sender else ""
    address = answered.sender.address if answered.sender else ""
    when = answered.at.astimezone()
    if lang == "ja":
        named = f"{honoured(who)} <{address}>" if who else f"<{address}>"
        return f"{long_date(when, lang)}({weekday(when, lang)[0]}) {when:%H:%M} {named}:"
    named = f"{who} <{address}>" if who else f"<{address}>"
    month, day_and_year = long_date(when, lang).split(" ", 1)
    return f"On {weekday(when, lang)[:3]}, {month[:3]} {day_and_year} at {when:%H:%M}, {named} wrote:"


def quotation(answered: MessageEntry) -> str:
    """What the message newly said, quoted; without its own history, and not endless."""
    text = clean(answered.reply_text.strip() or answered.text.strip())
    lines = text.split("\n")
    if len(lines) > MOST_QUOTED_LINES:
        lines = [*lines[:MOST_QUOTED_LINES], "[…]"]
    return "\n".join(_quoted(line.rstrip()) for line in lines) if text else ""


def _quoted(line: str) -> str:
    if not line:
        return ">"
    return f">{line}" if line.startswith(">") else f"> {line}"
